// Template: elementary functions of one number without branches or tables, so that a loop over them is vectorised.
// Included once per precision. Errors stay within about 2 units in the last place; NaN gives NaN.

CK_INLINE word NAME(bits)(real x) { word w; memcpy(&w, &x, sizeof w); return w; }
CK_INLINE real NAME(number)(word w) { real x; memcpy(&x, &w, sizeof x); return x; }
CK_INLINE real NAME(magnitude)(real x) { return NAME(number)(NAME(bits)(x) & ~(word)SIGN_BIT); }
CK_INLINE real NAME(with_sign)(real magnitude, real sign) {
  return NAME(number)((NAME(bits)(magnitude) & ~(word)SIGN_BIT) | (NAME(bits)(sign) & (word)SIGN_BIT));
}

// Written so that a NaN in x is kept.
CK_INLINE real NAME(at_most)(real x, real limit) { return x > limit ? limit : x; }
CK_INLINE real NAME(at_least)(real x, real limit) { return x < limit ? limit : x; }

/// The larger number; NaN when either is NaN.
CK_INLINE real NAME(maximum)(real a, real b) {
  real larger = a > b ? a : b;
  return a != a ? a : larger;
}

/// The smaller number; NaN when either is NaN.
CK_INLINE real NAME(minimum)(real a, real b) {
  real smaller = a < b ? a : b;
  return a != a ? a : smaller;
}

CK_INLINE real NAME(sign)(real x) {
  real direction = NAME(with_sign)((real)1, x);
  direction = x == 0 ? x : direction;
  return x != x ? x : direction;
}

CK_INLINE real NAME(floor)(real x) {
  real size = NAME(magnitude)(x);
  real rounded = NAME(with_sign)((size + INTEGER_BASE) - INTEGER_BASE, x);
  rounded = rounded > x ? rounded - 1 : rounded;
  return size < INTEGER_BASE ? rounded : x;
}

/// exp(x) = 2^n (1 + p) with |log(1 + p)| ≤ ln 2 / 2; gives p and n + ROUNDER.
CK_INLINE real NAME(exponential_parts)(real x, real *rounded) {
  real sum = x * LOG2_E + ROUNDER;
  real n = sum - ROUNDER;
  real r = (x - n * LN2_HIGH) - n * LN2_LOW;
  *rounded = sum;
  real r2 = r * r;
  return r + r2 * EXP_POLYNOMIAL(r, r2);
}

/// 2^(n − 1) from n + ROUNDER: unlike 2^n it is a number for every n that exp needs, and 0 for the smallest.
CK_INLINE real NAME(half_power_of_two)(real rounded) {
  return NAME(number)((NAME(bits)(rounded) << MANTISSA_BITS) + ((word)ONE_BITS - ((word)1 << MANTISSA_BITS)));
}

/// Results below √2 times the smallest normal number are 0.
CK_INLINE real NAME(exponential)(real x) {
  real rounded;
  real p = NAME(exponential_parts)(NAME(at_least)(NAME(at_most)(x, EXP_LARGEST), EXP_SMALLEST), &rounded);
  return (2 + 2 * p) * NAME(half_power_of_two)(rounded);
}

/// (exp(x) − 1) / 2 for x between EXPM1_SMALLEST and EXP_LARGEST.
CK_INLINE real NAME(half_exponential_minus_one)(real x) {
  real rounded;
  real p = NAME(exponential_parts)(x, &rounded);
  real half = NAME(half_power_of_two)(rounded);
  return p * half + (half - (real)0.5);
}

CK_INLINE real NAME(exponential_minus_one)(real x) {
  return 2 * NAME(half_exponential_minus_one)(NAME(at_least)(NAME(at_most)(x, EXP_LARGEST), EXPM1_SMALLEST));
}

/// log x for positive normal finite x: x = 2^e (1 + f), s = f / (2 + f), log(1 + f) = f − f²/2 + s (f²/2 + s² L(s²)).
CK_INLINE real NAME(logarithm_core)(real x, real exponent_shift) {
  word shifted = NAME(bits)(x) + ((word)ONE_BITS - (word)ROOT_HALF_BITS);
  real e = NAME(number)((shifted >> MANTISSA_BITS) | NAME(bits)(INTEGER_BASE)) - (INTEGER_BASE + EXPONENT_BIAS);
  e = e - exponent_shift;
  real f = NAME(number)((shifted & (word)MANTISSA_MASK) + (word)ROOT_HALF_BITS) - 1;
  real s = f / (2 + f);
  real z = s * s;
  real half_square = (real)0.5 * f * f;
  real tail = z * LOG_POLYNOMIAL(z);
  return e * LN2_HIGH - ((half_square - (s * (half_square + tail) + e * LN2_LOW)) - f);
}

