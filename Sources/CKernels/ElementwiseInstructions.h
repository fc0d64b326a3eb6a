// Template: the instructions of an element-wise program on one block. Included once per precision.

#define UNARY(opcode, value) \
  case opcode: \
    CK_INDEPENDENT for (int64_t i = 0; i < count; i++) { real x = a[i]; d[i] = value; } \
    break;
#define BINARY(opcode, value) \
  case opcode: \
    CK_INDEPENDENT for (int64_t i = 0; i < count; i++) { real x = a[i], y = b[i]; d[i] = value; } \
    break;
#define TERNARY(opcode, value) \
  case opcode: \
    CK_INDEPENDENT for (int64_t i = 0; i < count; i++) { real x = a[i], y = b[i], z = c[i]; d[i] = value; } \
    break;

/// Angles too large for the short reduction go to the library; looked at before anything is written, as d may be a.
CK_INLINE int NAME(angles_are_small)(const real *a, int64_t count) {
  int large = 0;
  for (int64_t i = 0; i < count; i++) large |= !(NAME(magnitude)(a[i]) <= ANGLE_LARGEST);
  return !large;
}

CK_INLINE int NAME(ratios_are_safe)(const real *a, const real *b, int64_t count) {
  int unsafe = 0;
  for (int64_t i = 0; i < count; i++) unsafe |= !NAME(ratio_is_safe)(a[i], b[i]);
  return !unsafe;
}

#define GUARDED(opcode, guard, value, library) \
  case opcode: \
    if (guard) { \
      CK_INDEPENDENT for (int64_t i = 0; i < count; i++) { real x = a[i], y = b[i]; (void)y; d[i] = value; } \
    } else { \
      for (int64_t i = 0; i < count; i++) { real x = a[i], y = b[i]; (void)y; d[i] = library; } \
    } \
    break;

/// d may be the same block as a, b or c.
CK_INLINE void NAME(instruction)(int32_t opcode, real *d, const real *a, const real *b, const real *c, int64_t count) {
  switch (opcode) {
    UNARY(CK_COPY, x)
    UNARY(CK_NEGATE, -x)
    UNARY(CK_ABSOLUTE, NAME(magnitude)(x))
    UNARY(CK_SIGN, NAME(sign)(x))
    UNARY(CK_SQUARE, x * x)
    UNARY(CK_SQUARE_ROOT, CK_SQRT(x))
    UNARY(CK_RECIPROCAL, 1 / x)
    UNARY(CK_RECIPROCAL_SQUARE_ROOT, 1 / CK_SQRT(x))
    UNARY(CK_EXPONENTIAL, NAME(exponential)(x))
    UNARY(CK_EXPONENTIAL_MINUS_ONE, NAME(exponential_minus_one)(x))
    UNARY(CK_LOGARITHM, NAME(logarithm)(x))
    UNARY(CK_LOGARITHM_ONE_PLUS, NAME(logarithm_one_plus)(x))
    UNARY(CK_HYPERBOLIC_TANGENT, NAME(hyperbolic_tangent)(x))
    UNARY(CK_SIGMOID, NAME(sigmoid)(x))
    UNARY(CK_SILU, NAME(silu)(x))
    UNARY(CK_SOFTPLUS, NAME(softplus)(x))
    UNARY(CK_FLOOR, NAME(floor)(x))
    GUARDED(CK_SINE, NAME(angles_are_small)(a, count), NAME(sine)(x), LIBRARY(sin)(x))
    GUARDED(CK_COSINE, NAME(angles_are_small)(a, count), NAME(cosine)(x), LIBRARY(cos)(x))
    BINARY(CK_ADD, x + y)
    BINARY(CK_SUBTRACT, x - y)
    BINARY(CK_MULTIPLY, x * y)
    BINARY(CK_DIVIDE, x / y)
    BINARY(CK_MAXIMUM, NAME(maximum)(x, y))
    BINARY(CK_MINIMUM, NAME(minimum)(x, y))
    BINARY(CK_LESS, x < y ? (real)1 : (real)0)
    BINARY(CK_LESS_OR_EQUAL, x <= y ? (real)1 : (real)0)
    BINARY(CK_EQUAL, x == y ? (real)1 : (real)0)
    GUARDED(CK_POWER, NAME(powers_are_plain)(a, b, count), NAME(plain_power)(x, y), LIBRARY(pow)(x, y))
    GUARDED(CK_ARC_TANGENT2, NAME(ratios_are_safe)(a, b, count), NAME(arc_tangent2)(x, y), LIBRARY(atan2)(x, y))
    TERNARY(CK_SELECT, x != 0 ? y : z)
    TERNARY(CK_MULTIPLY_ADD, x * y + z)
    default: break;
  }
}

#undef UNARY
#undef BINARY
#undef TERNARY
#undef GUARDED
