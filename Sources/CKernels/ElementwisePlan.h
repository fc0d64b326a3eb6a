// How an element-wise program is cut into blocks; the same for every precision.
#ifndef CK_ELEMENTWISE_PLAN_H
#define CK_ELEMENTWISE_PLAN_H

#include "CKernels.h"
#include "Support.h"

/// How an operand lies inside one block, axes merged where that operand allows it; the last axis is innermost.
typedef struct { int32_t rank; int64_t extents[CK_MAXIMUM_RANK], strides[CK_MAXIMUM_RANK]; } ck_layout;

/// An operand over the merged iteration space.
typedef struct {
  int64_t strides[CK_MAXIMUM_RANK];
  ck_layout inner;
  int32_t copied;        // load: its memory may be overwritten by a store before its last use
  int32_t changing;      // load: an instruction writes its register
  int32_t gathers;       // reducing store: neighbouring blocks go to the same place
  int32_t blocks;        // reducing store: how many blocks its partial block holds
  int64_t built_offset;  // load: what its register holds; reducing store: where its partial block goes
  int64_t built_count;   // elements of that block, 0 when there is none
  double carry;          // sum to one place: what has left the partial block
} ck_operand;

/// The iteration space with neighbouring axes merged where all operands allow it. A block is `step` indices of
/// `block_axis` with all axes inside it, so its elements are consecutive in row-major order.
typedef struct {
  int32_t rank, block_axis;
  int64_t sizes[CK_MAXIMUM_RANK];
  int64_t inside, step;
  int32_t empty;
} ck_space;

/// The tables that live in the scratch memory behind the registers.
typedef struct {
  void **registers;
  ck_operand *loads, *stores;
  int32_t *direct;  // per instruction: the store whose memory it writes, or -1
} ck_tables;

CK_INLINE int ck_layout_is_contiguous(const ck_layout *layout) { return layout->rank == 1 && layout->strides[0] == 1; }
CK_INLINE int ck_layout_is_one_place(const ck_layout *layout) { return layout->rank == 1 && layout->strides[0] == 0; }

static size_t ck_tables_bytes(const ck_elementwise *program) {
  return (size_t)program->register_count * sizeof(void *)
    + (size_t)(program->load_count + program->store_count) * sizeof(ck_operand)
    + (size_t)program->instruction_count * sizeof(int32_t);
}

static ck_tables ck_place_tables(const ck_elementwise *program, void *memory) {
  ck_tables tables;
  tables.loads = memory;
  tables.stores = tables.loads + program->load_count;
  tables.registers = (void **)(tables.stores + program->store_count);
  tables.direct = (int32_t *)(tables.registers + program->register_count);
  return tables;
}

static int ck_axes_merge(const ck_elementwise *program, const ck_tables *tables, int32_t outer, int32_t inner,
                         int64_t size) {
  for (int32_t l = 0; l < program->load_count; l++)
    if (tables->loads[l].strides[outer] != program->loads[l].strides[inner] * size) return 0;
  for (int32_t s = 0; s < program->store_count; s++)
    if (program->stores[s].kind != CK_STORE
        && tables->stores[s].strides[outer] != program->stores[s].strides[inner] * size) return 0;
  return 1;
}

/// Drops axes of size 1, merges the others, and chooses the blocks.
static ck_space ck_merge_space(const ck_elementwise *program, const ck_tables *tables) {
  ck_space space = {.rank = 0, .empty = 0};
  for (int32_t axis = 0; axis < program->rank; axis++) {
    int64_t size = program->sizes[axis];
    if (size <= 0) space.empty = 1;
    if (size == 1) continue;
    int merges = space.rank > 0 && ck_axes_merge(program, tables, space.rank - 1, axis, size);
    int32_t at = merges ? space.rank - 1 : space.rank++;
    space.sizes[at] = merges ? space.sizes[at] * size : size;
    for (int32_t l = 0; l < program->load_count; l++) tables->loads[l].strides[at] = program->loads[l].strides[axis];
    for (int32_t s = 0; s < program->store_count; s++) tables->stores[s].strides[at] = program->stores[s].strides[axis];
  }
  if (space.rank == 0) {
    space.rank = 1;
    space.sizes[0] = 1;
    for (int32_t l = 0; l < program->load_count; l++) tables->loads[l].strides[0] = 0;
    for (int32_t s = 0; s < program->store_count; s++) tables->stores[s].strides[0] = 0;
  }
  if (space.empty) return space;

  int32_t axis = space.rank - 1;
  int64_t inside = 1;
  while (axis > 0 && inside * space.sizes[axis] <= CK_BLOCK) inside *= space.sizes[axis--];
  int64_t step = CK_BLOCK / inside;
  if (step > space.sizes[axis]) step = space.sizes[axis];
  // Whole vectors in every block but the last, where that costs few rows.
  else for (int64_t unit = 16; unit > 1; unit /= 2)
    if (step >= 2 * unit) { step -= step % unit; break; }
  space.block_axis = axis;
  space.inside = inside;
  space.step = step;
  return space;
}

