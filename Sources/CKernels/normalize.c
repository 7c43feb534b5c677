#include "clones.h"

CK_CLONES void ck_normalize(long rows, long columns, const float *restrict x, float *restrict inverse, float *restrict out) {
    for (long r = 0; r < rows; r++) {
        const float *restrict from = x + r * columns;
        float *restrict to = out + r * columns;
        float norm = __builtin_elementwise_sqrt(ck_dot(columns, from, from));
        float factor = norm < 1e-12f ? 0 : 1 / norm;  // NaN stays NaN
        inverse[r] = factor;
        for (long j = 0; j < columns; j++) to[j] = factor * from[j];
    }
}

CK_CLONES void ck_normalize_backward(long rows, long columns, const float *restrict out, const float *restrict inverse,
                                     const float *restrict gradient, float *restrict dx, int accumulate) {
    for (long r = 0; r < rows; r++) {
        const float *restrict y = out + r * columns, *restrict g = gradient + r * columns;
        float *restrict to = dx + r * columns;
        float along = ck_dot(columns, y, g), factor = inverse[r];
        if (accumulate) for (long j = 0; j < columns; j++) to[j] += factor * (g[j] - along * y[j]);
        else for (long j = 0; j < columns; j++) to[j] = factor * (g[j] - along * y[j]);
    }
}
