#include "clones.h"

typedef double ck_doubles __attribute__((vector_size(64), aligned(8)));
typedef int64_t ck_longs __attribute__((vector_size(64), aligned(8)));
#define LOAD(pointer) (*(const ck_doubles *)(pointer))
#define STORE(pointer) (*(ck_doubles *)(pointer))

// Vectors go by pointer: by value their size would change the calling convention.
CK_INLINE double sum(const ck_doubles *lanes) {
    ck_doubles x = *lanes;
    return ((x[0] + x[4]) + (x[2] + x[6])) + ((x[1] + x[5]) + (x[3] + x[7]));
}

// eˣ for x ≤ 0 within 2 ulp: 2ᵏ times the Taylor polynomial of degree 13 on |r| ≤ ln 2 / 2, whose rest is below 5e-18.
CK_INLINE void exponential(const ck_doubles *power, ck_doubles *out) {
    ck_doubles x = __builtin_elementwise_max(*power, (ck_doubles){0} - 700.0);
    const double magic = 6755399441055744.0;  // 1.5 · 2⁵²: the sum's last bits are the nearest whole number
    ck_doubles shifted = x * 1.4426950408889634 + magic, k = shifted - magic;
    ck_doubles r = (x - k * 6.93147180369123816490e-01) - k * 1.90821492927058770002e-10;
    static const double inverse[] = {1.0 / 6227020800, 1.0 / 479001600, 1.0 / 39916800, 1.0 / 3628800, 1.0 / 362880, 1.0 / 40320,
                                     1.0 / 5040, 1.0 / 720, 1.0 / 120, 1.0 / 24, 1.0 / 6, 0.5, 1, 1};
    ck_doubles y = inverse[0] + (ck_doubles){0};
    for (int i = 1; i < 14; i++) y = y * r + inverse[i];
    ck_longs bits = (((ck_longs)shifted) << 52) + (1023LL << 52);
    *out = y * (ck_doubles)bits;
}

CK_CLONES void ck_matern(long n, const double *squared, double scale, double *value, double *slope) {
    for (long i = 0; i < n; i += 8) {
        ck_doubles third = LOAD(squared + i) * (5.0 / 3), r = __builtin_elementwise_sqrt(LOAD(squared + i) * 5.0);
        ck_doubles power = -r, decay;
        exponential(&power, &decay);
        decay *= scale;
        STORE(value + i) = decay * (1 + r + third);
        STORE(slope + i) = decay * (1 + r) * (-5.0 / 6);
    }
}

CK_CLONES void ck_add_scaled(long n, double weight, const double *b, double *a) {
    for (long i = 0; i < n; i += 8) STORE(a + i) += weight * LOAD(b + i);
}

CK_INLINE double dot(long from, long to, const double *a, const double *b) {
    ck_doubles total = {0};
    for (long k = from; k < to; k += 8) total += LOAD(a + k) * LOAD(b + k);
    return sum(&total);
}

CK_CLONES double ck_dot_double(long n, const double *a, const double *b) { return dot(0, n, a, b); }

// Four rows times one.
CK_INLINE void dots(long from, long to, long width, const double *a, const double *b, double *out) {
    ck_doubles t0 = {0}, t1 = {0}, t2 = {0}, t3 = {0};
    for (long k = from; k < to; k += 8) {
        ck_doubles other = LOAD(b + k);
        t0 += LOAD(a + k) * other;
        t1 += LOAD(a + width + k) * other;
        t2 += LOAD(a + 2 * width + k) * other;
        t3 += LOAD(a + 3 * width + k) * other;
    }
    out[0] = sum(&t0);
    out[1] = sum(&t1);
    out[2] = sum(&t2);
    out[3] = sum(&t3);
}

