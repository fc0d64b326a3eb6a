"""Makes rolling-texture.csv: orientations of a rolled face-centred cubic metal. See README.md beside it."""

import numpy as np

ROWS = 5000
SEED = 20240613
STEPS = 256  # of the Brownian motion whose end has the heat kernel as its law

# Ideal orientations (plane parallel to the sheet)[direction along rolling]; share of the grains; spread in degrees. Of
# the crystal's equivalent descriptions, those that lie next to each other along the beta fibre: copper, S, brass, Goss.
COMPONENTS = [
    ("copper", (1, 1, 2), (1, 1, -1), 0.22, 6.0),
    ("S", (1, 2, 3), (6, 3, -4), 0.34, 6.5),
    ("brass", (0, 1, 1), (2, 1, -1), 0.20, 5.5),
    ("Goss", (0, 1, 1), (1, 0, 0), 0.06, 5.0),
    ("cube", (0, 0, 1), (1, 0, 0), 0.08, 7.0),
]
# The rest of the grains, a share of 0.10, is oriented at random.


def multiply(p, q):
    """Products of quaternions (w, x, y, z) along the last axis."""
    pw, px, py, pz = np.moveaxis(p, -1, 0)
    qw, qx, qy, qz = np.moveaxis(q, -1, 0)
    return np.stack(
        [
            pw * qw - px * qx - py * qy - pz * qz,
            pw * qx + px * qw + py * qz - pz * qy,
            pw * qy - px * qz + py * qw + pz * qx,
            pw * qz + px * qy - py * qx + pz * qw,
        ],
        axis=-1,
    )


def exponential(vector):
    """The rotation about `vector` by its length, in radians."""
    angle = np.linalg.norm(vector, axis=-1, keepdims=True)
    return np.concatenate([np.cos(angle / 2), vector * np.sinc(angle / (2 * np.pi)) / 2], axis=-1)


def ideal_orientation(plane, direction):
    """The rotation that turns the sheet's axes (rolling, transverse, normal) into the crystal's axes, as a quaternion.

    Its matrix has the crystal axes as columns, written in sheet axes; its rows are therefore the sheet's axes written
    in crystal axes: the rolling direction, their cross product, the plane normal.
    """
    normal = np.array(plane) / np.linalg.norm(plane)
    rolling = np.array(direction) / np.linalg.norm(direction)
    assert abs(normal @ rolling) < 1e-12
    matrix = np.stack([rolling, np.cross(normal, rolling), normal])
    # The eigenvector of the largest eigenvalue is the quaternion (Bar-Itzhack 2000): no branch, no cancellation.
    (a, b, c), (d, e, f), (g, h, i) = matrix
    symmetric = np.array(
        [
            [a + e + i, h - f, c - g, d - b],
            [h - f, a - e - i, b + d, c + g],
            [c - g, b + d, e - a - i, f + h],
            [d - b, c + g, f + h, i - a - e],
        ]
    )
    return np.linalg.eigh(symmetric)[1][:, -1]


def main():
    random = np.random.default_rng(SEED)
    shares = [component[3] for component in COMPONENTS]
    kinds = random.choice(len(COMPONENTS) + 1, size=ROWS, p=shares + [1 - sum(shares)])
    uniform = random.normal(size=(ROWS, 4))
    uniform /= np.linalg.norm(uniform, axis=1, keepdims=True)

    ideals = np.array([ideal_orientation(plane, direction) for _, plane, direction, _, _ in COMPONENTS])
    spreads = np.radians([spread for *_, spread in COMPONENTS])
    isIdeal = kinds < len(COMPONENTS)
    index = np.where(isIdeal, kinds, 0)
    orientations = np.where(isIdeal[:, None], ideals[index], uniform)
    deviation = np.where(isIdeal, spreads[index], 0.0)
    for _ in range(STEPS):
        step = random.normal(size=(ROWS, 3)) * (deviation / np.sqrt(STEPS))[:, None]
        orientations = multiply(orientations, exponential(step))

    # The sheet looks the same after half a turn about its rolling, transverse or normal direction.
    halfTurns = np.eye(4)[random.integers(0, 4, size=ROWS)]
    orientations = multiply(halfTurns, orientations)
    orientations /= np.linalg.norm(orientations, axis=1, keepdims=True)
    orientations *= np.where(orientations[:, :1] < 0, -1.0, 1.0)

    with open("rolling-texture.csv", "w", newline="\n") as file:
        file.write("# Simulated orientations of grains in a rolled fcc metal: unit quaternions, w >= 0, crystal axes\n")
        file.write("# relative to rolling, transverse and normal direction; crystal symmetry not folded. CC0 1.0\n")
        file.write("w,x,y,z\n")
        for row in orientations:
            # Adding zero turns -0 into 0.
            file.write(",".join(f"{value + 0.0:.6f}" for value in np.round(row, 6)) + "\n")


if __name__ == "__main__":
    main()
