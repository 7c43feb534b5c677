#include "cblas_loader.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { row_major = 101, no_transpose = 111, transpose = 112, upper = 121, non_unit = 131 };

static struct {
    void (*sgemm)(int, int, int, int, int, int, float, const float *, int, const float *, int, float, float *, int);
    void (*ssyrk)(int, int, int, int, int, float, const float *, int, float, float *, int);
    void (*strsv)(int, int, int, int, int, const float *, int, float *, int);
    void (*spotrf)(const char *, const int *, float *, const int *, int *);
    void (*spotri)(const char *, const int *, float *, const int *, int *);
    char *(*corename)(void);
    char *(*config)(void);
    void (*set_num_threads)(int);
} blas;

static const char variable[] = "OPENBLAS_CORETYPE";
static pthread_once_t prepared = PTHREAD_ONCE_INIT, loaded = PTHREAD_ONCE_INIT;
static const char *wanted;
static bool ignores;
static char *given;

const char *cb_fitting_kernels(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512cd"))
        return "SkylakeX";
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return "Haswell";
    if (__builtin_cpu_supports("avx")) return "Sandybridge";
    if (__builtin_cpu_supports("sse4.2")) return "Nehalem";
#endif
    return NULL;
}

static void prepare(void) {
    const char *told = getenv(variable);
    if (told && *told) given = strdup(told);
    const char *name = wanted ? wanted : cb_fitting_kernels();
    if (!wanted && !ignores && given) return;
    if (name) {
        setenv(variable, name, 1);
    } else {
        unsetenv(variable);
    }
}

void cb_prepare(const char *name, bool ignores_environment) {
    wanted = name;
    ignores = ignores_environment;
    pthread_once(&prepared, prepare);
    wanted = NULL;
}

const char *cb_given_kernels(void) {
    pthread_once(&prepared, prepare);
    return given;
}

// What the dynamic linker would do with a program that links the library: without it there is nothing to run.
static void *fail(void) {
    fprintf(stderr, "error: cannot load OpenBLAS: %s\n   hint: apt-get install libopenblas0, or this system's package of OpenBLAS\n", dlerror());
    _exit(66);
}

static void *symbol(void *library, const char *name) {
    void *address = dlsym(library, name);
    return address ? address : fail();
}

static void load(void) {
    pthread_once(&prepared, prepare);
    void *library = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL);
    if (!library) library = dlopen("libopenblas.so", RTLD_NOW | RTLD_LOCAL);
    if (!library) fail();
    blas.sgemm = symbol(library, "cblas_sgemm");
    blas.ssyrk = symbol(library, "cblas_ssyrk");
    blas.strsv = symbol(library, "cblas_strsv");
    blas.spotrf = symbol(library, "spotrf_");
    blas.spotri = symbol(library, "spotri_");
    blas.corename = symbol(library, "openblas_get_corename");
    blas.config = symbol(library, "openblas_get_config");
    blas.set_num_threads = symbol(library, "openblas_set_num_threads");
    // Results must not depend on how many threads there are.
    blas.set_num_threads(1);
}

static inline void need(void) { pthread_once(&loaded, load); }

const char *cb_kernels(void) {
    need();
    return blas.corename();
}

const char *cb_build(void) {
    need();
    return blas.config();
}

void cb_sgemm(bool transpose_a, bool transpose_b, int m, int n, int k, float alpha, const float *a, int lda, const float *b, int ldb, float beta,
              float *c, int ldc) {
    need();
    blas.sgemm(row_major, transpose_a ? transpose : no_transpose, transpose_b ? transpose : no_transpose, m, n, k, alpha, a, lda, b, ldb, beta, c,
               ldc);
}

void cb_ssyrk(int n, int k, float alpha, const float *a, int lda, float beta, float *c, int ldc) {
    need();
    blas.ssyrk(row_major, upper, transpose, n, k, alpha, a, lda, beta, c, ldc);
}

void cb_strsv(bool transposes, int n, const float *a, int lda, float *x) {
    need();
    blas.strsv(row_major, upper, transposes ? transpose : no_transpose, non_unit, n, a, lda, x, 1);
}

// Row-major upper is LAPACK's column-major lower. The length of `uplo` that Fortran compilers pass is read by neither routine.
int cb_spotrf(int n, float *a) {
    need();
    int info = 0;
    blas.spotrf("L", &n, a, &n, &info);
    return info;
}

int cb_spotri(int n, float *a) {
    need();
    int info = 0;
    blas.spotri("L", &n, a, &n, &info);
    return info;
}