CK_CLONES int ck_cholesky(long n, long width, const double *a, double *lower) {
    for (long first = 0; first < n; first += 4) {
        long end = first + 4 < n ? first + 4 : n;
        double *rows = lower + first * width;
        if (end - first == 4) {
            for (long j = 0; j < first; j++) {
                double found[4], root = lower[j * width + j];
                dots(0, j, width, rows, lower + j * width, found);
                for (long i = 0; i < 4; i++) rows[i * width + j] = (a[(first + i) * width + j] - found[i]) / root;
            }
        }
        for (long i = first; i < end; i++) {
            double *row = lower + i * width;
            for (long j = end - first == 4 ? first : 0; j < i; j++)
                row[j] = (a[i * width + j] - dot(0, j, row, lower + j * width)) / lower[j * width + j];
            double rest = a[i * width + i] - dot(0, i, row, row);
            if (!(rest > 0) || rest > 1e300) return 0;
            row[i] = __builtin_sqrt(rest);
        }
    }
    return 1;
}

CK_CLONES void ck_inverse_transposed(long n, long width, const double *lower, double *upper) {
    for (long first = 0; first < n; first += 4) {
        long end = first + 4 < n ? first + 4 : n, from = first & ~7L;
        double *rows = upper + first * width;
        for (long j = first; j < end; j++) {
            upper[j * width + j] = 1 / lower[j * width + j];
            for (long i = j + 1; i < end; i++)
                upper[j * width + i] = -dot(from, i, lower + i * width, upper + j * width) / lower[i * width + i];
        }
        for (long i = end; i < n; i++) {
            double found[4];
            dots(from, i, width, rows, lower + i * width, found);
            for (long j = 0; j < 4; j++) rows[j * width + i] = -found[j] / lower[i * width + i];
        }
    }
}

CK_CLONES void ck_upper_squared(long n, long width, const double *upper, double *out) {
    for (long i = 0; i < n; i++) {
        long from = i & ~7L, j = 0;
        const double *row = upper + i * width;
        for (; j + 4 <= i + 1; j += 4) {
            double found[4];
            dots(from, n, width, upper + j * width, row, found);
            for (long k = 0; k < 4; k++) out[i * width + j + k] = out[(j + k) * width + i] = found[k];
        }
        for (; j <= i; j++) out[i * width + j] = out[j * width + i] = dot(from, n, upper + j * width, row);
    }
}

CK_CLONES void ck_upper_transposed_times(long n, long width, const double *upper, const double *x, double *out) {
    for (long k = 0; k < width; k += 8) {
        ck_doubles even = {0}, odd = {0};
        long last = k + 8 < n ? k + 8 : n, j = 0;
        for (; j + 2 <= last; j += 2) {
            even += x[j] * LOAD(upper + j * width + k);
            odd += x[j + 1] * LOAD(upper + (j + 1) * width + k);
        }
        if (j < last) even += x[j] * LOAD(upper + j * width + k);
        STORE(out + k) = even + odd;
    }
}

CK_CLONES void ck_upper_times(long n, long width, const double *upper, const double *x, double *out) {
    long i = 0;
    for (; i + 4 <= n; i += 4) dots(i & ~7L, n, width, upper + i * width, x, out + i);
    for (; i < n; i++) out[i] = dot(i & ~7L, n, upper + i * width, x);
}

CK_CLONES void ck_weighted_distances(long dimensions, long width, const double *points, const double *weights, const double *x,
                                     double *out) {
    for (long i = 0; i < width; i += 8) {
        ck_doubles total = {0};
        for (long c = 0; c < dimensions; c++) {
            ck_doubles difference = x[c] - LOAD(points + c * width + i);
            total += weights[c] * difference * difference;
        }
        STORE(out + i) = total;
    }
}

CK_CLONES void ck_weighted_pulls(long dimensions, long width, const double *points, const double *weights, const double *x,
                                 const double *force, double *out) {
    for (long c = 0; c < dimensions; c++) {
        ck_doubles total = {0};
        for (long i = 0; i < width; i += 8) total += LOAD(force + i) * (x[c] - LOAD(points + c * width + i));
        out[c] = weights[c] * sum(&total);
    }
}
