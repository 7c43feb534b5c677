#ifndef CK_LISTS_H
#define CK_LISTS_H
#include <stdint.h>
// Included from CKernels.h, after ck_row_gradient.

// Lists of different lengths: list r is values[offsets[r]] … values[offsets[r + 1] − 1].

// lists.c: rows of tables by index.
// out[r] = table[index[r]]
void ck_gather_rows(long rows, long columns, const float *table, const int32_t *index, float *out);
// into[index[r]] += gradient[r]
void ck_scatter_rows(long rows, long columns, const float *gradient, const int32_t *index, ck_row_gradient *into);
// Numbers the different values in the order of their first place: distinct[positions[e]] = values[e]; returns how many there are.
// `slot` is −1 for every value before and after.
long ck_distinct(long count, const int32_t *values, int32_t *slot, int32_t *distinct, int32_t *positions);
// out[r] = Σ_e weights[e] table[columnsOf[e]] over the entries e of list index[r]; zeros for an empty list.
void ck_bag(long rows, long columns, const int32_t *index, const long *offsets, const int32_t *entries, const float *weights,
            const float *table, float *out);
void ck_bag_backward(long rows, long columns, const int32_t *index, const long *offsets, const int32_t *entries, const float *weights,
                     const float *gradient, ck_row_gradient *into);
// to += from
void ck_add(long n, const float *from, float *to);
#endif
