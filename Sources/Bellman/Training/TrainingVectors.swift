internal import Networks
internal import Tensors

/// The vectors that make a point of a run: it can be kept, and gone back to.
struct TrainingVectors {
  let parameters: AlignedMemory<Float>
  let averaged: AlignedMemory<Float>
  let firstMoment: AlignedMemory<Float>
  let secondMoment: AlignedMemory<Float>

  /// The vectors in which the optimiser and the average work.
  init(_ parameters: AlignedMemory<Float>, _ optimiser: Adam, _ average: ExponentialMovingAverage) {
    self.parameters = parameters
    averaged = average.values
    firstMoment = optimiser.firstMoment
    secondMoment = optimiser.secondMoment
  }

  /// Memory for a copy.
  init(like other: TrainingVectors) {
    func memory() -> AlignedMemory<Float> { AlignedMemory(count: other.parameters.count, filledWith: 0) }
    (parameters, averaged, firstMoment, secondMoment) = (memory(), memory(), memory(), memory())
    copy(from: other)
  }

  func copy(from other: TrainingVectors) {
    for (own, others) in zip(named, other.named) { own.memory.copy(from: others.memory) }
  }

  /// With the names that they have in a checkpoint.
  var named: [(name: String, memory: AlignedMemory<Float>)] {
    [
      ("parameters", parameters), ("averaged", averaged), ("first moment", firstMoment),
      ("second moment", secondMoment),
    ]
  }
}
