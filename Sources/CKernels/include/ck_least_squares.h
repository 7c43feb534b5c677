#ifndef CK_LEAST_SQUARES_H
#define CK_LEAST_SQUARES_H

#include <stdint.h>

// least_squares.c: ridge regression of ones on chosen rows of a matrix, beside a Gram matrix that all regressions share.
// With y_r = matrix[index[r]] and A = gram + regularization · I + Σ_r y_r y_rᵀ, b = Σ_r y_r: `steps` steps of conjugate gradients for
// A x = b, from the x that is there. `columns` is a multiple of 16; gram is columns × columns, both triangles; `work` has 4 · columns
// floats. Returns what is left of count − 2 bᵀx + xᵀ (A − regularization · I) x: the sum of squares that x is to make small.
double ck_conjugate_gradients(long count, const int32_t *index, const float *matrix, long columns, const float *gram, float regularization,
                              long steps, float *x, float *work);

// sum[j] = Σ_r matrix[index[r], j], with rows `columns` floats apart; the rows are also copied to `gathered` (count × columns).
void ck_gather_sum(long count, const int32_t *index, const float *matrix, long columns, float *gathered, float *sum);

#endif
