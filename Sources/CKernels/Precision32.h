// The meaning of the templates' names for float; Precision64.h is its twin, PrecisionEnd.h takes both back.
// Polynomials are summed in short chains, two or four terms at a time. They interpolate at Chebyshev nodes,
// with coefficients rounded to this precision.
#define real float
#define word uint32_t
#define NAME(name) name##_f32
#define LIBRARY(name) name##f

#define MANTISSA_BITS 23
#define SIGN_BIT 0x80000000u
#define MANTISSA_MASK 0x007fffffu
#define ONE_BITS 0x3f800000u
#define ROOT_HALF_BITS 0x3f3504f3u
#define EXPONENT_BIAS 127
#define SMALLEST_NORMAL 0x1p-126f
#define INFINITE __builtin_inff()
#define NOT_A_NUMBER __builtin_nanf("")

// Adding and taking away 1.5 · 2^mantissa rounds to the nearest integer, which is left in the low bits of the sum.
#define ROUNDER 0x1.8p23f
#define INTEGER_BASE 0x1p23f

// The logarithm of 2 in two parts, the first short enough that an exponent times it is exact.
#define LOG2_E 1.44269502f
#define LN2_HIGH 0.693145752f
#define LN2_LOW 1.42860677e-06f
#define EXP_LARGEST 89.0f
// The exponent −126, for which 2^(n − 1) is 0.
#define EXP_SMALLEST -87.3f
#define EXPM1_SMALLEST -20.0f
#define TANH_LARGEST 10.0f

// (exp(r) − 1 − r) / r² for |r| ≤ ln 2 / 2
#define EXP_POLYNOMIAL(r, r2) \
  ((0.5f + (r) * 0.166665763f) + (r2) * ((0.0416665524f + (r) * 0.00836323295f) + (r2) * 0.00139262504f))
// (log((1 + s) / (1 − s)) − 2s) / s³ in s², for |s| ≤ (√2 − 1)²
#define LOG_POLYNOMIAL(z) (0.666666865f + (z) * (0.399887711f + (z) * 0.295803994f))

// π / 2 in parts, the first two of 11 bits, so that multiples of them up to 2¹³ are exact.
#define ANGLE_LARGEST 12000.0f
#define TWO_OVER_PI 0.636619747f
#define QUARTER_TURNS_TAKEN(x, n) \
  (((((x) - (n) * 1.5703125f) - (n) * 0.000483751297f) - (n) * 7.54979013e-08f) - (n) * -1.71512451e-15f)
#define HALF_PI 1.57079637f
#define HALF_PI_LOW -4.37113883e-08f
// (sin r − r) / r³ and (cos r − 1 + r²/2) / r⁴ in r², for |r| ≤ π / 4
#define SIN_POLYNOMIAL(z) (-0.166666642f + (z) * (0.0083327461f + (z) * -0.000195873872f))
#define COS_POLYNOMIAL(z) (0.0416666642f + (z) * (-0.00138883002f + (z) * 2.45474366e-05f))
// (atan t − t) / t³ in t², for |t| ≤ √2 − 1
#define ATAN_POLYNOMIAL(z) \
  ((-0.333333313f + (z) * 0.199995399f) \
   + (z) * (z) * ((-0.142639115f + (z) * 0.107432634f) + (z) * (z) * -0.064503774f))
#define RATIO_SAFE_LARGEST 0x1p100f
#define RATIO_SAFE_SMALLEST 0x1p-100f
