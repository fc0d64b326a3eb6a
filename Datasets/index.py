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

# Of each simulated system its title and the units of its columns after the number of the series, which has none. Grid points of a field are numbers.
SERIES = {
    "kepler": ("Planar orbits about a fixed centre", "1 1 1 1 1"),
    "pendulum": ("A pendulum that swings", "second radian radian/second"),
    "double-pendulum": ("Two masses on rods", "second radian radian radian/second radian/second"),
    "lotka-volterra": ("Prey and predators", "1 1 1"),
    "sir": ("An epidemic", "day 1 1 1"),
    "robertson": ("Stiff chemical kinetics", "second 1 1 1"),
    "rlc": ("A driven circuit of resistor, inductor and capacitor", "second volt ampere volt volt volt ohm"),
    "reservoir": ("A reservoir with demand and spill", "week hectometre^3 hectometre^3 hectometre^3 hectometre^3 hectometre^3 hectometre^3"),
    "lorenz": ("Chaotic convection", "1 1 1 1"),
    "heat": ("Heat on a ring", None),
    "burgers": ("Travelling fronts of Burgers' equation", None),
    "reaction-diffusion": ("Growth and diffusion between given fluxes", None),
}
for name, (title, units) in SERIES.items():
    file = f"SimulatedSeries/{name}.csv"
    columns = (FOLDER / file).open().readline().strip().split(",")
    units = ["1"] + units.split() if units else ["1"] * len(columns)
    assert len(units) == len(columns), name
    DATASETS.append({"name": name, "title": title, "space": "series", "file": file, "columns": columns, "units": units, "program": "timeseries"})


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
