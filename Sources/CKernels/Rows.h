// Template: rows taken from and added to a table by index.

void NAME(ck_gather_rows)(const real *table, int64_t table_rows, int64_t width, const int32_t *index,
                          int64_t count, real *out) {
  if (width <= 0) return;
  for (int64_t i = 0; i < count; i++) {
    real *row = out + i * width;
    if (index[i] >= 0 && index[i] < table_rows) {
      const real *from = table + index[i] * width;
      if (width < 8) { CK_SHORT for (int64_t j = 0; j < width; j++) row[j] = from[j]; }
      else memcpy(row, from, (size_t)width * sizeof(real));
    } else {
      for (int64_t j = 0; j < width; j++) row[j] = (real)__builtin_nanf("");
    }
  }
}

CK_CLONES static void NAME(scatter_add_rows)(const real *rows, int64_t count, int64_t width, const int32_t *index,
                                             int64_t table_rows, real *out) {
  for (int64_t i = 0; i < table_rows * width; i++) out[i] = 0;
  for (int64_t i = 0; i < count; i++, rows += width) {
    if (index[i] < 0 || index[i] >= table_rows) continue;
    real *row = out + index[i] * width;
    if (width < 8) { CK_SHORT for (int64_t j = 0; j < width; j++) row[j] += rows[j]; }
    else { CK_INDEPENDENT for (int64_t j = 0; j < width; j++) row[j] += rows[j]; }
  }
}

void NAME(ck_scatter_add_rows)(const real *rows, int64_t count, int64_t width, const int32_t *index,
                               int64_t table_rows, real *out) {
  if (width > 0) NAME(scatter_add_rows)(rows, count, width, index, table_rows, out);
}
