#include "elementary.h"

// Weights of the list's entries, in `weights`, 0 for the target; returns the inverse of their sum, 0 where the list is empty without it.
CK_INLINE float ck_history_weights(const int32_t *list, long count, int32_t target, const float *restrict logits, float *restrict weights) {
    float most = -3.4e38f;
    for (long e = 0; e < count; e++) if (list[e] != target && logits[list[e]] > most) most = logits[list[e]];
    float sum = 0;
    for (long e = 0; e < count; e++) {
        weights[e] = list[e] == target ? 0 : ck_exp1(logits[list[e]] - most);
        sum += weights[e];
    }
    // Not "sum > 0": NaN must reach the output.
    return sum == 0 ? 0 : 1 / sum;
}

CK_CLONES void ck_attend_history(long rows, long columns, const int32_t *restrict users, const int32_t *restrict items,
                                 const long *restrict offsets, const int32_t *restrict entries, const float *restrict y,
                                 const float *restrict logits, float *restrict scratch, float *restrict out) {
    for (long r = 0; r < rows; r++) {
        const int32_t *list = entries + offsets[users[r]];
        long count = offsets[users[r] + 1] - offsets[users[r]];
        float inverse = ck_history_weights(list, count, items[r], logits, scratch);
        float *restrict to = out + r * columns;
        memset(to, 0, columns * sizeof(float));
        for (long e = 0; e < count; e++) {
            if (list[e] == items[r]) continue;
            const float *restrict from = y + list[e] * columns;
            float a = scratch[e] * inverse;
            for (long j = 0; j < columns; j++) to[j] += a * from[j];
        }
    }
}

CK_CLONES void ck_attend_history_backward(long rows, long columns, const int32_t *restrict users, const int32_t *restrict items,
                                          const long *restrict offsets, const int32_t *restrict entries, const float *restrict y,
                                          const float *restrict logits, const float *restrict out, const float *restrict gradient,
                                          float *restrict scratch, float *restrict dy, float *restrict dlogits) {
    for (long r = 0; r < rows; r++) {
        const int32_t *list = entries + offsets[users[r]];
        long count = offsets[users[r] + 1] - offsets[users[r]];
        float inverse = ck_history_weights(list, count, items[r], logits, scratch);
        const float *restrict g = gradient + r * columns;
        float whole = ck_dot(columns, g, out + r * columns);
        for (long e = 0; e < count; e++) {
            if (list[e] == items[r]) continue;
            float a = scratch[e] * inverse;
            float *restrict to = dy + list[e] * columns;
            dlogits[list[e]] += a * (ck_dot(columns, g, y + list[e] * columns) - whole);
            for (long j = 0; j < columns; j++) to[j] += a * g[j];
        }
    }
}

CK_CLONES void ck_row_scores(long rows, long columns, const float *restrict x, const float *restrict y, const int32_t *restrict items,
                             float bias, float *restrict out) {
    for (long r = 0; r < rows; r++) out[r] = ck_dot(columns, x + r * columns, y + items[r] * columns) + bias;
}

CK_CLONES void ck_row_scores_backward(long rows, long columns, const float *restrict x, const float *restrict y,
                                      const int32_t *restrict items, const float *restrict gradient, float *restrict dx,
                                      int accumulate_x, float *restrict dy, float *restrict dbias, int accumulate_bias) {
    float total = accumulate_bias ? *dbias : 0;
    for (long r = 0; r < rows; r++) {
        float g = gradient[r];
        const float *restrict row = y + items[r] * columns, *restrict from = x + r * columns;
        float *restrict at = dx + r * columns, *restrict to_y = dy + items[r] * columns;
        if (accumulate_x) for (long j = 0; j < columns; j++) at[j] += g * row[j];
        else for (long j = 0; j < columns; j++) at[j] = g * row[j];
        for (long j = 0; j < columns; j++) to_y[j] += g * from[j];
        total += g;
    }
    *dbias = total;
}
