#ifndef CBLAS_LOADER_H
#define CBLAS_LOADER_H

#include <stdbool.h>

// OpenBLAS, loaded when it is first needed. It chooses its kernels once, while it is loaded, by the processor's model or by OPENBLAS_CORETYPE,
// and falls back to those of 2004 (Prescott, SSE3) on models newer than itself. So the choice is made here, by what the processor can do.
// All functions may be called from any thread; the first that needs the library loads it. Products run on the calling thread.

// Decides which kernels the library is to load with, without loading it; the first call counts. `name` is what OPENBLAS_CORETYPE takes; NULL
// keeps the variable where it is set and else decides by the processor. `ignores_environment` decides by the processor in any case.
// Changes the environment: call it while the process has one thread.
void cb_prepare(const char *name, bool ignores_environment);

// The kernels that fit this processor: "SkylakeX", "Haswell", "Sandybridge", "Nehalem"; NULL where the library is left to choose.
const char *cb_fitting_kernels(void);

// What OPENBLAS_CORETYPE said when the program was started; NULL where it said nothing.
const char *cb_given_kernels(void);

// The kernels that run, and the library with the options that it was built with. Loads it.
const char *cb_kernels(void);
const char *cb_build(void);

// C := alpha op(A) op(B) + beta C, row-major; op transposes where said. Sizes and strides count floats.
void cb_sgemm(bool transpose_a, bool transpose_b, int m, int n, int k, float alpha, const float *a, int lda, const float *b, int ldb, float beta,
              float *c, int ldc);

// C := alpha AᵀA + beta C, upper triangle of the n × n row-major C; A is k × n.
void cb_ssyrk(int n, int k, float alpha, const float *a, int lda, float beta, float *c, int ldc);

// x := U⁻¹ x, or U⁻ᵀ x, for the upper triangle U of a row-major n × n matrix.
void cb_strsv(bool transpose, int n, const float *a, int lda, float *x);

// LAPACK's Cholesky factorization and inverse from it, of the upper triangle of a row-major n × n matrix, in place. Return LAPACK's `info`.
int cb_spotrf(int n, float *a);
int cb_spotri(int n, float *a);

#endif
