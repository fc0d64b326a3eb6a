/// Bond lengths in pm, each pair once.
extension DistanceBonds {
  static let singleLengths: [Element: [Element: Double]] = [
    .hydrogen: [
      .hydrogen: 74, .carbon: 109, .nitrogen: 101, .oxygen: 96, .fluorine: 92, .boron: 119, .silicon: 148, .phosphorus: 144,
      .arsenic: 152, .sulfur: 134, .chlorine: 127, .bromine: 141, .iodine: 161,
    ],
    .carbon: [
      .carbon: 154, .nitrogen: 147, .oxygen: 143, .fluorine: 135, .silicon: 185, .phosphorus: 184, .sulfur: 182,
      .chlorine: 177, .bromine: 194, .iodine: 214,
    ],
    .nitrogen: [
      .nitrogen: 145, .oxygen: 140, .fluorine: 136, .chlorine: 175, .bromine: 214, .sulfur: 168, .iodine: 222, .phosphorus: 177,
    ],
    .oxygen: [
      .oxygen: 148, .fluorine: 142, .bromine: 172, .sulfur: 151, .phosphorus: 163, .silicon: 163, .chlorine: 164, .iodine: 194,
    ],
    .fluorine: [
      .fluorine: 142, .sulfur: 158, .silicon: 160, .chlorine: 166, .bromine: 178, .phosphorus: 156, .iodine: 187,
    ],
    .boron: [.chlorine: 175],
    .silicon: [.silicon: 233, .sulfur: 200, .chlorine: 202, .bromine: 215, .iodine: 243],
    .chlorine: [.chlorine: 199, .phosphorus: 203, .sulfur: 207, .bromine: 214],
    .sulfur: [.sulfur: 204, .bromine: 225, .phosphorus: 210, .iodine: 234],
    .bromine: [.bromine: 228, .phosphorus: 222],
    .phosphorus: [.phosphorus: 221],
    .iodine: [.iodine: 266],
  ]

  static let doubleLengths: [Element: [Element: Double]] = [
    .carbon: [.carbon: 134, .nitrogen: 129, .oxygen: 120, .sulfur: 160],
    .nitrogen: [.nitrogen: 125, .oxygen: 121],
    .oxygen: [.oxygen: 121, .phosphorus: 150],
    .phosphorus: [.sulfur: 186],
  ]

  static let tripleLengths: [Element: [Element: Double]] = [
    .carbon: [.carbon: 120, .nitrogen: 116, .oxygen: 113],
    .nitrogen: [.nitrogen: 110],
  ]
}
