#include "clones.h"

CK_CLONES void ck_leaky_relu(long n, float slope, float *restrict x) {
    for (long i = 0; i < n; i++) x[i] = x[i] > 0 ? x[i] : slope * x[i];
}

CK_CLONES void ck_leaky_relu_backward(long n, float slope, const float *restrict out, float *restrict gradient) {
    for (long i = 0; i < n; i++) gradient[i] = out[i] > 0 ? gradient[i] : slope * gradient[i];
}

CK_CLONES void ck_sum_and_product(long n, const float *restrict a, const float *restrict b, float *restrict sum, float *restrict product) {
    for (long i = 0; i < n; i++) {
        sum[i] = a[i] + b[i];
        product[i] = a[i] * b[i];
    }
}

CK_CLONES void ck_sum_and_product_backward(long n, const float *a, const float *b, const float *p, const float *q, float *da, float *db) {
    for (long start = 0; start < n; start += 16) {
        float x[16], y[16];
        long count = n - start < 16 ? n - start : 16;
        for (long i = 0; i < count; i++) {
            x[i] = p[start + i] + b[start + i] * q[start + i];
            y[i] = p[start + i] + a[start + i] * q[start + i];
        }
        memcpy(da + start, x, count * sizeof(float));
        memcpy(db + start, y, count * sizeof(float));
    }
}

CK_INLINE float ck_inverse_norm(long n, const float *x) {
    float norm = __builtin_sqrtf(ck_dot(n, x, x));
    return 1 / (norm > 1e-12f ? norm : 1e-12f);
}

CK_CLONES void ck_normalize_rows(long rows, const int32_t *nodes, long columns, const float *restrict x, float *restrict out, long stride) {
    for (long k = 0; k < rows; k++) {
        const float *row = x + (nodes ? nodes[k] : k) * columns;
        float factor = ck_inverse_norm(columns, row);
        for (long j = 0; j < columns; j++) out[k * stride + j] = row[j] * factor;
    }
}

CK_CLONES void ck_normalize_rows_backward(long rows, const int32_t *nodes, long columns, const float *restrict x,
                                          const float *restrict normalized, const float *restrict gradient, long stride,
                                          float *restrict dx) {
    for (long k = 0; k < rows; k++) {
        long at = (nodes ? nodes[k] : k) * columns;
        const float *n = normalized + k * stride, *g = gradient + k * stride;
        float factor = ck_inverse_norm(columns, x + at), along = ck_dot(columns, n, g);
        for (long j = 0; j < columns; j++) dx[at + j] += (g[j] - n[j] * along) * factor;
    }
}
