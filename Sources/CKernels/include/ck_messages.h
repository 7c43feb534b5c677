#ifndef CK_MESSAGES_H
#define CK_MESSAGES_H

// messages.c: what a layer of neural graph collaborative filtering does between its products.
#include <stdint.h>

// x ← x where x > 0, slope · x elsewhere.
void ck_leaky_relu(long n, float slope, float *x);
// gradient ← slope · gradient where the output is not positive.
void ck_leaky_relu_backward(long n, float slope, const float *out, float *gradient);
// sum = a + b, product = a ⊙ b
void ck_sum_and_product(long n, const float *a, const float *b, float *sum, float *product);
// With gradients p of the sum and q of the product: da = p + b ⊙ q, db = p + a ⊙ q. `da` may be p, `db` may be q.
void ck_sum_and_product_backward(long n, const float *a, const float *b, const float *p, const float *q, float *da, float *db);
// out[k] = x[nodes[k]] / max(|x[nodes[k]]|, 1e-12); nodes 0, 1, … without a list. Rows of `out` are `stride` apart.
void ck_normalize_rows(long rows, const int32_t *nodes, long columns, const float *x, float *out, long stride);
// With n the normalized row k and g its gradient, both `stride` apart: dx[nodes[k]] += (g − n (n · g)) / max(|x|, 1e-12).
void ck_normalize_rows_backward(long rows, const int32_t *nodes, long columns, const float *x, const float *normalized,
                                const float *gradient, long stride, float *dx);

#endif
