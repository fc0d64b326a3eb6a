// The DomainCommand module.
