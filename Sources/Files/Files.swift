// The Files module.
