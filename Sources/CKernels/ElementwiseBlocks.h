// Template: bringing operands into blocks, taking results out, and the loop over blocks. Included once per precision.

/// Lays the first `count` elements of an operand out one after the other.
CK_INLINE void NAME(expand)(real *out, const real *in, const ck_layout *layout, int64_t count) {
  int32_t last = layout->rank - 1;
  int64_t extent = layout->extents[last], stride = layout->strides[last];
  int64_t index[CK_MAXIMUM_RANK] = {0};
  for (int64_t done = 0; done < count; done += extent) {
    int64_t length = count - done < extent ? count - done : extent;
    real *row = out + done;
    if (stride == 1) {
      if (length < 16) { CK_SHORT for (int64_t i = 0; i < length; i++) row[i] = in[i]; }
      else memcpy(row, in, (size_t)length * sizeof(real));
    } else if (stride == 0) {
      real value = in[0];
      if (length < 16) { CK_SHORT for (int64_t i = 0; i < length; i++) row[i] = value; }
      else CK_INDEPENDENT for (int64_t i = 0; i < length; i++) row[i] = value;
    } else {
      CK_SHORT for (int64_t i = 0; i < length; i++) row[i] = in[i * stride];
    }
    for (int32_t axis = last - 1; axis >= 0; axis--) {
      in += layout->strides[axis];
      if (++index[axis] < layout->extents[axis]) break;
      in -= layout->strides[axis] * layout->extents[axis];
      index[axis] = 0;
    }
  }
}

/// The register's contents for a load, in place where it lies contiguous, rebuilt only when it has changed.
CK_INLINE const real *NAME(bring)(ck_operand *load, const real *slot, real *buffer, int64_t offset, int64_t count) {
  const ck_layout *layout = &load->inner;
  if (ck_layout_is_contiguous(layout)) {
    if (!load->copied) return slot + offset;
    memcpy(buffer, slot + offset, (size_t)count * sizeof(real));
    return buffer;
  }
  if (load->changing || load->built_offset != offset || load->built_count < count) {
    NAME(expand)(buffer, slot + offset, layout, count);
    load->built_offset = offset;
    load->built_count = count;
  }
  return buffer;
}

typedef real NAME(lanes) __attribute__((vector_size(64)));
enum { NAME(lane_count) = 64 / sizeof(real) };

/// Sum of a run in a fixed order: two vectors of partial sums, folded in halves.
CK_INLINE real NAME(sum_run)(const real *x, int64_t count) {
  const int64_t width = NAME(lane_count);
  real total = 0;
  if (count >= width) {
    NAME(lanes) even = {0}, odd = {0}, next;
    while (count >= 2 * width) {
      memcpy(&next, x, sizeof next);
      even += next;
      memcpy(&next, x + width, sizeof next);
      odd += next;
      x += 2 * width;
      count -= 2 * width;
    }
    if (count >= width) {
      memcpy(&next, x, sizeof next);
      even += next;
      x += width;
      count -= width;
    }
    even += odd;
    real parts[NAME(lane_count)];
    memcpy(parts, &even, sizeof parts);
    CK_UNROLL for (int half = NAME(lane_count) / 2; half > 0; half /= 2)
      CK_UNROLL for (int i = 0; i < half; i++) parts[i] += parts[i + half];
    total = parts[0];
  }
  CK_SHORT for (int64_t i = 0; i < count; i++) total += x[i];
  return total;
}

/// Largest of a run, NaN when any is NaN.
CK_INLINE real NAME(maximum_run)(const real *x, int64_t count) {
  const int64_t width = NAME(lane_count);
  real largest = -INFINITE;
  if (count >= width) {
    real parts[NAME(lane_count)];
    memcpy(parts, x, sizeof parts);
    for (count -= width, x += width; count >= width; count -= width, x += width)
      CK_UNROLL for (int i = 0; i < NAME(lane_count); i++) parts[i] = NAME(maximum)(parts[i], x[i]);
    CK_UNROLL for (int half = NAME(lane_count) / 2; half > 0; half /= 2)
      CK_UNROLL for (int i = 0; i < half; i++) parts[i] = NAME(maximum)(parts[i], parts[i + half]);
    largest = parts[0];
  }
  CK_SHORT for (int64_t i = 0; i < count; i++) largest = NAME(maximum)(largest, x[i]);
  return largest;
}

