// Template: the instructions of an element-wise program on one block. Included once per precision.

#define UNARY(opcode, value) \
  case opcode: \
    CK_INDEPENDENT for (int64_t i = 0; i < count; i++) { real x = a[i]; d[i] = value; } \
    break;
#define FUNCTION(opcode, value) \
  case opcode: \
    CK_INDEPENDENT_CHAINS for (int64_t i = 0; i < count; i++) { real x = a[i]; d[i] = value; } \
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
      CK_INDEPENDENT_CHAINS for (int64_t i = 0; i < count; i++) { real x = a[i], y = b[i]; (void)y; d[i] = value; } \
    } else { \
      for (int64_t i = 0; i < count; i++) { real x = a[i], y = b[i]; (void)y; d[i] = library; } \
    } \
    break;

// Elements that the widest interleaved loop takes at once.
enum { NAME(chunk) = 128 / sizeof(real) };

/// `count` is a multiple of the chunk; d may be the same block as a, b or c.
CK_INLINE void NAME(whole_chunks)(int32_t opcode, real *d, const real *a, const real *b, const real *c, int64_t count) {
  __builtin_assume(count > 0 && count % NAME(chunk) == 0);
  switch (opcode) {
    UNARY(CK_COPY, x)
    UNARY(CK_NEGATE, -x)
    UNARY(CK_ABSOLUTE, NAME(magnitude)(x))
    UNARY(CK_SIGN, NAME(sign)(x))
    UNARY(CK_SQUARE, x * x)
    UNARY(CK_SQUARE_ROOT, CK_SQRT(x))
    UNARY(CK_RECIPROCAL, 1 / x)
    UNARY(CK_RECIPROCAL_SQUARE_ROOT, 1 / CK_SQRT(x))
    FUNCTION(CK_EXPONENTIAL, NAME(exponential)(x))
    FUNCTION(CK_EXPONENTIAL_MINUS_ONE, NAME(exponential_minus_one)(x))
    FUNCTION(CK_LOGARITHM, NAME(logarithm)(x))
    FUNCTION(CK_LOGARITHM_ONE_PLUS, NAME(logarithm_one_plus)(x))
    FUNCTION(CK_HYPERBOLIC_TANGENT, NAME(hyperbolic_tangent)(x))
    FUNCTION(CK_SIGMOID, NAME(sigmoid)(x))
    FUNCTION(CK_SOFTPLUS, NAME(softplus)(x))
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

/// One instruction on a block of any length: what is left after the whole chunks is done on copies padded with ones.
CK_INLINE void NAME(instruction)(int32_t opcode, real *d, const real *a, const real *b, const real *c, int64_t count) {
  int64_t left = count % NAME(chunk), whole = count - left;
  real padded[3][NAME(chunk)];
  for (int part = whole == 0; part < (left == 0 ? 1 : 2); part++) {
    int64_t length = whole;
    real *to = d;
    if (part == 1) {
      size_t bytes = (size_t)left * sizeof(real);
      for (int i = 0; i < 3; i++)
        for (int j = 0; j < NAME(chunk); j++) padded[i][j] = 1;
      memcpy(padded[0], a + whole, bytes);
      memcpy(padded[1], b + whole, bytes);
      memcpy(padded[2], c + whole, bytes);
      a = padded[0];
      b = padded[1];
      c = padded[2];
      to = padded[0];
      length = NAME(chunk);
    }
    NAME(whole_chunks)(opcode, to, a, b, c, length);
    if (part == 1) memcpy(d + whole, to, (size_t)left * sizeof(real));
  }
}

#undef UNARY
#undef FUNCTION
#undef BINARY
#undef TERNARY
#undef GUARDED
