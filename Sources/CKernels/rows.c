#include "rows.h"

CK_CLONES void ck_gather_multiply(long rows, long columns, const float *restrict left, const float *restrict right,
                                  const int32_t *restrict left_index, const int32_t *restrict right_index, float *restrict out) {
    for (long r = 0; r < rows; r++) {
        if (r + AHEAD < rows) {
            ck_prefetch_row(left + left_index[r + AHEAD] * columns, columns);
            ck_prefetch_row(right + right_index[r + AHEAD] * columns, columns);
        }
        const float *restrict a = left + left_index[r] * columns, *restrict b = right + right_index[r] * columns;
        float *restrict to = out + r * columns;
#define STEP(type, j) CK_AT(type, to + j) = CK_AT(const type, a + j) * CK_AT(const type, b + j)
        CK_ROW(columns, STEP);
#undef STEP
    }
}

CK_INLINE void ck_accumulate_product(long n, int fresh, const float *restrict a, const float *restrict b, float *restrict to) {
    if (fresh) {
#define STEP(type, j) CK_AT(type, to + j) = CK_AT(const type, a + j) * CK_AT(const type, b + j)
        CK_ROW(n, STEP);
#undef STEP
    } else {
#define STEP(type, j) CK_AT(type, to + j) += CK_AT(const type, a + j) * CK_AT(const type, b + j)
        CK_ROW(n, STEP);
#undef STEP
    }
}

CK_CLONES void ck_gather_multiply_backward(long rows, long columns, const float *restrict gradient, const float *restrict left,
                                           const float *restrict right, const int32_t *restrict left_index,
                                           const int32_t *restrict right_index, ck_row_gradient *into_left,
                                           ck_row_gradient *into_right) {
    for (long r = 0; r < rows; r++) {
        int fresh;
        if (r + AHEAD < rows) {
            ck_prefetch_row(left + left_index[r + AHEAD] * columns, columns);
            ck_prefetch_row(right + right_index[r + AHEAD] * columns, columns);
            ck_prefetch_touched(into_right, right_index[r + AHEAD], columns);
        }
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
