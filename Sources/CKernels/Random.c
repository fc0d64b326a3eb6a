#include "CKernels.h"
#include "Support.h"

// Philox4x32-10: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3"
// (2011). A word lives in the low half of a 64-bit lane, which is all that the vector multiplication reads.
CK_INLINE void philox(uint64_t x[4], uint64_t key) {
  uint64_t k0 = key, k1 = key >> 32;
  CK_UNROLL for (int round = 0; round < 10; round++) {
    uint64_t p0 = (x[0] & 0xffffffffu) * 0xd2511f53u;
    uint64_t p1 = (x[2] & 0xffffffffu) * 0xcd9e8d57u;
    x[0] = (p1 >> 32) ^ x[1] ^ k0;
    x[1] = p1;
    x[2] = (p0 >> 32) ^ x[3] ^ k1;
    x[3] = p0;
    k0 += 0x9e3779b9u;
    k1 += 0xbb67ae85u;
  }
}

void ck_philox(const uint32_t counter[4], uint64_t key, uint32_t out[4]) {
  uint64_t x[4] = {counter[0], counter[1], counter[2], counter[3]};
  philox(x, key);
  for (int i = 0; i < 4; i++) out[i] = (uint32_t)x[i];
}

/// Which sequence of numbers.
typedef struct { uint64_t seed; uint32_t stream, step; } source;

// Blocks of four words made at a time; the last partial group is made whole and cut.
enum { group_blocks = 32 };

/// words[4·b + i] = word i of block first_block + b.
CK_INLINE void make_words(source from, uint64_t first_block, uint32_t *words) {
  CK_INDEPENDENT for (int b = 0; b < group_blocks; b++) {
    uint64_t block = first_block + (uint64_t)b;
    uint64_t x[4] = {block, block >> 32, from.stream, from.step};
    philox(x, from.seed);
    words[b] = (uint32_t)x[0];
    words[b + group_blocks] = (uint32_t)x[1];
    words[b + 2 * group_blocks] = (uint32_t)x[2];
    words[b + 3 * group_blocks] = (uint32_t)x[3];
  }
}

#include "Precision32.h"
#include "VectorMath.h"

enum { NAME(per_block) = 4 };

/// (n + ½) / 2³¹ of the upper 31 bits, kept below 1 where that rounds up.
CK_INLINE float uniform_of_word(uint32_t w) {
  float u = (float)(int32_t)(w >> 1) * 0x1p-31f + 0x1p-32f;
  return u < 1 ? u : 0x1.fffffep-1f;
}

CK_INLINE void NAME(uniform_group)(source from, uint64_t first_block, float *out) {
  uint32_t words[4 * group_blocks];
  make_words(from, first_block, words);
  CK_INDEPENDENT for (int b = 0; b < group_blocks; b++) {
    out[4 * b] = uniform_of_word(words[b]);
    out[4 * b + 1] = uniform_of_word(words[b + group_blocks]);
    out[4 * b + 2] = uniform_of_word(words[b + 2 * group_blocks]);
    out[4 * b + 3] = uniform_of_word(words[b + 3 * group_blocks]);
  }
}

#include "RandomFill.h"
#include "PrecisionEnd.h"

#include "Precision64.h"
#include "VectorMath.h"

enum { NAME(per_block) = 2 };

/// (n + ½) / 2⁵² of the upper 52 of 64 bits, exactly.
CK_INLINE double uniform_of_words(uint32_t low, uint32_t high) {
  uint64_t w = ((uint64_t)high << 32) | low;
  return (number_f64((w >> 12) | ONE_BITS) - 1) + 0x1p-53;
}

CK_INLINE void NAME(uniform_group)(source from, uint64_t first_block, double *out) {
  uint32_t words[4 * group_blocks];
  make_words(from, first_block, words);
  CK_INDEPENDENT for (int b = 0; b < group_blocks; b++) {
    out[2 * b] = uniform_of_words(words[b], words[b + group_blocks]);
    out[2 * b + 1] = uniform_of_words(words[b + 2 * group_blocks], words[b + 3 * group_blocks]);
  }
}

#include "RandomFill.h"
#include "PrecisionEnd.h"
