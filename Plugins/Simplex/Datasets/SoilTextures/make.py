"""Writes soil-textures.csv, proportions of sand, silt and clay drawn from a mixture of logistic-normal laws,
and ../index.json.

Needs NumPy. The same numbers every time: the seed is part of the recipe.
"""

import hashlib
import json
import pathlib

import numpy

FOLDER = pathlib.Path(__file__).parent
ROWS = 3000
# Share, mean composition (sand, silt, clay), standard deviations of the two isometric log-ratios, their correlation.
COMPONENTS = [
    (0.40, (0.72, 0.18, 0.10), (0.45, 0.35), 0.3),  # sandy loam
    (0.35, (0.18, 0.62, 0.20), (0.40, 0.30), -0.4),  # silt loam
    (0.25, (0.22, 0.30, 0.48), (0.30, 0.25), 0.0),  # clay
]


def ratios(parts):
    sand, silt, clay = numpy.log(parts)
    return numpy.array([(sand - silt) / numpy.sqrt(2), (sand + silt - 2 * clay) / numpy.sqrt(6)])


def proportions(y):
    basis = numpy.array([[1, -1, 0] / numpy.sqrt(2), [1, 1, -2] / numpy.sqrt(6)])
    parts = numpy.exp(y @ basis)
    return parts / parts.sum(axis=1, keepdims=True)


def main():
    generator = numpy.random.default_rng(20240601)
    choices = generator.choice(len(COMPONENTS), size=ROWS, p=[component[0] for component in COMPONENTS])
    points = numpy.empty((ROWS, 2))
    for index, (_, mean, deviations, correlation) in enumerate(COMPONENTS):
        rows = numpy.flatnonzero(choices == index)
        covariance = numpy.diag(deviations) @ [[1, correlation], [correlation, 1]] @ numpy.diag(deviations)
        points[rows] = generator.multivariate_normal(ratios(mean), covariance, size=len(rows))
    path = FOLDER / "soil-textures.csv"
    with open(path, "w", newline="\n") as file:
        file.write("# Synthetic soil textures: made by make.py, CC0-1.0\n")
        file.write("sand,silt,clay\n")
        for parts in proportions(points):
            sand, silt = round(parts[0], 6), round(parts[1], 6)
            file.write(f"{sand:.6f},{silt:.6f},{1 - sand - silt:.6f}\n")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    entry = {
        "name": "soil-textures",
        "title": "Synthetic soil textures",
        "space": "sand silt clay",
        "file": "SoilTextures/soil-textures.csv",
        "columns": ["sand", "silt", "clay"],
        "units": ["1", "1", "1"],
        "rows": ROWS,
        "licence": "CC0-1.0",
        "sha256": digest,
        "program": "simplex",
    }
    (FOLDER.parent / "index.json").write_text(json.dumps({"datasets": [entry]}, indent=2) + "\n")
    print(digest)


main()
