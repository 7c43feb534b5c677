#include "rows.h"

CK_INLINE void ck_copy(long n, const float *restrict from, float *restrict to) {
#define STEP(type, j) CK_AT(type, to + j) = CK_AT(const type, from + j)
    CK_ROW(n, STEP);
#undef STEP
}

CK_INLINE void ck_accumulate(long n, int fresh, const float *restrict from, float *restrict to) {
    if (fresh) {
        ck_copy(n, from, to);
    } else {
#define STEP(type, j) CK_AT(type, to + j) += CK_AT(const type, from + j)
        CK_ROW(n, STEP);
#undef STEP
    }
}

CK_CLONES void ck_gather_concatenate(long rows, long left_columns, long right_columns, const float *restrict left,
                                     const float *restrict right, const int32_t *restrict left_index,
                                     const int32_t *restrict right_index, float *restrict out) {
    for (long r = 0; r < rows; r++, out += left_columns + right_columns) {
        if (r + AHEAD < rows) {
            ck_prefetch_row(left + left_index[r + AHEAD] * left_columns, left_columns);
            ck_prefetch_row(right + right_index[r + AHEAD] * right_columns, right_columns);
        }
        ck_copy(left_columns, left + left_index[r] * left_columns, out);
        ck_copy(right_columns, right + right_index[r] * right_columns, out + left_columns);
    }
}

CK_CLONES void ck_gather_concatenate_backward(long rows, long left_columns, long right_columns, const float *restrict gradient,
                                              const int32_t *restrict left_index, const int32_t *restrict right_index,
                                              ck_row_gradient *into_left, ck_row_gradient *into_right) {
    for (long r = 0; r < rows; r++, gradient += left_columns + right_columns) {
        int fresh;
        if (r + AHEAD < rows) ck_prefetch_touched(into_right, right_index[r + AHEAD], right_columns);
        float *to = ck_touch(into_left, left_index[r], left_columns, &fresh);
        ck_accumulate(left_columns, fresh, gradient, to);
        to = ck_touch(into_right, right_index[r], right_columns, &fresh);
        ck_accumulate(right_columns, fresh, gradient + left_columns, to);
    }
}

CK_CLONES void ck_project_pair(long rows, long x_columns, long y_columns, const float *restrict x, const float *restrict y,
                               const float *restrict w, float bias, float *restrict out) {
    for (long r = 0; r < rows; r++)
        out[r] = ck_dot(x_columns, x + r * x_columns, w) + ck_dot(y_columns, y + r * y_columns, w + x_columns) + bias;
}
