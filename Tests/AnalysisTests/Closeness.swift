/// |a − b| ≤ tolerance·|b|, or equality of two infinities or zeros.
func agree(_ value: Double, _ golden: Double, within tolerance: Double) -> Bool {
  value == golden || abs(value - golden) <= tolerance * abs(golden)
}
