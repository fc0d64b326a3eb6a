/// Colours of points over a density: the warm ones first, since densities are cool.
enum MapStyle {
  static func paint(_ index: Int) -> String {
    let order = [1, 0, 3, 4, 5, 2]
    return Palette.paint(order[index % order.count])
  }
}
