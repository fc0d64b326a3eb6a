import ManifoldDomain

/// The spaces that the laws are tried on, named for a failure's message.
enum HeatKernelSpace: CaseIterable, Sendable {
  case circle, sphere1, sphere2, sphere3, sphere4, sphere5, sphere10, rotations

  var kernel: any RadialHeatKernel {
    get throws {
      switch self {
      case .circle: CircleHeatKernel()
      case .sphere1: try sphere(1)
      case .sphere2: try sphere(2)
      case .sphere3: try sphere(3)
      case .sphere4: try sphere(4)
      case .sphere5: try sphere(5)
      case .sphere10: try sphere(10)
      case .rotations: RotationHeatKernel()
      }
    }
  }
}

struct NoSuchSphere: Error {}

func sphere(_ dimension: Int) throws -> SphereHeatKernel {
  guard let kernel = SphereHeatKernel(dimension: dimension) else { throw NoSuchSphere() }
  return kernel
}
