#ifndef CK_IMPLICIT_H
#define CK_IMPLICIT_H

#include <stdint.h>

// implicit.c: factors of implicit feedback by stochastic gradient descent, one sample after another. Both return the sum of the losses
// before each update.
typedef struct {
    float rate;
    float factor_regularization;    // of users and positives
    float negative_regularization;  // of a pair's negative
    float bias_regularization;
} ck_implicit;

// −ln σ(x_ui − x_uj) with x_ui = b_i + p_u·q_i, for each pair of a positive i and a negative j. Without biases `item_bias` is null.
double ck_descend_pairs(long count, const int32_t *users, const int32_t *positives, const int32_t *negatives, long factors,
                        float *user_factors, float *item_factors, float *item_bias, const ck_implicit *options);

// Log loss of x_ui = b + b_u + c_i + p_u·q_i as a logit.
double ck_descend_labels(long count, const int32_t *users, const int32_t *items, const float *labels, long factors, float *user_factors,
                         float *item_factors, float *user_bias, float *item_bias, float *bias, const ck_implicit *options);

#endif
