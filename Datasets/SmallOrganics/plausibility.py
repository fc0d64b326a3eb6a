"""Which molecular graphs a chemist would expect to find in a bottle, roughly.

Simple rules after what textbooks call unstable or strained, not a measure of stability. Each rule has a name, and
`objection` says which one a molecule breaks.
"""

from rdkit import Chem

# Patterns (SMARTS) that no molecule may hold. Lower case and upper case are aromatic and other atoms.
PATTERNS = {
    # Chains of atoms other than carbon.
    "O-O": "[#8][#8]",
    "three of N, O in a row outside aromatic rings": ["[N,O]~[#7,#8]~[#7,#8]", "[#7,#8]~[N,O]~[#7,#8]"],
    "hydrazine or hydroxylamine that no C=O or C=N holds": "[NX3;!$(NC=[O,N])][NX3,OX2;!$(NC=[O,N])]",
    "aromatic O-N-N or five N in a row": ["o:n:n", "n:n:n:n:n"],
    "four N in a row in an aromatic six-ring": "n1nnn[c,n][c,n]1",
    "nitroso": "N=O",
    "diazene with N-H or carbonyl": ["[N;!H0]=N", "N=NC=O"],
    "cyanate": "OC#N",
    # Unsaturated groups that turn into others.
    "enol": "[OX2H]C=C",
    "enamine with N-H": "[NX3;!H0]C=C",
    "imidic acid": "[OX2H]C=N",
    "alkyne on N or O": "[#7,#8]C#C",
    "imine with N-H that is no amidine": "[NX2H]=[C;!$(C[#7])]",
    "imine on an aromatic ring": "N=c",
    "imine of formaldehyde": "[CH2]=N",
    "vinyl on oxygen of N-O": "[#7]OC=C",
    # Carbons with too many neighbours that are not carbon.
    "hemiacetal, diol or aminal": "[CX4]([OX2H,NX3H,NX3H2])[#7,#8]",
    "sp3 carbon with three of N, O": "[CX4]([#7,#8])([#7,#8])[#7,#8]",
    "carbonic or carbamic acid": "[OX2H]C(=O)[#7,#8]",
    "acetal or aminal in a three-ring": "[#7,#8;r3][C;r3][#7,#8]",
    # Rings.
    "triple bond in a ring": "*#;@*",
    "three-ring with a flat atom": ["[r3;!^3;#6]", "[r3]=*"],
    "small ring with two of N, O": ["[#7,#8]1~[#7,#8]~*1", "[#7,#8]1~[#7,#8]~*~*1", "[#7,#8]1~*~[#7,#8]~*1"],
    "four-ring with a double bond and N, O": ["[#7,#8]1~*~*=*1", "[#7,#8]1~*~*~*=1"],
    "cyclobutadiene": "*1=**=*1",
    "flat atom that small rings share": "[#6;!^3;r3,r4;x3,x4]",
    "cyclopentadienone and the like": "[#7,#8]=C1[C,N]=[C,N][C,N]=[C,N]1",
    "eight electrons in a ring": ["[N,O]1C=CC=CC=C1", "[N,O]1C=C[N,O]C=C1"],
    "tautomer of an aromatic ring": [
        "[C,N,O]=C1[C,N]=[C,N][C,N]=[C,N][CX4,NX3;!H0]1",
        "[C,N,O]=C1[C,N]=[C,N][CX4,NX3;!H0][C,N]=[C,N]1",
        "[CX4;!H0]1N=[C,N][C,N]=[C,N]1",
        "[CX4;!H0]1[C,N]=N[C,N]=[C,N]1",
    ],
}
RULES = [
    (name, [Chem.MolFromSmarts(text) for text in ([texts] if isinstance(texts, str) else texts)])
    for name, texts in PATTERNS.items()
]


def most_hetero(carbons):
    """The most atoms of nitrogen and oxygen together: urea is in, and chains of little else are out."""
    return carbons + 2 if carbons < 2 else carbons + 1


def objection(molecule):
    """The name of a rule that the molecule breaks, or None."""
    for name, patterns in RULES:
        if any(molecule.HasSubstructMatch(pattern) for pattern in patterns):
            return name
    return objection_to_rings(molecule)


def objection_to_rings(molecule):
    """Rules about two rings, which patterns would say badly. Molecules have two independent rings at most."""
    rings = [set(ring) for ring in Chem.GetSSSR(molecule)]
    if len(rings) < 2:
        return None
    shared = rings[0] & rings[1]
    sizes = sorted(len(ring) for ring in rings)
    if len(shared) == 2 and sizes[0] == 3 and sizes[1] < 5:
        return "three-ring fused to a ring of fewer than five atoms"
    if len(shared) > 2:
        return objection_to_bridges(molecule, rings, shared)
    return None


def objection_to_bridges(molecule, rings, shared):
    heads = [
        atom
        for atom in (molecule.GetAtomWithIdx(index) for index in shared)
        if sum(neighbour.GetIdx() in rings[0] | rings[1] for neighbour in atom.GetNeighbors()) == 3
    ]
    if any(head.GetHybridization() != Chem.HybridizationType.SP3 for head in heads):
        return "flat bridgehead"
    # Bicyclo[a.b.c] has a + b + c + 2 atoms in its rings, and the smallest ring here is that of its two shorter bridges.
    if len(rings[0] | rings[1]) < 6 or min(len(ring) for ring in rings) < 4:
        return "bridges shorter than those of bicyclo[2.1.1]"
    return None
