import DomainCommand
import SimplexDomain

DomainProgram<SimplexDomain>.main()
