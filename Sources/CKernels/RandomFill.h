// Template: filling memory with numbers that depend on their index alone.

/// Box–Muller on neighbouring pairs: √(−2 log u) (cos 2πv, sin 2πv).
CK_INLINE void NAME(normal_group)(source from, uint64_t first_block, real *out) {
  enum { pairs = group_blocks * NAME(per_block) / 2 };
  real uniforms[2 * pairs];
  NAME(uniform_group)(from, first_block, uniforms);
  CK_INDEPENDENT_CHAINS for (int p = 0; p < pairs; p++) {
    real radius = CK_SQRT(-2 * NAME(logarithm_core)(uniforms[2 * p], 0));
    // The angle in quarter turns, split exactly into the nearest whole number and a remainder.
    real quarters = 4 * uniforms[2 * p + 1];
    real rounded = quarters + ROUNDER;
    real sine, cosine;
    NAME(turned)((quarters - (rounded - ROUNDER)) * HALF_PI, NAME(bits)(rounded), &sine, &cosine);
    out[2 * p] = radius * cosine;
    out[2 * p + 1] = radius * sine;
  }
}

CK_INLINE void NAME(fill)(int normal, source from, int64_t first, int64_t count, real *out) {
  enum { group = group_blocks * NAME(per_block) };
  real numbers[group];
  uint64_t index = (uint64_t)first;
  while (count > 0) {
    int64_t skip = (int64_t)(index % NAME(per_block));
    int64_t length = group - skip < count ? group - skip : count;
    uint64_t block = index / NAME(per_block);
    int whole = length == group;
    real *into = whole ? out : numbers;
    if (normal) NAME(normal_group)(from, block, into);
    else NAME(uniform_group)(from, block, into);
    if (!whole) memcpy(out, numbers + skip, (size_t)length * sizeof(real));
    out += length;
    index += (uint64_t)length;
    count -= length;
  }
}

CK_CLONES static void NAME(fill_uniform)(source from, int64_t first, int64_t count, real *out) {
  NAME(fill)(0, from, first, count, out);
}

CK_CLONES static void NAME(fill_normal)(source from, int64_t first, int64_t count, real *out) {
  NAME(fill)(1, from, first, count, out);
}

void NAME(ck_uniform)(uint64_t seed, uint32_t stream, uint32_t step, int64_t first, int64_t count, real *out) {
  NAME(fill_uniform)((source){seed, stream, step}, first, count, out);
}

void NAME(ck_normal)(uint64_t seed, uint32_t stream, uint32_t step, int64_t first, int64_t count, real *out) {
  NAME(fill_normal)((source){seed, stream, step}, first, count, out);
}
