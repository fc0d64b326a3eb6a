internal import Bellman
internal import Files
internal import Foundation

/// Angles in files.
public enum AngleUnit: String, Hashable, Sendable, Codable, CaseIterable {
  case degrees, radians

  var radians: Double { self == .degrees ? .pi / 180 : 1 }
}

/// Points of a space in a CSV file: for each factor latitude and longitude in degrees (S2), angles (T), the 9 entries or the 4
/// quaternion entries w, x, y, z of a rotation (SO3), or the coordinates of a unit vector (other spheres).
struct ManifoldFile {
  let space: ManifoldSpace
  let unit: AngleUnit

  /// How one factor stands in a file.
  private enum Columns { case geographic, angles(Int), matrix, quaternion, vector(Int) }

  /// How far from the space a point may be before it is an error: files have few digits.
  private static var slack: Double { 1e-3 }
  /// Degrees that are read as radians, 180 or 360 of them, are more than 20 turns; and of very many turns nothing but
  /// rounding would be left of an angle's place on the circle.
  private var mostTurns: Double { unit == .radians ? 20 : 1e6 }

  private func columns(_ quaternions: Bool) -> [Columns] {
    space.factors.map { factor in
      if factor is RotationGroup { return quaternions ? .quaternion : .matrix }
      if let sphere = factor as? Sphere { return sphere.dimension == 2 ? .geographic : .vector(sphere.stateCount) }
      return .angles(factor.stateCount)
    }
  }

  private func width(_ columns: [Columns]) -> Int {
    columns.reduce(0) { sum, column in
      switch column {
      case .geographic: sum + 2
      case .angles(let count), .vector(let count): sum + count
      case .matrix: sum + 9
      case .quaternion: sum + 4
      }
    }
  }

  /// - Throws: `ProgramError` with the line of the first row that is no point of the space.
  func read(_ path: String) throws -> [ManifoldPoint] {
    let table = try NumericTable(reading: path)
    let hasRotations = space.factors.contains { $0 is RotationGroup }
    let layouts = hasRotations ? [columns(false), columns(true)] : [columns(false)]
    guard let layout = layouts.first(where: { width($0) == table.columnCount }) else {
      let expected = layouts.map { "\(width($0))" }.joined(separator: " or ")
      throw ProgramError(
        .data, "a table of \(table.columnCount) columns for points of \(space.name)",
        at: ProgramError.Place(file: table.source, line: table.lineNumbers.first),
        remedy: "give \(expected) columns: \(meaning(layout: layouts[0]))")
    }
    try checkNames(layout, table)
    return try (0..<table.rowCount).map { row in
      var start = 0
      return ManifoldPoint(try zip(layout, space.factors).flatMap { try point($0, $1, table, row, &start) })
    }
  }

  /// Columns are read by their place: names that say another order are an error, not a guess.
  private func checkNames(_ layout: [Columns], _ table: NumericTable) throws(ProgramError) {
    guard let names = table.columnNames?.map({ $0.lowercased() }) else { return }
    var start = 0
    for column in layout {
      defer { start += width([column]) }
      var remedy: String?
      switch column {
      case .geographic where names[start].hasPrefix("lon") || names[start + 1].hasPrefix("lat"):
        remedy = names[start].hasPrefix("lat") ? nil : "put latitude before longitude"
      case .quaternion where names[start + 3].hasSuffix("w") && !names[start].hasSuffix("w"):
        remedy = "put the quaternion’s real part first: w,x,y,z"
      default: break
      }
      guard let remedy else { continue }
      let found = names[start..<start + width([column])].joined(separator: ",")
      throw ProgramError(
        .data, "the columns are named \(Printable.quoted(found))", at: .init(file: table.source), remedy: remedy)
    }
  }

  private func meaning(layout: [Columns], isWritten: Bool = false) -> String {
    layout.map { column in
      switch column {
      case .geographic: "latitude,longitude in degrees"
      case .angles(let count): "\(count) angle\(count == 1 ? "" : "s") in \(unit.rawValue)"
      case .matrix, .quaternion:
        "the 9 entries of a rotation matrix row by row" + (isWritten ? "" : ", or a quaternion w,x,y,z")
      case .vector(let count): "the \(count) coordinates of a unit vector"
      }
    }.joined(separator: ", then ")
  }

