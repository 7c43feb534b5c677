#include "elementary.h"

#define CK_FUSED(a, b, c) __builtin_elementwise_fma(a, b, c)

// MARK: Normalisation

CK_CLONES void ck_layer_norm(long rows, long columns, long stride, const float *x, const float *restrict scale, const float *restrict shift,
                             float epsilon, float *out) {
    for (long r = 0; r < rows; r++) {
        const float *from = x + r * stride;
        float *to = out + r * stride;
        ck_lanes sums = {0}, squares = {0};
        long j = 0;
        for (; j + 16 <= columns; j += 16) sums += CK_LOAD(from + j);
        float tail = 0;
        for (; j < columns; j++) tail += from[j];
        float mean = (ck_sum_lanes(&sums) + tail) / (float)columns;
        for (j = 0; j + 16 <= columns; j += 16) {
            ck_lanes d = CK_LOAD(from + j) - mean;
            squares = CK_FUSED(d, d, squares);
        }
        for (tail = 0; j < columns; j++) tail += (from[j] - mean) * (from[j] - mean);
        float variance = (ck_sum_lanes(&squares) + tail) / (float)columns;
        float factor = 1 / __builtin_elementwise_sqrt(variance + epsilon);
        for (j = 0; j + 16 <= columns; j += 16)
            CK_STORE(to + j) = CK_FUSED((CK_LOAD(from + j) - mean) * factor, CK_LOAD(scale + j), CK_LOAD(shift + j));
        for (; j < columns; j++) to[j] = (from[j] - mean) * factor * scale[j] + shift[j];
    }
}

CK_CLONES void ck_root_mean_square_norm(long rows, long columns, long stride, const float *x, const float *restrict scale, float epsilon,
                                        float *out) {
    for (long r = 0; r < rows; r++) {
        const float *from = x + r * stride;
        float *to = out + r * stride;
        ck_lanes squares = {0};
        long j = 0;
        for (; j + 16 <= columns; j += 16) squares = CK_FUSED(CK_LOAD(from + j), CK_LOAD(from + j), squares);
        float tail = 0;
        for (; j < columns; j++) tail += from[j] * from[j];
        float factor = 1 / __builtin_elementwise_sqrt((ck_sum_lanes(&squares) + tail) / (float)columns + epsilon);
        for (j = 0; j + 16 <= columns; j += 16) CK_STORE(to + j) = CK_LOAD(from + j) * factor * CK_LOAD(scale + j);
        for (; j < columns; j++) to[j] = from[j] * factor * scale[j];
    }
}

// MARK: Activations

// x Φ(x) = ½ x e^(−t p(t)) for x < 0, x − that for x > 0, with t = |x| / √2 and p a polynomial for −ln erfc(t) / t, fitted by weighted
// least squares on [0, 5] to the least greatest error of the result.
CK_INLINE float ck_gelu1(float x) {
    float t = (x < 0 ? -x : x) * 0.70710678f;
    t = t > 5.0f ? 5.0f : t;
    float y = -6.161820692796027e-06f;
    y = CK_FUSED(y, t, 8.652102405903861e-05f);
    y = CK_FUSED(y, t, -0.000505126838106662f);
    y = CK_FUSED(y, t, 0.0013900295598432422f);
    y = CK_FUSED(y, t, 0.0001833424757933244f);
    y = CK_FUSED(y, t, -0.019399745389819145f);
    y = CK_FUSED(y, t, 0.10287614911794662f);
    y = CK_FUSED(y, t, 0.6365998983383179f);
    y = CK_FUSED(y, t, 1.128380537033081f);
    float half = x * 0.5f * ck_exp1(-t * y);
    return x < 0 ? half : x - half;
}

CK_CLONES void ck_gelu(long n, float *restrict x) {
    for (long i = 0; i < n; i++) x[i] = ck_gelu1(x[i]);
}

CK_CLONES void ck_gelu_tanh(long n, float *restrict x) {
    for (long i = 0; i < n; i++) x[i] = x[i] * ck_sigmoid1(1.5957691216f * CK_FUSED(x[i] * x[i] * x[i], 0.044715f, x[i]));
}

CK_CLONES void ck_relu(long n, float *restrict x) {
    ck_whole_vectors();
    for (long i = 0; i < n; i++) x[i] = x[i] < 0 ? 0 : x[i];  // keeps NaN
}

CK_CLONES void ck_multiply(long n, float *restrict x, const float *restrict y) {
    ck_whole_vectors();
    for (long i = 0; i < n; i++) x[i] *= y[i];
}

// MARK: Attention

// Query rows at a time: their scores stay in the second-level cache.
#define QUERIES 48

long ck_attention_scratch(long length, long head) {
    long keys = ck_strip_columns(length), width = ck_strip_columns(head);
    return keys * head + QUERIES * keys + keys * width + QUERIES * width;
}

