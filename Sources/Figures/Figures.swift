// The Figures module.
