#include "CKernels.h"
#include "Support.h"

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
