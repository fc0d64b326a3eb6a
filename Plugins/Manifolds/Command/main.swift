import DomainCommand
import ManifoldDomain

DomainProgram<ManifoldDomain>.main()
