"""From a molecular graph to its geometry: a few conformers by RDKit, the best of them optimised with GFN2-xTB."""

import hashlib
import os
from typing import NamedTuple

# Sums in another order round in another way, so one thread keeps the result the same. To be set before the libraries load.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import numpy as np
from rdkit import Chem
from rdkit.Chem import AllChem
from tblite.interface import Calculator

BOHR = 0.529177210903  # Å (CODATA 2018)
HARTREE = 27.211386245988  # eV (CODATA 2018)
KILOCALORIE = 1 / 627.5094740631  # hartree, per mole
DEBYE = 2.541746473  # Debye in an atomic unit of dipole moment, e·a₀

EMBEDDINGS = 8  # Conformers that RDKit draws.
CANDIDATES = 3  # Of these, the ones of lowest MMFF94 energy that GFN2-xTB ranks.
SAME_ENERGY = 0.01  # Conformers whose MMFF94 energies differ by less are one (kcal/mol).
SHAKE = 0.02  # Standard deviation of the displacements that take the start off mirror planes (Å).
COARSE = 3e-3  # The largest component of the gradient at which candidates are compared (hartree/bohr),
TOLERANCE = 5e-5  # and at which the optimisation ends.
MOST_STEPS = 300
SOFT = 0.02  # Modes of less curvature than this are looked at again at the end (hartree/bohr²),
MOST_SOFT = 6  # this many at most,
MOST_CORRECTIONS = 6  # with as many more directions until the softest is known
SMALL_RESIDUAL = 5e-4  # to this (hartree/bohr²).
SADDLE = -3e-5  # A place with a curvature below this is a saddle (hartree/bohr²); the noise is about 10⁻⁵.
MOST_DESCENTS = 5  # Optimisations, of which each but the first leaves a saddle.
LONGEST_BOND = 1.25  # Two atoms are bonded when nearer than this times the sum of their covalent radii.


class Failure(Exception):
    """Why a molecule is left out."""


def optimised(smiles):
    """The molecule with hydrogens, its positions (Å) and its properties as a dictionary.

    Nothing but the text of `smiles` decides the result, so molecules may be made in any order.
    """
    seed = int.from_bytes(hashlib.sha256(smiles.encode()).digest()[:4], "big") >> 1
    molecule = Chem.AddHs(Chem.MolFromSmiles(smiles))
    starts = force_field_minima(molecule, seed)
    surface, random = Surface(molecule), np.random.default_rng(seed)
    ranked, failure = [], None
    for positions, hessian in starts:
        positions = positions + random.normal(scale=SHAKE, size=positions.shape) / BOHR
        try:
            state = minimise(surface, positions, hessian, COARSE)
            require_bonds(molecule, state.positions * BOHR)
            ranked.append(state)
        except Failure as reason:
            failure = reason
    if not ranked:
        raise failure
    final = minimum(surface, min(ranked, key=lambda state: state.energy))
    positions = final.positions * BOHR
    require_bonds(molecule, positions)
    return molecule, positions - positions.mean(axis=0), surface.properties(final)


# MARK: Starts


def force_field_minima(molecule, seed):
    """The conformers of lowest force-field energy: positions (bohr) and Hessians (hartree/bohr²)."""
    parameters = AllChem.ETKDGv3()
    parameters.randomSeed = seed
    identifiers = list(AllChem.EmbedMultipleConfs(molecule, EMBEDDINGS, parameters))
    if not identifiers:
        parameters.useRandomCoords = True
        identifiers = list(AllChem.EmbedMultipleConfs(molecule, EMBEDDINGS, parameters))
    found = []
    for identifier in identifiers:
        field = force_field(molecule, identifier)
        field.Minimize(maxIts=2000)
        energy = field.CalcEnergy()
        if all(abs(energy - other) > SAME_ENERGY for other, _ in found):
            found.append((energy, identifier))
    if not found:
        raise Failure("not embedded")
    result = []
    for _, identifier in sorted(found)[:CANDIDATES]:
        positions = molecule.GetConformer(identifier).GetPositions()
        hessian = force_field_hessian(force_field(molecule, identifier), positions)
        result.append((positions / BOHR, hessian * KILOCALORIE * BOHR**2))
    return result


