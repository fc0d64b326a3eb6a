import Foundation

/// The table of contents at the end of a zip archive.
///
/// Format: PKWARE's APPNOTE 6.3, without encryption, several disks, or the 64-bit records that archives beyond 4 GB need.
struct ZipDirectory {
  struct Member {
    enum Method: UInt16 {
      case stored = 0
      case deflated = 8
    }

    let name: String
    let method: Method
    let checksum: UInt32
    let compressedSize: Int
    let size: Int
    /// Where the member's own header stands.
    fileprivate let headerStart: Int
  }

  let members: [Member]
  private let data: Data
  private let place: ProgramError.Place

  private static let endSignature: [UInt8] = [0x50, 0x4B, 5, 6]
  private static let entrySignature: [UInt8] = [0x50, 0x4B, 1, 2]
  private static let headerSignature: [UInt8] = [0x50, 0x4B, 3, 4]

  /// - Parameter data: the whole archive, indexed from 0.
  init(_ data: Data, _ name: String) throws(ProgramError) {
    self.data = data
    place = .init(file: name)
    members = try Self.entries(data, place)
  }

  private static func entries(_ data: Data, _ place: ProgramError.Place) throws(ProgramError) -> [Member] {
    guard let end = endRecord(data) else {
      throw error("the file has no zip directory", place, "give a whole zip archive, such as numpy.savez writes")
    }
    let count = number(data, end + 10, 2)
    let (size, start) = (number(data, end + 12, 4), number(data, end + 16, 4))
    guard count < 0xFFFF, size < 0xFFFF_FFFF, start < 0xFFFF_FFFF else { throw large(place) }
    guard number(data, end + 4, 2) == 0, number(data, end + 8, 2) == count, start + size <= end else {
      throw damaged("the zip directory is not where its end says", place)
    }
    var members: [Member] = []
    var names: Set<String> = []
    var position = start
    for _ in 0..<count {
      guard position + 46 <= start + size, data[position...].starts(with: entrySignature) else {
        throw damaged("the zip directory has fewer members than the \(count) that it counts", place)
      }
      let nameEnd = position + 46 + number(data, position + 28, 2)
      guard nameEnd <= start + size, let name = String(validating: data[position + 46..<nameEnd], as: UTF8.self) else {
        throw damaged("a member’s name in the zip directory is cut off or not UTF-8", place)
      }
      guard names.insert(name).inserted else { throw damaged("the member \(Printable.quoted(name)) is there twice", place) }
      guard number(data, position + 8, 2) & 1 == 0 else {
        throw error("the member \(Printable.quoted(name)) is encrypted", place, "give an archive without a password")
      }
      guard let method = Member.Method(rawValue: UInt16(number(data, position + 10, 2))) else {
        throw error(
          "the member \(Printable.quoted(name)) is compressed by method \(number(data, position + 10, 2))", place,
          "compress the archive by deflate, as numpy.savez_compressed does")
      }
      let (compressedSize, memberSize) = (number(data, position + 20, 4), number(data, position + 24, 4))
      let headerStart = number(data, position + 42, 4)
      guard max(compressedSize, memberSize, headerStart) < 0xFFFF_FFFF else { throw large(place) }
      members.append(
        Member(
          name: name, method: method, checksum: UInt32(number(data, position + 16, 4)), compressedSize: compressedSize,
          size: memberSize, headerStart: headerStart))
      position = nameEnd + number(data, position + 30, 2) + number(data, position + 32, 2)
    }
    return members
  }

  /// Where the last record begins: it is the only thing with a known place, but a comment of up to 65,535 bytes may follow.
  private static func endRecord(_ data: Data) -> Int? {
    var position = data.count - 22
    while position >= max(0, data.count - 22 - 0xFFFF) {
      if data[position...].starts(with: endSignature), position + 22 + number(data, position + 20, 2) == data.count {
        return position
      }
      position -= 1
    }
    return nil
  }

  /// The content of a member, checked against its size and checksum.
  func content(of member: Member, sizeLimit: Int) throws(ProgramError) -> [UInt8] {
    let name = Printable.quoted(member.name)
    let header = member.headerStart
    guard header + 30 <= data.count, data[header...].starts(with: Self.headerSignature) else {
      throw Self.damaged("the member \(name) is not where the zip directory says", place)
    }
    let start = header + 30 + Self.number(data, header + 26, 2) + Self.number(data, header + 28, 2)
    guard start + member.compressedSize <= data.count else {
      throw Self.damaged("the member \(name) goes beyond the end of the file", place)
    }
    guard member.size <= sizeLimit else {
      throw Self.error(
        "the member \(name) is larger than the limit of \(sizeLimit) bytes", place, "give a smaller file, or a part of it")
    }
    let stored = data[start..<start + member.compressedSize]
    let content = member.method == .stored ? Array(stored) : try inflated(stored, member)
    guard content.count == member.size, Inflater.checksum(content) == member.checksum else {
      throw Self.damaged("the member \(name) does not have the size and checksum of the zip directory", place)
    }
    return content
  }

  private func inflated(_ stored: Data, _ member: Member) throws(ProgramError) -> [UInt8] {
    var result: [UInt8] = []
    // A size that no stream of this length can have is not reserved; the stream itself ends in an error.
    result.reserveCapacity(min(member.size, stored.count * Inflater.largestRatio))
    var failure: Inflater.Failure?
    stored.withUnsafeBytes { input in
      do throws(Inflater.Failure) {
        var inflater = try Inflater(.none)
        let taken = try inflater.append(input, to: &result, sizeLimit: member.size)
        if taken < input.count { failure = .damaged }
      } catch { failure = error }
    }
    switch failure {
    case nil: return result
    case .outOfMemory:
      throw ProgramError(.inputOutput, "there is no memory to decompress with", at: place, remedy: "free some memory")
    default: throw Self.damaged("the compressed content of the member \(Printable.quoted(member.name)) is damaged", place)
    }
  }

  /// A whole number, least significant byte first; the caller has checked that it is inside.
  private static func number(_ data: Data, _ start: Int, _ count: Int) -> Int {
    data[start..<start + count].reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  private static func damaged(_ problem: String, _ place: ProgramError.Place) -> ProgramError {
    error(problem, place, "the file is damaged: copy it again")
  }

  private static func large(_ place: ProgramError.Place) -> ProgramError {
    error("the archive is of the 64-bit kind for more than 4 GB", place, "save the arrays as several files")
  }

  private static func error(_ problem: String, _ place: ProgramError.Place, _ remedy: String) -> ProgramError {
    ProgramError(.data, problem, at: place, remedy: remedy)
  }
}
