#include <cblas.h>

// LAPACK routines that OpenBLAS brings in its own, blocked versions. Column-major, everything by reference; `uplo` is "L" or "U".
// The length of `uplo` that Fortran compilers pass behind the arguments is read by none of them.
void spotrf_(const char *uplo, const int *n, float *a, const int *lda, int *info);
void spotri_(const char *uplo, const int *n, float *a, const int *lda, int *info);
