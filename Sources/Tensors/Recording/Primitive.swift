/// One operation of a program: its shape rule, its pullback written with primitives, and how the executor evaluates it.
///
/// Because a pullback is recorded with primitives, gradients of gradients need nothing more.
protocol Primitive: Hashable, Sendable {
  /// The shape of the result, or an error that says what does not fit.
  func resultShape(_ operands: [Shape]) throws(TensorError) -> Shape

  /// Cotangents of the operands, given the cotangent of the result; nil where the derivative is zero.
  ///
  /// `wanted` tells for which operands a cotangent is used: the others may be left nil.
  func pullback(_ operands: [Tensor], _ result: Tensor, _ cotangent: Tensor, wanted: [Bool]) -> [Tensor?]

  /// How the planner turns this primitive into work.
  var lowering: Lowering { get }
}

/// The kinds of work that a plan knows.
enum Lowering {
  /// Memory that the caller provides.
  case input
  /// A number that is the same in every element.
  case splat(Double)
  /// An array that belongs to the program.
  case array([Double])
  /// One element-wise operation of `ck_opcode`; operands have the shape of the result.
  case elementwise(opcode: Int32)
  /// The same elements in the same order under another shape.
  case reshape
  /// Another way to walk over the operand's memory.
  case view(@Sendable (StridedView) -> StridedView)
  /// A sum or maximum over the axes, which stay with extent 1.
  case reduction(ReductionKind, axes: [Int])
  case matrixProduct
  case concatenation(axis: Int)
  /// Zeros around the operand along one axis.
  case padding(axis: Int, before: Int)
  case gatherRows
  case scatterAddRows
}

enum ReductionKind: Hashable, Sendable { case sum, maximum }

/// Offset and strides, in elements, with which a tensor's elements are found in a buffer.
struct StridedView: Hashable, Sendable {
  var offset: Int
  var shape: Shape
  var strides: [Int]

  init(offset: Int = 0, shape: Shape, strides: [Int]) {
    self.offset = offset
    self.shape = shape
    self.strides = strides
  }

  /// The view of a whole row-major buffer.
  init(contiguous shape: Shape) { self.init(shape: shape, strides: shape.contiguousStrides) }

  var isContiguous: Bool {
    var expected = 1
    for axis in shape.indices.reversed() where shape[axis] != 1 {
      if strides[axis] != expected { return false }
      expected *= shape[axis]
    }
    return true
  }
}
