// Template: products of small matrices. A tile of C is held in registers while k runs; B is read row by row,
// in place where its rows are contiguous and whole vectors, otherwise from a copy padded with zeros.

typedef real NAME(vector) __attribute__((vector_size(32)));
typedef real NAME(quad) __attribute__((vector_size(4 * sizeof(real))));
enum { NAME(vector_width) = 32 / sizeof(real) };

/// A tile of `rows` × (`vectors` · width) of C, of which `columns` columns exist. `rows` and `vectors` are constants
/// where this is called, so the tile stays in registers.
CK_INLINE void NAME(tile)(const int rows, const int vectors, int64_t k, const real *a, int64_t a_row, int64_t a_column,
                          const real *b, int64_t b_row, real *c, int64_t c_row, int64_t columns, int accumulate) {
  enum { width = NAME(vector_width), most_rows = 6, most_vectors = 2 };
  NAME(vector) sums[most_rows][most_vectors];
  CK_UNROLL for (int i = 0; i < rows; i++)
    CK_UNROLL for (int v = 0; v < vectors; v++) sums[i][v] = (NAME(vector)){0};
  for (int64_t p = 0; p < k; p++) {
    NAME(vector) row[most_vectors];
    CK_UNROLL for (int v = 0; v < vectors; v++) memcpy(&row[v], b + v * width, sizeof row[v]);
    CK_UNROLL for (int i = 0; i < rows; i++) {
      real factor = a[i * a_row];
      CK_UNROLL for (int v = 0; v < vectors; v++) sums[i][v] += factor * row[v];
    }
    a += a_column;
    b += b_row;
  }
  if (columns == vectors * width) {
    CK_UNROLL for (int i = 0; i < rows; i++)
      CK_UNROLL for (int v = 0; v < vectors; v++) {
        real *out = c + i * c_row + v * width;
        NAME(vector) before = {0};
        if (accumulate) memcpy(&before, out, sizeof before);
        before += sums[i][v];
        memcpy(out, &before, sizeof before);
      }
    return;
  }
  CK_UNROLL for (int i = 0; i < rows; i++) {
    real line[most_vectors * width];
    CK_UNROLL for (int v = 0; v < vectors; v++) memcpy(line + v * width, &sums[i][v], sizeof sums[i][v]);
    real *out = c + i * c_row;
    CK_SHORT for (int64_t j = 0; j < columns; j++) out[j] = accumulate ? out[j] + line[j] : line[j];
  }
}

/// All rows of a strip of columns.
CK_INLINE void NAME(strip)(const int vectors, int64_t m, int64_t k, const real *a, int64_t a_row, int64_t a_column,
                           const real *b, int64_t b_row, real *c, int64_t c_row, int64_t columns, int accumulate) {
  int64_t i = 0;
#define TILE(rows) \
  NAME(tile)(rows, vectors, k, a + i * a_row, a_row, a_column, b, b_row, c + i * c_row, c_row, columns, accumulate)
  for (; i + 6 <= m; i += 6) TILE(6);
  switch (m - i) {
    case 5: TILE(5); break;
    case 4: TILE(4); break;
    case 3: TILE(3); break;
    case 2: TILE(2); break;
    case 1: TILE(1); break;
    default: break;
  }
#undef TILE
}

/// Copies B to rows of `width` elements, zero beyond n.
CK_INLINE void NAME(pack)(real *packed, int64_t width, int64_t k, int64_t n,
                          const real *b, int64_t b_row, int64_t b_column) {
  if (b_column == 1) {
    for (int64_t p = 0; p < k; p++) memcpy(packed + p * width, b + p * b_row, (size_t)n * sizeof(real));
  } else {
    int64_t p = 0;
    if (b_row == 1) {
      // Four by four, transposed in registers.
      for (; p + 4 <= k; p += 4) {
        int64_t j = 0;
        for (; j + 4 <= n; j += 4) {
          NAME(quad) q0, q1, q2, q3;
          const real *from = b + p + j * b_column;
          memcpy(&q0, from, sizeof q0);
          memcpy(&q1, from + b_column, sizeof q1);
          memcpy(&q2, from + 2 * b_column, sizeof q2);
          memcpy(&q3, from + 3 * b_column, sizeof q3);
          NAME(quad) low01 = __builtin_shufflevector(q0, q1, 0, 4, 1, 5);
          NAME(quad) high01 = __builtin_shufflevector(q0, q1, 2, 6, 3, 7);
          NAME(quad) low23 = __builtin_shufflevector(q2, q3, 0, 4, 1, 5);
          NAME(quad) high23 = __builtin_shufflevector(q2, q3, 2, 6, 3, 7);
          q0 = __builtin_shufflevector(low01, low23, 0, 1, 4, 5);
          q1 = __builtin_shufflevector(low01, low23, 2, 3, 6, 7);
          q2 = __builtin_shufflevector(high01, high23, 0, 1, 4, 5);
          q3 = __builtin_shufflevector(high01, high23, 2, 3, 6, 7);
          real *to = packed + p * width + j;
          memcpy(to, &q0, sizeof q0);
          memcpy(to + width, &q1, sizeof q1);
          memcpy(to + 2 * width, &q2, sizeof q2);
          memcpy(to + 3 * width, &q3, sizeof q3);
        }
        for (; j < n; j++)
          for (int64_t r = 0; r < 4; r++) packed[(p + r) * width + j] = b[p + r + j * b_column];
      }
    }
    for (; p < k; p++)
      for (int64_t j = 0; j < n; j++) packed[p * width + j] = b[p * b_row + j * b_column];
  }
  if (n < width)
    for (int64_t p = 0; p < k; p++)
      CK_SHORT for (int64_t j = n; j < width; j++) packed[p * width + j] = 0;
}

CK_CLONES static void NAME(products)(int64_t batch, int64_t m, int64_t n, int64_t k,
                                     const real *a, int64_t a_batch, int64_t a_row, int64_t a_column,
                                     const real *b, int64_t b_batch, int64_t b_row, int64_t b_column,
                                     real *c, int64_t c_batch, int64_t c_row, int accumulate, real *scratch) {
  enum { width = NAME(vector_width) };
  if (m <= 0 || n <= 0) return;
  const int64_t padded = (n + width - 1) / width * width;
  const int in_place = b_column == 1 && padded == n;
  const int64_t from_row = in_place ? b_row : padded;
  for (int64_t p = 0; p < batch; p++) {
    const real *from = b + p * b_batch;
    if (!in_place) {
      if (p == 0 || b_batch != 0) NAME(pack)(scratch, padded, k, n, from, b_row, b_column);
      from = scratch;
    }
    int64_t j = 0;
    for (; j + width < n; j += 2 * width) {
      int64_t columns = n - j < 2 * width ? n - j : 2 * width;
      NAME(strip)(2, m, k, a, a_row, a_column, from + j, from_row, c + j, c_row, columns, accumulate);
    }
    if (j < n) NAME(strip)(1, m, k, a, a_row, a_column, from + j, from_row, c + j, c_row, n - j, accumulate);
    a += a_batch;
    c += c_batch;
  }
}

void NAME(ck_small_products)(int64_t batch, int64_t m, int64_t n, int64_t k,
                             const real *a, int64_t a_batch, int64_t a_row, int64_t a_column,
                             const real *b, int64_t b_batch, int64_t b_row, int64_t b_column,
                             real *c, int64_t c_batch, int64_t c_row, int accumulate, real *scratch) {
  NAME(products)(batch, m, n, k, a, a_batch, a_row, a_column, b, b_batch, b_row, b_column,
                 c, c_batch, c_row, accumulate, scratch);
}
