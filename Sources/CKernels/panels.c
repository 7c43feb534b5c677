#include "elementary.h"

#define CK_SPLAT(x) ((ck_lanes){x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x})
#define TALL 6

long ck_panel_count(long items) { return (items + CK_PANEL - 1) / CK_PANEL; }

void ck_pack_panels(long items, long columns, const float *restrict x, float *restrict panels) {
    memset(panels, 0, ck_panel_count(items) * columns * CK_PANEL * sizeof(float));
    for (long i = 0; i < items; i++) {
        float *restrict to = panels + i / CK_PANEL * columns * CK_PANEL + i % CK_PANEL;
        for (long c = 0; c < columns; c++) to[c * CK_PANEL] = x[i * columns + c];
    }
}

// `height` rows times `vectors` × 16 columns, whose sums stay in registers.
CK_INLINE void ck_panel_tile(int height, int vectors, long inputs, const float *restrict a, const float *restrict bias, int relu,
                             const float *restrict b, float *restrict out, long stride) {
    ck_lanes sums[TALL][4];
    for (int r = 0; r < height; r++)
        for (int v = 0; v < vectors; v++) sums[r][v] = bias ? CK_SPLAT(bias[r]) : (ck_lanes){0};
    for (long k = 0; k < inputs; k++) {
        for (int r = 0; r < height; r++) {
            ck_lanes x = CK_SPLAT(a[r * inputs + k]);
            for (int v = 0; v < vectors; v++)
                sums[r][v] = __builtin_elementwise_fma(x, CK_LOAD(b + k * CK_PANEL + 16 * v), sums[r][v]);
        }
    }
    for (int r = 0; r < height; r++)
        for (int v = 0; v < vectors; v++) {
            ck_lanes y = sums[r][v];
            if (relu) y = (ck_lanes)((ck_int_lanes)y & ~(y < 0));  // keeps NaN
            CK_STORE(out + r * stride + 16 * v) = y;
        }
}

// 24 sums and four columns of b in the 32 registers of AVX-512.
#define WIDE(height) ck_panel_tile(height, 4, inputs, a + r * inputs, bias ? bias + r : 0, relu, b, out + r * stride, stride)
CK_INLINE void ck_panel_wide(long rows, long inputs, const float *restrict a, const float *restrict bias, int relu,
                             const float *restrict b, float *restrict out, long stride) {
    long r = 0;
    for (; r + TALL <= rows; r += TALL) WIDE(TALL);
    switch (rows - r) {
        case 5: WIDE(5); break;
        case 4: WIDE(4); break;
        case 3: WIDE(3); break;
        case 2: WIDE(2); break;
        case 1: WIDE(1); break;
        default: break;
    }
}

// Narrower tiles for the sixteen registers of AVX2.
#define NARROW(height) \
    ck_panel_tile(height, 1, inputs, a + r * inputs, bias ? bias + r : 0, relu, b + 16 * v, out + r * stride + 16 * v, stride)
CK_INLINE void ck_panel_narrow(long rows, long inputs, const float *restrict a, const float *restrict bias, int relu,
                               const float *restrict b, float *restrict out, long stride) {
    for (int v = 0; v < 4; v++) {
        long r = 0;
        for (; r + 4 <= rows; r += 4) NARROW(4);
        for (; r < rows; r++) NARROW(1);
    }
}

#if defined(__x86_64__)
__attribute__((target("arch=x86-64-v4"), min_vector_width(512))) static void ck_panel_wide_v4(
    long rows, long inputs, const float *a, const float *bias, int relu, const float *b, float *out, long stride) {
    ck_panel_wide(rows, inputs, a, bias, relu, b, out, stride);
}
static int ck_has_v4(void) {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd")
        && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}
#endif

CK_CLONES static void ck_panel_other(long rows, long inputs, const float *a, const float *bias, int relu, const float *b, float *out,
                                     long stride) {
    ck_panel_narrow(rows, inputs, a, bias, relu, b, out, stride);
}

static void ck_panel_full(long rows, long inputs, const float *a, const float *bias, int relu, const float *b, float *out, long stride) {
#if defined(__x86_64__)
    if (ck_has_v4()) {
        ck_panel_wide_v4(rows, inputs, a, bias, relu, b, out, stride);
        return;
    }
#endif
    ck_panel_other(rows, inputs, a, bias, relu, b, out, stride);
}

