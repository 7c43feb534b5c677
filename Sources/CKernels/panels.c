#include "elementary.h"

#define TALL 6

long ck_panel_count(long items) { return (items + CK_PANEL - 1) / CK_PANEL; }

void ck_pack_panels(long items, long columns, const float *restrict x, float *restrict panels) {
    memset(panels, 0, ck_panel_count(items) * columns * CK_PANEL * sizeof(float));
    for (long i = 0; i < items; i++) {
        float *restrict to = panels + i / CK_PANEL * columns * CK_PANEL + i % CK_PANEL;
        for (long c = 0; c < columns; c++) to[c * CK_PANEL] = x[i * columns + c];
    }
}

// What a product of a panel reads and writes: `depth` rows of b, which belong to the inputs that `live` lists (null: to the first ones).
typedef struct {
    long depth, inputs, stride;
    const int32_t *live;
    const float *a, *bias, *b;
    float *out;
    int relu;
} ck_panel_task;

// `height` rows from row `first` times `vectors` × 16 columns from column `column`, whose sums stay in registers.
CK_INLINE void ck_panel_tile(int height, int vectors, int listed, long first, long column, const ck_panel_task *t) {
    ck_lanes sums[TALL][4];
    const long inputs = t->inputs, depth = t->depth, stride = t->stride;
    const int32_t *restrict live = t->live;
    const float *restrict a = t->a + first * inputs, *restrict b = t->b + column;
    float *restrict out = t->out + first * stride + column;
    for (int r = 0; r < height; r++)
        for (int v = 0; v < vectors; v++) sums[r][v] = t->bias ? CK_SPLAT(t->bias[first + r]) : (ck_lanes){0};
    for (long k = 0; k < depth; k++) {
        const long input = listed ? live[k] : k;
        for (int r = 0; r < height; r++) {
            ck_lanes x = CK_SPLAT(a[r * inputs + input]);
            for (int v = 0; v < vectors; v++)
                sums[r][v] = __builtin_elementwise_fma(x, CK_LOAD(b + k * CK_PANEL + 16 * v), sums[r][v]);
        }
    }
    for (int r = 0; r < height; r++)
        for (int v = 0; v < vectors; v++) {
            ck_lanes y = sums[r][v];
            if (t->relu) y = (ck_lanes)((ck_int_lanes)y & ~(y < 0));  // keeps NaN
            CK_STORE(out + r * stride + 16 * v) = y;
        }
}

