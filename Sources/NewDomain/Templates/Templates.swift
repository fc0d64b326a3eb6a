/// The files of a new package. {{Name}} stands for the domain, {{program}} for its program,
/// {{dependency}} and {{bellman}} for where Bellman is.
enum Templates {}
