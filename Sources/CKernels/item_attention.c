#include "elementary.h"
#include "rows.h"
#include <math.h>

CK_CLONES void ck_item_products(long count, long columns, const float *restrict table, int32_t target, const int32_t *restrict entries,
                                float *restrict products) {
    const float *restrict q = table + target * columns;
    for (long e = 0; e < count; e++) {
        const float *restrict x = table + entries[e] * columns;
        float *restrict to = products + e * columns;
        for (long j = 0; j < columns; j++) to[j] = q[j] * x[j];
    }
}

CK_CLONES void ck_item_attend(long count, long columns, long size, float smoothing, const float *restrict table,
                              const int32_t *restrict entries, const float *restrict bias, const float *restrict h,
                              float *restrict hidden, float *restrict shares, float *restrict weights, float *restrict out) {
    memset(out, 0, columns * sizeof(float));
    if (count == 0) return;
    float greatest = 0, sum = 0;
    for (long e = 0; e < count; e++) {
        float *restrict x = hidden + e * size, logit = 0;
        for (long k = 0; k < size; k++) x[k] += bias[k];
        for (long k = 0; k < size; k++) logit += h[k] * (x[k] < 0 ? 0 : x[k]);
        shares[e] = logit;
        greatest = e == 0 || logit > greatest ? logit : greatest;
    }
    for (long e = 0; e < count; e++) shares[e] = ck_exp1(shares[e] - greatest);
    for (long e = 0; e < count; e++) sum += shares[e];
    // eˡ / S^β with both kept in range: e^(l − m) · exp((1 − β) m − β ln S').
    double power = (1 - (double)smoothing) * (double)greatest - (double)smoothing * log((double)sum);
    float factor = (float)exp(power), share = 1 / sum;
    for (long e = 0; e < count; e++) {
        float weight = shares[e] * factor;
        weights[e] = weight;
        shares[e] *= share;
        const float *restrict x = table + entries[e] * columns;
        for (long j = 0; j < columns; j++) out[j] += weight * x[j];
    }
}

CK_CLONES void ck_item_attend_backward(long count, long columns, long size, float smoothing, const float *restrict table,
                                       const int32_t *restrict entries, const float *restrict h, const float *restrict shares,
                                       const float *restrict weights, const float *restrict gradient, float *restrict hidden,
                                       float *restrict dbias, float *restrict dh) {
    float total = 0;
    for (long e = 0; e < count; e++) total += weights[e] * ck_dot(columns, gradient, table + entries[e] * columns);
    for (long e = 0; e < count; e++) {
        float along = ck_dot(columns, gradient, table + entries[e] * columns);
        float dlogit = weights[e] * along - smoothing * shares[e] * total;
        float *restrict x = hidden + e * size;
        for (long k = 0; k < size; k++) {
            int active = x[k] > 0;
            dh[k] += active ? dlogit * x[k] : 0;
            x[k] = active ? dlogit * h[k] : 0;
            dbias[k] += x[k];
        }
    }
}

CK_INLINE float *ck_touch_zeroed(ck_row_gradient *into, int32_t row, long columns) {
    int fresh;
    float *to = ck_touch(into, row, columns, &fresh);
    if (fresh) memset(to, 0, columns * sizeof(float));
    return to;
}

CK_CLONES void ck_item_scatter(long count, long columns, const float *restrict table, int32_t target, const int32_t *restrict entries,
                               const float *restrict weights, const float *restrict gradient, const float *restrict dproducts,
                               ck_row_gradient *into) {
    if (count == 0) return;
    const float *restrict q = table + target * columns;
    float *dq = ck_touch_zeroed(into, target, columns);
    for (long e = 0; e < count; e++) {
        const float *restrict x = table + entries[e] * columns, *restrict d = dproducts + e * columns;
        float *dx = ck_touch_zeroed(into, entries[e], columns), weight = weights[e];
        for (long j = 0; j < columns; j++) {
            dq[j] += d[j] * x[j];
            dx[j] += d[j] * q[j] + weight * gradient[j];
        }
    }
}