// 24 sums and four columns of b in the 32 registers of AVX-512. The last rows go in two tiles rather than in a full one and one or two
// rows, which would wait for their own sums.
#define WIDE(height) ck_panel_tile(height, 4, listed, r, 0, t)
CK_INLINE void ck_panel_wide(int listed, long rows, const ck_panel_task *t) {
    long r = 0;
    for (; r + TALL + 2 < rows || r + TALL == rows; r += TALL) WIDE(TALL);
    if (rows - r > TALL) {
        WIDE(4);
        r += 4;
    }
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
CK_INLINE void ck_panel_narrow(int listed, long rows, const ck_panel_task *t) {
    for (int v = 0; v < 4; v++) {
        long r = 0;
        for (; r + 4 <= rows; r += 4) ck_panel_tile(4, 1, listed, r, 16 * v, t);
        for (; r < rows; r++) ck_panel_tile(1, 1, listed, r, 16 * v, t);
    }
}

#if defined(__x86_64__)
#define CK_V4 __attribute__((target("arch=x86-64-v4"), min_vector_width(512)))
CK_V4 static void ck_panel_all_v4(long rows, const ck_panel_task *t) { ck_panel_wide(0, rows, t); }
CK_V4 static void ck_panel_listed_v4(long rows, const ck_panel_task *t) { ck_panel_wide(1, rows, t); }
#endif

CK_CLONES static void ck_panel_all_other(long rows, const ck_panel_task *t) { ck_panel_narrow(0, rows, t); }
CK_CLONES static void ck_panel_listed_other(long rows, const ck_panel_task *t) { ck_panel_narrow(1, rows, t); }

static void ck_panel_run(long rows, const ck_panel_task *t) {
#if defined(__x86_64__)
    if (ck_has_v4()) {
        if (t->live) ck_panel_listed_v4(rows, t);
        else ck_panel_all_v4(rows, t);
        return;
    }
#endif
    if (t->live) ck_panel_listed_other(rows, t);
    else ck_panel_all_other(rows, t);
}

void ck_panel_linear(long rows, long inputs, const float *a, const float *bias, int relu, const float *b, float *out, long stride,
                     long count) {
    if (count == CK_PANEL) {
        ck_panel_task task = {inputs, inputs, stride, 0, a, bias, b, out, relu};
        ck_panel_run(rows, &task);
        return;
    }
    float block[TALL * CK_PANEL];
    for (long r = 0; r < rows; r += TALL) {
        long height = rows - r < TALL ? rows - r : TALL;
        ck_panel_task task = {inputs, inputs, CK_PANEL, 0, a + r * inputs, bias ? bias + r : 0, b, block, relu};
        ck_panel_run(height, &task);
        for (long i = 0; i < height; i++) memcpy(out + (r + i) * stride, block + i * CK_PANEL, count * sizeof(float));
    }
}

void ck_panel_linear_live(long rows, long inputs, const int32_t *live, long live_count, const float *a, const float *bias, int relu,
                          const float *b, float *out) {
    ck_panel_task task = {live_count, inputs, CK_PANEL, live, a, bias, b, out, relu};
    ck_panel_run(rows, &task);
}

void ck_panel_place(long count, const int32_t *items, const float *restrict x, const float *restrict also, float *restrict out) {
    if (also)
        for (long j = 0; j < count; j++) out[items[j]] = also[j] + x[j];
    else
        for (long j = 0; j < count; j++) out[items[j]] = x[j];
}

CK_CLONES void ck_panel_scale(long rows, const float *restrict x, const float *restrict factors, float *restrict out) {
    ck_whole_vectors();
    for (long r = 0; r < rows; r++)
        for (long j = 0; j < CK_PANEL; j += 16) CK_STORE(out + r * CK_PANEL + j) = factors[r] * CK_LOAD(x + r * CK_PANEL + j);
}

CK_CLONES void ck_panel_greatest(long rows, const float *restrict x, float *restrict greatest) {
    for (long r = 0; r < rows; r++) {
        float most = x[r * CK_PANEL];
        for (long j = 1; j < CK_PANEL; j++) most = x[r * CK_PANEL + j] > most ? x[r * CK_PANEL + j] : most;
        greatest[r] = most;
    }
}

CK_CLONES long ck_panel_shift_relu(long rows, const float *restrict x, const float *restrict greatest, const float *restrict shifts,
                                   float *restrict out, int32_t *restrict live) {
    ck_whole_vectors();
    long found = 0;
    for (long r = 0; r < rows; r++) {
        live[found] = (int32_t)r;
        found += !greatest || !(greatest[r] + shifts[r] <= 0);
    }
    for (long i = 0; i < found; i++) {
        const float shift = shifts[live[i]], *restrict row = x + live[i] * CK_PANEL;
        ck_prefetch_row(x + live[i + 8 < found ? i + 8 : i] * CK_PANEL, CK_PANEL);
        for (long j = 0; j < CK_PANEL; j += 16) {
            ck_lanes y = CK_LOAD(row + j) + shift;
            CK_STORE(out + i * CK_PANEL + j) = (ck_lanes)((ck_int_lanes)y & ~(y < 0));
        }
    }
    return found;
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

#define CK_VECTORS (CK_PANEL / 16)

// x ← scale · softmax(logits) ⊙ x over the rows, the vectors of a row side by side. The exponentials stay where the logits were.
CK_INLINE void ck_attend_items(long rows, float scale, float *restrict logits, float *restrict x) {
    ck_lanes greatest[CK_VECTORS], sums[CK_VECTORS];
    for (int v = 0; v < CK_VECTORS; v++) greatest[v] = CK_LOAD(logits + 16 * v), sums[v] = (ck_lanes){0};
    for (long r = 1; r < rows; r++)
        for (int v = 0; v < CK_VECTORS; v++) {
            ck_lanes y = CK_LOAD(logits + r * CK_PANEL + 16 * v);
            ck_int_lanes above = y > greatest[v];
            greatest[v] = (ck_lanes)(((ck_int_lanes)y & above) | ((ck_int_lanes)greatest[v] & ~above));
        }
    for (long r = 0; r < rows; r++)
        for (int v = 0; v < CK_VECTORS; v++) {
            float *restrict to = logits + r * CK_PANEL + 16 * v;
            ck_lanes power, logit = CK_LOAD(to) - greatest[v];
            ck_exp_fused(&logit, &power);
            CK_STORE(to) = power;
            sums[v] += power;
        }
    for (int v = 0; v < CK_VECTORS; v++) sums[v] = scale / sums[v];
    for (long r = 0; r < rows; r++)
        for (int v = 0; v < CK_VECTORS; v++) {
            long at = r * CK_PANEL + 16 * v;
            CK_STORE(x + at) *= CK_LOAD(logits + at) * sums[v];
        }
}

CK_CLONES void ck_panel_attend(long rows, float scale, float *restrict logits, float *restrict x) {
    ck_whole_vectors();
    ck_attend_items(rows, scale, logits, x);
}
