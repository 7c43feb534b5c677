#include "clones.h"

#define ROWS 16

#define SPLAT(x) ((ck_lanes){0} + (x))

// Halves, quarters, … of two vectors, added: the lanes of a before those of b. (Macros: vectors as arguments would depend on the clone.)
#define PICK(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#define FOLD8(a, b) \
    (PICK(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23) \
     + PICK(a, b, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31))
#define FOLD4(a, b) \
    (PICK(a, b, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27) \
     + PICK(a, b, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31))
#define FOLD2(a, b) \
    (PICK(a, b, 0, 1, 4, 5, 8, 9, 12, 13, 16, 17, 20, 21, 24, 25, 28, 29) \
     + PICK(a, b, 2, 3, 6, 7, 10, 11, 14, 15, 18, 19, 22, 23, 26, 27, 30, 31))
#define FOLD1(a, b) \
    (PICK(a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30) \
     + PICK(a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31))

// sums[r] = the sum of the lanes of v[r].
CK_INLINE void ck_sum_sixteen(const ck_lanes *v, float *sums) {
    ck_lanes w[8];
    for (int i = 0; i < 8; i++) w[i] = FOLD8(v[2 * i], v[2 * i + 1]);
    for (int i = 0; i < 4; i++) w[i] = FOLD4(w[2 * i], w[2 * i + 1]);
    for (int i = 0; i < 2; i++) w[i] = FOLD2(w[2 * i], w[2 * i + 1]);
    CK_STORE(sums) = FOLD1(w[0], w[1]);
}

// out[j] += Σ_k x[k] gram[k, j]
CK_INLINE void ck_add_gram_product(long columns, const float *restrict gram, const float *restrict x, float *restrict out) {
    long j = 0;
    for (; j + 64 <= columns; j += 64) {
        ck_lanes a = CK_LOAD(out + j), b = CK_LOAD(out + j + 16), c = CK_LOAD(out + j + 32), d = CK_LOAD(out + j + 48);
        for (long k = 0; k < columns; k++) {
            const float *row = gram + k * columns + j;
            ck_lanes factor = SPLAT(x[k]);
            a += factor * CK_LOAD(row);
            b += factor * CK_LOAD(row + 16);
            c += factor * CK_LOAD(row + 32);
            d += factor * CK_LOAD(row + 48);
        }
        CK_STORE(out + j) = a, CK_STORE(out + j + 16) = b, CK_STORE(out + j + 32) = c, CK_STORE(out + j + 48) = d;
    }
    for (; j < columns; j += 16) {
        ck_lanes a = CK_LOAD(out + j);
        for (long k = 0; k < columns; k++) a += SPLAT(x[k]) * CK_LOAD(gram + k * columns + j);
        CK_STORE(out + j) = a;
    }
}

// out += Σ_r c_r y_r with c_r = constant + slope · y_r·x, sixteen rows at a time; also sum += Σ_r y_r where there is a `sum`.
CK_INLINE void ck_add_rows(long count, const int32_t *restrict index, const float *restrict matrix, long columns, float constant,
                           float slope, const float *restrict x, float *restrict out, float *restrict sum) {
    for (long start = 0; start < count; start += ROWS) {
        const float *rows[ROWS];
        ck_lanes dots[ROWS];
        long used = count - start < ROWS ? count - start : ROWS;
        for (long r = 0; r < ROWS; r++) rows[r] = matrix + index[start + (r < used ? r : 0)] * columns;
        for (long r = 0; r < ROWS; r++) {
            ck_lanes total = CK_LOAD(rows[r]) * CK_LOAD(x);
            for (long j = 16; j < columns; j += 16) total += CK_LOAD(rows[r] + j) * CK_LOAD(x + j);
            dots[r] = total;
        }
        float c[ROWS];
        ck_sum_sixteen(dots, c);
        for (long r = 0; r < ROWS; r++) c[r] = r < used ? constant + slope * c[r] : 0;
        for (long j = 0; j < columns; j += 16) {
            ck_lanes even = CK_LOAD(out + j), odd = {0};
            for (long r = 0; r < ROWS; r += 2) {
                even += SPLAT(c[r]) * CK_LOAD(rows[r] + j);
                odd += SPLAT(c[r + 1]) * CK_LOAD(rows[r + 1] + j);
            }
            CK_STORE(out + j) = even + odd;
        }
        if (!sum) continue;
        for (long j = 0; j < columns; j += 16) {
            ck_lanes total = CK_LOAD(sum + j);
            for (long r = 0; r < used; r++) total += CK_LOAD(rows[r] + j);
            CK_STORE(sum + j) = total;
        }
    }
}

CK_CLONES double ck_conjugate_gradients(long count, const int32_t *restrict index, const float *restrict matrix, long columns,
                                        const float *restrict gram, float regularization, long steps, float *restrict x,
                                        float *restrict work) {
    float *restrict residual = work, *restrict direction = work + columns;
    float *restrict product = work + 2 * columns, *restrict target = work + 3 * columns;
    // residual = b − A x
    for (long j = 0; j < columns; j++) {
        residual[j] = 0;
        target[j] = 0;
        direction[j] = -x[j];
    }
    ck_add_gram_product(columns, gram, direction, residual);
    for (long j = 0; j < columns; j++) residual[j] += regularization * direction[j];
    ck_add_rows(count, index, matrix, columns, 1, -1, x, residual, target);
    for (long j = 0; j < columns; j++) direction[j] = residual[j];
    float norm = ck_dot(columns, residual, residual);
    for (long step = 0; step < steps && norm > 1e-20f; step++) {
        for (long j = 0; j < columns; j++) product[j] = regularization * direction[j];
        ck_add_gram_product(columns, gram, direction, product);
        ck_add_rows(count, index, matrix, columns, 0, 1, direction, product, 0);
        float length = norm / ck_dot(columns, direction, product);
        for (long j = 0; j < columns; j++) {
            x[j] += length * direction[j];
            residual[j] -= length * product[j];
        }
        float next = ck_dot(columns, residual, residual), ratio = next / norm;
        for (long j = 0; j < columns; j++) direction[j] = residual[j] + ratio * direction[j];
        norm = next;
    }
    return (double)count - (double)ck_dot(columns, x, target) - (double)ck_dot(columns, x, residual)
         - (double)regularization * (double)ck_dot(columns, x, x);
}

CK_CLONES void ck_gather_sum(long count, const int32_t *restrict index, const float *restrict matrix, long columns,
                             float *restrict gathered, float *restrict sum) {
    for (long j = 0; j < columns; j++) sum[j] = 0;
    for (long r = 0; r < count; r++) {
        const float *restrict row = matrix + index[r] * columns;
        for (long j = 0; j < columns; j++) {
            gathered[r * columns + j] = row[j];
            sum[j] += row[j];
        }
    }
}
