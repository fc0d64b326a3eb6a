// Template: the steps of optimisers and averages over whole parameter vectors.

CK_CLONES static void NAME(add_into)(real *destination, const real *source, int64_t count) {
  CK_INDEPENDENT for (int64_t i = 0; i < count; i++) destination[i] += source[i];
}

void NAME(ck_add_into)(real *destination, const real *source, int64_t count) {
  NAME(add_into)(destination, source, count);
}

/// Sixteen partial sums, folded in halves: the order depends on the count alone.
CK_CLONES static double NAME(sum_of_squares)(const real *x, int64_t count) {
  enum { width = 16 };
  double parts[width] = {0};
  int64_t whole = count - count % width;
  for (int64_t i = 0; i < whole; i += width)
    CK_UNROLL for (int j = 0; j < width; j++) parts[j] += (double)x[i + j] * (double)x[i + j];
  for (int64_t i = whole; i < count; i++) parts[i - whole] += (double)x[i] * (double)x[i];
  CK_UNROLL for (int half = width / 2; half > 0; half /= 2)
    CK_UNROLL for (int j = 0; j < half; j++) parts[j] += parts[j + half];
  return parts[0];
}

double NAME(ck_sum_of_squares)(const real *x, int64_t count) {
  return count > 0 ? NAME(sum_of_squares)(x, count) : 0;
}

CK_CLONES static void NAME(adam)(real *w, const real *g, real *m, real *v, int64_t count, real rate,
                                 real beta1, real beta2, real epsilon, real m_scale, real v_scale, real decay, real gradient_scale) {
  CK_INDEPENDENT for (int64_t i = 0; i < count; i++) {
    real gradient = gradient_scale * g[i];
    real mean = beta1 * m[i] + (1 - beta1) * gradient;
    real square = beta2 * v[i] + (1 - beta2) * (gradient * gradient);
    m[i] = mean;
    v[i] = square;
    w[i] = w[i] - rate * ((mean * m_scale) / (CK_SQRT(square * v_scale) + epsilon) + decay * w[i]);
  }
}

void NAME(ck_adam)(real *w, const real *g, real *m, real *v, int64_t count, real rate, real beta1, real beta2,
                   real epsilon, real m_scale, real v_scale, real decay, real gradient_scale) {
  NAME(adam)(w, g, m, v, count, rate, beta1, beta2, epsilon, m_scale, v_scale, decay, gradient_scale);
}

CK_CLONES static void NAME(average)(real *average, const real *x, int64_t count, real decay) {
  CK_INDEPENDENT for (int64_t i = 0; i < count; i++) average[i] = decay * average[i] + (1 - decay) * x[i];
}

void NAME(ck_average)(real *average, const real *x, int64_t count, real decay) {
  NAME(average)(average, x, count, decay);
}