// x ← softmax(scale · x + bias) by row; what lies beyond `columns` becomes 0.
CK_CLONES static void ck_attention_weights(long rows, long columns, long stride, float scale, const float *bias, float *restrict x) {
    for (long r = 0; r < rows; r++) {
        float *restrict row = x + r * stride;
        const float *restrict shift = bias ? bias - r : 0;
        if (shift) for (long j = 0; j < columns; j++) row[j] = CK_FUSED(row[j], scale, shift[j]);
        else for (long j = 0; j < columns; j++) row[j] *= scale;
        for (long j = columns; j < stride; j++) row[j] = row[0];
        ck_lanes greatest = CK_LOAD(row);
        for (long j = 16; j < stride; j += 16) greatest = __builtin_elementwise_max(greatest, CK_LOAD(row + j));
        float lanes[16];
        memcpy(lanes, &greatest, sizeof lanes);
        float top = lanes[0];
        for (int l = 1; l < 16; l++) top = lanes[l] > top ? lanes[l] : top;
        for (long j = 0; j < stride; j++) row[j] = ck_exp1(row[j] - top);
        for (long j = columns; j < stride; j++) row[j] = 0;
        ck_lanes sums = {0};
        for (long j = 0; j < stride; j += 16) sums += CK_LOAD(row + j);
        float factor = 1 / ck_sum_lanes(&sums);
        for (long j = 0; j < stride; j += 16) CK_STORE(row + j) *= factor;
    }
}

// Rows of `from` become columns of strips.
CK_CLONES static void ck_transpose_keys(long length, long head, const float *restrict from, long stride, float *restrict to) {
    long keys = ck_strip_columns(length);
    for (long s = 0; s < keys; s += CK_STRIP) {
        long count = length - s < CK_STRIP ? length - s : CK_STRIP;
        float *restrict strip = to + s * head;
        if (count < CK_STRIP) memset(strip, 0, head * CK_STRIP * sizeof(float));
        for (long d = 0; d < head; d++)
            for (long j = 0; j < count; j++) strip[d * CK_STRIP + j] = from[(s + j) * stride + d];
    }
}

void ck_attention(long length, long head, const float *q, const float *k, const float *v, long stride, float scale, const float *bias,
                  float *scratch, float *out, long out_stride) {
    long keys = ck_strip_columns(length), width = ck_strip_columns(head);
    float *transposed = scratch, *scores = transposed + keys * head, *values = scores + QUERIES * keys, *block = values + keys * width;
    ck_transpose_keys(length, head, k, stride, transposed);
    int whole = width == head;
    long value_stride = whole ? stride : width;
    if (!whole) {
        memset(values, 0, length * width * sizeof(float));
        for (long j = 0; j < length; j++) memcpy(values + j * width, v + j * stride, head * sizeof(float));
        v = values;
    }
    for (long i = 0; i < length; i += QUERIES) {
        long rows = length - i < QUERIES ? length - i : QUERIES;
        ck_strip_multiply(rows, head, length, q + i * stride, stride, transposed, 0, 0, scores, keys);
        ck_attention_weights(rows, length, keys, scale, bias ? bias - i : 0, scores);
        float *to = whole ? out + i * out_stride : block;
        for (long c = 0; c < width; c += CK_STRIP)
            ck_strip_product(rows, length, scores, keys, v + c, value_stride, 0, to + c, whole ? out_stride : width);
        if (whole) continue;
        for (long r = 0; r < rows; r++) memcpy(out + (i + r) * out_stride, block + r * width, head * sizeof(float));
    }
}

// MARK: Types of values

CK_CLONES void ck_widen(long n, int kind, const void *values, float *restrict out) {
    const char *from = values;
    if (kind == 0) memcpy(out, from, n * sizeof(float));
    else if (kind == 1)
        for (long i = 0; i < n; i++) {
            _Float16 x;
            memcpy(&x, from + 2 * i, 2);
            out[i] = (float)x;
        }
    else
        for (long i = 0; i < n; i++) {
            uint16_t x;
            memcpy(&x, from + 2 * i, 2);
            uint32_t bits = (uint32_t)x << 16;
            memcpy(out + i, &bits, 4);
        }
}

void ck_gather_values(long rows, long columns, int kind, const void *table, const int32_t *ids, float *out, long stride) {
    long size = columns * (kind == 0 ? 4 : 2);
    for (long r = 0; r < rows; r++) ck_widen(columns, kind, (const char *)table + ids[r] * size, out + r * stride);
}

CK_CLONES void ck_to_half(long n, const float *restrict x, uint16_t *restrict out) {
    for (long i = 0; i < n; i++) {
        _Float16 y = (_Float16)x[i];
        memcpy(out + i, &y, 2);
    }
}

CK_CLONES int ck_all_finite(long n, const float *restrict x) {
    uint32_t worst = 0;
    for (long i = 0; i < n; i++) {
        uint32_t bits;
        memcpy(&bits, x + i, 4);
        bits &= 0x7FFFFFFF;
        worst = bits > worst ? bits : worst;
    }
    return worst < 0x7F800000;
}
