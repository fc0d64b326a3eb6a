"""Writes index.json from the datasets' files, and checks that each README.md names its file's SHA-256."""

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
]


def main():
    entries = []
    for dataset in DATASETS:
        content = (FOLDER / dataset["file"]).read_bytes()
        lines = [line for line in content.decode().splitlines() if not line.startswith("#")]
        assert lines[0].split(",") == dataset["columns"], dataset["name"]
        digest = hashlib.sha256(content).hexdigest()
        readme = (FOLDER / dataset["file"]).parent / "README.md"
        if digest not in readme.read_text():
            raise SystemExit(f"{readme}: does not name the SHA-256 {digest}; correct it")
        entries.append(dataset | {"rows": len(lines) - 1, "licence": "CC0-1.0", "sha256": digest})
    text = json.dumps({"datasets": entries}, indent=2, ensure_ascii=False)
    (FOLDER / "index.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
