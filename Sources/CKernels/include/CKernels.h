/// Vector kernels under the tensor programs. Every kernel exists for float (`_f32`) and double (`_f64`), is compiled for
/// several x86-64 levels with the choice made at load time, allocates nothing, and gives the same bits on every call.
#ifndef CKERNELS_H
#define CKERNELS_H

#include <stddef.h>
#include <stdint.h>

// MARK: Element-wise programs

/// Operations of an element-wise program. Registers are blocks of elements; comparisons give 1 or 0.
/// The functions stay within 3 units in the last place; NaN gives NaN. Exponentials below about √2 times the smallest
/// normal number are 0. Angles above 12 000 (float) or 10⁶ (double) are given to the system's library, block by block.
enum ck_opcode {
  CK_COPY = 0, CK_NEGATE, CK_ABSOLUTE, CK_SIGN, CK_SQUARE, CK_SQUARE_ROOT, CK_RECIPROCAL, CK_RECIPROCAL_SQUARE_ROOT,
  CK_EXPONENTIAL, CK_EXPONENTIAL_MINUS_ONE, CK_LOGARITHM, CK_LOGARITHM_ONE_PLUS, CK_SINE, CK_COSINE,
  CK_HYPERBOLIC_TANGENT, CK_SIGMOID, CK_SOFTPLUS, CK_FLOOR,
  CK_ADD = 64, CK_SUBTRACT, CK_MULTIPLY, CK_DIVIDE, CK_MAXIMUM, CK_MINIMUM, CK_POWER, CK_ARC_TANGENT2,
  CK_LESS, CK_LESS_OR_EQUAL, CK_EQUAL,
  CK_SELECT = 128,        // a != 0 ? b : c
  CK_MULTIPLY_ADD,        // a * b + c
};

/// destination = opcode(a, b, c); all are register numbers, unused ones are -1. A register may be overwritten in place.
typedef struct { int32_t opcode, destination, a, b, c; } ck_instruction;

enum { CK_MAXIMUM_RANK = 6 };

/// Brings an operand into a register, broadcast over the iteration space: stride 0 repeats. Strides count elements.
typedef struct { int32_t reg, slot; int64_t strides[CK_MAXIMUM_RANK]; } ck_load;

/// A register that holds one number throughout.
typedef struct { int32_t reg; double value; } ck_constant;

/// Takes a register out. CK_STORE writes it row-major contiguous over the whole iteration space (strides are ignored).
/// CK_STORE_SUM and CK_STORE_MAXIMUM reduce: stride 0 marks the axes that are reduced, the others address the result,
/// which has `count` elements and is initialised (0 or -infinity) by the kernel before the first block.
/// With `accumulate` != 0 a CK_STORE_SUM adds to what is there.
enum ck_store_kind { CK_STORE = 0, CK_STORE_SUM, CK_STORE_MAXIMUM };
typedef struct { int32_t reg, slot, kind, accumulate; int64_t count; int64_t strides[CK_MAXIMUM_RANK]; } ck_store;

/// One fused block of element-wise work: loads, instructions in order, stores, over the iteration space `sizes`
/// (last axis innermost; callers merge axes where they can). It runs in blocks of at most CK_BLOCK elements,
/// so that all registers stay in the first-level cache. A contiguous operand is read in place, without a copy.
/// A store may write over a slot that a contiguous load of the same program reads (in place), never otherwise overlap.
enum { CK_BLOCK = 512 };
typedef struct {
  int32_t rank;
  int32_t register_count, load_count, constant_count, instruction_count, store_count;
  int64_t sizes[CK_MAXIMUM_RANK];
  const ck_load *loads;
  const ck_constant *constants;
  const ck_instruction *instructions;
  const ck_store *stores;
} ck_elementwise;

/// `scratch` has ck_elementwise_scratch(program) elements, aligned to 64 bytes.
size_t ck_elementwise_scratch(const ck_elementwise *program);
void ck_elementwise_f32(const ck_elementwise *program, float *const *slots, float *scratch);
void ck_elementwise_f64(const ck_elementwise *program, double *const *slots, double *scratch);

// MARK: Products of small and narrow matrices

