#include "clones.h"

long ck_packed_columns(long outputs) { return (outputs + 15) / 16 * 16; }

void ck_pack_linear(long outputs, long inputs, const float *restrict w, float *restrict packed) {
    long width = ck_packed_columns(outputs);
    memset(packed, 0, inputs * width * sizeof(float));
    for (long j = 0; j < outputs; j++)
        for (long i = 0; i < inputs; i++) packed[i * width + j] = w[j * inputs + i];
}

// Up to 16 outputs of one row, whose sums are in *sums.
CK_INLINE void ck_finish_linear(long count, const ck_lanes *sums, const float *restrict bias, int relu, float *restrict out) {
    float x[16];
    memcpy(x, sums, sizeof x);
    for (long j = 0; j < count; j++) {
        float y = x[j] + bias[j];
        out[j] = relu && y < 0 ? 0 : y;  // keeps NaN
    }
}

// `height` rows times `vectors` × 16 outputs, whose sums stay in registers.
CK_INLINE void ck_linear_tile(int height, int vectors, long inputs, long width, long outputs, long first, const float *restrict x,
                              const float *restrict packed, const float *restrict bias, int relu, float *restrict out) {
    ck_lanes sums[4][2] = {{{0}}};
    for (long i = 0; i < inputs; i++) {
        const float *restrict w = packed + i * width + first;
        for (int v = 0; v < vectors; v++) {
            ck_lanes weights = CK_LOAD(w + 16 * v);
            for (int r = 0; r < height; r++) sums[r][v] += x[r * inputs + i] * weights;
        }
    }
    for (int r = 0; r < height; r++)
        for (int v = 0; v < vectors; v++) {
            long start = first + 16 * v, count = outputs - start < 16 ? outputs - start : 16;
            ck_finish_linear(count, &sums[r][v], bias + start, relu, out + r * outputs + start);
        }
}

CK_CLONES void ck_linear(long rows, long inputs, long outputs, const float *restrict x, const float *restrict packed,
                         const float *restrict bias, int relu, float *restrict out) {
    long width = ck_packed_columns(outputs);
    for (long first = 0; first < width; first += 32) {
        int pair = first + 32 <= width;
        long r = 0;
        for (; r + 4 <= rows; r += 4) {
            const float *from = x + r * inputs;
            float *to = out + r * outputs;
            if (pair) ck_linear_tile(4, 2, inputs, width, outputs, first, from, packed, bias, relu, to);
            else ck_linear_tile(4, 1, inputs, width, outputs, first, from, packed, bias, relu, to);
        }
        for (; r < rows; r++) {
            if (pair) ck_linear_tile(1, 2, inputs, width, outputs, first, x + r * inputs, packed, bias, relu, out + r * outputs);
            else ck_linear_tile(1, 1, inputs, width, outputs, first, x + r * inputs, packed, bias, relu, out + r * outputs);
        }
    }
}
