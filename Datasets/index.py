"""Writes index.json from the datasets' files, and checks that each README.md names its file's SHA-256."""

import gzip
import hashlib
import json
import pathlib

FOLDER = pathlib.Path(__file__).parent
DATASETS = [
    {
        "name": "simulated-earthquakes",
        "title": "Epicentres on a planet of simulated plates",
        "space": "S2",
        "file": "SimulatedEarthquakes/simulated-earthquakes.csv",
        "columns": ["latitude", "longitude"],
        "units": ["degree", "degree"],
    },
    {
        "name": "alanine-dipeptide",
        "title": "Backbone torsions of alanine dipeptide at 500 K",
        "space": "T2",
        "file": "AlanineDipeptide/alanine-dipeptide.csv",
        "columns": ["phi", "psi"],
        "units": ["degree", "degree"],
    },
    {
        "name": "rolling-texture",
        "title": "Crystal orientations in a rolled metal sheet",
        "space": "SO3",
        "file": "RollingTexture/rolling-texture.csv",
        "columns": ["w", "x", "y", "z"],
        "units": ["1", "1", "1", "1"],
    },
    {
        "name": "small-organics",
        "title": "Small organic molecules with GFN2-xTB geometries",
        "space": "molecules",
        "file": "SmallOrganics/small-organics.sdf.gz",
        "columns": ["gap", "dipole", "energy"],
        "units": ["electronvolt", "debye", "hartree"],
        "program": "molecules",
    },
]


def rows_of(dataset, content):
    """The number of rows of a table, or of records of an SDF file, of which each must have the columns."""
    if dataset["file"].endswith(".sdf.gz"):
        *records, rest = gzip.decompress(content).decode().split("$$$$\n")
        assert not rest, dataset["name"]
        for record in records:
            names = [line[line.index("<") + 1 : -1] for line in record.splitlines() if line.startswith(">")]
            assert names == dataset["columns"], f"{dataset['name']}: {record.splitlines()[0]}"
        return len(records)
    lines = [line for line in content.decode().splitlines() if not line.startswith("#")]
    assert lines[0].split(",") == dataset["columns"], dataset["name"]
    return len(lines) - 1


def main():
    entries = []
    for dataset in DATASETS:
        content = (FOLDER / dataset["file"]).read_bytes()
        rows = rows_of(dataset, content)
        digest = hashlib.sha256(content).hexdigest()
        readme = (FOLDER / dataset["file"]).parent / "README.md"
        if digest not in readme.read_text():
            raise SystemExit(f"{readme}: does not name the SHA-256 {digest}; correct it")
        entries.append(dataset | {"rows": rows, "licence": "CC0-1.0", "sha256": digest})
    text = json.dumps({"datasets": entries}, indent=2, ensure_ascii=False)
    (FOLDER / "index.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
