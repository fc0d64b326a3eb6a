extension CompletionSearch {
  /// What to decide next; nil when no atom needs more and all is joined.
  func choice(_ level: Int) -> Choice? { rest(level) ?? pair(level) }

  /// Atoms that may take up several numbers of orders are settled first: whether all can be joined and every sum be even
  /// is then seen at once.
  private func rest(_ level: Int) -> Choice? {
    guard policy != .later else { return nil }
    for atom in 0..<count {
      let wanted = wanted[level * count + atom]
      guard wanted & (wanted - 1) != 0 else { continue }
      if policy == .most { return .rest(atom, most(atom, level)) }
      let hint = hints[atom] - (0..<count).reduce(0) { $0 + order(atom, $1) }
      return .rest(atom, hint >= 0 && wanted >> UInt32(hint) & 1 != 0 ? hint : wanted.trailingZeroBitCount)
    }
    return nil
  }

  /// The atom of the pair is one with the fewest open pairs, so that what has few ways out is settled first; among those one
  /// of the smallest group, so that leaves are hung on before chains are made. Its partner comes from the other group with the
  /// most to spare, so that no group is closed early; when all is joined it is the atom with the most to spare, as by Havel
  /// and Hakimi.
  private func pair(_ level: Int) -> Choice? {
    let base = level * count
    let isJoining = connectivity == .required && groupCount > 1
    var best: (atom: Int, key: (Int, Int, Int))?
    for isNeeding in [true, false] where isNeeding || isJoining {
      for atom in 0..<count where !isNeeding || wanted[base + atom] & 1 == 0 {
        let ways = openCount(atom, level)
        guard ways > 0 else { continue }
        let key = (ways, isJoining ? sums[Int(groups[base + atom])] : 0, -most(atom, level))
        if let known = best, known.key <= key { continue }
        best = (atom, key)
      }
      if best != nil { break }
    }
    guard let atom = best?.atom else { return nil }
    return partner(of: atom, isJoining, level).map { .pair(atom, $0) }
  }

  private func partner(of atom: Int, _ isJoining: Bool, _ level: Int) -> Int? {
    let base = level * count
    var best: (atom: Int, key: (Int, Int, Int))?
    for word in 0..<wordCount {
      var rest = open[(base + atom) * wordCount + word]
      while rest != 0 {
        let other = word << 6 + rest.trailingZeroBitCount
        rest &= rest - 1
        let spare = most(other, level)
        let isElsewhere = isJoining && groups[base + other] != groups[base + atom]
        let key = isElsewhere ? (1, sums[Int(groups[base + other])], spare) : (0, spare, -order(atom, other))
        if let known = best, known.key >= key { continue }
        best = (other, key)
      }
    }
    return best?.atom
  }
}
