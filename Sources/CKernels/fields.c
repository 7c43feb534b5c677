#include "rows.h"

CK_INLINE void ck_add_times(long n, int fresh, float factor, const float *restrict from, float *restrict to) {
    if (fresh) for (long j = 0; j < n; j++) to[j] = factor * from[j];
    else for (long j = 0; j < n; j++) to[j] += factor * from[j];
}

CK_CLONES void ck_field_gather(long rows, long columns, const float *restrict table, const int32_t *restrict index, float *restrict out,
                               long stride) {
    for (long r = 0; r < rows; r++) {
        if (r + 8 < rows) __builtin_prefetch(table + index[r + 8] * columns);
        memcpy(out + r * stride, table + index[r] * columns, columns * sizeof(float));
    }
}

CK_CLONES void ck_field_scatter(long rows, long columns, const float *restrict gradient, long stride, const int32_t *restrict index,
                                ck_row_gradient *into) {
    for (long r = 0; r < rows; r++) {
        int fresh;
        float *to = ck_touch(into, index[r], columns, &fresh);
        ck_add_times(columns, fresh, 1, gradient + r * stride, to);
    }
}

CK_CLONES void ck_field_bag(long rows, long columns, const int32_t *restrict index, const long *restrict offsets,
                            const int32_t *restrict entries, const float *restrict values, const float *restrict table,
                            float *restrict out, long stride) {
    for (long r = 0; r < rows; r++) {
        long first = offsets[index[r]], end = offsets[index[r] + 1];
        float *to = out + r * stride;
        if (first == end) memset(to, 0, columns * sizeof(float));
        for (long e = first; e < end; e++) ck_add_times(columns, e == first, values[e], table + entries[e] * columns, to);
    }
}

CK_CLONES void ck_field_bag_backward(long rows, long columns, const int32_t *restrict index, const long *restrict offsets,
                                     const int32_t *restrict entries, const float *restrict values, const float *restrict gradient,
                                     long stride, ck_row_gradient *into) {
    for (long r = 0; r < rows; r++)
        for (long e = offsets[index[r]]; e < offsets[index[r] + 1]; e++) {
            int fresh;
            float *to = ck_touch(into, entries[e], columns, &fresh);
            ck_add_times(columns, fresh, values[e], gradient + r * stride, to);
        }
}

CK_CLONES void ck_field_dense(long rows, long columns, const int32_t *restrict index, const long *restrict offsets,
                              const int32_t *restrict entries, const float *restrict values, float *restrict out, long stride) {
    for (long r = 0; r < rows; r++) {
        float *to = out + r * stride;
        memset(to, 0, columns * sizeof(float));
        for (long e = offsets[index[r]]; e < offsets[index[r] + 1]; e++) to[entries[e]] = values[e];
    }
}
