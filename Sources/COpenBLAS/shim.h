#include <cblas.h>

/* Of LAPACK, which OpenBLAS contains; Fortran's calling convention, matrices by columns. */
void dsyevd_(const char *job, const char *triangle, const int *order, double *matrix, const int *leading, double *values, double *work,
             const int *workCount, int *integerWork, const int *integerCount, int *status);
void dpotrf_(const char *triangle, const int *order, double *matrix, const int *leading, int *status);
void dpotrs_(const char *triangle, const int *order, const int *rightSides, const double *factor, const int *leading, double *values,
             const int *leadingValues, int *status);
void dgesdd_(const char *job, const int *rows, const int *columns, double *matrix, const int *leading, double *values, double *left,
             const int *leadingLeft, double *right, const int *leadingRight, double *work, const int *workCount, int *integerWork, int *status);
