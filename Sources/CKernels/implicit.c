#include "elementary.h"

#define BLOCK 256
#define AHEAD 4

// Σ ln(1 + eˣ), in the order of x.
CK_INLINE double ck_sum_softplus(long n, float *x) {
    for (long i = 0; i < n; i++) x[i] = ck_softplus1(x[i]);
    double total = 0;
    for (long i = 0; i < n; i++) total += (double)x[i];
    return total;
}

CK_INLINE void ck_prefetch_row(const float *row, long factors) {
    for (long j = 0; j < factors; j += 16) __builtin_prefetch(row + j, 1);
}

CK_CLONES double ck_descend_pairs(long count, long negatives_each, const int32_t *restrict users, const int32_t *restrict positives,
                                  const int32_t *restrict negatives, long factors, float *restrict user_factors,
                                  float *restrict item_factors, float *restrict item_bias, const ck_implicit *options) {
    float rate = options->rate, shrink = options->factor_regularization;
    float negative_shrink = options->negative_regularization, bias_shrink = options->bias_regularization;
    float losses[BLOCK];
    long filled = 0;
    double total = 0;
    for (long r = 0; r < count; r++) {
        if (r + AHEAD < count) {
            ck_prefetch_row(user_factors + users[r + AHEAD] * factors, factors);
            ck_prefetch_row(item_factors + positives[r + AHEAD] * factors, factors);
            for (long n = 0; n < negatives_each; n++)
                ck_prefetch_row(item_factors + negatives[(r + AHEAD) * negatives_each + n] * factors, factors);
        }
        for (long n = 0; n < negatives_each; n++) {
            int32_t i = positives[r], j = negatives[r * negatives_each + n];
            float *restrict p = user_factors + users[r] * factors;
            float *restrict a = item_factors + i * factors, *restrict b = item_factors + j * factors;
            float x = ck_dot(factors, p, a) - ck_dot(factors, p, b) + (item_bias ? item_bias[i] - item_bias[j] : 0);
            losses[filled++] = -x;
            float g = ck_sigmoid1(-x);
            if (item_bias) {
                item_bias[i] += rate * (g - bias_shrink * item_bias[i]);
                item_bias[j] += rate * (-g - bias_shrink * item_bias[j]);
            }
            for (long f = 0; f < factors; f++) {
                float u = p[f], v = a[f], w = b[f];
                p[f] = u + rate * (g * (v - w) - shrink * u);
                a[f] = v + rate * (g * u - shrink * v);
                b[f] = w + rate * (-g * u - negative_shrink * w);
            }
            if (filled == BLOCK) {
                total += ck_sum_softplus(filled, losses);
                filled = 0;
            }
        }
    }
    return total + ck_sum_softplus(filled, losses);
}

CK_CLONES double ck_descend_labels(long count, long negatives_each, const int32_t *restrict users, const int32_t *restrict positives,
                                   const int32_t *restrict negatives, long factors, float *restrict user_factors,
                                   float *restrict item_factors, float *restrict user_bias, float *restrict item_bias,
                                   float *restrict bias, const ck_implicit *options) {
    float rate = options->rate, shrink = options->factor_regularization, bias_shrink = options->bias_regularization;
    float losses[BLOCK];
    long filled = 0;
    double total = 0;
    for (long r = 0; r < count; r++) {
        if (r + 1 < count) {
            ck_prefetch_row(user_factors + users[r + 1] * factors, factors);
            ck_prefetch_row(item_factors + positives[r + 1] * factors, factors);
            for (long n = 0; n < negatives_each; n++)
                ck_prefetch_row(item_factors + negatives[(r + 1) * negatives_each + n] * factors, factors);
        }
        int32_t user = users[r];
        float *restrict p = user_factors + user * factors;
        for (long n = 0; n <= negatives_each; n++) {
            int32_t item = n == 0 ? positives[r] : negatives[r * negatives_each + n - 1];
            float *restrict q = item_factors + item * factors;
            float x = *bias + user_bias[user] + item_bias[item] + ck_dot(factors, p, q);
            // Label 1: ln(1 + e⁻ˣ); label 0: ln(1 + eˣ).
            losses[filled++] = n == 0 ? -x : x;
            float error = (n == 0 ? 1.0f : 0.0f) - ck_sigmoid1(x);
            *bias += rate * (error - bias_shrink * *bias);
            user_bias[user] += rate * (error - bias_shrink * user_bias[user]);
            item_bias[item] += rate * (error - bias_shrink * item_bias[item]);
            for (long f = 0; f < factors; f++) {
                float a = p[f], b = q[f];
                p[f] = a + rate * (error * b - shrink * a);
                q[f] = b + rate * (error * a - shrink * b);
            }
            if (filled == BLOCK) {
                total += ck_sum_softplus(filled, losses);
                filled = 0;
            }
        }
    }
    return total + ck_sum_softplus(filled, losses);
}
