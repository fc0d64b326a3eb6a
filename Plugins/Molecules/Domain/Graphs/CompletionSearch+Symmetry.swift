extension CompletionSearch {
  /// Excludes what was found to be impossible, and with it all that changing places of like atoms makes of it: what ten
  /// hydrogens that nothing tells apart may do is tried for one of them.
  mutating func exclude(_ choice: Choice, _ level: Int) {
    switch choice {
    case .rest(let atom, let rest): for other in alike(atom, level) { wanted[level * count + other] &= ~(1 << UInt32(rest)) }
    case .pair(let one, let other):
      let ones = alike(one, level).filter { $0 != other }
      let others = alike(other, level).filter { $0 != one }
      for first in ones { for second in others where first != second { close(first, second, level) } }
    }
  }

  /// The atoms that may change places with one and leave a level's state as it is, itself among them.
  private func alike(_ atom: Int, _ level: Int) -> [Int] {
    let base = level * count
    return (0..<count).filter { other in
      other == atom || (wanted[base + other] == wanted[base + atom] && haveLikePairs(atom, other, level) && haveLikeGroups(atom, other, level))
    }
  }

  private func haveLikePairs(_ one: Int, _ other: Int, _ level: Int) -> Bool {
    let (row, otherRow) = ((level * count + one) * wordCount, (level * count + other) * wordCount)
    for word in 0..<wordCount {
      var own: UInt64 = 0
      if one >> 6 == word { own |= 1 << UInt64(one & 63) }
      if other >> 6 == word { own |= 1 << UInt64(other & 63) }
      guard (open[row + word] ^ open[otherRow + word]) & ~own == 0 else { return false }
    }
    return (0..<count).allSatisfy { $0 == one || $0 == other || order(one, $0) == order(other, $0) }
  }

  /// Whether both are in one group, or each is alone in its own.
  private func haveLikeGroups(_ one: Int, _ other: Int, _ level: Int) -> Bool {
    guard connectivity == .required else { return true }
    let base = level * count
    let (name, otherName) = (groups[base + one], groups[base + other])
    return name == otherName || groups[base..<base + count].count { $0 == name || $0 == otherName } == 2
  }
}
