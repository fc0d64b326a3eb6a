/// Shared by all kernels: the choice of instruction set, inlining, and hints to the loop vectoriser.
#ifndef CK_SUPPORT_H
#define CK_SUPPORT_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

// A function marked so exists three times, and the loader picks one for the machine. Elsewhere the baseline is enough.
#if defined(__x86_64__) && defined(__linux__) && defined(__has_attribute)
#if __has_attribute(target_clones)
#define CK_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#endif
#endif
#ifndef CK_CLONES
#define CK_CLONES
#endif

// Helpers are inlined into every clone, so that they are compiled for its instruction set.
#define CK_INLINE static inline __attribute__((always_inline, unused))

// The hints below are void where nothing is optimised; that needs no warning.
#pragma clang diagnostic ignored "-Wpass-failed"

// The loop's iterations are independent: operands are either the same block or do not overlap.
#define CK_INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
// The same for long chains of operations: several vectors at a time hide their latency.
#define CK_INDEPENDENT_CHAINS _Pragma("clang loop vectorize(assume_safety) interleave_count(4)")
// Short loops, where a vector loop's preamble costs more than the work.
#define CK_SHORT _Pragma("clang loop vectorize(disable) unroll(disable)")
#define CK_UNROLL _Pragma("clang loop unroll(full)")

// The plain sqrt may set errno, which keeps a loop from being vectorised.
#if __has_builtin(__builtin_elementwise_sqrt)
#define CK_SQRT(x) __builtin_elementwise_sqrt(x)
#else
#define CK_SQRT(x) sqrt(x)
#endif

#endif
