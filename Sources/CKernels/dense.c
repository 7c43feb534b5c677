#include "clones.h"

CK_CLONES void ck_add_bias(long rows, long columns, float *restrict x, const float *restrict bias, int relu) {
    for (long r = 0; r < rows; r++, x += columns) {
        if (relu) {
            long j = 0;
            for (; j + 16 <= columns; j += 16) {
                ck_lanes y = CK_LOAD(x + j) + CK_LOAD(bias + j);
                CK_STORE(x + j) = (ck_lanes)((ck_int_lanes)y & ~(y < 0));  // keeps NaN
            }
            for (; j < columns; j++) {
                float y = x[j] + bias[j];
                x[j] = y < 0 ? 0 : y;
            }
        } else {
#define STEP(type, j) CK_AT(type, x + j) += CK_AT(const type, bias + j)
            CK_ROW(columns, STEP);
#undef STEP
        }
    }
}

CK_CLONES void ck_relu_backward(long n, const float *restrict out, float *restrict gradient) {
    for (long i = 0; i < n; i++) gradient[i] = out[i] > 0 ? gradient[i] : 0;
}

// Four vectors of sums stay in registers while the rows pass; the order of the additions is that of the rows.
CK_CLONES void ck_column_sums(long rows, long columns, const float *restrict x, float *restrict sums, int accumulate) {
    if (!accumulate) memset(sums, 0, columns * sizeof(float));
    long j = 0;
    for (; j + 64 <= columns; j += 64) {
        ck_lanes a = CK_LOAD(sums + j), b = CK_LOAD(sums + j + 16), c = CK_LOAD(sums + j + 32), d = CK_LOAD(sums + j + 48);
        for (const float *row = x + j, *end = row + rows * columns; row < end; row += columns) {
            a += CK_LOAD(row);
            b += CK_LOAD(row + 16);
            c += CK_LOAD(row + 32);
            d += CK_LOAD(row + 48);
        }
        CK_STORE(sums + j) = a;
        CK_STORE(sums + j + 16) = b;
        CK_STORE(sums + j + 32) = c;
        CK_STORE(sums + j + 48) = d;
    }
    for (; j + 16 <= columns; j += 16) {
        ck_lanes a = CK_LOAD(sums + j);
        for (const float *row = x + j, *end = row + rows * columns; row < end; row += columns) a += CK_LOAD(row);
        CK_STORE(sums + j) = a;
    }
    if (j < columns) {
        for (const float *row = x, *end = row + rows * columns; row < end; row += columns)
            for (long k = j; k < columns; k++) sums[k] += row[k];
    }
}

CK_CLONES void ck_project(long rows, long columns, const float *restrict x, const float *restrict w, float bias, float *restrict out) {
    for (long r = 0; r < rows; r++) out[r] = ck_dot(columns, x + r * columns, w) + bias;
}

CK_CLONES void ck_project_backward(long rows, long columns, const float *restrict x, const float *restrict w,
                                   const float *restrict gradient, float *restrict dx, int accumulate_x, float *restrict dw,
                                   int accumulate_w, float *restrict dbias, int accumulate_bias) {
    if (!accumulate_w) memset(dw, 0, columns * sizeof(float));
    float sum = accumulate_bias ? *dbias : 0;
    for (long r = 0; r < rows; r++) {
        float g = gradient[r];
        const float *restrict row = x + r * columns;
        float *restrict to = dx + r * columns;
        sum += g;
        if (accumulate_x) {
#define STEP(type, j) CK_AT(type, to + j) += g * CK_AT(const type, w + j), CK_AT(type, dw + j) += g * CK_AT(const type, row + j)
            CK_ROW(columns, STEP);
#undef STEP
        } else {
#define STEP(type, j) CK_AT(type, to + j) = g * CK_AT(const type, w + j), CK_AT(type, dw + j) += g * CK_AT(const type, row + j)
            CK_ROW(columns, STEP);
#undef STEP
        }
    }
    *dbias = sum;
}

// Uniform on [0, 1) with 24 bits from (key, i): the finaliser of MurmurHash3 (Appleby), twice keyed.
CK_INLINE float ck_hash_uniform(uint64_t key, uint32_t i) {
    uint32_t h = i * 0x9E3779B1u + (uint32_t)key;
    h ^= h >> 16;
    h *= 0x85EBCA6Bu;
    h ^= (uint32_t)(key >> 32);
    h ^= h >> 13;
    h *= 0xC2B2AE35u;
    h ^= h >> 16;
    return (float)(int32_t)(h >> 8) * 0x1p-24f;
}

CK_CLONES void ck_dropout(long n, const float *restrict x, uint64_t key, float rate, float *restrict out) {
    float scale = 1 / (1 - rate);
    for (long i = 0; i < n; i++) out[i] = ck_hash_uniform(key, (uint32_t)i) >= rate ? x[i] * scale : 0;
}

CK_CLONES void ck_dropout_backward(long n, const float *restrict gradient, uint64_t key, float rate, float *restrict dx, int accumulate) {
    float scale = 1 / (1 - rate);
    for (long i = 0; i < n; i++) {
        float g = ck_hash_uniform(key, (uint32_t)i) >= rate ? gradient[i] * scale : 0;
        dx[i] = accumulate ? dx[i] + g : g;
    }
}

CK_CLONES double ck_squared_norm(long n, const float *x) {
    double total = 0;
    for (long start = 0; start < n; start += 4096) {
        long count = n - start < 4096 ? n - start : 4096;
        total += ck_dot(count, x + start, x + start);
    }
    return total;
}

CK_CLONES void ck_scale(long n, float factor, float *x) {
    for (long i = 0; i < n; i++) x[i] *= factor;
}
