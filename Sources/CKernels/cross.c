#include "clones.h"

CK_CLONES void ck_cross(long n, const float *restrict x0, const float *restrict h, const float *restrict x, float *restrict out) {
    for (long i = 0; i < n; i++) out[i] = x0[i] * h[i] + x[i];
}

CK_CLONES void ck_pass(long n, const float *restrict gradient, float *restrict dx, int accumulate) {
    if (accumulate) for (long i = 0; i < n; i++) dx[i] += gradient[i];
    else memcpy(dx, gradient, n * sizeof(float));
}

CK_CLONES void ck_multiply_into(long n, const float *restrict gradient, const float *restrict b, float *restrict da, int accumulate) {
    if (accumulate) for (long i = 0; i < n; i++) da[i] += gradient[i] * b[i];
    else for (long i = 0; i < n; i++) da[i] = gradient[i] * b[i];
}
