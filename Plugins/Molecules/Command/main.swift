import DomainCommand

DomainProgram<MoleculeWork>.main()