/// Adds a block to a result that several of its elements share, row by row of the result's layout.
CK_INLINE void NAME(reduce_rows)(int kind, real *out, const real *in, const ck_layout *layout, int64_t count) {
  int32_t last = layout->rank - 1;
  int64_t extent = layout->extents[last], stride = layout->strides[last];
  int64_t index[CK_MAXIMUM_RANK] = {0};
  for (int64_t done = 0; done < count; done += extent) {
    int64_t length = count - done < extent ? count - done : extent;
    const real *row = in + done;
    if (stride == 0) {
      if (kind == CK_STORE_SUM) *out += NAME(sum_run)(row, length);
      else *out = NAME(maximum)(*out, NAME(maximum_run)(row, length));
    } else if (stride == 1 && length >= 8) {
      if (kind == CK_STORE_SUM) { CK_INDEPENDENT for (int64_t i = 0; i < length; i++) out[i] += row[i]; }
      else { CK_INDEPENDENT for (int64_t i = 0; i < length; i++) out[i] = NAME(maximum)(out[i], row[i]); }
    } else if (kind == CK_STORE_SUM) {
      CK_SHORT for (int64_t i = 0; i < length; i++) out[i * stride] += row[i];
    } else {
      CK_SHORT for (int64_t i = 0; i < length; i++) out[i * stride] = NAME(maximum)(out[i * stride], row[i]);
    }
    for (int32_t axis = last - 1; axis >= 0; axis--) {
      out += layout->strides[axis];
      if (++index[axis] < layout->extents[axis]) break;
      out -= layout->strides[axis] * layout->extents[axis];
      index[axis] = 0;
    }
  }
}

// Blocks added to one another before they are folded into the result: it bounds the growth of rounding errors.
enum { NAME(most_blocks) = 64 };

/// Folds the partial block into the result, or into the carry of a sum that has one place.
CK_INLINE void NAME(fold)(int kind, ck_operand *store, real *out, const real *partial) {
  if (store->built_count == 0) return;
  if (kind == CK_STORE_SUM && ck_layout_is_one_place(&store->inner))
    store->carry += (double)NAME(sum_run)(partial, store->built_count);
  else
    NAME(reduce_rows)(kind, out + store->built_offset, partial, &store->inner, store->built_count);
  store->built_count = store->blocks = 0;
}

CK_INLINE void NAME(settle)(int kind, ck_operand *store, real *out, const real *partial) {
  NAME(fold)(kind, store, out, partial);
  if (kind == CK_STORE_SUM && ck_layout_is_one_place(&store->inner)) out[store->built_offset] += (real)store->carry;
  store->carry = 0;
}

/// Takes a block into a reduced result. Blocks that go to the same place are first reduced element by element.
CK_INLINE void NAME(reduce)(int kind, ck_operand *store, real *out, real *partial,
                            const real *in, int64_t offset, int64_t count) {
  if (!store->gathers) {
    NAME(reduce_rows)(kind, out + offset, in, &store->inner, count);
    return;
  }
  if (store->built_offset != offset) NAME(settle)(kind, store, out, partial);
  else if (store->blocks == NAME(most_blocks)) NAME(fold)(kind, store, out, partial);
  store->built_offset = offset;
  store->blocks++;
  int64_t shared = store->built_count < count ? store->built_count : count;
  if (kind == CK_STORE_SUM) { CK_INDEPENDENT for (int64_t i = 0; i < shared; i++) partial[i] += in[i]; }
  else { CK_INDEPENDENT for (int64_t i = 0; i < shared; i++) partial[i] = NAME(maximum)(partial[i], in[i]); }
  if (count > shared) {
    memcpy(partial + shared, in + shared, (size_t)(count - shared) * sizeof(real));
    store->built_count = count;
  }
}

