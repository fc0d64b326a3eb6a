import DomainCommand
import ManifoldDomain

DensityProgram<ManifoldDomain>.main()
