#include "elementary.h"

CK_INLINE float ck_max(long n, const float *restrict x) {
    float lanes[16];
    for (int l = 0; l < 16; l++) lanes[l] = x[0];
    long i = 0;
    for (; i + 16 <= n; i += 16)
        for (int l = 0; l < 16; l++) lanes[l] = x[i + l] > lanes[l] ? x[i + l] : lanes[l];
    for (; i < n; i++) lanes[0] = x[i] > lanes[0] ? x[i] : lanes[0];
    for (int l = 1; l < 16; l++) lanes[0] = lanes[l] > lanes[0] ? lanes[l] : lanes[0];
    return lanes[0];
}

CK_INLINE float ck_sum(long n, const float *restrict x) {
    ck_lanes sums = {0};
    long i = 0;
    for (; i + 16 <= n; i += 16) sums += CK_LOAD(x + i);
    float tail = 0;
    for (; i < n; i++) tail += x[i];
    return ck_sum_lanes(&sums) + tail;
}

// Three flat passes, because the exponential has no tail that way.
CK_CLONES void ck_softmax_multiply(long rows, long columns, const float *restrict logits, const float *restrict x, float scale,
                                   float *restrict weights, float *restrict out) {
    for (long r = 0; r < rows; r++) {
        float greatest = ck_max(columns, logits + r * columns);
        const float *restrict from = logits + r * columns;
        float *restrict to = weights + r * columns;
#define STEP(type, j) CK_AT(type, to + j) = CK_AT(const type, from + j) - greatest
        CK_ROW(columns, STEP);
#undef STEP
    }
    for (long i = 0; i < rows * columns; i++) weights[i] = ck_exp1(weights[i]);
    for (long r = 0; r < rows; r++) {
        float *restrict w = weights + r * columns, *restrict to = out + r * columns;
        const float *restrict from = x + r * columns;
        float factor = 1 / ck_sum(columns, w);
#define STEP(type, j) CK_AT(type, w + j) *= factor, CK_AT(type, to + j) = scale * CK_AT(type, w + j) * CK_AT(const type, from + j)
        CK_ROW(columns, STEP);
#undef STEP
    }
}

// With g = scale · dz: dx = w ⊙ g, dlogits = w ⊙ (x ⊙ g − Σ w x g).
CK_CLONES void ck_softmax_multiply_backward(long rows, long columns, const float *restrict weights, const float *restrict x, float scale,
                                            const float *restrict gradient, float *restrict dlogits, int accumulate_logits,
                                            float *restrict dx, int accumulate_x) {
    for (long r = 0; r < rows; r++) {
        const float *restrict w = weights + r * columns, *restrict v = x + r * columns, *restrict g = gradient + r * columns;
        float *restrict dl = dlogits + r * columns, *restrict dv = dx + r * columns;
        ck_lanes sums = {0};
        long i = 0;
        for (; i + 16 <= columns; i += 16) sums += CK_LOAD(w + i) * CK_LOAD(v + i) * CK_LOAD(g + i);
        float tail = 0;
        for (; i < columns; i++) tail += w[i] * v[i] * g[i];
        float mean = ck_sum_lanes(&sums) + tail;
#define LOGITS(type, j) \
    (scale * CK_AT(const type, w + j) * (CK_AT(const type, v + j) * CK_AT(const type, g + j) - mean))
#define VALUES(type, j) (scale * CK_AT(const type, w + j) * CK_AT(const type, g + j))
#define STEP(type, j)                                                    \
    do {                                                                 \
        type logits_ = LOGITS(type, j), values_ = VALUES(type, j);       \
        if (accumulate_logits) CK_AT(type, dl + j) += logits_;           \
        else CK_AT(type, dl + j) = logits_;                              \
        if (accumulate_x) CK_AT(type, dv + j) += values_;                \
        else CK_AT(type, dv + j) = values_;                              \
    } while (0)
        CK_ROW(columns, STEP);
#undef STEP
#undef VALUES
#undef LOGITS
    }
}