def force_field(molecule, identifier):
    """MMFF94, or UFF for the few molecules that MMFF94 has no parameters for."""
    properties = AllChem.MMFFGetMoleculeProperties(molecule)
    if properties is not None:
        return AllChem.MMFFGetMoleculeForceField(molecule, properties, confId=identifier)
    return AllChem.UFFGetMoleculeForceField(molecule, confId=identifier)


def force_field_hessian(field, positions, step=1e-3):
    """Second derivatives by central differences of the gradient (kcal/mol/Å²)."""
    flat = positions.ravel()

    def gradient(index, change):
        place = flat.copy()
        place[index] += change
        # RDKit keeps the distances of the last place until it is asked for an energy.
        field.CalcEnergy(list(place))
        return np.array(field.CalcGrad(list(place)))

    rows = [(gradient(index, step) - gradient(index, -step)) / (2 * step) for index in range(len(flat))]
    hessian = np.array(rows)
    return (hessian + hessian.T) / 2


# MARK: The surface


class Surface:
    """The energy of GFN2-xTB (C. Bannwarth, S. Ehlert, S. Grimme, Journal of Chemical Theory and Computation 15, 1652, 2019)
    for the places of the atoms in bohr and hartree. Each point starts from the charges of the last."""

    def __init__(self, molecule):
        self.numbers = np.array([atom.GetAtomicNum() for atom in molecule.GetAtoms()])
        self.calculator = None
        self.last = None

    def at(self, positions):
        """The energy and the gradient."""
        if self.calculator is None:
            self.calculator = Calculator("GFN2-xTB", self.numbers, positions)
            self.calculator.set("verbosity", 0)
        else:
            self.calculator.update(positions=positions)
        try:
            self.last = self.calculator.singlepoint(self.last)
        except RuntimeError as error:
            self.last = None
            raise Failure("charges not converged") from error
        return float(self.last.get("energy")), self.last.get("gradient").copy()

    def properties(self, state):
        """What the records say about a minimum, from charges that start afresh."""
        self.last = None
        energy, gradient = self.at(state.positions)
        levels, occupations = self.last.get("orbital-energies"), self.last.get("orbital-occupations")
        occupied = occupations > 1
        return {
            "gap": float(levels[~occupied].min() - levels[occupied].max()) * HARTREE,
            "dipole": float(np.linalg.norm(self.last.get("dipole"))) * DEBYE,
            "energy": energy,
            "gradient": float(np.abs(gradient).max()),
        }


class State(NamedTuple):
    """A point of the optimisation, with what the next step needs."""

    positions: np.ndarray
    energy: float
    gradient: np.ndarray
    hessian: np.ndarray


def minimum(surface, state):
    """The minimum below a state: optimises to the tolerance, and as long as that ends at a saddle, such as a methyl group on
    top of its barrier, leaves it on the lower side."""
    for _ in range(MOST_DESCENTS):
        state = minimise(surface, state.positions, state.hessian, TOLERANCE)
        curvature, mode = least_curvature(surface, state)
        if curvature >= SADDLE:
            return state
        sides = [state.positions + sign * 0.3 * mode for sign in (1, -1)]
        lower = min(sides, key=lambda positions: surface.at(positions)[0])
        state = state._replace(positions=lower)
    raise Failure("no minimum found")


