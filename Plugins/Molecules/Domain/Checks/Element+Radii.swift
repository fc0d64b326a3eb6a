/// Published radii, in Å.
extension Element {
  /// The radius that an element has in a covalent bond; two of them add up to a bond's length. An aromatic bond has the mean
  /// of the single and the double radius. Where none is published for an order, that of the next lower order stands.
  ///
  /// Source: Pyykkö and Atsumi, “Molecular Single-Bond Covalent Radii for Elements 1–118” and “Molecular Double-Bond Covalent
  /// Radii for Elements Li–E112” (2009); Pyykkö, Riedel and Patzschke, “Triple-Bond Covalent Radii” (2005).
  public func covalentRadius(for order: BondOrder) -> Double {
    let index = atomicNumber - 1
    let single = Self.singleBondRadii[index]
    let double = Self.doubleBondRadii[index] > 0 ? Self.doubleBondRadii[index] : single
    switch order {
    case .single: return single
    case .double: return double
    case .triple: return Self.tripleBondRadii[index] > 0 ? Self.tripleBondRadii[index] : double
    case .aromatic: return (single + double) / 2
    }
  }

  /// The radius that an element has towards atoms to which nothing binds it; nil where none is published.
  ///
  /// Source: Alvarez, “A cartography of the van der Waals territories” (2013).
  public var vanDerWaalsRadius: Double? {
    guard atomicNumber <= Self.vanDerWaalsRadii.count else { return nil }
    let radius = Self.vanDerWaalsRadii[atomicNumber - 1]
    return radius > 0 ? radius : nil
  }

  // MARK: Tables in the order of the atomic numbers, in pm; 0 where nothing is published

  /// Of all elements.
  private static let singleBondRadii = radii(
    """
    32 46 133 102 85 75 71 63 64 67 155 139 126 116 111 103 99 96 196 171 148 136 134 122 119 116 111 110 112 118 124 121
    121 116 114 117 210 185 163 154 147 138 128 125 125 120 128 136 142 140 140 136 133 131 232 196 180 163 176 174 173 172
    168 169 168 167 166 165 164 170 162 152 146 137 131 129 122 123 124 133 144 144 151 145 147 142 223 201 186 175 169 170
    171 172 166 166 168 168 165 167 173 176 161 157 149 143 141 134 129 128 121 122 136 143 162 175 165 157
    """)

  /// Of all elements.
  private static let doubleBondRadii = radii(
    """
    0 0 124 90 78 67 60 57 59 96 160 132 113 107 102 94 95 107 193 147 116 117 112 111 105 109 103 101 115 120 117 111 114
    107 109 121 202 157 130 127 125 121 120 114 110 117 139 144 136 130 133 128 129 135 209 161 139 137 138 137 135 134 134
    135 135 133 133 133 131 129 131 128 126 120 119 116 115 112 121 142 142 135 141 135 138 145 218 173 153 143 138 134 136
    135 135 136 139 140 140 0 139 159 141 140 136 128 128 125 125 116 116 137 0 0 0 0 0 0
    """)

  /// Of all elements.
  private static let tripleBondRadii = radii(
    """
    0 0 0 85 73 60 54 53 53 0 0 127 111 102 94 95 93 96 0 133 114 108 106 103 103 102 96 101 120 0 121 114 106 107 110 108 0
    139 124 121 116 113 110 103 106 112 137 0 146 132 127 121 125 122 0 149 139 131 128 0 0 0 0 132 0 0 0 0 0 0 131 122 119
    115 110 109 107 110 123 0 150 137 135 129 138 133 0 159 140 136 129 118 116 0 0 0 0 0 0 0 0 0 0 131 126 121 119 118 113
    112 118 130 0 0 0 0 0 0
    """)

  /// Up to einsteinium.
  private static let vanDerWaalsRadii = radii(
    """
    120 143 212 198 191 177 166 150 146 158 250 251 225 219 190 189 182 183 273 262 258 246 242 245 245 244 240 240 238 239
    232 229 188 182 186 225 321 284 275 252 256 245 244 246 244 215 253 249 243 242 247 199 204 206 348 303 298 288 292 295
    0 290 287 283 279 287 281 283 279 280 274 263 253 257 249 248 241 229 232 245 247 260 254 0 0 0 0 0 280 293 288 271 282
    281 283 305 340 305 270
    """)

  private static func radii(_ picometres: String) -> [Double] {
    picometres.split(whereSeparator: \.isWhitespace).compactMap { Double($0).map { $0 / 100 } }
  }
}
