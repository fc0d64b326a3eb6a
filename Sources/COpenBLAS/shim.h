#include <cblas.h>

/* Of LAPACK, which OpenBLAS contains; Fortran's calling convention, matrices by columns. */
void dsyevd_(const char *job, const char *triangle, const int *order, double *matrix, const int *leading, double *values, double *work,
             const int *workCount, int *integerWork, const int *integerCount, int *status);
