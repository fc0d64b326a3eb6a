/// Path data of SVG.
enum Path {
  static func polyline(_ points: [SIMD2<Double>], isClosed: Bool = false) -> String {
    var data = ""
    for (index, point) in points.enumerated() {
      data += (index == 0 ? "M" : "L") + Markup.length(point.x) + " " + Markup.length(point.y)
    }
    return isClosed && !points.isEmpty ? data + "Z" : data
  }

  /// Lines through the points, broken where one is absent; a point alone becomes a dot under round caps.
  ///
  /// Where more points than drawing units fall into a run, only the first, lowest, highest and last within each
  /// unit of x are kept: the picture is the same, the data are not longer than the drawing is wide.
  static func broken(_ points: [SIMD2<Double>?]) -> String {
    var data = ""
    var run: [SIMD2<Double>] = []
    let flush = {
      if run.count == 1, let point = run.first {
        data += "M\(Markup.length(point.x)) \(Markup.length(point.y))h0"
      } else {
        data += polyline(thinned(run))
      }
      run = []
    }
    for point in points {
      if let point { run.append(point) } else { flush() }
    }
    flush()
    return data
  }

  static func thinned(_ points: [SIMD2<Double>]) -> [SIMD2<Double>] {
    guard points.count > 1500 else { return points }
    var kept: [SIMD2<Double>] = []
    var index = 0
    while index < points.count {
      let bin = points[index].x.rounded(.down)
      var last = index
      var lowest = index
      var highest = index
      while last + 1 < points.count, points[last + 1].x.rounded(.down) == bin {
        last += 1
        if points[last].y < points[lowest].y { lowest = last }
        if points[last].y > points[highest].y { highest = last }
      }
      for position in Set([index, lowest, highest, last]).sorted() { kept.append(points[position]) }
      index = last + 1
    }
    return kept
  }
}
