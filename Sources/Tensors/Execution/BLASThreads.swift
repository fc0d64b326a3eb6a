internal import COpenBLAS

/// OpenBLAS works in the calling thread alone: parallel work is cut into micro-batches, one worker each, so that its results
/// do not depend on the number of threads.
enum BLASThreads {
  static let pinned: Void = openblas_set_num_threads(1)
}
