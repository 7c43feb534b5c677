#include "clones.h"

// e = r − μ − b_u − b_i − p·q; then b ← b + γ (e − λ b) and p, q ← p + γ (e q − λ p), q + γ (e p − λ q), both from the old values.
CK_CLONES double ck_factorize(long count, const int32_t *restrict order, const int32_t *restrict users, const int32_t *restrict items,
                              const float *restrict ratings, long factors, float *restrict user_factors, float *restrict item_factors,
                              float *restrict user_bias, float *restrict item_bias, const ck_factorization *options) {
    float rate = options->rate, shrink = options->factor_regularization, bias_shrink = options->bias_regularization;
    double total = 0;
    for (long n = 0; n < count; n++) {
        if (n + 4 < count) {
            int32_t ahead = order[n + 4];
            const char *p = (const char *)(user_factors + users[ahead] * factors);
            const char *q = (const char *)(item_factors + items[ahead] * factors);
            for (long byte = 0; byte < factors * 4; byte += 64) {
                __builtin_prefetch(p + byte, 1);
                __builtin_prefetch(q + byte, 1);
            }
        }
        int32_t row = order[n], u = users[row], i = items[row];
        float *restrict p = user_factors + u * factors, *restrict q = item_factors + i * factors;
        float error = ratings[row] - (options->mean + user_bias[u] + item_bias[i] + ck_dot(factors, p, q));
        total += (double)error * (double)error;
        user_bias[u] += rate * (error - bias_shrink * user_bias[u]);
        item_bias[i] += rate * (error - bias_shrink * item_bias[i]);
        for (long f = 0; f < factors; f++) {
            float a = p[f], b = q[f];
            p[f] = a + rate * (error * b - shrink * a);
            q[f] = b + rate * (error * a - shrink * b);
        }
    }
    return total;
}
