extension WitnessGraph {
  /// Changes open pairs until every total is allowed again and the graph is connected, if it must be.
  ///
  /// Atoms with a wrong total pass their fault along alternating trails: an order less here, an order more at the next atom,
  /// until the faults of two atoms meet or an atom takes one because it may have several totals. Short trails are tried first.
  /// The search is bounded and so not exhaustive. The changes are in `trail`; where none are found the graph is as before.
  mutating func repair(steps limit: Int) -> Bool {
    steps = limit
    measure()
    let least = (distanceSum + 1) / 2
    for length in least...(least + 3) {
      if follow(length) { return true }
      if steps <= 0 { break }
    }
    return false
  }

  private mutating func measure() {
    distanceSum = 0
    for word in 0..<wordCount { wrong[word] = 0 }
    for atom in 0..<atomCount {
      let distance = Self.distance(totals[atom], allowed[atom])
      distances[atom] = distance
      distanceSum += distance
      if distance != 0 { wrong[atom >> 6] |= 1 << UInt64(atom & 63) }
    }
  }

  /// Changes an order and keeps account of it.
  private mutating func step(_ one: Int, _ other: Int, by amount: Int) {
    change(one, other, by: amount)
    update(one)
    update(other)
  }

  private mutating func update(_ atom: Int) {
    let distance = Self.distance(totals[atom], allowed[atom])
    distanceSum += distance - distances[atom]
    distances[atom] = distance
    let bit = UInt64(1) << UInt64(atom & 63)
    if distance == 0 { wrong[atom >> 6] &= ~bit } else { wrong[atom >> 6] |= bit }
  }

  private mutating func record(_ one: Int, _ other: Int, by amount: Int) {
    trail.append(Change(first: Int32(one), second: Int32(other), amount: Int8(amount)))
    step(one, other, by: amount)
  }

  /// Takes back the last changes, down to a number of them.
  private mutating func undo(to count: Int) {
    while trail.count > count {
      let last = trail.removeLast()
      step(Int(last.first), Int(last.second), by: -Int(last.amount))
    }
  }

  /// At most `length` more changes, apart from those that only join parts.
  private mutating func follow(_ length: Int) -> Bool {
    guard distanceSum > 0 else {
      if connectivity == .free || isConnected { return true }
      let mark = trail.count
      if join() { return true }
      undo(to: mark)
      return false
    }
    guard distanceSum <= 2 * length, steps > 0 else { return false }
    steps -= 1
    let atom = nextWrong
    let (total, allowed) = (totals[atom], allowed[atom])
    let isLoweredFirst = allowed << UInt32(31 - total) != 0
    if isLoweredFirst, pass(atom, by: -1, length) { return true }
    return allowed >> UInt32(total) != 0 && pass(atom, by: 1, length)
  }

  /// One whose total is too great, since it has fewer ways out than one that lacks a bond, if there is any.
  private var nextWrong: Int {
    var any = 0
    for word in 0..<wordCount {
      var rest = wrong[word]
      while rest != 0 {
        let atom = word << 6 + rest.trailingZeroBitCount
        if allowed[atom] >> UInt32(totals[atom]) == 0 { return atom }
        any = atom
        rest &= rest - 1
      }
    }
    return any
  }

  /// Tries every partner for one order more or less at an atom: first those that this helps.
  private mutating func pass(_ atom: Int, by amount: Int, _ length: Int) -> Bool {
    let own = Self.distance(totals[atom] + amount, allowed[atom])
    // What the partner's distance may grow by.
    let room = 2 * (length - 1) - (distanceSum - distances[atom] + own)
    guard room >= -1 else { return false }
    for isWrong in [true, false] where isWrong || room >= 0 {
      for word in 0..<wordCount {
        let row = atom * wordCount + word
        var partners = open[row] & (isWrong ? wrong[word] : ~wrong[word])
        if amount < 0 { partners &= bonds[row] }
        while partners != 0 {
          let partner = word << 6 + partners.trailingZeroBitCount
          partners &= partners - 1
          if attempt(atom, partner, by: amount, room, length) { return true }
          if steps <= 0 { return false }
        }
      }
    }
    return false
  }