/// For p < batch: C_p = A_p B_p (+ C_p when accumulate), A_p is m×k, B_p is k×n, C_p is m×n with unit column stride.
/// Element (i, j) of A_p is a[p * a_batch + i * a_row + j * a_column]; B likewise. Meant for a B that stays
/// in the caches, up to about 256 × 256: a BLAS that copies A first loses a tenth to a half of its rate there.
/// The depth is cut into pieces of CK_NARROW_DEPTH, whose sums are added in order; `scratch` has CK_NARROW_SCRATCH elements.
enum { CK_NARROW_DEPTH = 256, CK_NARROW_SCRATCH = 32 * CK_NARROW_DEPTH };
void ck_narrow_products_f32(int64_t batch, int64_t m, int64_t n, int64_t k,
                            const float *a, int64_t a_batch, int64_t a_row, int64_t a_column,
                            const float *b, int64_t b_batch, int64_t b_row, int64_t b_column,
                            float *c, int64_t c_batch, int64_t c_row, int accumulate, float *scratch);
void ck_narrow_products_f64(int64_t batch, int64_t m, int64_t n, int64_t k,
                            const double *a, int64_t a_batch, int64_t a_row, int64_t a_column,
                            const double *b, int64_t b_batch, int64_t b_row, int64_t b_column,
                            double *c, int64_t c_batch, int64_t c_row, int accumulate, double *scratch);

// MARK: Rows by index

/// out[i, :] = table[index[i], :]; an index outside 0..<table_rows gives a row of NaN.
void ck_gather_rows_f32(const float *table, int64_t table_rows, int64_t width, const int32_t *index, int64_t count, float *out);
void ck_gather_rows_f64(const double *table, int64_t table_rows, int64_t width, const int32_t *index, int64_t count, double *out);
/// out[index[i], :] += rows[i, :] after out (table_rows × width) has been set to zero; an index outside is left out.
void ck_scatter_add_rows_f32(const float *rows, int64_t count, int64_t width, const int32_t *index, int64_t table_rows, float *out);
void ck_scatter_add_rows_f64(const double *rows, int64_t count, int64_t width, const int32_t *index, int64_t table_rows, double *out);

// MARK: Whole vectors (optimisers, averages, sums over workers)

/// destination += source
void ck_add_into_f32(float *destination, const float *source, int64_t count);
void ck_add_into_f64(double *destination, const double *source, int64_t count);
/// Σ x², in double precision, in an order that depends on count alone; NaN and infinity carry through.
double ck_sum_of_squares_f32(const float *x, int64_t count);
double ck_sum_of_squares_f64(const double *x, int64_t count);
/// g ← scale·g; m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²; w ← w − rate·( (m·m_scale) / (√(v·v_scale) + ε) + decay·w ).
void ck_adam_f32(float *w, const float *g, float *m, float *v, int64_t count, float rate, float beta1, float beta2,
                 float epsilon, float m_scale, float v_scale, float decay, float gradient_scale);
void ck_adam_f64(double *w, const double *g, double *m, double *v, int64_t count, double rate, double beta1, double beta2,
                 double epsilon, double m_scale, double v_scale, double decay, double gradient_scale);
/// average ← decay·average + (1−decay)·x
void ck_average_f32(float *average, const float *x, int64_t count, float decay);
void ck_average_f64(double *average, const double *x, int64_t count, double decay);

// MARK: Counter-based randomness (Philox 4×32, 10 rounds)

/// The four 32-bit words of Philox4x32-10 for a 128-bit counter and a 64-bit key.
void ck_philox(const uint32_t counter[4], uint64_t key, uint32_t out[4]);
/// out[i] is a function of (seed, stream, step, first + i) alone. Key = seed; counter words = block of
/// the index (low, high), stream, step. Uniforms lie strictly inside (0, 1); normals by Box–Muller on those.
void ck_uniform_f32(uint64_t seed, uint32_t stream, uint32_t step, int64_t first, int64_t count, float *out);
void ck_uniform_f64(uint64_t seed, uint32_t stream, uint32_t step, int64_t first, int64_t count, double *out);
void ck_normal_f32(uint64_t seed, uint32_t stream, uint32_t step, int64_t first, int64_t count, float *out);
void ck_normal_f64(uint64_t seed, uint32_t stream, uint32_t step, int64_t first, int64_t count, double *out);

// MARK: The processor

/// The level of x86-64 whose vector instructions the processor and its system have: 2 (or less), 3 (AVX2) or 4 (AVX-512); 0 on other processors.
int32_t ck_instruction_level(void);

#endif
