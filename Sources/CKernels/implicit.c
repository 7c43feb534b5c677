#include "elementary.h"

#define BLOCK 256
#define AHEAD 8

// Σ ln(1 + eˣ), in the order of x.
CK_INLINE double ck_sum_softplus(long n, float *x) {
    for (long i = 0; i < n; i++) x[i] = ck_softplus1(x[i]);
    double total = 0;
    for (long i = 0; i < n; i++) total += (double)x[i];
    return total;
}

CK_CLONES double ck_descend_pairs(long count, const int32_t *restrict users, const int32_t *restrict positives,
                                  const int32_t *restrict negatives, long factors, float *restrict user_factors,
                                  float *restrict item_factors, float *restrict item_bias, const ck_implicit *options) {
    float rate = options->rate, shrink = options->factor_regularization;
    float negative_shrink = options->negative_regularization, bias_shrink = options->bias_regularization;
    float losses[BLOCK];
    double total = 0;
    for (long r = 0; r < count; r++) {
        if (r + AHEAD < count) {
            ck_prefetch_row(user_factors + users[r + AHEAD] * factors, factors);
            ck_prefetch_row(item_factors + positives[r + AHEAD] * factors, factors);
            ck_prefetch_row(item_factors + negatives[r + AHEAD] * factors, factors);
        }
        int32_t i = positives[r], j = negatives[r];
        float *restrict p = user_factors + users[r] * factors;
        float *restrict a = item_factors + i * factors, *restrict b = item_factors + j * factors;
        float x = ck_dot(factors, p, a) - ck_dot(factors, p, b) + (item_bias ? item_bias[i] - item_bias[j] : 0);
        losses[r % BLOCK] = -x;
        float g = ck_sigmoid1(-x);
        if (item_bias) {
            item_bias[i] += rate * (g - bias_shrink * item_bias[i]);
            item_bias[j] += rate * (-g - bias_shrink * item_bias[j]);
        }
#define STEP(type, f)                                                                                       \
    do {                                                                                                    \
        type u_ = CK_AT(type, p + (f)), v_ = CK_AT(type, a + (f)), w_ = CK_AT(type, b + (f));               \
        CK_AT(type, p + (f)) = u_ + rate * (g * (v_ - w_) - shrink * u_);                                   \
        CK_AT(type, a + (f)) = v_ + rate * (g * u_ - shrink * v_);                                          \
        CK_AT(type, b + (f)) = w_ + rate * (-g * u_ - negative_shrink * w_);                                \
    } while (0)
        CK_ROW(factors, STEP);
#undef STEP
        if (r % BLOCK == BLOCK - 1) total += ck_sum_softplus(BLOCK, losses);
    }
    return total + ck_sum_softplus(count % BLOCK, losses);
}

CK_CLONES double ck_descend_labels(long count, const int32_t *restrict users, const int32_t *restrict items, const float *restrict labels,
                                   long factors, float *restrict user_factors, float *restrict item_factors, float *restrict user_bias,
                                   float *restrict item_bias, float *restrict bias, const ck_implicit *options) {
    float rate = options->rate, shrink = options->factor_regularization, bias_shrink = options->bias_regularization;
    float losses[BLOCK];
    double total = 0;
    for (long r = 0; r < count; r++) {
        if (r + AHEAD < count) {
            ck_prefetch_row(user_factors + users[r + AHEAD] * factors, factors);
            ck_prefetch_row(item_factors + items[r + AHEAD] * factors, factors);
        }
        int32_t user = users[r], item = items[r];
        float *restrict p = user_factors + user * factors, *restrict q = item_factors + item * factors;
        float x = *bias + user_bias[user] + item_bias[item] + ck_dot(factors, p, q);
        // ln(1 + e⁻ˣ) for label 1, ln(1 + eˣ) for label 0.
        losses[r % BLOCK] = labels[r] > 0.5f ? -x : x;
        float error = labels[r] - ck_sigmoid1(x);
        *bias += rate * (error - bias_shrink * *bias);
        user_bias[user] += rate * (error - bias_shrink * user_bias[user]);
        item_bias[item] += rate * (error - bias_shrink * item_bias[item]);
#define STEP(type, f)                                                               \
    do {                                                                            \
        type x_ = CK_AT(type, p + (f)), y_ = CK_AT(type, q + (f));                  \
        CK_AT(type, p + (f)) = x_ + rate * (error * y_ - shrink * x_);              \
        CK_AT(type, q + (f)) = y_ + rate * (error * x_ - shrink * y_);              \
    } while (0)
        CK_ROW(factors, STEP);
#undef STEP
        if (r % BLOCK == BLOCK - 1) total += ck_sum_softplus(BLOCK, losses);
    }
    return total + ck_sum_softplus(count % BLOCK, losses);
}