void ck_panel_linear(long rows, long inputs, const float *a, const float *bias, int relu, const float *b, float *out, long stride,
                     long count) {
    if (count == CK_PANEL) {
        ck_panel_full(rows, inputs, a, bias, relu, b, out, stride);
        return;
    }
    float block[TALL * CK_PANEL];
    for (long r = 0; r < rows; r += TALL) {
        long height = rows - r < TALL ? rows - r : TALL;
        ck_panel_full(height, inputs, a + r * inputs, bias ? bias + r : 0, relu, b, block, CK_PANEL);
        for (long i = 0; i < height; i++) memcpy(out + (r + i) * stride, block + i * CK_PANEL, count * sizeof(float));
    }
}

CK_CLONES void ck_panel_scale(long rows, const float *restrict x, const float *restrict factors, float *restrict out) {
    ck_whole_vectors();
    for (long r = 0; r < rows; r++)
        for (long j = 0; j < CK_PANEL; j += 16) CK_STORE(out + r * CK_PANEL + j) = factors[r] * CK_LOAD(x + r * CK_PANEL + j);
}

CK_CLONES void ck_panel_shift_relu(long rows, const float *restrict x, const float *restrict shifts, float *restrict out) {
    ck_whole_vectors();
    for (long r = 0; r < rows; r++)
        for (long j = 0; j < CK_PANEL; j += 16) {
            ck_lanes y = CK_LOAD(x + r * CK_PANEL + j) + shifts[r];
            CK_STORE(out + r * CK_PANEL + j) = (ck_lanes)((ck_int_lanes)y & ~(y < 0));
        }
}

#define FUSED(a, b, c) __builtin_elementwise_fma((a), (b), (c))

// eˣ within 2 ulp in every lane, for x in [−87.3, 0] (lower values count as −87.3): `ck_exp1` with fused multiplications, a third fewer
// steps.
CK_INLINE void ck_exp_fused(const ck_lanes *at, ck_lanes *power) {
    ck_lanes x = *at;
    ck_lanes least = CK_SPLAT(-87.3f), magic = CK_SPLAT(12582912.0f);
    ck_int_lanes low = x < least;
    x = (ck_lanes)(((ck_int_lanes)least & low) | ((ck_int_lanes)x & ~low));
    ck_lanes shifted = FUSED(x, CK_SPLAT(1.44269504088896341f), magic), n = shifted - magic;
    ck_lanes r = FUSED(n, CK_SPLAT(-0.693359375f), x);
    r = FUSED(n, CK_SPLAT(2.12194440e-4f), r);
    ck_lanes y = FUSED(CK_SPLAT(1.9875691500e-4f), r, CK_SPLAT(1.3981999507e-3f));
    y = FUSED(y, r, CK_SPLAT(8.3334519073e-3f));
    y = FUSED(y, r, CK_SPLAT(4.1665795894e-2f));
    y = FUSED(y, r, CK_SPLAT(1.6666665459e-1f));
    y = FUSED(y, r, CK_SPLAT(5.0000001201e-1f));
    y = FUSED(y, r * r, r) + 1.0f;
    *power = y * (ck_lanes)(((ck_int_lanes)shifted + 127) << 23);
}

// Sixteen items: x ← scale · softmax(logits) ⊙ x over the rows. The exponentials stay where the logits were.
CK_INLINE void ck_attend_items(long rows, float scale, float *restrict logits, float *restrict x) {
    ck_lanes greatest = CK_LOAD(logits), sum = {0};
    for (long r = 1; r < rows; r++) {
        ck_lanes y = CK_LOAD(logits + r * CK_PANEL);
        ck_int_lanes above = y > greatest;
        greatest = (ck_lanes)(((ck_int_lanes)y & above) | ((ck_int_lanes)greatest & ~above));
    }
    for (long r = 0; r < rows; r++) {
        float *restrict to = logits + r * CK_PANEL;
        ck_lanes power, logit = CK_LOAD(to) - greatest;
        ck_exp_fused(&logit, &power);
        CK_STORE(to) = power;
        sum += power;
    }
    ck_lanes factor = scale / sum;
    for (long r = 0; r < rows; r++) CK_STORE(x + r * CK_PANEL) *= CK_LOAD(logits + r * CK_PANEL) * factor;
}

CK_CLONES void ck_panel_attend(long rows, float scale, float *restrict logits, float *restrict x) {
    ck_whole_vectors();
    for (long j = 0; j < CK_PANEL; j += 16) ck_attend_items(rows, scale, logits + j, x + j);
}
