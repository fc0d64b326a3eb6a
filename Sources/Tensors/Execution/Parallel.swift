internal import Dispatch
internal import Foundation

/// Work on several threads.
public enum Parallel {
  /// The number of threads that is used where none is given: the processors of the machine. A program that is told
  /// another number gives it to all its work at once: `Parallel.$defaultThreads.withValue(1) { … }`.
  @TaskLocal public static var defaultThreads = max(1, ProcessInfo.processInfo.activeProcessorCount)

  /// Calls `body(worker, index)` for every index of 0..<count, on at most `threads` workers; returns when all are done.
  ///
  /// Worker w takes the indices w, w + workers, …; a body that must give the same result for any number of threads lets
  /// the index alone decide what is computed, and the worker only where.
  public static func forEach(_ count: Int, threads: Int, _ body: @Sendable (_ worker: Int, _ index: Int) -> Void) {
    let workers = min(max(threads, 1), count)
    if workers <= 1 {
      for index in 0..<count { body(0, index) }
      return
    }
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      var index = worker
      while index < count {
        body(worker, index)
        index += workers
      }
    }
  }

  /// body(index) for every index of 0..<count, in their order, worked out on at most `threads` workers.
  public static func map<Value: Sendable>(
    _ count: Int, threads: Int = defaultThreads, _ body: @Sendable (_ index: Int) -> Value
  ) -> [Value] {
    var values = [Value?](repeating: nil, count: count)
    values.withUnsafeMutableBufferPointer { buffer in
      // Each place is written by one worker.
      nonisolated(unsafe) let places = buffer
      forEach(count, threads: threads) { _, index in places[index] = body(index) }
    }
    return values.compactMap { $0 }
  }
}
