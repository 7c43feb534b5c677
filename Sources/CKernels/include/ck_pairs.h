#ifndef CK_PAIRS_H
#define CK_PAIRS_H

// pairs.c: two embeddings or two layers side by side. Included from CKernels.h.

// out[r] = (left[leftIndex[r]], right[rightIndex[r]]), rows × (left_columns + right_columns)
void ck_gather_concatenate(long rows, long left_columns, long right_columns, const float *left, const float *right,
                           const int32_t *left_index, const int32_t *right_index, float *out);
void ck_gather_concatenate_backward(long rows, long left_columns, long right_columns, const float *gradient, const int32_t *left_index,
                                    const int32_t *right_index, ck_row_gradient *into_left, ck_row_gradient *into_right);
// out[r] = Σ_j x[r, j] w[j] + Σ_j y[r, j] w[x_columns + j] + bias
void ck_project_pair(long rows, long x_columns, long y_columns, const float *x, const float *y, const float *w, float bias, float *out);

#endif
