extension Templates {
  /// The index of the package's data sets, by which `quickstart` and `datasets` find them.
  static let index = #"""
    {
      "datasets": [
        {
          "name": "ring",
          "title": "A noisy ring in the plane",
          "space": "R2",
          "file": "ring.csv",
          "columns": ["x", "y"],
          "units": ["1", "1"],
          "rows": {{rows}},
          "licence": "CC0-1.0",
          "sha256": "{{sha256}}"
        }
      ]
    }
    """#
}
