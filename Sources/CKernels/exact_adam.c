#include <math.h>
#include "clones.h"

// A row with gradient 0 at the steps k = s + 1 … t moves, without L2 weight decay, by
//
//     p_t = Π d · (p_s − Σ_k w_k m_s / (√v_s f_k + ε)),  w_k = η'_k β₁ᵏ⁻ˢ / Π_{i ≤ k} d_i,  f_k = r_k √β₂ᵏ⁻ˢ
//
// with d_k = 1 − η_k λ (decoupled decay). f_k hardly varies over the steps in which w_k matters. Written about its weighted mean f,
// f_k = f (1 + δ_k), with D = √v f + ε and z = √v f / D in [0, 1),
//
//     Σ_k w_k / (√v f_k + ε) = Σ w / D · (1 + z² E[δ²] − z³ E[δ³] + …)
//
// whose coefficients are the same for all elements of all rows that stopped at s: one division and one root an element, however many
// steps were skipped. Where the spread is too great for that (the first steps of a run, odd β) the steps are looped over.
#define GREATEST_SPREAD 1e-4 // of E[δ²]: what is left out is then about 9 · 1e-8 of the sum
#define FEW 2

void ck_adam_append(ck_adam_history *h, long now, double step_size, double root, double shrink) {
    ck_adam_step *entry = h->steps + now;
    *entry = (ck_adam_step){.step_size = (float)step_size, .root = (float)root, .shrink = (float)shrink,
                            .first_power = (float)pow((double)h->beta1, (double)now),
                            .second_power = (float)pow((double)h->beta2, (double)now)};
    if (shrink <= 0) h->window = 0;
    else entry->log_shrink = entry[-1].log_shrink + (shrink == 1 ? 0 : log(shrink));
    double sigma = sqrt((double)h->beta2), ratio = (double)h->beta1;
    double ratios[4] = {ratio, ratio * sigma, ratio * sigma * sigma, ratio * sigma * sigma * sigma};
    double terms[4] = {step_size, step_size * root, step_size * root * root, step_size * root * root * root};
    long end = now - h->window < 0 ? 0 : now - h->window;
    for (long s = now - 1; s >= end; s--) {
        double grow = 1 / (double)h->steps[s + 1].shrink;
        for (int j = 0; j < 4; j++) {
            terms[j] *= ratios[j] * grow;
            h->steps[s].sums[j] += terms[j];
        }
    }
}

CK_INLINE void ck_adam_skip_loop(long n, long from, long to, float *restrict p, float *restrict m, float *restrict v,
                                 const ck_adam_history *h) {
    float b1 = h->beta1, b2 = h->beta2, c1 = h->complement1, c2 = h->complement2, epsilon = h->epsilon, decay = h->weight_decay;
    for (long k = from + 1; k <= to; k++) {
        float rate = h->steps[k].step_size, root = h->steps[k].root, shrink = h->steps[k].shrink;
        for (long i = 0; i < n; i++) {
            float gradient = decay * p[i];
            float first = b1 * m[i] + c1 * gradient;
            float second = b2 * v[i] + c2 * gradient * gradient;
            m[i] = first;
            v[i] = second;
            p[i] = shrink * p[i] - rate * first / (__builtin_elementwise_sqrt(second) * root + epsilon);
        }
    }
}

CK_INLINE void ck_adam_skip_sum(long n, long steps, double mean, const double *spread, double weight, double shrink, float *restrict p,
                                float *restrict m, float *restrict v, const ck_adam_history *h) {
    float f = (float)mean, w = (float)weight, second = (float)spread[0], third = (float)spread[1], keep = (float)shrink;
    float epsilon = h->epsilon, b1 = h->steps[steps].first_power, b2 = h->steps[steps].second_power;
    for (long i = 0; i < n; i++) {
        float root = __builtin_elementwise_sqrt(v[i]) * f;
        float inverse = 1 / (root + epsilon);
        float z = root * inverse;
        p[i] = keep * (p[i] - w * m[i] * inverse * (1 + z * z * (second - z * third)));
        m[i] *= b1;
        v[i] *= b2;
    }
}

CK_CLONES void ck_adam_catch_up(long count, const int32_t *rows, long columns, int32_t now, int32_t *last, float *p, float *m, float *v,
                                const ck_adam_history *h) {
    for (long r = 0; r < count; r++) {
        long row = rows ? rows[r] : r, from = last[row], at = row * columns;
        if (from == now) continue;
        last[row] = now;
        if (now - from <= FEW || h->window == 0) {
            ck_adam_skip_loop(columns, from, now, p + at, m + at, v + at, h);
            continue;
        }
        const double *sums = h->steps[from].sums;
        double mean = sums[1] / sums[0], x2 = sums[2] / sums[0] / (mean * mean), x3 = sums[3] / sums[0] / (mean * mean * mean);
        double spread[2] = {x2 - 1, x3 - 3 * x2 + 2};
        if (spread[0] <= GREATEST_SPREAD)
            ck_adam_skip_sum(columns, now - from, mean, spread, sums[0],
                             exp(h->steps[now].log_shrink - h->steps[from].log_shrink), p + at, m + at, v + at, h);
        else ck_adam_skip_loop(columns, from, now, p + at, m + at, v + at, h);
    }
}
