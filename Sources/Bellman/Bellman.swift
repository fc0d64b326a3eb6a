// The Bellman module.
