// Template: products of small and narrow matrices. A tile of C is held in registers while k runs. B is taken in panels as
// wide as a tile, in place where its rows lie close together, otherwise from a copy that is padded with zeros.
// VECTOR_BYTES and TILE_ROWS are what a processor's registers hold, and TARGET says for which processors this is compiled.

typedef real NAME(vector) __attribute__((vector_size(VECTOR_BYTES)));
typedef real NAME(quad) __attribute__((vector_size(4 * sizeof(real))));
enum {
  NAME(vector_width) = VECTOR_BYTES / sizeof(real),
  // A panel of B then stays in the first-level cache, a block of A in the second.
  NAME(depth_block) = CK_NARROW_DEPTH,
  NAME(row_block) = 192,
};

/// A tile of `rows` × (`vectors` · width) of C, of which `columns` columns exist. `rows` and `vectors` are constants
/// where this is called, so the tile stays in registers.
CK_INLINE void NAME(tile)(const int rows, const int vectors, int64_t k, const real *a, int64_t a_row, int64_t a_column,
                          const real *b, int64_t b_row, real *c, int64_t c_row, int64_t columns, int accumulate) {
  enum { width = NAME(vector_width), most_rows = TILE_ROWS, most_vectors = 2 };
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

/// All rows of a panel of columns.
CK_INLINE void NAME(strip)(const int vectors, int64_t m, int64_t k, const real *a, int64_t a_row, int64_t a_column,
                           const real *b, int64_t b_row, real *c, int64_t c_row, int64_t columns, int accumulate) {
  int64_t i = 0;
#define TILE(rows) \
  NAME(tile)(rows, vectors, k, a + i * a_row, a_row, a_column, b, b_row, c + i * c_row, c_row, columns, accumulate)
  for (; i + TILE_ROWS <= m; i += TILE_ROWS) TILE(TILE_ROWS);
  for (; i + 4 <= m; i += 4) TILE(4);
  switch (m - i) {
    case 3: TILE(3); break;
    case 2: TILE(2); break;
    case 1: TILE(1); break;
    default: break;
  }
#undef TILE
}

/// Copies `n` columns of B to rows of `width` elements, zero beyond them.
CK_INLINE void NAME(pack)(real *packed, const int64_t width, int64_t k, int64_t n,
                                  const real *b, int64_t b_row, int64_t b_column) {
  if (b_column == 1) {
    if (n == width) {
      for (int64_t p = 0; p < k; p++) memcpy(packed + p * width, b + p * b_row, (size_t)width * sizeof(real));
      return;
    }
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

/// C = A B (+ C when accumulate). When `keeps_panel`, the panel that an earlier call left in `scratch` is B's.
CK_INLINE void NAME(one_product)(int64_t m, int64_t n, int64_t k, const real *a, int64_t a_row, int64_t a_column,
                                 const real *b, int64_t b_row, int64_t b_column, real *c, int64_t c_row,
                                 int accumulate, int keeps_panel, real *scratch) {
  enum { width = NAME(vector_width), panel = 2 * width };
  // Rows that lie far apart fall into the same few lines of the cache; few uses are not worth a copy.
  const int in_place = b_column == 1 && n % width == 0 && (k * b_row <= 4096 || m <= 12);
  for (int64_t depth = 0; depth < k || depth == 0; depth += NAME(depth_block)) {
    const int64_t deep = k - depth < NAME(depth_block) ? k - depth : NAME(depth_block);
    for (int64_t top = 0; top < m; top += NAME(row_block)) {
      const int64_t high = m - top < NAME(row_block) ? m - top : NAME(row_block);
      const real *from_a = a + top * a_row + depth * a_column;
      for (int64_t j = 0; j < n; j += panel) {
        const int64_t columns = n - j < panel ? n - j : panel;
        const real *from_b = b + depth * b_row + j * b_column;
        int64_t next = b_row;
        if (!in_place) {
          next = columns > width ? panel : width;
          if (!keeps_panel) NAME(pack)(scratch, next, deep, columns, from_b, b_row, b_column);
          from_b = scratch;
        }
        real *to = c + top * c_row + j;
        const int adds = accumulate || depth > 0;
        if (columns > width) NAME(strip)(2, high, deep, from_a, a_row, a_column, from_b, next, to, c_row, columns, adds);
        else NAME(strip)(1, high, deep, from_a, a_row, a_column, from_b, next, to, c_row, columns, adds);
      }
    }
  }
}

TARGET static void NAME(products)(int64_t batch, int64_t m, int64_t n, int64_t k,
                                     const real *a, int64_t a_batch, int64_t a_row, int64_t a_column,
                                     const real *b, int64_t b_batch, int64_t b_row, int64_t b_column,
                                     real *c, int64_t c_batch, int64_t c_row, int accumulate, real *scratch) {
  if (m <= 0 || n <= 0) return;
  const int has_one_panel = n <= 2 * NAME(vector_width) && m <= NAME(row_block) && k <= NAME(depth_block);
  for (int64_t p = 0; p < batch; p++) {
    NAME(one_product)(m, n, k, a + p * a_batch, a_row, a_column, b + p * b_batch, b_row, b_column, c + p * c_batch, c_row,
                      accumulate, p > 0 && b_batch == 0 && has_one_panel, scratch);
  }
}
