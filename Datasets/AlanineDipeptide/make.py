"""Makes alanine-dipeptide.csv: backbone torsions of a capped alanine at 500 K. See README.md beside this file."""

import numpy as np

CHAINS = 6000
STEPS = 600
SEED = 20240817
THERMAL_ENERGY = 0.0019872 * 500.0  # kcal/mol
COULOMB = 332.0637  # kcal Å / (mol e²)
DIELECTRIC = 4.0  # the permittivity at distance r is this times r in Å
DEGREE = np.pi / 180

# Each atom: name, type, charge (e), and its place: the atom that it is bonded to, bond length (Å), the atom of its bond
# angle, that angle (degrees), the atom of its torsion, that torsion (degrees). A name in place of a number is a
# coordinate that moves; (name, offset) adds degrees to it.
ATOMS = [
    ("HH31", "HC", 0.1123, None),
    ("CH3", "CT", -0.3662, ("HH31", 1.090, None, None, None, None)),
    ("C", "C", 0.5972, ("CH3", 1.522, "HH31", 109.5, None, None)),
    ("O", "O", -0.5679, ("C", 1.229, "CH3", 120.4, "HH31", "methylAcetyl")),
    ("HH32", "HC", 0.1123, ("CH3", 1.090, "C", 109.5, "HH31", 120.0)),
    ("HH33", "HC", 0.1123, ("CH3", 1.090, "C", 109.5, "HH31", -120.0)),
    ("N", "N", -0.4157, ("C", 1.335, "CH3", 116.6, "O", 180.0)),
    ("H", "H", 0.2719, ("N", 1.010, "C", 119.8, "CH3", ("omega1", 180.0))),
    ("CA", "CT", 0.0337, ("N", 1.449, "C", "angleN", "CH3", "omega1")),
    ("C2", "C", 0.5973, ("CA", 1.522, "N", "angleCA", "C", "phi")),
    ("HA", "H1", 0.0823, ("CA", 1.090, "N", 109.5, "C2", 119.0)),
    ("CB", "CT", -0.1825, ("CA", 1.526, "N", 109.7, "C2", -122.0)),
    ("HB1", "HC", 0.0603, ("CB", 1.090, "CA", 109.5, "N", "methylBeta")),
    ("HB2", "HC", 0.0603, ("CB", 1.090, "CA", 109.5, "HB1", 120.0)),
    ("HB3", "HC", 0.0603, ("CB", 1.090, "CA", 109.5, "HB1", -120.0)),
    ("N2", "N", -0.4157, ("C2", 1.335, "CA", "angleC", "N", "psi")),
    ("O2", "O", -0.5679, ("C2", 1.229, "CA", 120.4, "N2", 180.0)),
    ("H2", "H", 0.2719, ("N2", 1.010, "C2", 119.8, "CA", ("omega2", 180.0))),
    ("CH3N", "CT", -0.1490, ("N2", 1.449, "C2", 121.9, "CA", "omega2")),
    ("HN1", "H1", 0.0976, ("CH3N", 1.090, "N2", 109.5, "C2", "methylAmide")),
    ("HN2", "H1", 0.0976, ("CH3N", 1.090, "N2", 109.5, "HN1", 120.0)),
    ("HN3", "H1", 0.0976, ("CH3N", 1.090, "N2", 109.5, "HN1", -120.0)),
]
NAMES = [atom[0] for atom in ATOMS]
INDEX = {name: index for index, name in enumerate(NAMES)}

# Half the distance at the minimum (Å) and its depth (kcal/mol).
LENNARD_JONES = {
    "C": (1.9080, 0.0860), "CT": (1.9080, 0.1094), "O": (1.6612, 0.2100), "N": (1.8240, 0.1700),
    "H": (0.6000, 0.0157), "HC": (1.4870, 0.0157), "H1": (1.3870, 0.0157),
}

# The coordinates that move, with where they start and how far a small step goes (degrees).
COORDINATES = {
    "phi": (None, 12.0), "psi": (None, 12.0), "omega1": (180.0, 6.0), "omega2": (180.0, 6.0),
    "angleN": (121.9, 2.5), "angleCA": (110.1, 2.5), "angleC": (116.6, 2.5),
    "methylAcetyl": (0.0, 30.0), "methylBeta": (60.0, 15.0), "methylAmide": (60.0, 30.0),
}
# Harmonic bond angles: mean (degrees), stiffness (kcal/mol/rad²).
ANGLES = {"angleN": (121.9, 50.0), "angleCA": (110.1, 63.0), "angleC": (116.6, 70.0)}

