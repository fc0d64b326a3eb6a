"""Checks small-organics.sdf.gz with what did not make it: RDKit's reader, EDM's stability, and energies on the records' places.

    python3 check.py [--gradients] [--curvatures N]

Needs the packages of make_small_organics.py. Ends with an error when a check fails.
"""

import argparse
import collections
import gzip
import pathlib

import geometries
import numpy as np
from rdkit import Chem

# Lengths of bonds in pm, tolerances added: single, double and triple; nearer than the limit is bonded. Source: EDM, that is
# E. Hoogeboom, V. G. Satorras, C. Vignac, M. Welling, “Equivariant Diffusion for Molecule Generation in 3D” (2022).
LIMITS = {
    "HH": (84,), "CH": (119,), "HN": (111,), "HO": (106,), "CC": (164, 139, 123), "CN": (157, 134, 119),
    "CO": (153, 125, 116), "NN": (155, 130, 113), "NO": (150, 126), "OO": (158, 126),
}
VALENCES = {"H": 1, "C": 4, "N": 3, "O": 2}
STORED_TOLERANCE = 5e-4  # hartree/bohr: places are rounded to 10⁻⁴ Å, which moves the gradient by up to some 10⁻⁴.


def stable_atoms(symbols, places):
    """Whether the orders of each atom's bonds, judged by distances, add up to its valence."""
    valences = [0] * len(symbols)
    for first in range(len(symbols)):
        for second in range(first):
            length = 100 * np.linalg.norm(places[first] - places[second])
            order = 0
            # A triple bond is looked for only among double ones.
            for limit in LIMITS["".join(sorted(symbols[first] + symbols[second]))]:
                if length >= limit:
                    break
                order += 1
            valences[first] += order
            valences[second] += order
    return [valence == VALENCES[symbol] for symbol, valence in zip(symbols, valences)]


def curvatures(surface, places, step=5e-3):
    """The eigenvalues of the Hessian (hartree/bohr²), without translations and rotations, by central differences."""
    flat = places.ravel()
    rows = []
    for index in range(len(flat)):
        change = np.zeros_like(flat)
        change[index] = step
        above, below = (surface.at((flat + sign * change).reshape(places.shape))[1].ravel() for sign in (1, -1))
        rows.append((above - below) / (2 * step))
    hessian = (np.array(rows) + np.array(rows).T) / 2
    internal = geometries.internal_directions(places)
    return np.linalg.eigvalsh(internal.T @ hessian @ internal)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = pathlib.Path(__file__).parent / "small-organics.sdf.gz"
    parser.add_argument("--file", type=pathlib.Path, default=default)
    parser.add_argument("--gradients", action="store_true", help="compute all gradients again (a minute)")
    parser.add_argument("--curvatures", type=int, default=0, help="of how many molecules, at random, to look at all curvatures")
    arguments = parser.parse_args()

    with gzip.open(arguments.file) as file:
        molecules = list(Chem.ForwardSDMolSupplier(file, removeHs=False))
    assert None not in molecules, "RDKit refuses a record"
    texts, counts = [], collections.Counter()
    for molecule in molecules:
        for atom in molecule.GetAtoms():
            assert atom.GetFormalCharge() == atom.GetNumRadicalElectrons() == atom.GetTotalNumHs() == 0
        assert {"gap", "dipole", "energy"} == set(molecule.GetPropsAsDict())
        bare = Chem.RemoveAllHs(molecule)
        Chem.RemoveStereochemistry(bare)
        texts.append(Chem.MolToSmiles(bare))
        counts["heavy", bare.GetNumAtoms()] += 1
        counts.update(("atoms", atom.GetSymbol()) for atom in molecule.GetAtoms())
        counts.update(("molecules with", symbol) for symbol in {atom.GetSymbol() for atom in molecule.GetAtoms()})
        assert geometries.has_bonds_of(molecule, molecule.GetConformer().GetPositions()), molecule.GetProp("_Name")
    assert len(set(texts)) == len(texts), "a molecule comes twice"
    assert len({molecule.GetProp("_Name") for molecule in molecules}) == len(molecules), "a name comes twice"
    sizes = [molecule.GetNumAtoms() for molecule in molecules]
    print(f"{len(molecules)} records, {min(sizes)} to {max(sizes)} atoms, {np.mean(sizes):.2f} on average")
    for key in sorted(counts):
        print(*key, counts[key])
    for name in ("gap", "dipole", "energy"):
        values = np.array([float(molecule.GetProp(name)) for molecule in molecules])
        print(name, "least, 5 %, median, 95 %, largest:", *np.quantile(values, [0, 0.05, 0.5, 0.95, 1]).round(4))

    stable = [
        stable_atoms([atom.GetSymbol() for atom in molecule.GetAtoms()], molecule.GetConformer().GetPositions())
        for molecule in molecules
    ]
    atom_share, molecule_share = np.mean(sum(stable, [])), np.mean([all(each) for each in stable])
    print(f"EDM's stability: {atom_share:.4%} of atoms, {molecule_share:.4%} of molecules")
    assert atom_share > 0.98 and molecule_share > 0.90

    if arguments.gradients:
        worst, energies = [], []
        for molecule in molecules:
            energy, gradient = geometries.Surface(molecule).at(molecule.GetConformer().GetPositions() / geometries.BOHR)
            worst.append(np.abs(gradient).max())
            energies.append(abs(energy - float(molecule.GetProp("energy"))))
        print(f"largest component of a gradient: median {np.median(worst):.1e}, largest {max(worst):.1e} hartree/bohr")
        print(f"energies differ by up to {max(energies):.1e} hartree")
        assert max(worst) < STORED_TOLERANCE
    if arguments.curvatures:
        saddles = []
        for index in np.random.default_rng(1).permutation(len(molecules))[: arguments.curvatures]:
            places = molecules[index].GetConformer().GetPositions() / geometries.BOHR
            least = curvatures(geometries.Surface(molecules[index]), places)[0]
            if least < -1e-4:
                saddles.append(f"{molecules[index].GetProp('_Name')} {texts[index]} {least:.1e}")
        print(f"a curvature below -1e-4 hartree/bohr²: {len(saddles)} of {arguments.curvatures}", *saddles, sep="\n  ")


if __name__ == "__main__":
    main()
