#include "rows.h"

CK_CLONES void ck_gather_multiply(long rows, long columns, const float *restrict left, const float *restrict right,
                                  const int32_t *restrict left_index, const int32_t *restrict right_index, float *restrict out) {
    for (long r = 0; r < rows; r++) {
        if (r + 8 < rows) __builtin_prefetch(right + right_index[r + 8] * columns);
        const float *restrict a = left + left_index[r] * columns, *restrict b = right + right_index[r] * columns;
        float *restrict to = out + r * columns;
        for (long j = 0; j < columns; j++) to[j] = a[j] * b[j];
    }
}

CK_INLINE void ck_accumulate_product(long n, int fresh, const float *restrict a, const float *restrict b, float *restrict to) {
    if (fresh) for (long j = 0; j < n; j++) to[j] = a[j] * b[j];
    else for (long j = 0; j < n; j++) to[j] += a[j] * b[j];
}

CK_CLONES void ck_gather_multiply_backward(long rows, long columns, const float *restrict gradient, const float *restrict left,
                                           const float *restrict right, const int32_t *restrict left_index,
                                           const int32_t *restrict right_index, ck_row_gradient *into_left,
                                           ck_row_gradient *into_right) {
    for (long r = 0; r < rows; r++) {
        int fresh;
        const float *g = gradient + r * columns;
        float *to = ck_touch(into_left, left_index[r], columns, &fresh);
        ck_accumulate_product(columns, fresh, g, right + right_index[r] * columns, to);
        to = ck_touch(into_right, right_index[r], columns, &fresh);
        ck_accumulate_product(columns, fresh, g, left + left_index[r] * columns, to);
    }
}

CK_CLONES void ck_pair_dots(long rows, long columns, const float *restrict left, const float *restrict right,
                            const int32_t *restrict left_index, const int32_t *restrict right_index, float *restrict out) {
    for (long r = 0; r < rows; r++) out[r] = ck_dot(columns, left + left_index[r] * columns, right + right_index[r] * columns);
}

void ck_clear_rows(ck_row_gradient *rows) {
    for (int32_t i = 0; i < rows->count; i++) rows->slot[rows->touched[i]] = -1;
    rows->count = 0;
}
