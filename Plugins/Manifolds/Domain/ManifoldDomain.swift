// The ManifoldDomain module.