# Fourier terms: four atoms, then (half height in kcal/mol, multiplicity, phase in degrees).
TORSIONS = [
    (("C", "N", "CA", "C2"), [(0.42, 3, 0), (0.27, 2, 0)]),
    (("N", "CA", "C2", "N2"), [(0.55, 3, 180), (1.58, 2, 180), (0.45, 1, 180)]),
    (("C", "N", "CA", "CB"), [(0.40, 3, 0), (2.00, 2, 0), (2.00, 1, 0)]),
    (("CB", "CA", "C2", "N2"), [(0.40, 3, 0), (0.20, 2, 0), (0.20, 1, 0)]),
    (("HA", "CA", "C2", "O2"), [(0.80, 1, 0), (0.08, 3, 180)]),
    (("CH3", "C", "N", "CA"), [(2.5, 2, 180)]), (("CH3", "C", "N", "H"), [(2.5, 2, 180)]),
    (("O", "C", "N", "CA"), [(2.5, 2, 180)]), (("O", "C", "N", "H"), [(2.5, 2, 180), (2.0, 1, 0)]),
    (("CA", "C2", "N2", "CH3N"), [(2.5, 2, 180)]), (("CA", "C2", "N2", "H2"), [(2.5, 2, 180)]),
    (("O2", "C2", "N2", "CH3N"), [(2.5, 2, 180)]), (("O2", "C2", "N2", "H2"), [(2.5, 2, 180), (2.0, 1, 0)]),
]
for hydrogen in ("HH31", "HH32", "HH33"):
    TORSIONS.append(((hydrogen, "CH3", "C", "O"), [(0.80, 1, 0), (0.08, 3, 180)]))
for hydrogen in ("HB1", "HB2", "HB3"):
    for other in ("N", "C2", "HA"):
        TORSIONS.append(((hydrogen, "CB", "CA", other), [(1.4 / 9, 3, 0)]))


def pairs():
    """All pairs of atoms three bonds apart or more, with the factors of their Coulomb and Lennard-Jones energies."""
    bonds = [(INDEX[place[0]], index) for index, (*_, place) in enumerate(ATOMS) if place]
    count = len(ATOMS)
    separation = np.full((count, count), 99)
    np.fill_diagonal(separation, 0)
    for first, second in bonds:
        separation[first, second] = separation[second, first] = 1
    for middle in range(count):
        separation = np.minimum(separation, separation[:, middle, None] + separation[None, middle, :])
    first, second = np.nonzero(np.triu(separation >= 3))
    near = separation[first, second] == 3
    charges = np.array([atom[2] for atom in ATOMS])
    radii, depths = np.array([LENNARD_JONES[atom[1]] for atom in ATOMS]).T
    coulomb = COULOMB / DIELECTRIC * charges[first] * charges[second] / np.where(near, 1.2, 1.0)
    depth = np.sqrt(depths[first] * depths[second]) / np.where(near, 2.0, 1.0)
    radius = radii[first] + radii[second]
    return first, second, coulomb, depth * radius**12, 2 * depth * radius**6


def positions(coordinates):
    """The atoms' places [atom, axis, chain] from the coordinates that move [name][chain], in degrees."""
    chains = len(coordinates["phi"])
    places = np.zeros((len(ATOMS), 3, chains))

    def value(entry):
        if isinstance(entry, str):
            return coordinates[entry] * DEGREE
        if isinstance(entry, tuple):
            return (coordinates[entry[0]] + entry[1]) * DEGREE
        return np.full(chains, entry * DEGREE)

    def unit(vector):
        return vector / np.sqrt(np.sum(vector**2, axis=0))

    for index, (*_, place) in enumerate(ATOMS):
        if place is None:
            continue
        bonded, length, hinge, angle, far, torsion = place
        origin = places[INDEX[bonded]]
        if hinge is None:
            places[index, 0] = length
        elif far is None:
            bend = angle * DEGREE
            places[index] = origin + np.array([-np.cos(bend), np.sin(bend), 0.0])[:, None] * length
        else:
            bend, turn = value(angle), value(torsion)
            axis = unit(origin - places[INDEX[hinge]])
            normal = unit(np.cross(places[INDEX[hinge]] - places[INDEX[far]], axis, axis=0))
            third = np.cross(normal, axis, axis=0)
            step = -np.cos(bend) * axis + np.sin(bend) * (np.cos(turn) * third + np.sin(turn) * normal)
            places[index] = origin + length * step
    return places


