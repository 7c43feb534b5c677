#ifndef CKERNELS_H
#define CKERNELS_H

// Vector kernels with run-time dispatch on the processor. All matrices are row-major and contiguous: `rows` × `columns`.
// Sums are kept in a fixed number of lanes, so results do not depend on which clone runs. Pointers never overlap unless said so.
// Indices are trusted: the caller has checked them.

#include <stdint.h>

#include "ck_exact_adam.h"
#include "ck_gaussian.h"
#include "ck_graph.h"
#include "ck_memory.h"
#include "ck_messages.h"
#include "ck_normals.h"
#include "ck_probe.h"
#include "ck_ranking.h"

// A table's gradient by touched rows. `slot[row]` is the position of `row` in `touched` and in `gradient` (−1: not touched).
typedef struct {
    int32_t *slot;
    int32_t *touched;
    float *gradient;
    int32_t count;
} ck_row_gradient;

// rows.c: products of embedding rows and their scattered gradients.
// out[r] = left[leftIndex[r]] ⊙ right[rightIndex[r]]
void ck_gather_multiply(long rows, long columns, const float *left, const float *right, const int32_t *left_index,
                        const int32_t *right_index, float *out);
void ck_gather_multiply_backward(long rows, long columns, const float *gradient, const float *left, const float *right,
                                 const int32_t *left_index, const int32_t *right_index, ck_row_gradient *into_left,
                                 ck_row_gradient *into_right);
// out[r] = Σ_j left[leftIndex[r], j] · right[rightIndex[r], j]
void ck_pair_dots(long rows, long columns, const float *left, const float *right, const int32_t *left_index,
                  const int32_t *right_index, float *out);
void ck_clear_rows(ck_row_gradient *rows);

// dense.c: elementwise work around matrix products.
// x ← x + bias, then max(0, ·) when `relu`.
void ck_add_bias(long rows, long columns, float *x, const float *bias, int relu);
// gradient ← 0 where out ≤ 0.
void ck_relu_backward(long n, const float *out, float *gradient);
void ck_column_sums(long rows, long columns, const float *x, float *sums, int accumulate);
// out[r] = Σ_j x[r, j] w[j] + bias
void ck_project(long rows, long columns, const float *x, const float *w, float bias, float *out);
// dx (+)= g ⊗ w; dw (+)= Σ_r g[r] x[r]; *dbias (+)= Σ_r g[r]
void ck_project_backward(long rows, long columns, const float *x, const float *w, const float *gradient, float *dx, int accumulate_x,
                         float *dw, int accumulate_w, float *dbias, int accumulate_bias);
// Keeps element i with probability 1 − rate and scales it by 1 / (1 − rate); the mask is a hash of (key, i).
void ck_dropout(long n, const float *x, uint64_t key, float rate, float *out);
void ck_dropout_backward(long n, const float *gradient, uint64_t key, float rate, float *dx, int accumulate);
double ck_squared_norm(long n, const float *x);
void ck_scale(long n, float factor, float *x);

// softmax.c
// weights = softmax(logits) by row; out = scale · weights ⊙ x
void ck_softmax_multiply(long rows, long columns, const float *logits, const float *x, float scale, float *weights, float *out);
void ck_softmax_multiply_backward(long rows, long columns, const float *weights, const float *x, float scale, const float *gradient,
                                  float *dlogits, int accumulate_logits, float *dx, int accumulate_x);

// losses.c: each writes d(mean loss)/d(score), the mean being over `batch` samples of which these are all or a piece, and returns the
// SUM of the losses of these, in double.
double ck_squared_error(long n, long batch, const float *scores, const float *targets, float offset, float *gradient);
double ck_log_loss(long n, long batch, const float *logits, const float *labels, float *gradient);
// scores[0..<pairs] of positives, scores[pairs..<2 pairs] of negatives.
double ck_bpr_loss(long pairs, long batch, const float *scores, float *gradient);

// optimizers.c: dense (n elements) and by touched rows.
typedef struct {
    float step_size;          // learning rate / (1 − β₁ᵗ)
    float beta1, beta2, epsilon;
    float complement1, complement2;  // 1 − β, rounded once
    float inverse_root_correction;  // 1 / √(1 − β₂ᵗ)
    float weight_decay;       // λ of L2, part of the gradient
    float shrink;             // 1 − learning rate · λ of decoupled weight decay, else 1
} ck_adam;
void ck_adam_dense(long n, float *p, const float *g, float *m, float *v, const ck_adam *options);
void ck_adam_rows(long columns, const ck_row_gradient *rows, float *p, float *m, float *v, const ck_adam *options);
// Every row: those not touched with gradient 0.
void ck_adam_all_rows(long row_count, long columns, const ck_row_gradient *rows, float *p, float *m, float *v, const ck_adam *options);
// velocity ← momentum · velocity + g; p ← p − rate · velocity. Without momentum `velocity` may be null.
void ck_sgd_dense(long n, float *p, const float *g, float *velocity, float rate, float momentum, float weight_decay);
void ck_sgd_rows(long columns, const ck_row_gradient *rows, float *p, float *velocity, float rate, float momentum, float weight_decay);
// s ← s + g²; p ← p − rate · g / (√s + ε)
void ck_adagrad_dense(long n, float *p, const float *g, float *s, float rate, float epsilon, float weight_decay);
void ck_adagrad_rows(long columns, const ck_row_gradient *rows, float *p, float *s, float rate, float epsilon, float weight_decay);

// factorization.c: biased matrix factorization, one rating after another; returns the sum of squared errors before each update.
typedef struct {
    float mean, rate, bias_regularization, factor_regularization;
} ck_factorization;
double ck_factorize(long count, const int32_t *order, const int32_t *users, const int32_t *items, const float *ratings, long factors,
                    float *user_factors, float *item_factors, float *user_bias, float *item_bias, const ck_factorization *options);

#include "ck_fields.h"
#include "ck_linear.h"
#include "ck_pairs.h"
#include "ck_implicit.h"
#include "ck_profile.h"
#include "ck_least_squares.h"
#include "ck_panels.h"
#include "ck_sampling.h"
#include "ck_strips.h"
#include "ck_lists.h"
#include "ck_towers.h"
#include "ck_transformer.h"
#include "ck_sequences.h"

#endif
