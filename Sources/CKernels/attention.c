#include "elementary.h"

// a ← softmax(a) over n entries.
CK_INLINE void ck_softmax_list(long n, float *restrict a) {
    float greatest = a[0], sum = 0;
    for (long e = 1; e < n; e++) greatest = a[e] > greatest ? a[e] : greatest;
    for (long e = 0; e < n; e++) a[e] = ck_exp1(a[e] - greatest);
    for (long e = 0; e < n; e++) sum += a[e];
    float factor = 1 / sum;
    for (long e = 0; e < n; e++) a[e] *= factor;
}

CK_CLONES void ck_attend_lists(long rows, const long *restrict offsets, const int32_t *restrict positions, long columns, long size,
                               const float *restrict x, const float *restrict keys, const float *restrict query,
                               const float *restrict v, float *restrict scratch, float *restrict weights, float *restrict out) {
    for (long r = 0; r < rows; r++) {
        long start = offsets[r], n = offsets[r + 1] - start;
        const float *restrict q = query + r * size;
        const int32_t *restrict list = positions + start;
        float *restrict a = weights + start, *restrict to = out + r * columns;
        memset(to, 0, columns * sizeof(float));
        if (n == 0) continue;
        for (long e = 0; e < n; e++) {
            const float *restrict k = keys + list[e] * size;
            for (long j = 0; j < size; j++) scratch[j] = ck_tanh1(k[j] + q[j]);
            a[e] = ck_dot(size, scratch, v);
        }
        ck_softmax_list(n, a);
        for (long e = 0; e < n; e++) {
            const float *restrict from = x + list[e] * columns;
            float weight = a[e];
            for (long j = 0; j < columns; j++) to[j] += weight * from[j];
        }
    }
}

// The tanh is computed again: to keep it would cost more memory traffic than arithmetic.
CK_CLONES void ck_attend_lists_backward(long rows, const long *restrict offsets, const int32_t *restrict positions, long columns,
                                        long size, const float *restrict x, const float *restrict keys, const float *restrict query,
                                        const float *restrict v, const float *restrict weights, const float *restrict gradient,
                                        float *restrict scratch, float *restrict dx, float *restrict dkeys, float *restrict dquery,
                                        float *restrict dv) {
    for (long r = 0; r < rows; r++) {
        long start = offsets[r], n = offsets[r + 1] - start;
        const float *restrict q = query + r * size, *restrict g = gradient + r * columns, *restrict a = weights + start;
        const int32_t *restrict list = positions + start;
        float *restrict dq = dquery + r * size, mean = 0;
        memset(dq, 0, size * sizeof(float));
        for (long e = 0; e < n; e++) {
            scratch[e] = ck_dot(columns, x + list[e] * columns, g);
            mean += a[e] * scratch[e];
            float *restrict to = dx + list[e] * columns, weight = a[e];
            for (long j = 0; j < columns; j++) to[j] += weight * g[j];
        }
        for (long e = 0; e < n; e++) {
            float dlogit = a[e] * (scratch[e] - mean);
            const float *restrict k = keys + list[e] * size;
            float *restrict dk = dkeys + list[e] * size;
            for (long j = 0; j < size; j++) {
                float t = ck_tanh1(k[j] + q[j]);
                float d = dlogit * v[j] * (1 - t * t);
                dv[j] += dlogit * t;
                dq[j] += d;
                dk[j] += d;
            }
        }
    }
}