def torsion(places, names):
    """The torsion of four atoms in radians, by the convention of IUPAC (trans is 180 degrees)."""
    a, b, c, d = (places[INDEX[name]] for name in names)
    first, axis, last = b - a, c - b, d - c
    left, right = np.cross(first, axis, axis=0), np.cross(axis, last, axis=0)
    length = np.sqrt(np.sum(axis**2, axis=0))
    return np.arctan2(np.sum(first * right, axis=0) * length, np.sum(left * right, axis=0))


PAIRS = pairs()


def energy(coordinates):
    """The potential energy of each chain in kcal/mol."""
    places = positions(coordinates)
    first, second, coulomb, repulsion, attraction = PAIRS
    square = np.sum((places[first] - places[second]) ** 2, axis=1)
    inverse = 1 / np.maximum(square, 0.25)
    sixth = inverse**3
    # Coulomb's energy falls as 1/r², since the permittivity grows as r.
    result = coulomb @ inverse + repulsion @ sixth**2 - attraction @ sixth
    for name, (mean, stiffness) in ANGLES.items():
        result += stiffness * ((coordinates[name] - mean) * DEGREE) ** 2
    for names, terms in TORSIONS:
        angle = torsion(places, names)
        for height, multiplicity, phase in terms:
            result += height * (1 + np.cos(multiplicity * angle - phase * DEGREE))
    return result


def sample(random, chains):
    """The end of `chains` independent Metropolis walks: phi and psi in degrees, with the share of accepted leaps."""
    state = {
        name: random.uniform(-180, 180, chains) if start is None else np.full(chains, start)
        for name, (start, _) in COORDINATES.items()
    }
    now = energy(state)
    accepted = 0
    for step in range(STEPS):
        isLeap = step % 2 == 0
        # A leap draws phi and psi afresh, so that no barrier keeps a walk in its basin; a small step moves everything.
        proposal = {
            name: random.uniform(-180, 180, chains)
            if isLeap and name in ("phi", "psi")
            else value + random.normal(size=chains) * (0.0 if isLeap else COORDINATES[name][1] * 0.5)
            for name, value in state.items()
        }
        then = energy(proposal)
        logRatio = (now - then) / THERMAL_ENERGY
        # A bond angle's share of the volume in space is sin(angle).
        for name in ANGLES:
            logRatio += np.log(np.sin(proposal[name] * DEGREE) / np.sin(state[name] * DEGREE))
        isAccepted = np.log(random.random(chains)) < logRatio
        accepted += isLeap * isAccepted.sum()
        now = np.where(isAccepted, then, now)
        state = {name: np.where(isAccepted, proposal[name], value) for name, value in state.items()}
    return state, accepted / chains / (STEPS / 2)


def wrapped(angle):
    """An angle in [-180, 180) degrees with three decimals."""
    return (np.round(angle * 1000).astype(np.int64) + 180_000) % 360_000 - 180_000


def main():
    random = np.random.default_rng(SEED)
    # Coordinates are torsions and must come out of the built molecule as they went in.
    check = {name: np.full(1, 50.0 if start is None else start) for name, (start, _) in COORDINATES.items()}
    places = positions(check)
    assert abs(torsion(places, ("C", "N", "CA", "C2"))[0] - 50 * DEGREE) < 1e-9
    assert abs(torsion(places, ("N", "CA", "C2", "N2"))[0] - 50 * DEGREE) < 1e-9
    # The natural, left-handed alanine: seen from HA, the groups CO, R, N run clockwise.
    carbonyl, side, nitrogen = (places[INDEX[name], :, 0] - places[INDEX["CA"], :, 0] for name in ("C2", "CB", "N"))
    assert np.dot(np.cross(carbonyl, side), nitrogen) > 0, "the mirror image"

    rows, shares = [], []
    for _ in range(CHAINS // 500):
        state, share = sample(random, 500)
        rows.append(np.stack([wrapped(state["phi"]), wrapped(state["psi"])], axis=1))
        shares.append(share)
    rows = np.concatenate(rows)
    print(f"accepted leaps {np.mean(shares):.4f}")
    with open("alanine-dipeptide.csv", "w", newline="\n") as file:
        file.write("# Simulated backbone torsions of alanine dipeptide at 500 K, in degrees in [-180, 180). CC0 1.0\n")
        file.write("phi,psi\n")
        for phi, psi in rows:
            file.write(f"{phi / 1000:.3f},{psi / 1000:.3f}\n")


if __name__ == "__main__":
    main()
