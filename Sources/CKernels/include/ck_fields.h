#ifndef CK_FIELDS_H
#define CK_FIELDS_H
#include <stdint.h>
// Included from CKernels.h, after ck_row_gradient.

// fields.c: parts of a wide row, `stride` floats from one row to the next. Sparse rows: row i has the entries
// offsets[i] … offsets[i + 1] − 1, each a column and its value.
// out[r] = table[index[r]]
void ck_field_gather(long rows, long columns, const float *table, const int32_t *index, float *out, long stride);
void ck_field_scatter(long rows, long columns, const float *gradient, long stride, const int32_t *index, ck_row_gradient *into);
// out[r] = Σ_e values[e] table[entries[e]] over the entries of sparse row index[r]; zeros for a row without entries.
void ck_field_bag(long rows, long columns, const int32_t *index, const long *offsets, const int32_t *entries, const float *values,
                  const float *table, float *out, long stride);
void ck_field_bag_backward(long rows, long columns, const int32_t *index, const long *offsets, const int32_t *entries,
                           const float *values, const float *gradient, long stride, ck_row_gradient *into);
// out[r] = sparse row index[r] as a dense row of `columns`.
void ck_field_dense(long rows, long columns, const int32_t *index, const long *offsets, const int32_t *entries, const float *values,
                    float *out, long stride);

// cross.c: out = x0 ⊙ h + x, over n elements.
void ck_cross(long n, const float *x0, const float *h, const float *x, float *out);
// dx (+)= g
void ck_pass(long n, const float *gradient, float *dx, int accumulate);
// da (+)= g ⊙ b
void ck_multiply_into(long n, const float *gradient, const float *b, float *da, int accumulate);
#endif
