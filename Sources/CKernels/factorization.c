#include "clones.h"

// The columns of a rating, and then the rows that they name, are read in random order: fetched this many ratings ahead.
#define FAR 24
#define AHEAD 6

// e = r − μ − b_u − b_i − p·q; then b ← b + γ (e − λ b) and p, q ← p + γ (e q − λ p), q + γ (e p − λ q), both from the old values.
CK_CLONES double ck_factorize(long count, const int32_t *restrict order, const int32_t *restrict users, const int32_t *restrict items,
                              const float *restrict ratings, long factors, float *restrict user_factors, float *restrict item_factors,
                              float *restrict user_bias, float *restrict item_bias, const ck_factorization *options) {
    float rate = options->rate, shrink = options->factor_regularization, bias_shrink = options->bias_regularization;
    double total = 0;
    for (long n = 0; n < count; n++) {
        if (n + FAR < count) {
            int32_t far = order[n + FAR];
            __builtin_prefetch(users + far);
            __builtin_prefetch(items + far);
            __builtin_prefetch(ratings + far);
        }
        if (n + AHEAD < count) {
            int32_t ahead = order[n + AHEAD];
            ck_prefetch_row(user_factors + users[ahead] * factors, factors);
            ck_prefetch_row(item_factors + items[ahead] * factors, factors);
        }
        int32_t row = order[n], u = users[row], i = items[row];
        float *restrict p = user_factors + u * factors, *restrict q = item_factors + i * factors;
        float error = ratings[row] - (options->mean + user_bias[u] + item_bias[i] + ck_dot(factors, p, q));
        total += (double)error * (double)error;
        user_bias[u] += rate * (error - bias_shrink * user_bias[u]);
        item_bias[i] += rate * (error - bias_shrink * item_bias[i]);
#define STEP(type, f)                                                               \
    do {                                                                            \
        type x_ = CK_AT(type, p + (f)), y_ = CK_AT(type, q + (f));                  \
        CK_AT(type, p + (f)) = x_ + rate * (error * y_ - shrink * x_);              \
        CK_AT(type, q + (f)) = y_ + rate * (error * x_ - shrink * y_);              \
    } while (0)
        CK_ROW(factors, STEP);
#undef STEP
    }
    return total;
}
