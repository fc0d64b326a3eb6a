// The DomainLaws module.
