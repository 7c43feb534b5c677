#include "elementary.h"

// Losses are made in blocks of floats and summed in double.
#define BLOCK 256

CK_INLINE double ck_sum_block(long n, const float *block) {
    double lanes[8] = {0};
    long i = 0;
    for (; i + 8 <= n; i += 8)
        for (int l = 0; l < 8; l++) lanes[l] += (double)block[i + l];
    for (; i < n; i++) lanes[0] += (double)block[i];
    return ((lanes[0] + lanes[4]) + (lanes[1] + lanes[5])) + ((lanes[2] + lanes[6]) + (lanes[3] + lanes[7]));
}

CK_CLONES double ck_squared_error(long n, long batch, const float *restrict scores, const float *restrict targets, float offset,
                                  float *restrict gradient) {
    double total = 0;
    float scale = 1.0f / (float)batch;
    float block[BLOCK];
    for (long start = 0; start < n; start += BLOCK) {
        long count = n - start < BLOCK ? n - start : BLOCK;
        for (long i = 0; i < count; i++) {
            float error = scores[start + i] + offset - targets[start + i];
            gradient[start + i] = 2 * scale * error;
            block[i] = error * error;
        }
        total += ck_sum_block(count, block);
    }
    return total;
}

CK_CLONES double ck_log_loss(long n, long batch, const float *restrict logits, const float *restrict labels, float *restrict gradient) {
    double total = 0;
    float scale = 1.0f / (float)batch;
    float block[BLOCK];
    for (long start = 0; start < n; start += BLOCK) {
        long count = n - start < BLOCK ? n - start : BLOCK;
        for (long i = 0; i < count; i++) {
            float x = logits[start + i], y = labels[start + i];
            gradient[start + i] = scale * (ck_sigmoid1(x) - y);
            block[i] = ck_softplus1(x) - y * x;
        }
        total += ck_sum_block(count, block);
    }
    return total;
}

CK_CLONES double ck_bpr_loss(long pairs, long batch, const float *restrict scores, float *restrict gradient) {
    double total = 0;
    float scale = 1.0f / (float)batch;
    float block[BLOCK];
    for (long start = 0; start < pairs; start += BLOCK) {
        long count = pairs - start < BLOCK ? pairs - start : BLOCK;
        for (long i = 0; i < count; i++) {
            float x = scores[start + i] - scores[pairs + start + i];
            float g = scale * ck_sigmoid1(-x);
            gradient[start + i] = -g;
            gradient[pairs + start + i] = g;
            block[i] = ck_softplus1(-x);
        }
        total += ck_sum_block(count, block);
    }
    return total;
}
