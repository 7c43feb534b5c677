#include "elementary.h"

CK_CLONES void ck_tanh_project(long rows, long size, float *restrict hidden, const float *restrict bias, const float *restrict v,
                               float *restrict logits, long features, long feature) {
    for (long r = 0; r < rows; r++) {
        float *restrict h = hidden + r * size;
        for (long j = 0; j < size; j++) h[j] = ck_tanh1(h[j] + bias[j]);
        logits[r * features + feature] = ck_dot(size, h, v);
    }
}

CK_CLONES void ck_tanh_project_backward(long rows, long size, float *restrict hidden, const float *restrict v,
                                        const float *restrict dlogits, long features, long feature, float *restrict dv) {
    for (long r = 0; r < rows; r++) {
        float *restrict h = hidden + r * size, g = dlogits[r * features + feature];
        for (long j = 0; j < size; j++) {
            float t = h[j];
            dv[j] += g * t;
            h[j] = g * v[j] * (1 - t * t);
        }
    }
}

CK_CLONES void ck_softmax_rows(long rows, long columns, float *restrict weights) {
    for (long r = 0; r < rows; r++) {
        float *restrict w = weights + r * columns, greatest = w[0], sum = 0;
        for (long j = 1; j < columns; j++) greatest = w[j] > greatest ? w[j] : greatest;
        for (long j = 0; j < columns; j++) w[j] = ck_exp1(w[j] - greatest);
        for (long j = 0; j < columns; j++) sum += w[j];
        for (long j = 0; j < columns; j++) w[j] /= sum;
    }
}

CK_CLONES void ck_softmax_rows_backward(long rows, long columns, const float *restrict weights, float *restrict dweights) {
    for (long r = 0; r < rows; r++) {
        const float *restrict w = weights + r * columns;
        float *restrict d = dweights + r * columns, mean = 0;
        for (long j = 0; j < columns; j++) mean += w[j] * d[j];
        for (long j = 0; j < columns; j++) d[j] = w[j] * (d[j] - mean);
    }
}

CK_CLONES void ck_add_weighted(long rows, long columns, const float *restrict weights, long features, long feature,
                               const float *restrict x, float *restrict out, int accumulate) {
    for (long r = 0; r < rows; r++) {
        float weight = weights[r * features + feature];
        const float *restrict from = x + r * columns;
        float *restrict to = out + r * columns;
        if (accumulate) for (long j = 0; j < columns; j++) to[j] += weight * from[j];
        else for (long j = 0; j < columns; j++) to[j] = weight * from[j];
    }
}

CK_CLONES void ck_row_dots(long rows, long columns, const float *restrict a, const float *restrict b, float *restrict dots,
                           long features, long feature) {
    for (long r = 0; r < rows; r++) dots[r * features + feature] = ck_dot(columns, a + r * columns, b + r * columns);
}
