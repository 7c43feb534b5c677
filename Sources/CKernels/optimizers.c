#include "clones.h"

#define CK_ADAM_STEP(type, j, GRADIENT)                                                                                   \
    do {                                                                                                                  \
        type parameter_ = CK_AT(type, p + j), gradient_ = (GRADIENT) + decay * parameter_;                                \
        type first_ = b1 * CK_AT(type, m + j) + c1 * gradient_;                                                           \
        type second_ = b2 * CK_AT(type, v + j) + c2 * gradient_ * gradient_;                                              \
        CK_AT(type, m + j) = first_;                                                                                      \
        CK_AT(type, v + j) = second_;                                                                                     \
        CK_AT(type, p + j) = shrink * parameter_ - rate * first_ / (__builtin_elementwise_sqrt(second_) * root + epsilon); \
    } while (0)
#define CK_ADAM_CONSTANTS(o)                                                                                                 \
    float b1 = (o)->beta1, b2 = (o)->beta2, c1 = (o)->complement1, c2 = (o)->complement2, rate = (o)->step_size;               \
    float epsilon = (o)->epsilon, root = (o)->inverse_root_correction, decay = (o)->weight_decay, shrink = (o)->shrink

CK_INLINE void ck_adam_run(long n, float *restrict p, const float *restrict g, float *restrict m, float *restrict v, const ck_adam *o) {
    CK_ADAM_CONSTANTS(o);
#define STEP(type, j) CK_ADAM_STEP(type, j, CK_AT(const type, g + j))
    CK_ROW(n, STEP);
#undef STEP
}

CK_INLINE void ck_adam_run_zero(long n, float *restrict p, float *restrict m, float *restrict v, const ck_adam *o) {
    CK_ADAM_CONSTANTS(o);
#define STEP(type, j) CK_ADAM_STEP(type, j, (type){0})
    CK_ROW(n, STEP);
#undef STEP
}

CK_CLONES void ck_adam_dense(long n, float *restrict p, const float *restrict g, float *restrict m, float *restrict v,
                             const ck_adam *options) {
    ck_adam_run(n, p, g, m, v, options);
}

CK_CLONES void ck_adam_rows(long columns, const ck_row_gradient *rows, float *restrict p, float *restrict m, float *restrict v,
                            const ck_adam *options) {
    for (long i = 0; i < rows->count; i++) {
        if (i + 3 < rows->count) {
            long next = rows->touched[i + 3] * columns;
            ck_prefetch_row(p + next, columns);
            ck_prefetch_row(m + next, columns);
            ck_prefetch_row(v + next, columns);
        }
        long at = rows->touched[i] * columns;
        ck_adam_run(columns, p + at, rows->gradient + i * columns, m + at, v + at, options);
    }
}

CK_CLONES void ck_adam_all_rows(long row_count, long columns, const ck_row_gradient *rows, float *restrict p, float *restrict m,
                                float *restrict v, const ck_adam *options) {
    for (long row = 0; row < row_count; row++) {
        long at = row * columns, slot = rows->slot[row];
        if (slot >= 0) ck_adam_run(columns, p + at, rows->gradient + slot * columns, m + at, v + at, options);
        else ck_adam_run_zero(columns, p + at, m + at, v + at, options);
    }
}

CK_INLINE void ck_sgd_run(long n, float *restrict p, const float *restrict g, float *restrict velocity, float rate, float momentum,
                          float decay) {
    if (velocity) {
        for (long i = 0; i < n; i++) {
            velocity[i] = momentum * velocity[i] + (g[i] + decay * p[i]);
            p[i] -= rate * velocity[i];
        }
    } else {
        for (long i = 0; i < n; i++) p[i] -= rate * (g[i] + decay * p[i]);
    }
}

CK_CLONES void ck_sgd_dense(long n, float *restrict p, const float *restrict g, float *restrict velocity, float rate, float momentum,
                            float weight_decay) {
    ck_sgd_run(n, p, g, velocity, rate, momentum, weight_decay);
}

CK_CLONES void ck_sgd_rows(long columns, const ck_row_gradient *rows, float *restrict p, float *restrict velocity, float rate,
                           float momentum, float weight_decay) {
    for (long i = 0; i < rows->count; i++) {
        long at = rows->touched[i] * columns;
        ck_sgd_run(columns, p + at, rows->gradient + i * columns, velocity ? velocity + at : velocity, rate, momentum, weight_decay);
    }
}

CK_INLINE void ck_adagrad_run(long n, float *restrict p, const float *restrict g, float *restrict s, float rate, float epsilon,
                              float decay) {
    for (long i = 0; i < n; i++) {
        float gradient = g[i] + decay * p[i];
        float sum = s[i] + gradient * gradient;
        s[i] = sum;
        p[i] -= rate * gradient / (__builtin_elementwise_sqrt(sum) + epsilon);
    }
}

CK_CLONES void ck_adagrad_dense(long n, float *restrict p, const float *restrict g, float *restrict s, float rate, float epsilon,
                                float weight_decay) {
    ck_adagrad_run(n, p, g, s, rate, epsilon, weight_decay);
}

CK_CLONES void ck_adagrad_rows(long columns, const ck_row_gradient *rows, float *restrict p, float *restrict s, float rate,
                               float epsilon, float weight_decay) {
    for (long i = 0; i < rows->count; i++) {
        long at = rows->touched[i] * columns;
        ck_adagrad_run(columns, p + at, rows->gradient + i * columns, s + at, rate, epsilon, weight_decay);
    }
}
