"""Makes small-organics.sdf.gz: small organic molecules, enumerated and optimised by this script. See README.md beside it.

Made with Python 3.11, numpy 2.4.6, rdkit 2026.9.1 and tblite 0.8.0:

    pip install numpy==2.4.6 rdkit==2026.9.1 tblite==0.8.0
    nice -n 19 python3 make_small_organics.py

Takes about 20 minutes of one core. What is done is kept in a folder outside the repository, and a second run goes on
where the first one stopped; a change of a version or of geometries.py starts afresh.
"""

import argparse
import gzip
import hashlib
import importlib.metadata
import json
import pathlib
import tempfile
import time

import geometries  # First, because it sets the number of threads.
import graphs
import plausibility
from rdkit import Chem
from rdkit.Chem import rdMolDescriptors

FOLDER = pathlib.Path(__file__).parent
NAME = "small-organics.sdf.gz"
WHOLE_SIZES = 6  # All molecules of up to this many heavy atoms are taken, and of one more a sample fills up.
RECORDS = 4800
SEED = 20261123
FIELDS = {"gap": 4, "dipole": 4, "energy": 6}  # Names and decimals.


def enumerated(size):
    """The canonical SMILES of all plausible molecules of `size` heavy atoms, sorted."""
    found = set()
    for molecule in graphs.molecules(size, plausibility.most_hetero):
        if plausibility.objection(molecule) is None:
            found.add(Chem.MolToSmiles(molecule))
    return sorted(found)


def shuffled(texts):
    """In an order that chance alone decides: by the hash of each text and the seed."""
    return sorted(texts, key=lambda text: hashlib.sha256(f"{SEED} {text}".encode()).digest())


class Cache:
    """What became of each molecule so far: one line of JSON for each, in a file named for all that decides the result."""

    def __init__(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        code = (FOLDER / "geometries.py").read_text()
        versions = [importlib.metadata.version(package) for package in ("numpy", "rdkit", "tblite")]
        fingerprint = hashlib.sha256(json.dumps([code, versions]).encode()).hexdigest()[:16]
        self.path = folder / f"{fingerprint}.jsonl"
        self.entries = {}
        if self.path.exists():
            for line in self.path.read_text().splitlines(keepends=True):
                if line.endswith("\n"):  # The last line of a run that was cut off may lack its end.
                    entry = json.loads(line)
                    self.entries[entry["smiles"]] = entry
            self.path.write_text("".join(json.dumps(entry) + "\n" for entry in self.entries.values()))

    def entry(self, smiles):
        if smiles not in self.entries:
            try:
                _, positions, properties = geometries.optimised(smiles)
                entry = {"smiles": smiles, "positions": positions.tolist(), **properties}
            except geometries.Failure as failure:
                entry = {"smiles": smiles, "failure": str(failure)}
            with open(self.path, "a") as file:
                file.write(json.dumps(entry) + "\n")
            self.entries[smiles] = entry
        return self.entries[smiles]


def chosen(cache, records):
    """The entries of the molecules that the file holds."""
    started = time.time()
    sizes = [(size, enumerated(size)) for size in range(1, WHOLE_SIZES + 2)]
    for size, texts in sizes:
        print(f"{size} heavy atoms: {len(texts)} molecules", flush=True)
    candidates = [text for size, texts in sizes for text in (texts if size <= WHOLE_SIZES else shuffled(texts))]
    result, failures = [], {}
    for count, smiles in enumerate(candidates, 1):
        entry = cache.entry(smiles)
        if "failure" in entry:
            failures.setdefault(entry["failure"], []).append(smiles)
        else:
            result.append(entry)
        if count % 100 == 0:
            print(f"{len(result)} of {count} after {time.time() - started:.0f} s", flush=True)
        if len(result) == records:
            break
    for reason, texts in failures.items():
        print(f"{reason}: {len(texts)}: {' '.join(texts)}")
    return result


def records_of(entries):
    """The text of the records, sorted by heavy atoms, formula and canonical SMILES, and named by formula and number."""
    rows = []
    for entry in entries:
        molecule = Chem.AddHs(Chem.MolFromSmiles(entry["smiles"]))
        Chem.Kekulize(molecule, clearAromaticFlags=True)
        rows.append((molecule.GetNumHeavyAtoms(), rdMolDescriptors.CalcMolFormula(molecule), entry["smiles"], molecule, entry))
    rows.sort(key=lambda row: row[:3])
    numbers = {}
    for _, formula, _, molecule, entry in rows:
        numbers[formula] = numbers.get(formula, 0) + 1
        yield record(f"{formula}-{numbers[formula]}", molecule, entry)


def record(title, molecule, entry):
    """A record of an SDF file, version V2000."""
    atoms, bonds = list(molecule.GetAtoms()), list(molecule.GetBonds())
    lines = [title, "   Bellman          3D", "", f"{len(atoms):3d}{len(bonds):3d}  0  0  0  0  0  0  0  0999 V2000"]
    for atom, place in zip(atoms, entry["positions"]):
        # Adding zero turns -0.0 into 0.0.
        coordinates = "".join(f"{round(value, 4) + 0.0:10.4f}" for value in place)
        lines.append(f"{coordinates} {atom.GetSymbol():<3} 0  0  0  0  0  0  0  0  0  0  0  0")
    for bond in bonds:
        order = int(bond.GetBondTypeAsDouble())
        lines.append(f"{bond.GetBeginAtomIdx() + 1:3d}{bond.GetEndAtomIdx() + 1:3d}{order:3d}  0")
    lines.append("M  END")
    for name, decimals in FIELDS.items():
        lines += [f">  <{name}>", f"{entry[name]:.{decimals}f}", ""]
    return "\n".join(lines + ["$$$$", ""])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = pathlib.Path(tempfile.gettempdir()) / "small-organics"
    parser.add_argument("--cache", type=pathlib.Path, default=default, help="the folder for what is done (%(default)s)")
    parser.add_argument("--output", type=pathlib.Path, default=FOLDER / NAME, help="the file to write (%(default)s)")
    parser.add_argument("--records", type=int, default=RECORDS, help="how many molecules (%(default)s)")
    arguments = parser.parse_args()
    text = "".join(records_of(chosen(Cache(arguments.cache), arguments.records))).encode()
    # Neither a date nor a name in the stream, so that the same molecules are the same bytes.
    arguments.output.write_bytes(gzip.compress(text, compresslevel=9, mtime=0))
    print(f"SHA-256 of {arguments.output.name}: {hashlib.sha256(arguments.output.read_bytes()).hexdigest()}")
    print(f"SHA-256 decompressed: {hashlib.sha256(text).hexdigest()}")


if __name__ == "__main__":
    main()
