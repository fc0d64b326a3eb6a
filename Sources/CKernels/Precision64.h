// The meaning of the templates' names for double; see Precision32.h.
#define real double
#define word uint64_t
#define NAME(name) name##_f64
#define LIBRARY(name) name

#define MANTISSA_BITS 52
#define SIGN_BIT 0x8000000000000000u
#define MANTISSA_MASK 0x000fffffffffffffu
#define ONE_BITS 0x3ff0000000000000u
#define ROOT_HALF_BITS 0x3fe6a09e667f3bcdu
#define EXPONENT_BIAS 1023
#define SMALLEST_NORMAL 0x1p-1022
#define INFINITE __builtin_inf()
#define NOT_A_NUMBER __builtin_nan("")

#define ROUNDER 0x1.8p52
#define INTEGER_BASE 0x1p52

#define LOG2_E 1.4426950408889634
#define LN2_HIGH 0.69314718055966296
#define LN2_LOW 2.8235290563031577e-13
#define EXP_LARGEST 710.0
#define EXP_SMALLEST -708.3
#define EXPM1_SMALLEST -40.0
#define TANH_LARGEST 20.0

#define EXP_POLYNOMIAL(r, r2) \
  (((0.5 + (r) * 0.16666666666666669) + (r2) * (0.041666666666623824 + (r) * 0.008333333333330039)) \
   + (r2) * (r2) * (((0.0013888888917367081 + (r) * 0.00019841269863171557) \
                     + (r2) * (2.4801521057868204e-05 + (r) * 2.7557268276905696e-06)) \
                    + (r2) * (r2) * (2.7620201591031547e-07 + (r) * 2.5100472505694996e-08)))
#define LOG_POLYNOMIAL(z) \
  (((0.66666666666666696 + (z) * 0.39999999999899238) + (z) * (z) * (0.28571428626095891 + (z) * 0.22222211115144161)) \
   + (z) * (z) * ((z) * (z) * ((0.18182890556695602 + (z) * 0.15331674030167861) + (z) * (z) * 0.14617037548791656)))

// π / 2 in parts of 33 bits, so that multiples up to 2²⁰ of them are exact.
#define ANGLE_LARGEST 1e6
#define TWO_OVER_PI 0.63661977236758138
#define QUARTER_TURNS_TAKEN(x, n) \
  (((((x) - (n) * 1.5707963267341256) - (n) * 6.077100506303966e-11) - (n) * 2.0222662487111665e-21) \
   - (n) * 8.4784276603688996e-32)
#define HALF_PI 1.5707963267948966
#define HALF_PI_LOW 6.123233995736766e-17
#define SIN_POLYNOMIAL(z) \
  ((-0.16666666666666666 + (z) * 0.0083333333333309254) \
   + (z) * (z) * ((-0.00019841269836722418 + (z) * 2.7557316083816358e-06) \
                  + (z) * (z) * (-2.5051127944014188e-08 + (z) * 1.5917848524808262e-10)))
#define COS_POLYNOMIAL(z) \
  ((0.041666666666666664 + (z) * -0.0013888888888887382) \
   + (z) * (z) * ((2.480158729874307e-05 + (z) * -2.7557317260008837e-07) \
                  + (z) * (z) * (2.0876143827992889e-09 + (z) * -1.1382456778047061e-11)))
#define ATAN_POLYNOMIAL(z) \
  (((-0.33333333333333331 + (z) * 0.19999999999995491) \
    + (z) * (z) * (-0.14285714284660139 + (z) * 0.11111111014741562)) \
   + (z) * (z) * ((z) * (z) * (((-0.090909045572142674 + (z) * 0.076921827052463199) \
                                + (z) * (z) * (-0.066645046100326483 + (z) * 0.058580895386102033)) \
                               + (z) * (z) * ((z) * (z) * ((-0.050851391487066376 + (z) * 0.039222688823476314) \
                                                           + (z) * (z) * -0.01916590650630429)))))
#define RATIO_SAFE_LARGEST 0x1p1000
#define RATIO_SAFE_SMALLEST 0x1p-900