def least_curvature(surface, state, step=0.02):
    """The least curvature at a state (hartree/bohr²) and its unit direction, from differences of gradients `step` bohr to both
    sides: the method of E. R. Davidson (Journal of Computational Physics 17, 87, 1975), started from the softest modes of the
    optimisation's Hessian, which also preconditions it."""
    shape = state.positions.shape
    internal = internal_directions(state.positions)
    model, modes = np.linalg.eigh(internal.T @ state.hessian @ internal)
    modes = internal @ modes
    count = max(1, min(MOST_SOFT, int((model < SOFT).sum())))
    basis, images = [], []
    new = list(modes[:, :count].T)
    while True:
        for direction in new:
            above, below = (surface.at(state.positions + sign * step * direction.reshape(shape))[1] for sign in (1, -1))
            basis.append(direction)
            images.append((above - below).ravel() / (2 * step))
        columns, image = np.array(basis).T, np.array(images).T
        block = columns.T @ image
        curvatures, mixes = np.linalg.eigh((block + block.T) / 2)
        least, mode = curvatures[0], columns @ mixes[:, 0]
        # The error of the curvature is of the order of the residual's square.
        residual = modes.T @ (image @ mixes[:, 0] - least * mode)
        correction = modes @ (residual / np.maximum(model - least, 0.005))
        for _ in range(2):
            correction -= columns @ (columns.T @ correction)
        length = np.linalg.norm(correction)
        if np.linalg.norm(residual) < SMALL_RESIDUAL or length < 1e-6 or len(basis) >= count + MOST_CORRECTIONS:
            return least, mode.reshape(shape)
        new = [correction / length]


def internal_directions(positions):
    """An orthonormal basis of all displacements but translations and rotations, in columns."""
    centred = positions - positions.mean(axis=0)
    rigid = [np.tile(axis, (len(positions), 1)).ravel() for axis in np.eye(3)]
    rigid += [np.cross(axis, centred).ravel() for axis in np.eye(3)]
    basis, sizes, _ = np.linalg.svd(np.array(rigid).T, full_matrices=True)
    return basis[:, int((sizes > 1e-3).sum()) :]


def minimise(surface, positions, hessian, tolerance):
    """Walks downhill by BFGS within a trust radius, until no component of the gradient exceeds the tolerance.

    The Hessian of the force field as a start saves most of the steps that BFGS would need to learn it.
    """
    energy, gradient = surface.at(positions)
    radius = 0.3  # bohr, for the longest component of a step
    for _ in range(MOST_STEPS):
        if np.abs(gradient).max() <= tolerance:
            return State(positions, energy, gradient, hessian)
        step = newton_step(gradient, hessian)
        longest = np.abs(step).max()
        if longest > radius:
            step *= radius / longest
        there, slope = surface.at(positions + step)
        hessian = bfgs(hessian, step.ravel(), (slope - gradient).ravel())
        # Charges are converged to about 10⁻⁶ hartree, and a rise by that little is no rise.
        if there > energy + 1e-6:
            radius = np.abs(step).max() / 3
            continue
        positions, energy, gradient = positions + step, there, slope
        radius = min(0.3, radius * 1.5)
    raise Failure("not converged")


def newton_step(gradient, hessian, floor=0.005):
    """Minus the inverse Hessian times the gradient, with all curvatures made positive and at least `floor` (hartree/bohr²),
    which also tames translations and rotations."""
    curvatures, modes = np.linalg.eigh(hessian)
    curvatures = np.maximum(np.abs(curvatures), floor)
    return -(modes @ ((modes.T @ gradient.ravel()) / curvatures)).reshape(gradient.shape)


def bfgs(hessian, step, change):
    """The update of Broyden, Fletcher, Goldfarb and Shanno, with Powell's damping, which keeps curvatures positive along the
    step."""
    pushed = hessian @ step
    model, seen = step @ pushed, step @ change
    if model <= 0:
        return hessian
    if seen < 0.2 * model:
        share = 0.8 * model / (model - seen)
        change = share * change + (1 - share) * pushed
        seen = step @ change
    return hessian + np.outer(change, change) / seen - np.outer(pushed, pushed) / model


# MARK: Bonds


def require_bonds(molecule, positions):
    if not has_bonds_of(molecule, positions):
        raise Failure("bonds changed")


def has_bonds_of(molecule, positions):
    """Whether the pairs of atoms that are near are those that are bonded."""
    table = Chem.GetPeriodicTable()
    radii = np.array([table.GetRcovalent(atom.GetAtomicNum()) for atom in molecule.GetAtoms()])
    distances = np.linalg.norm(positions[:, None] - positions[None], axis=2)
    near = distances < LONGEST_BOND * (radii[:, None] + radii[None])
    np.fill_diagonal(near, False)
    return bool((near == (Chem.GetAdjacencyMatrix(molecule) > 0)).all())
