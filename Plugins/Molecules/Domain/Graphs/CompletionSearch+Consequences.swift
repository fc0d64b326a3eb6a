extension CompletionSearch {
  /// Draws what follows from a level's state, until nothing more does. False when there is a contradiction.
  mutating func follow(_ level: Int) -> Bool {
    repeat {
      hasChanged = false
      for atom in 0..<count where !settle(atom, level) { return false }
      if connectivity == .required, !joinable(level) { return false }
      if !hasEvenSums(level) { return false }
    } while hasChanged
    return true
  }

  // MARK: One atom

  /// An atom takes up no more than its partners can give, and at least what it must; one with nothing left is closed.
  private mutating func settle(_ atom: Int, _ level: Int) -> Bool {
    let place = level * count + atom
    while true {
      guard wanted[place] != 0 else { return false }
      let ways = openCount(atom, level)
      if ways == 0 { return wanted[place] & 1 != 0 && closed(place) }
      let most = most(atom, level)
      if most == 0 {
        closeAll(atom, level)
        return true
      }
      // Every open pair gives at least one order, so enough of them bind nothing.
      guard ways <= most else { return true }
      let total = capacity(atom, level)
      if total < most {
        wanted[place] &= 1 << UInt32(total + 1) - 1
        hasChanged = true
        if wanted[place] == 0 { return false }
      }
      let least = wanted[place].trailingZeroBitCount
      guard let partner = forced(atom, total - least, level) else { return true }
      hasChanged = true
      guard add(atom, partner, level) else { return false }
    }
  }

  /// Without open pairs only a total that is reached will do.
  private mutating func closed(_ place: Int) -> Bool {
    if wanted[place] != 1 {
      wanted[place] = 1
      hasChanged = true
    }
    return true
  }

  private mutating func closeAll(_ atom: Int, _ level: Int) {
    for word in 0..<wordCount {
      var rest = open[(level * count + atom) * wordCount + word]
      while rest != 0 {
        close(atom, word << 6 + rest.trailingZeroBitCount, level)
        rest &= rest - 1
      }
    }
    hasChanged = true
  }

  /// How many orders a pair may still take up.
  private func capacity(_ one: Int, _ other: Int, _ level: Int) -> Int { min(3 - order(one, other), most(one, level), most(other, level)) }

  private func capacity(_ atom: Int, _ level: Int) -> Int {
    var sum = 0
    for word in 0..<wordCount {
      var rest = open[(level * count + atom) * wordCount + word]
      while rest != 0 {
        sum += capacity(atom, word << 6 + rest.trailingZeroBitCount, level)
        rest &= rest - 1
      }
    }
    return sum
  }

  /// A partner without which the others cannot give an atom enough.
  private func forced(_ atom: Int, _ excess: Int, _ level: Int) -> Int? {
    for word in 0..<wordCount {
      var rest = open[(level * count + atom) * wordCount + word]
      while rest != 0 {
        let partner = word << 6 + rest.trailingZeroBitCount
        if capacity(atom, partner, level) > excess { return partner }
        rest &= rest - 1
      }
    }
    return nil
  }

  // MARK: Groups

  /// Whether the groups may be joined, and what that takes.
  ///
  /// Joining C groups uses up 2(C − 1) of what their atoms may take up. What is left over is the slack; without two of it no
  /// order may fall within a group. Two groups that have one order each are not joined with one another while there are more.
  private mutating func joinable(_ level: Int) -> Bool {
    let base = level * count
    for index in 0..<count { sums[index] = 0 }
    for index in 0..<count * wordCount { members[index] = 0 }
    groupCount = 0
    var total = 0
    for atom in 0..<count {
      let name = Int(groups[base + atom])
      if name == atom { groupCount += 1 }
      members[name * wordCount + atom >> 6] |= 1 << UInt64(atom & 63)
      sums[name] += most(atom, level)
      total += most(atom, level)
    }
    if groupCount <= 1 { return true }
    let slack = total - 2 * (groupCount - 1)
    guard slack >= 0, areReachable(level) else { return false }
    spend(slack, level)
    if slack >= 2, groupCount == 2 { return true }
    // The atoms of groups with one order to take up.
    var singles = [UInt64](repeating: 0, count: wordCount)
    for atom in 0..<count where sums[Int(groups[base + atom])] == 1 { singles[atom >> 6] |= 1 << UInt64(atom & 63) }
    for atom in 0..<count {
      let name = Int(groups[base + atom])
      for word in 0..<wordCount {
        var barred: UInt64 = slack < 2 ? members[name * wordCount + word] : 0
        if groupCount > 2, sums[name] == 1 { barred |= singles[word] }
        let row = (base + atom) * wordCount + word
        if open[row] & barred != 0 {
          open[row] &= ~barred
          hasChanged = true
        }
      }
    }
    return true
  }

  /// An atom that takes up less than it could may do so by no more than the slack.
  private mutating func spend(_ slack: Int, _ level: Int) {
    for atom in 0..<count {
      let lost = most(atom, level) - slack
      guard lost > 0 else { continue }
      let place = level * count + atom
      let kept = wanted[place] & (~0 << UInt32(lost))
      if kept == wanted[place] { continue }
      wanted[place] = kept
      hasChanged = true
    }
  }

  /// Whether open pairs lead from one group to every other. A group with one order to take up may end a way, but no way leads
  /// through it.
  private mutating func areReachable(_ level: Int) -> Bool {
    let base = level * count
    for word in 0..<wordCount { reached[word] = 0 }
    waiting.removeAll(keepingCapacity: true)
    // Where all groups have one order there are two of them, and either will do.
    let start = (0..<count).first { sums[$0] > 1 } ?? Int(groups[base])
    visit(start)
    while let atom = waiting.popLast() {
      for word in 0..<wordCount {
        while true {
          let new = open[(base + atom) * wordCount + word] & ~reached[word]
          if new == 0 { break }
          visit(Int(groups[base + word << 6 + new.trailingZeroBitCount]))
        }
      }
    }
    return reached.reduce(0) { $0 + $1.nonzeroBitCount } == count
  }

  /// Marks the atoms of a group as reached, to be gone on from if there are several orders to take up, or nothing else is reached.
  private mutating func visit(_ name: Int) {
    let goesOn = sums[name] > 1 || reached.allSatisfy { $0 == 0 }
    for word in 0..<wordCount {
      var fresh = members[name * wordCount + word]
      reached[word] |= fresh
      while goesOn, fresh != 0 {
        waiting.append(word << 6 + fresh.trailingZeroBitCount)
        fresh &= fresh - 1
      }
    }
  }

  // MARK: Sums

  /// Every order counts at two atoms: what the atoms that open pairs hold together take up is even.
  private mutating func hasEvenSums(_ level: Int) -> Bool {
    let base = level * count
    for word in 0..<wordCount { reached[word] = 0 }
    for start in 0..<count where reached[start >> 6] >> UInt64(start & 63) & 1 == 0 {
      reached[start >> 6] |= 1 << UInt64(start & 63)
      waiting.append(start)
      var (isOdd, mayBeEither) = (false, false)
      while let atom = waiting.popLast() {
        let bits = wanted[base + atom]
        let (even, odd) = (bits & 0x5555_5555 != 0, bits & 0xAAAA_AAAA != 0)
        if even && odd { mayBeEither = true }
        if odd { isOdd.toggle() }
        for word in 0..<wordCount {
          var new = open[(base + atom) * wordCount + word] & ~reached[word]
          reached[word] |= new
          while new != 0 {
            waiting.append(word << 6 + new.trailingZeroBitCount)
            new &= new - 1
          }
        }
      }
      if isOdd && !mayBeEither { return false }
    }
    return true
  }
}