  private mutating func attempt(_ atom: Int, _ partner: Int, by amount: Int, _ room: Int, _ length: Int) -> Bool {
    let total = totals[partner] + amount
    guard total < 31, amount < 0 || order(atom, partner) < 3 else { return false }
    guard Self.distance(total, allowed[partner]) - distances[partner] <= room, !isUndone(atom, partner, amount) else { return false }
    let mark = trail.count
    record(atom, partner, by: amount)
    if follow(length - 1) { return true }
    undo(to: mark)
    return false
  }

  /// Whether a change would take back one of the trail.
  private func isUndone(_ one: Int, _ other: Int, _ amount: Int) -> Bool {
    for change in trail where Int(change.amount) == -amount {
      let (first, second) = (Int(change.first), Int(change.second))
      if (first == one && second == other) || (first == other && second == one) { return true }
    }
    return false
  }

  // MARK: Joining parts

  /// Makes a graph with allowed totals connected, changing no total unless the atom may have the other one.
  private mutating func join() -> Bool {
    while true {
      let part = part(of: 0)
      if part.reduce(0, { $0 + $1.nonzeroBitCount }) == atomCount { return true }
      steps -= 4
      guard steps > 0, joinByBond(part) || joinByExchange(part) else { return false }
    }
  }

  /// One bond more between the part and the rest, where both atoms may have it.
  private mutating func joinByBond(_ part: [UInt64]) -> Bool {
    for atom in 0..<atomCount where isIn(part, atom) && allowed[atom] >> UInt32(totals[atom] + 1) & 1 != 0 {
      for other in 0..<atomCount where !isIn(part, other) && allowed[other] >> UInt32(totals[other] + 1) & 1 != 0 && isOpen(atom, other) {
        record(atom, other, by: 1)
        return true
      }
    }
    return false
  }

  /// An order less of a bond that its part can spare, a–b, and of a bond of another part, c–d; one more of a–c and b–d.
  private mutating func joinByExchange(_ part: [UInt64]) -> Bool {
    let bonds = openBonds
    for (a, b) in bonds where isSpare(a, b) {
      let isHere = isIn(part, a)
      for (first, second) in bonds where isIn(part, first) != isHere {
        for (c, d) in [(first, second), (second, first)] where isOpen(a, c) && isOpen(b, d) {
          // The two parts had no bond between them, so the new orders are 1.
          record(a, b, by: -1)
          record(c, d, by: -1)
          record(a, c, by: 1)
          record(b, d, by: 1)
          return true
        }
      }
      if joinByInsertion(a, b, isHere, part) { return true }
    }
    return false
  }

  private var openBonds: [(Int, Int)] {
    var result: [(Int, Int)] = []
    for atom in 0..<atomCount {
      for word in 0...(atom >> 6) {
        var rest = open[atom * wordCount + word] & bonds[atom * wordCount + word]
        while rest != 0 {
          let other = word << 6 + rest.trailingZeroBitCount
          rest &= rest - 1
          if other < atom { result.append((other, atom)) }
        }
      }
    }
    return result
  }

  /// The order taken from a spare bond a–b goes to a bond from one of its ends to an atom elsewhere that may have it, and the
  /// other end either may do without or is bonded to that atom too.
  private mutating func joinByInsertion(_ a: Int, _ b: Int, _ isHere: Bool, _ part: [UInt64]) -> Bool {
    for (kept, left) in [(a, b), (b, a)] {
      for c in 0..<atomCount where isIn(part, c) != isHere && isOpen(kept, c) {
        let more = allowed[c] >> UInt32(totals[c] + 1)
        if more & 1 != 0, totals[left] > 0, allowed[left] >> UInt32(totals[left] - 1) & 1 != 0 {
          record(a, b, by: -1)
          record(kept, c, by: 1)
          return true
        }
        if more & 2 != 0, isOpen(left, c) {
          record(a, b, by: -1)
          record(kept, c, by: 1)
          record(left, c, by: 1)
          return true
        }
      }
    }
    return false
  }

  private func isIn(_ set: [UInt64], _ atom: Int) -> Bool { set[atom >> 6] >> UInt64(atom & 63) & 1 != 0 }

  /// Whether a bond may lose an order without its part falling apart.
  private mutating func isSpare(_ one: Int, _ other: Int) -> Bool {
    if order(one, other) > 1 { return true }
    change(one, other, by: -1)
    defer { change(one, other, by: 1) }
    return isIn(part(of: one), other)
  }
}