CK_INLINE real NAME(logarithm)(real x) {
  real scaled = x < SMALLEST_NORMAL ? x * INTEGER_BASE : x;
  real y = NAME(logarithm_core)(scaled, x < SMALLEST_NORMAL ? (real)MANTISSA_BITS : (real)0);
  y = x < INFINITE ? y : x;
  real outside = x == 0 ? -INFINITE : NOT_A_NUMBER;
  return x > 0 ? y : outside;
}

/// log(1 + x) = log u + (x − (u − 1)) / u with u = 1 + x rounded: the second term repairs the rounding.
CK_INLINE real NAME(logarithm_one_plus)(real x) {
  real u = 1 + x;
  real repair = (x - (u - 1)) / u;
  repair = u > 0 ? repair : 0;
  repair = u < INFINITE ? repair : 0;
  return NAME(logarithm)(u) + repair;
}

/// With h = (exp(−2|x|) − 1) / 2, tanh |x| = −h / (1 + h): accurate in the last place for small x too.
CK_INLINE real NAME(hyperbolic_tangent)(real x) {
  real size = NAME(at_most)(NAME(magnitude)(x), TANH_LARGEST);
  real half = NAME(half_exponential_minus_one)(-2 * size);
  return NAME(with_sign)(half / (1 + half), x);
}

CK_INLINE real NAME(sigmoid)(real x) { return 1 / (1 + NAME(exponential)(-x)); }

CK_INLINE real NAME(softplus)(real x) {
  real e = NAME(exponential)(-NAME(magnitude)(x));
  real u = 1 + e;
  return (x > 0 ? x : 0) + (NAME(logarithm_core)(u, 0) + (e - (u - 1)) / u);
}

/// Sine and cosine of r, |r| ≤ π / 4, turned by the quarter turns in the low bits of `turns`.
CK_INLINE void NAME(turned)(real r, word turns, real *sine, real *cosine) {
  real z = r * r;
  real s = r + r * z * SIN_POLYNOMIAL(z);
  real c = 1 + z * (z * COS_POLYNOMIAL(z) - (real)0.5);
  word odd = turns & 1;
  real first = odd ? c : s;
  real second = odd ? s : c;
  const int top = 8 * (int)sizeof(word) - 2;
  *sine = NAME(number)(NAME(bits)(first) ^ ((turns & 2) << top));
  *cosine = NAME(number)(NAME(bits)(second) ^ (((turns + 1) & 2) << top));
}

/// Sine and cosine for |x| ≤ ANGLE_LARGEST.
CK_INLINE void NAME(sine_cosine)(real x, real *sine, real *cosine) {
  real rounded = x * TWO_OVER_PI + ROUNDER;
  real n = rounded - ROUNDER;
  NAME(turned)(QUARTER_TURNS_TAKEN(x, n), NAME(bits)(rounded), sine, cosine);
}

CK_INLINE real NAME(sine)(real x) { real s, c; NAME(sine_cosine)(x, &s, &c); return s; }
CK_INLINE real NAME(cosine)(real x) { real s, c; NAME(sine_cosine)(x, &s, &c); return c; }

/// Whether the ratio of the smaller to the larger is an ordinary number.
CK_INLINE int NAME(ratio_is_safe)(real y, real x) {
  real larger = NAME(maximum)(NAME(magnitude)(x), NAME(magnitude)(y));
  return (larger < RATIO_SAFE_LARGEST) & (larger > RATIO_SAFE_SMALLEST);
}

/// The angle of (x, y) where ratio_is_safe: atan of smaller / larger, about 0 or about π / 4, then unfolded.
CK_INLINE real NAME(arc_tangent2)(real y, real x) {
  real size_x = NAME(magnitude)(x), size_y = NAME(magnitude)(y);
  real larger = size_x > size_y ? size_x : size_y;
  real smaller = size_x > size_y ? size_y : size_x;
  int steep = smaller > (real)0.4142135623730951 * larger;
  real t = (steep ? smaller - larger : smaller) / (steep ? smaller + larger : larger);
  real z = t * t;
  real angle = t + t * z * ATAN_POLYNOMIAL(z);
  angle = angle + (steep ? (real)(HALF_PI_LOW / 2) : 0);
  angle = angle + (steep ? (real)(HALF_PI / 2) : 0);
  // The sign bit, not x < 0: a negative zero lies on the left.
  int left = (NAME(bits)(x) & (word)SIGN_BIT) != 0, upright = size_y > size_x;
  real base = upright ? (real)HALF_PI : (left ? (real)(2 * HALF_PI) : 0);
  real base_low = upright ? (real)HALF_PI_LOW : (left ? (real)(2 * HALF_PI_LOW) : 0);
  angle = base + ((left != upright ? -angle : angle) + base_low);
  return NAME(with_sign)(angle, y);
}
