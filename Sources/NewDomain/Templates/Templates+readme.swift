extension Templates {
  /// What the package is.
  static let readme = #"""
    # {{Name}}

    A domain for Bellman: what kind of data it is, and its geometry, in Sources/{{Name}}Domain.
    As written it is points of Rⁿ; the comments say what to change.

        swift test -c release --disable-testable-imports    # the laws that every domain must obey; builds as swift run does
        swift run -c release {{program}} quickstart     # half a minute of training on Datasets/ring.csv, and a report
        swift run -c release {{program}} train --columns 2 --data Datasets/ring.csv --out runs/1 --minutes 1
        swift run -c release {{program}} sample runs/1 --count 1000 --out samples.csv
    """#
}