  private func point(
    _ columns: Columns, _ factor: any ManifoldFactor, _ table: NumericTable, _ row: Int, _ start: inout Int
  ) throws -> [Double] {
    func take(_ count: Int) -> [Double] {
      defer { start += count }
      return Array(table.row(row).dropFirst(start).prefix(count))
    }
    let first = start
    switch columns {
    case .geographic:
      let numbers = take(2)
      guard abs(numbers[0]) <= 90 else {
        throw table.error(
          row: row, column: first, "latitude \(numbers[0]) is outside −90…90", remedy: "columns are latitude, then longitude, in degrees")
      }
      guard abs(numbers[1]) <= 360 else {
        throw table.error(
          row: row, column: first + 1, "longitude \(numbers[1]) is outside −360…360", remedy: "give longitudes in degrees")
      }
      let (latitude, longitude) = (numbers[0] * .pi / 180, numbers[1] * .pi / 180)
      return [cos(latitude) * cos(longitude), cos(latitude) * sin(longitude), sin(latitude)]
    case .angles(let count):
      return try take(count).enumerated().map { index, angle in
        guard abs(angle * unit.radians) <= mostTurns * 2 * .pi else {
          throw table.error(
            row: row, column: first + index, "an angle of \(angle) \(unit.rawValue) is more than \(Int(mostTurns)) turns",
            remedy: unit == .radians ? "use --unit degrees if it is in degrees, or wrap it into 0…2π" : "wrap it into 0…360")
        }
        return wrapped(angle * unit.radians)
      }
    case .vector(let count):
      let vector = take(count)
      guard abs(vector.norm - 1) <= Self.slack else {
        throw table.error(row: row, column: first, "a vector of norm \(vector.norm)", remedy: "give unit vectors")
      }
      return vector * (1 / vector.norm)
    case .quaternion:
      let numbers = take(4)
      guard abs(numbers.norm - 1) <= Self.slack else {
        throw table.error(row: row, column: first, "a quaternion of norm \(numbers.norm)", remedy: "give unit quaternions w,x,y,z")
      }
      let unit = numbers * (1 / numbers.norm)
      return Quaternion(w: unit[0], x: unit[1], y: unit[2], z: unit[3]).matrix
    case .matrix:
      let matrix = take(9)
      if let worst = factor.excesses(at: matrix, tolerance: Self.slack).first {
        throw table.error(
          row: row, column: first, "a matrix that is no rotation: \(worst.check) is off by \(worst.excess)",
          remedy: "give orthogonal matrices of determinant +1, row by row")
      }
      return Quaternion(matrix: matrix).matrix
    }
  }

  private func wrapped(_ angle: Double) -> Double {
    let turn = 2 * Double.pi
    let rest = angle - turn * (angle / turn).rounded(.down)
    return rest >= turn ? 0 : rest
  }

  func write(_ points: [ManifoldPoint], to path: String) throws {
    let layout = columns(false)
    var names: [String] = []
    for (index, column) in layout.enumerated() {
      let suffix = layout.count == 1 ? "" : "\(index + 1)"
      switch column {
      case .geographic: names += ["latitude\(suffix)", "longitude\(suffix)"]
      case .angles(let count): names += (1...count).map { "angle\(suffix)_\($0)" }
      case .matrix, .quaternion: names += (1...3).flatMap { i in (1...3).map { "r\(suffix)\(i)\($0)" } }
      case .vector(let count): names += (1...count).map { "x\(suffix)_\($0)" }
      }
    }
    var values: [Double] = []
    for point in points {
      var start = 0
      for (column, factor) in zip(layout, space.factors) {
        let numbers = Array(point.coordinates[start..<start + factor.stateCount])
        start += factor.stateCount
        switch column {
        case .geographic:
          values.append(atan2(numbers[2], (numbers[0] * numbers[0] + numbers[1] * numbers[1]).squareRoot()) * 180 / .pi)
          values.append(atan2(numbers[1], numbers[0]) * 180 / .pi)
        case .angles: values += numbers.map { $0 / unit.radians }
        case .matrix, .quaternion, .vector: values += numbers
        }
      }
    }
    try NumericTable(values: values, columnCount: names.count, columnNames: names).write(
      to: path,
      comments: [
        "points of \(space.name): \(meaning(layout: layout, isWritten: true))"
      ])
  }
}
