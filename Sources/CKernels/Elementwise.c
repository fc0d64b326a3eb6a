#include "CKernels.h"
#include "ElementwisePlan.h"
#include "Support.h"

#include "Precision64.h"
#include "VectorMath.h"
// The library's pow is as fast as a vector form of the same accuracy.
CK_INLINE int NAME(powers_are_plain)(const real *a, const real *b, int64_t count) { return 0; }
CK_INLINE real NAME(plain_power)(real x, real y) { return x; }
#include "ElementwiseInstructions.h"
#include "ElementwiseBlocks.h"
#include "PrecisionEnd.h"

#include "Precision32.h"
#include "VectorMath.h"

CK_INLINE int NAME(powers_are_plain)(const real *a, const real *b, int64_t count) {
  int other = 0;
  for (int64_t i = 0; i < count; i++)
    other |= !((a[i] > 0) & (a[i] < INFINITE) & (NAME(magnitude)(b[i]) < INFINITE));
  return !other;
}

/// For positive finite x and finite y, with the digits that y log x loses held by double precision.
CK_INLINE real NAME(plain_power)(real x, real y) { return (real)exponential_f64((double)y * logarithm_f64((double)x)); }

#include "ElementwiseInstructions.h"
#include "ElementwiseBlocks.h"
#include "PrecisionEnd.h"

size_t ck_elementwise_scratch(const ck_elementwise *program) {
  size_t blocks = (size_t)program->register_count + (size_t)program->store_count;
  return blocks * CK_BLOCK + (ck_tables_bytes(program) + sizeof(float) - 1) / sizeof(float);
}

static int is_sound(const ck_elementwise *program) { return program->rank >= 0 && program->rank <= CK_MAXIMUM_RANK; }

void ck_elementwise_f32(const ck_elementwise *program, float *const *slots, float *scratch) {
  if (is_sound(program)) run_f32(program, slots, scratch);
}

void ck_elementwise_f64(const ck_elementwise *program, double *const *slots, double *scratch) {
  if (is_sound(program)) run_f64(program, slots, scratch);
}