CK_CLONES static void NAME(run)(const ck_elementwise *program, real *const *slots, real *scratch) {
  real *buffers = scratch;
  real *partials = buffers + (size_t)program->register_count * CK_BLOCK;
  ck_tables tables = ck_place_tables(program, partials + (size_t)program->store_count * CK_BLOCK);
  ck_space space = ck_prepare(program, &tables, (const void *const *)slots);

  for (int32_t s = 0; s < program->store_count; s++) {
    const ck_store *store = &program->stores[s];
    if (store->kind == CK_STORE || (store->kind == CK_STORE_SUM && store->accumulate)) continue;
    real start = store->kind == CK_STORE_SUM ? 0 : -INFINITE;
    real *out = slots[store->slot];
    for (int64_t i = 0; i < store->count; i++) out[i] = start;
  }
  if (space.empty) return;

  const real **registers = (const real **)tables.registers;
  for (int32_t r = 0; r < program->register_count; r++) registers[r] = buffers + (size_t)r * CK_BLOCK;
  int64_t index[CK_MAXIMUM_RANK] = {0};
  int64_t start = 0;
  do {
    int64_t left = space.sizes[space.block_axis] - index[space.block_axis];
    int64_t count = (left < space.step ? left : space.step) * space.inside;

    for (int32_t k = 0; k < program->constant_count; k++) {
      int32_t r = program->constants[k].reg;
      real *buffer = buffers + (size_t)r * CK_BLOCK;
      registers[r] = buffer;
      int changing = start == 0;
      for (int32_t i = 0; i < program->instruction_count; i++) changing |= program->instructions[i].destination == r;
      if (!changing) continue;
      real value = (real)program->constants[k].value;
      CK_INDEPENDENT for (int64_t i = 0; i < count; i++) buffer[i] = value;
    }
    for (int32_t l = 0; l < program->load_count; l++) {
      int32_t r = program->loads[l].reg;
      ck_operand *load = &tables.loads[l];
      int64_t offset = ck_offset(&space, index, load->strides);
      registers[r] = NAME(bring)(load, slots[program->loads[l].slot], buffers + (size_t)r * CK_BLOCK, offset, count);
    }
    for (int32_t i = 0; i < program->instruction_count; i++) {
      const ck_instruction *instruction = &program->instructions[i];
      const real *a = registers[instruction->a];
      const real *b = instruction->b < 0 ? a : registers[instruction->b];
      const real *c = instruction->c < 0 ? a : registers[instruction->c];
      int32_t direct = tables.direct[i];
      real *d = direct < 0 ? buffers + (size_t)instruction->destination * CK_BLOCK
        : slots[program->stores[direct].slot] + start;
      NAME(instruction)(instruction->opcode, d, a, b, c, count);
      registers[instruction->destination] = d;
    }
    for (int32_t s = 0; s < program->store_count; s++) {
      const ck_store *store = &program->stores[s];
      const real *in = registers[store->reg];
      real *out = slots[store->slot];
      if (store->kind == CK_STORE) {
        if (in != out + start) memcpy(out + start, in, (size_t)count * sizeof(real));
      } else {
        int64_t offset = ck_offset(&space, index, tables.stores[s].strides);
        NAME(reduce)(store->kind, &tables.stores[s], out, partials + (size_t)s * CK_BLOCK, in, offset, count);
      }
    }
    start += count;
  } while (ck_advance(&space, index));

  for (int32_t s = 0; s < program->store_count; s++) {
    const ck_store *store = &program->stores[s];
    if (store->kind != CK_STORE)
      NAME(settle)(store->kind, &tables.stores[s], slots[store->slot], partials + (size_t)s * CK_BLOCK);
  }
}
