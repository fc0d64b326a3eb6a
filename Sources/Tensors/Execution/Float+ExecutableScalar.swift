public import CKernels
internal import COpenBLAS

extension Float: ExecutableScalar {
  public static var scalarType: ScalarType { .float32 }

  public static func elementwise(
    _ block: UnsafePointer<ck_elementwise>, _ slots: UnsafePointer<UnsafeMutablePointer<Float>?>,
    _ scratch: UnsafeMutablePointer<Float>
  ) {
    ck_elementwise_f32(block, slots, scratch)
  }

  public static func product(
    m: Int, n: Int, k: Int, _ a: UnsafePointer<Float>, leadingA: Int, transposeA: Bool, _ b: UnsafePointer<Float>, leadingB: Int,
    transposeB: Bool, _ c: UnsafeMutablePointer<Float>, accumulate: Bool
  ) {
    let beta: Float = accumulate ? 1 : 0
    if n == 1 {
      // A matrix times a vector: y = A x, or Aᵀ x when A is stored by columns.
      cblas_sgemv(
        CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, Int32(transposeA ? k : m), Int32(transposeA ? m : k), 1, a,
        Int32(leadingA), b, Int32(transposeB ? 1 : leadingB), beta, c, 1)
      return
    }
    cblas_sgemm(
      CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans, Int32(m), Int32(n),
      Int32(k), 1, a, Int32(leadingA), b, Int32(leadingB), beta, c, Int32(n))
  }

  public static func narrowProducts(
    count: Int, m: Int, n: Int, k: Int, _ a: UnsafePointer<Float>, _ aStrides: (Int, Int, Int), _ b: UnsafePointer<Float>,
    _ bStrides: (Int, Int, Int), _ c: UnsafeMutablePointer<Float>, _ cStride: Int, accumulate: Bool,
    _ scratch: UnsafeMutablePointer<Float>
  ) {
    ck_narrow_products_f32(
      Int64(count), Int64(m), Int64(n), Int64(k), a, Int64(aStrides.0), Int64(aStrides.1), Int64(aStrides.2), b,
      Int64(bStrides.0), Int64(bStrides.1), Int64(bStrides.2), c, Int64(cStride), Int64(n), accumulate ? 1 : 0, scratch)
  }

  public static func gatherRows(
    _ table: UnsafePointer<Float>, rows: Int, width: Int, _ index: UnsafePointer<Int32>, count: Int,
    _ out: UnsafeMutablePointer<Float>
  ) {
    ck_gather_rows_f32(table, Int64(rows), Int64(width), index, Int64(count), out)
  }

  public static func scatterAddRows(
    _ source: UnsafePointer<Float>, count: Int, width: Int, _ index: UnsafePointer<Int32>, rows: Int,
    _ out: UnsafeMutablePointer<Float>
  ) {
    ck_scatter_add_rows_f32(source, Int64(count), Int64(width), index, Int64(rows), out)
  }

  public static func add(_ source: UnsafePointer<Float>, into destination: UnsafeMutablePointer<Float>, count: Int) {
    ck_add_into_f32(destination, source, Int64(count))
  }

  public static func fillUniform(
    _ out: UnsafeMutableBufferPointer<Float>, seed: UInt64, stream: UInt32, step: UInt32, first: Int
  ) {
    guard let base = out.baseAddress else { return }
    ck_uniform_f32(seed, stream, step, Int64(first), Int64(out.count), base)
  }

  public static func fillNormal(
    _ out: UnsafeMutableBufferPointer<Float>, seed: UInt64, stream: UInt32, step: UInt32, first: Int
  ) {
    guard let base = out.baseAddress else { return }
    ck_normal_f32(seed, stream, step, Int64(first), Int64(out.count), base)
  }
}
