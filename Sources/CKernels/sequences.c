#include "elementary.h"

CK_CLONES void ck_attend_sequences(long documents, const int32_t *restrict lengths, const int32_t *restrict order,
                                   const long *restrict starts, long columns, long size, const float *restrict x,
                                   const float *restrict keys, const float *restrict v, float *restrict scratch,
                                   float *restrict weights, float *restrict out) {
    for (long r = 0; r < documents; r++) {
        long length = lengths[r];
        float *restrict to = out + order[r] * columns, greatest = -1e30f, sum = 0;
        memset(to, 0, columns * sizeof(float));
        for (long t = 0; t < length; t++) {
            const float *restrict k = keys + (starts[t] + r) * size;
            for (long j = 0; j < size; j++) scratch[j] = ck_tanh1(k[j]);
            float logit = ck_dot(size, scratch, v);
            weights[starts[t] + r] = logit;
            greatest = logit > greatest ? logit : greatest;
        }
        for (long t = 0; t < length; t++) {
            float weight = ck_exp1(weights[starts[t] + r] - greatest);
            weights[starts[t] + r] = weight;
            sum += weight;
        }
        for (long t = 0; t < length; t++) {
            const float *restrict from = x + (starts[t] + r) * columns;
            float weight = weights[starts[t] + r] / sum;
            weights[starts[t] + r] = weight;
            for (long j = 0; j < columns; j++) to[j] += weight * from[j];
        }
    }
}

// The tanh is computed again: to keep it would cost more memory traffic than arithmetic.
CK_CLONES void ck_attend_sequences_backward(long documents, const int32_t *restrict lengths, const int32_t *restrict order,
                                            const long *restrict starts, long columns, long size, const float *restrict x,
                                            const float *restrict keys, const float *restrict v, const float *restrict weights,
                                            const float *restrict gradient, float *restrict scratch, float *restrict dx,
                                            int accumulate_x, float *restrict dkeys, float *restrict dv) {
    for (long r = 0; r < documents; r++) {
        long length = lengths[r];
        const float *restrict g = gradient + order[r] * columns;
        float mean = 0;
        for (long t = 0; t < length; t++) {
            long row = starts[t] + r;
            float weight = weights[row], *restrict to = dx + row * columns;
            scratch[t] = ck_dot(columns, x + row * columns, g);
            mean += weight * scratch[t];
            if (accumulate_x)
                for (long j = 0; j < columns; j++) to[j] += weight * g[j];
            else
                for (long j = 0; j < columns; j++) to[j] = weight * g[j];
        }
        for (long t = 0; t < length; t++) {
            long row = starts[t] + r;
            float dlogit = weights[row] * (scratch[t] - mean);
            const float *restrict k = keys + row * size;
            float *restrict dk = dkeys + row * size;
            for (long j = 0; j < size; j++) {
                float h = ck_tanh1(k[j]);
                dv[j] += dlogit * h;
                dk[j] = dlogit * v[j] * (1 - h * h);
            }
        }
    }
}

CK_CLONES void ck_pool_convolution(long documents, const int32_t *restrict lengths, const int32_t *restrict order,
                                   const long *restrict starts, long filters, long window, const float *restrict parts,
                                   const float *restrict bias, float *restrict out, int32_t *restrict winners) {
    for (long r = 0; r < documents; r++) {
        long length = lengths[r];
        float *restrict to = out + order[r] * filters;
        int32_t *restrict winner = winners + r * filters;
        for (long f = 0; f < filters; f++) {
            to[f] = 0;
            winner[f] = -1;
        }
        for (long t = 0; t < length; t++)
            for (long first = 0; first < filters; first += 16) {
                long count = filters - first < 16 ? filters - first : 16;
                float sums[16];
                for (long f = 0; f < count; f++) sums[f] = bias[first + f];
                for (long k = 0; k < window; k++) {
                    long token = t + k - window / 2;
                    if (token < 0 || token >= length) continue;
                    const float *restrict part = parts + (starts[token] + r) * window * filters + k * filters + first;
                    for (long f = 0; f < count; f++) sums[f] += part[f];
                }
                for (long f = 0; f < count; f++)
                    if (sums[f] > to[first + f]) {
                        to[first + f] = sums[f];
                        winner[first + f] = (int32_t)t;
                    }
            }
    }
}

void ck_pool_convolution_backward(long documents, const int32_t *restrict lengths, const int32_t *restrict order,
                                  const long *restrict starts, long filters, long window, const float *restrict gradient,
                                  const int32_t *restrict winners, float *restrict dparts, float *restrict dbias) {
    for (long r = 0; r < documents; r++) {
        const float *restrict g = gradient + order[r] * filters;
        for (long f = 0; f < filters; f++) {
            long t = winners[r * filters + f];
            if (t < 0) continue;
            dbias[f] += g[f];
            for (long k = 0; k < window; k++) {
                long token = t + k - window / 2;
                if (token < 0 || token >= lengths[r]) continue;
                dparts[(starts[token] + r) * window * filters + k * filters + f] += g[f];
            }
        }
    }
}

CK_CLONES void ck_factorization_machine(long rows, long columns, long factors, const float *restrict z, const float *restrict w,
                                        const float *restrict v, float bias, float *restrict sums, float *restrict out) {
    for (long r = 0; r < rows; r++) {
        const float *restrict x = z + r * columns;
        float score = bias + ck_dot(columns, x, w), pairs = 0;
        for (long f = 0; f < factors; f++) {
            const float *restrict row = v + f * columns;
            float sum = ck_dot(columns, x, row);
            ck_lanes squares = {0};
            long j = 0;
            for (; j + 16 <= columns; j += 16) {
                ck_lanes term = CK_LOAD(x + j) * CK_LOAD(row + j);
                squares += term * term;
            }
            float tail = 0;
            for (; j < columns; j++) tail += x[j] * row[j] * (x[j] * row[j]);
            sums[r * factors + f] = sum;
            pairs += sum * sum - (ck_sum_lanes(&squares) + tail);
        }
        out[r] = score + 0.5f * pairs;
    }
}

CK_CLONES void ck_factorization_machine_backward(long rows, long columns, long factors, const float *restrict z,
                                                 const float *restrict w, const float *restrict v, const float *restrict sums,
                                                 const float *restrict gradient, float *restrict dz, int accumulate_z,
                                                 float *restrict dw, float *restrict dv, float *restrict dbias) {
    for (long r = 0; r < rows; r++) {
        const float *restrict x = z + r * columns;
        float *restrict dx = dz + r * columns, g = gradient[r];
        *dbias += g;
        if (!accumulate_z) memset(dx, 0, columns * sizeof(float));
        for (long j = 0; j < columns; j++) {
            dx[j] += g * w[j];
            dw[j] += g * x[j];
        }
        for (long f = 0; f < factors; f++) {
            const float *restrict row = v + f * columns;
            float *restrict drow = dv + f * columns, sum = sums[r * factors + f];
            for (long j = 0; j < columns; j++) {
                float rest = sum - row[j] * x[j];
                dx[j] += g * row[j] * rest;
                drow[j] += g * x[j] * rest;
            }
        }
    }
}