static ck_layout ck_inner_layout(const ck_space *space, const int64_t *strides) {
  ck_layout layout = {.rank = 0};
  for (int32_t axis = space->block_axis; axis < space->rank; axis++) {
    int64_t size = axis == space->block_axis ? space->step : space->sizes[axis];
    if (size == 1) continue;
    int merges = layout.rank > 0 && layout.strides[layout.rank - 1] == strides[axis] * size;
    int32_t at = merges ? layout.rank - 1 : layout.rank++;
    layout.extents[at] = merges ? layout.extents[at] * size : size;
    layout.strides[at] = strides[axis];
  }
  if (layout.rank == 0) layout = (ck_layout){.rank = 1, .extents = {1}, .strides = {0}};
  return layout;
}

CK_INLINE int ck_reads(const ck_instruction *instruction, int32_t reg) {
  return instruction->a == reg || instruction->b == reg || instruction->c == reg;
}

/// Which instruction may write store `s` in place: the last to write its register, unless a later one
/// still reads a load from the same memory.
static void ck_choose_direct(const ck_elementwise *program, const ck_tables *tables, const void *const *slots,
                             int32_t s) {
  const ck_store *store = &program->stores[s];
  int32_t last = program->instruction_count - 1;
  while (last >= 0 && program->instructions[last].destination != store->reg) last--;
  if (last < 0 || tables->direct[last] >= 0) return;
  for (int32_t l = 0; l < program->load_count; l++) {
    if (slots[program->loads[l].slot] != slots[store->slot] || tables->loads[l].copied) continue;
    for (int32_t later = last + 1; later < program->instruction_count; later++)
      if (ck_reads(&program->instructions[later], program->loads[l].reg)) return;
  }
  tables->direct[last] = s;
}

/// Whether the step from a block to the next leaves the operand's offset as it is.
static int ck_neighbours_share(const ck_space *space, const int64_t *strides) {
  int32_t axis = space->block_axis;
  if (space->sizes[axis] <= space->step) axis--;
  return axis >= 0 && strides[axis] == 0;
}

/// Fills the tables and returns the space.
static ck_space ck_prepare(const ck_elementwise *program, const ck_tables *tables, const void *const *slots) {
  ck_space space = ck_merge_space(program, tables);
  if (space.empty) return space;
  for (int32_t l = 0; l < program->load_count; l++) {
    ck_operand *load = &tables->loads[l];
    load->inner = ck_inner_layout(&space, load->strides);
    load->built_count = 0;
    load->copied = load->changing = 0;
    for (int32_t i = 0; i < program->instruction_count; i++)
      if (program->instructions[i].destination == program->loads[l].reg) load->changing = 1;
    // Another store takes this register as it is, perhaps after its memory has been overwritten.
    for (int32_t s = 0; s < program->store_count; s++)
      if (program->stores[s].kind == CK_STORE && slots[program->stores[s].slot] == slots[program->loads[l].slot])
        for (int32_t other = 0; other < program->store_count; other++)
          if (other != s && program->stores[other].reg == program->loads[l].reg) load->copied = 1;
  }
  for (int32_t i = 0; i < program->instruction_count; i++) tables->direct[i] = -1;
  for (int32_t s = 0; s < program->store_count; s++) {
    ck_operand *store = &tables->stores[s];
    store->inner = ck_inner_layout(&space, store->strides);
    store->gathers = ck_neighbours_share(&space, store->strides);
    store->blocks = 0;
    store->built_count = store->built_offset = 0;
    store->carry = 0;
    if (program->stores[s].kind == CK_STORE) ck_choose_direct(program, tables, slots, s);
  }
  return space;
}

CK_INLINE int64_t ck_offset(const ck_space *space, const int64_t *index, const int64_t *strides) {
  int64_t offset = 0;
  for (int32_t axis = 0; axis <= space->block_axis; axis++) offset += index[axis] * strides[axis];
  return offset;
}

/// Moves to the next block; 0 after the last.
CK_INLINE int ck_advance(const ck_space *space, int64_t *index) {
  int32_t axis = space->block_axis;
  index[axis] += space->step;
  while (index[axis] >= space->sizes[axis]) {
    if (axis == 0) return 0;
    index[axis--] = 0;
    index[axis]++;
  }
  return 1;
}

#endif
