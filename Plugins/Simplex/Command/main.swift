import DomainCommand
import SimplexDomain

DensityProgram<SimplexDomain>.main()
