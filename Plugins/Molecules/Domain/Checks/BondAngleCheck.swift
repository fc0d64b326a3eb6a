extension MoleculeCheck {
  /// Angles between two bonds of an atom that are wider or narrower than angles of their site are. Unit: degrees. The second
  /// of the atoms named is the centre.
  public static func bondAngle(_ ranges: GeometryRanges) -> MoleculeCheck {
    MoleculeCheck(name: "bond angle", unit: "°", scale: 10) { structure, report in
      for (angle, site) in structure.sites {
        guard let allowed = ranges.angle(site) else { continue }
        report.require("angle", structure.size(of: angle), in: allowed, of: [angle.first, angle.centre, angle.last])
      }
    }
  }
}
