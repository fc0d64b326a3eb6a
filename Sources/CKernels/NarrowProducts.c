#include "CKernels.h"
#include "Support.h"

#define VECTOR_BYTES 32
#define TILE_ROWS 6
#define TARGET CK_CLONES
#define real float
#define NAME(name) name##_f32
#include "NarrowProducts.h"
#undef real
#undef NAME
#define real double
#define NAME(name) name##_f64
#include "NarrowProducts.h"
#undef real
#undef NAME
#undef VECTOR_BYTES
#undef TILE_ROWS
#undef TARGET

// Where there are registers of 64 bytes, twice as much is done at once. The compiler splits such vectors unless it is told not to.
#if defined(__x86_64__)
#define CK_HAS_WIDE 1
#define VECTOR_BYTES 64
#define TILE_ROWS 8
#define TARGET __attribute__((target("arch=x86-64-v4"), min_vector_width(512)))
#define real float
#define NAME(name) name##_wide_f32
#include "NarrowProducts.h"
#undef real
#undef NAME
#define real double
#define NAME(name) name##_wide_f64
#include "NarrowProducts.h"
#undef real
#undef NAME
#endif

#ifdef CK_HAS_WIDE
#define DEFINE(real, suffix) \
  SIGNATURE(real, suffix) { \
    if (ck_instruction_level() >= 4) products_wide##suffix(ARGUMENTS); \
    else products##suffix(ARGUMENTS); \
  }
#else
#define DEFINE(real, suffix) \
  SIGNATURE(real, suffix) { products##suffix(ARGUMENTS); }
#endif
#define SIGNATURE(real, suffix) \
  void ck_narrow_products##suffix( \
    int64_t batch, int64_t m, int64_t n, int64_t k, const real *a, int64_t a_batch, int64_t a_row, int64_t a_column, const real *b, \
    int64_t b_batch, int64_t b_row, int64_t b_column, real *c, int64_t c_batch, int64_t c_row, int accumulate, real *scratch)
#define ARGUMENTS \
  batch, m, n, k, a, a_batch, a_row, a_column, b, b_batch, b_row, b_column, c, c_batch, c_row, accumulate, scratch

DEFINE(float, _f32)
DEFINE(double, _f64)
