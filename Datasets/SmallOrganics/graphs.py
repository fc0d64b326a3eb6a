"""Enumerates molecular graphs of carbon, nitrogen and oxygen, hydrogens left out.

In three steps, each without symmetric copies: skeletons (which atoms are bonded), orders of the bonds, elements.
"""

import itertools

from rdkit import Chem, RDLogger

ELEMENTS = {"C": 4, "N": 3, "O": 2}  # The symbol and the valence of the neutral atom.
LARGEST_DEGREE = 4
MOST_RINGS = 2  # Bonds beyond those of a tree.

RDLogger.DisableLog("rdApp.*")


def skeletons(size):
    """Connected graphs of `size` vertices, of degree 4 at most and with at most two rings: sorted lists of edges."""
    if size == 1:
        return [[]]
    found = {}
    for smaller in skeletons(size - 1):
        degrees = degrees_of(smaller, size - 1)
        rings = len(smaller) - (size - 2)
        open_vertices = [vertex for vertex in range(size - 1) if degrees[vertex] < LARGEST_DEGREE]
        # Every connected graph has a vertex without which it is connected, so adding one in all ways misses none.
        for count in range(1, MOST_RINGS - rings + 2):
            for neighbours in itertools.combinations(open_vertices, count):
                edges = smaller + [(neighbour, size - 1) for neighbour in neighbours]
                found.setdefault(canonical(["C"] * size, edges, [1] * len(edges)), edges)
    return [found[key] for key in sorted(found)]


def degrees_of(edges, size):
    degrees = [0] * size
    for first, second in edges:
        degrees[first] += 1
        degrees[second] += 1
    return degrees


def canonical(symbols, edges, orders):
    """A text that two graphs share just if they are the same molecule: RDKit's canonical SMILES."""
    return Chem.MolToSmiles(molecule(symbols, edges, orders))


def molecule(symbols, edges, orders):
    """The graph as a molecule of RDKit, filled up with implicit hydrogens and with aromatic rings seen."""
    result = Chem.RWMol()
    for symbol in symbols:
        result.AddAtom(Chem.Atom(symbol))
    for (first, second), order in zip(edges, orders):
        result.AddBond(first, second, Chem.BondType.values[order])
    Chem.SanitizeMol(result)
    return result


def symmetries(edges, size):
    """All renumberings of the vertices that keep the set of edges, the identity among them."""
    adjacent = [[False] * size for _ in range(size)]
    for first, second in edges:
        adjacent[first][second] = adjacent[second][first] = True
    degrees = degrees_of(edges, size)
    result = []

    def extend(images):
        vertex = len(images)
        if vertex == size:
            result.append(tuple(images))
            return
        for image in range(size):
            if image in images or degrees[image] != degrees[vertex]:
                continue
            if all(adjacent[vertex][other] == adjacent[image][images[other]] for other in range(vertex)):
                extend(images + [image])

    extend([])
    return result


def bond_orders(edges, size, group):
    """All orders of the bonds that carbon allows, without cumulated double bonds, one of each set that `group` maps onto
    each other, with the part of `group` that keeps it."""
    place = {edge: index for index, edge in enumerate(edges)}
    images = [
        [place[tuple(sorted((renumbering[first], renumbering[second])))] for first, second in edges] for renumbering in group
    ]
    room = [4 - degree for degree in degrees_of(edges, size)]
    result = []

    def extend(orders, room):
        if len(orders) == len(edges):
            moved = [tuple(orders[image[index]] for index in range(len(edges))) for image in images]
            if max(moved) == tuple(orders):
                result.append((orders, [group[k] for k, other in enumerate(moved) if other == tuple(orders)]))
            return
        first, second = edges[len(orders)]
        for order in (1, 2, 3):
            extra = order - 1
            # An atom takes part in one multiple bond at most, which rules out cumulated double bonds.
            if extra and any(is_taken(vertex, edges, orders) for vertex in (first, second)):
                break
            if extra > min(room[first], room[second]):
                break
            left = list(room)
            left[first] -= extra
            left[second] -= extra
            extend(orders + [order], left)

    extend([], room)
    return result


def is_taken(vertex, edges, orders):
    return any(order > 1 and vertex in edge for edge, order in zip(edges, orders))


def elements(edges, orders, size, group, most_hetero):
    """All choices of elements that the valences allow, one of each set that `group` maps onto each other, without bonds
    between oxygens, with carbon, and with at most `most_hetero` atoms that are not carbon for a number of carbons."""
    valences = [0] * size
    lower = [[] for _ in range(size)]
    for (first, second), order in zip(edges, orders):
        valences[first] += order
        valences[second] += order
        lower[max(first, second)].append(min(first, second))

    def extend(symbols):
        vertex = len(symbols)
        if vertex == size:
            carbons = symbols.count("C")
            if carbons > 0 and size - carbons <= most_hetero(carbons):
                if all(tuple(symbols[image] for image in renumbering) >= tuple(symbols) for renumbering in group):
                    yield symbols
            return
        for symbol, valence in ELEMENTS.items():
            if valences[vertex] > valence:
                break
            if symbol == "O" and any(symbols[other] == "O" for other in lower[vertex]):
                continue
            yield from extend(symbols + [symbol])

    yield from extend([])


def molecules(size, most_hetero):
    """Every molecule of `size` heavy atoms, as RDKit has it; some more than once, in different Kekulé structures."""
    for edges in skeletons(size):
        group = symmetries(edges, size)
        for orders, subgroup in bond_orders(edges, size, group):
            for symbols in elements(edges, orders, size, subgroup, most_hetero):
                yield molecule(symbols, edges, orders)
