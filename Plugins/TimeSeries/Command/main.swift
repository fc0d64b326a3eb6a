import DomainCommand

DomainProgram<TimeSeriesWork>.main()
