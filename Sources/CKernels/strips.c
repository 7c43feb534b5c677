#include "clones.h"

#define TALL 12
#define SHORT 6
// Rows of a strip that one pass goes through: with the rows of the left matrix they fit into the first-level cache.
#define DEPTH 256

long ck_strip_columns(long outputs) { return (outputs + CK_STRIP - 1) / CK_STRIP * CK_STRIP; }

void ck_pack_strips(long outputs, long inputs, const float *restrict w, float *restrict strips) {
    memset(strips, 0, ck_strip_columns(outputs) * inputs * sizeof(float));
    for (long i = 0; i < outputs; i++) {
        float *restrict to = strips + i / CK_STRIP * inputs * CK_STRIP + i % CK_STRIP;
        for (long k = 0; k < inputs; k++) to[k * CK_STRIP] = w[i * inputs + k];
    }
}

typedef struct {
    long inputs, a_stride, b_stride, c_stride;
    const float *b, *bias;
    int accumulate;
} ck_strip_task;

// `height` rows times `vectors` × 16 columns from column `first`; the sums stay in registers.
CK_INLINE void ck_strip_tile(int height, int vectors, long first, const ck_strip_task *t, const float *restrict a, float *restrict c) {
    ck_lanes sums[TALL][2];
    const float *restrict b = t->b + first, *restrict bias = t->bias;
    const long inputs = t->inputs, a_stride = t->a_stride, b_stride = t->b_stride, c_stride = t->c_stride;
    c += first;
#pragma clang loop unroll(full)
    for (int r = 0; r < height; r++)
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++) {
            sums[r][v] = t->accumulate ? CK_LOAD(c + r * c_stride + 16 * v) : (ck_lanes){0};
            if (bias) sums[r][v] += CK_LOAD(bias + first + 16 * v);
        }
    for (long k = 0; k < inputs; k++) {
        ck_lanes y[2];
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++) y[v] = CK_LOAD(b + k * b_stride + 16 * v);
#pragma clang loop unroll(full)
        for (int r = 0; r < height; r++) {
            ck_lanes x = CK_SPLAT(a[r * a_stride + k]);
#pragma clang loop unroll(full)
            for (int v = 0; v < vectors; v++) sums[r][v] = __builtin_elementwise_fma(x, y[v], sums[r][v]);
        }
    }
#pragma clang loop unroll(full)
    for (int r = 0; r < height; r++)
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++) CK_STORE(c + r * c_stride + 16 * v) = sums[r][v];
}

// 24 sums and two vectors of b in the 32 registers of AVX-512.
#define WIDE(height) ck_strip_tile(height, 2, 0, t, a + r * t->a_stride, c + r * t->c_stride)
CK_INLINE void ck_strip_wide(long rows, const ck_strip_task *t, const float *a, float *c) {
    long r = 0;
    for (; r + TALL <= rows; r += TALL) WIDE(TALL);
    switch (rows - r) {
        case 11: WIDE(11); break;
        case 10: WIDE(10); break;
        case 9: WIDE(9); break;
        case 8: WIDE(8); break;
        case 7: WIDE(7); break;
        case 6: WIDE(6); break;
        case 5: WIDE(5); break;
        case 4: WIDE(4); break;
        case 3: WIDE(3); break;
        case 2: WIDE(2); break;
        case 1: WIDE(1); break;
        default: break;
    }
}

// Narrower tiles for the sixteen registers of AVX2.
#define NARROW(height) ck_strip_tile(height, 1, first, t, a + r * t->a_stride, c + r * t->c_stride)
CK_INLINE void ck_strip_narrow(long rows, const ck_strip_task *t, const float *a, float *c) {
    for (long first = 0; first < CK_STRIP; first += 16) {
        long r = 0;
        for (; r + SHORT <= rows; r += SHORT) NARROW(SHORT);
        switch (rows - r) {
            case 5: NARROW(5); break;
            case 4: NARROW(4); break;
            case 3: NARROW(3); break;
            case 2: NARROW(2); break;
            case 1: NARROW(1); break;
            default: break;
        }
    }
}

#if defined(__x86_64__)
__attribute__((target("arch=x86-64-v4"), min_vector_width(512))) static void ck_strip_v4(long rows, const ck_strip_task *t, const float *a,
                                                                                        float *c) {
    ck_strip_wide(rows, t, a, c);
}
#endif

CK_CLONES static void ck_strip_other(long rows, const ck_strip_task *t, const float *a, float *c) { ck_strip_narrow(rows, t, a, c); }

static void ck_strip_run(long rows, const ck_strip_task *t, const float *a, float *c) {
#if defined(__x86_64__)
    if (ck_has_v4()) {
        ck_strip_v4(rows, t, a, c);
        return;
    }
#endif
    ck_strip_other(rows, t, a, c);
}

// The depth is cut so that a piece of b is read from the nearest cache by all rows; sums go on where they stopped.
static void ck_strip_pass(long rows, long inputs, const float *a, long a_stride, const float *b, long b_stride, const float *bias,
                          int accumulate, float *c, long c_stride) {
    for (long k = 0; k == 0 || k < inputs; k += DEPTH) {
        long depth = inputs - k < DEPTH ? inputs - k : DEPTH;
        ck_strip_task task = {depth, a_stride, b_stride, c_stride, b + k * b_stride, k == 0 ? bias : 0, accumulate || k > 0};
        ck_strip_run(rows, &task, a + k, c);
    }
}

void ck_strip_multiply(long rows, long inputs, long outputs, const float *a, long a_stride, const float *strips, const float *bias,
                       int accumulate, float *c, long c_stride) {
    for (long s = 0; s < outputs; s += CK_STRIP)
        ck_strip_pass(rows, inputs, a, a_stride, strips + s * inputs, CK_STRIP, bias ? bias + s : 0, accumulate, c + s, c_stride);
}

void ck_strip_product(long rows, long inputs, const float *a, long a_stride, const float *b, long b_stride, int accumulate, float *c,
                      long c_stride) {
    ck_strip_pass(rows, inputs, a, a_stride, b, b_stride, 0, accumulate, c, c_stride);
}
