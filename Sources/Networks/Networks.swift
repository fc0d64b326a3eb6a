// The Networks module.
