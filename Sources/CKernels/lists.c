#include "rows.h"

CK_CLONES void ck_gather_rows(long rows, long columns, const float *restrict table, const int32_t *restrict index, float *restrict out) {
    for (long r = 0; r < rows; r++) {
        if (r + 8 < rows) __builtin_prefetch(table + index[r + 8] * columns);
        memcpy(out + r * columns, table + index[r] * columns, columns * sizeof(float));
    }
}

CK_INLINE void ck_add_scaled(long n, int fresh, float factor, const float *restrict from, float *restrict to) {
    if (fresh) for (long j = 0; j < n; j++) to[j] = factor * from[j];
    else for (long j = 0; j < n; j++) to[j] += factor * from[j];
}

CK_CLONES void ck_scatter_rows(long rows, long columns, const float *restrict gradient, const int32_t *restrict index,
                               ck_row_gradient *into) {
    for (long r = 0; r < rows; r++) {
        int fresh;
        float *to = ck_touch(into, index[r], columns, &fresh);
        ck_add_scaled(columns, fresh, 1, gradient + r * columns, to);
    }
}

long ck_distinct(long count, const int32_t *values, int32_t *slot, int32_t *distinct, int32_t *positions) {
    int32_t found = 0;
    for (long e = 0; e < count; e++) {
        int32_t value = values[e], at = slot[value];
        if (at < 0) {
            at = found++;
            slot[value] = at;
            distinct[at] = value;
        }
        positions[e] = at;
    }
    for (int32_t i = 0; i < found; i++) slot[distinct[i]] = -1;
    return found;
}

CK_CLONES void ck_bag(long rows, long columns, const int32_t *restrict index, const long *restrict offsets,
                      const int32_t *restrict entries, const float *restrict weights, const float *restrict table, float *restrict out) {
    for (long r = 0; r < rows; r++) {
        float *restrict to = out + r * columns;
        memset(to, 0, columns * sizeof(float));
        for (long e = offsets[index[r]]; e < offsets[index[r] + 1]; e++)
            ck_add_scaled(columns, 0, weights[e], table + entries[e] * columns, to);
    }
}

CK_CLONES void ck_bag_backward(long rows, long columns, const int32_t *restrict index, const long *restrict offsets,
                               const int32_t *restrict entries, const float *restrict weights, const float *restrict gradient,
                               ck_row_gradient *into) {
    for (long r = 0; r < rows; r++)
        for (long e = offsets[index[r]]; e < offsets[index[r] + 1]; e++) {
            int fresh;
            float *to = ck_touch(into, entries[e], columns, &fresh);
            ck_add_scaled(columns, fresh, weights[e], gradient + r * columns, to);
        }
}

CK_CLONES void ck_add(long n, const float *restrict from, float *restrict to) {
    for (long i = 0; i < n; i++) to[i] += from[i];
}
