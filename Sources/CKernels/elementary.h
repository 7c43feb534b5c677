#ifndef CK_ELEMENTARY_H
#define CK_ELEMENTARY_H
#include "clones.h"

// eˣ within 2 ulp, clamped to [−87.3, 88]: 2ⁿ · polynomial on |r| ≤ ln 2 / 2. Source: Cephes expf (Moshier 1992), without its branches.
CK_INLINE float ck_exp1(float x) {
    x = x > 88.0f ? 88.0f : x;
    x = x < -87.3f ? -87.3f : x;
    float shifted = x * 1.44269504088896341f + 12582912.0f;  // 1.5 · 2²³ rounds to an integer in the low bits
    int32_t bits;
    memcpy(&bits, &shifted, 4);
    float n = shifted - 12582912.0f;
    float r = x - n * 0.693359375f;
    r = r - n * -2.12194440e-4f;
    float y = 1.9875691500e-4f;
    y = y * r + 1.3981999507e-3f;
    y = y * r + 8.3334519073e-3f;
    y = y * r + 4.1665795894e-2f;
    y = y * r + 1.6666665459e-1f;
    y = y * r + 5.0000001201e-1f;
    y = y * r * r + r + 1.0f;
    int32_t exponent = (bits + 127) << 23;
    float power;
    memcpy(&power, &exponent, 4);
    return y * power;
}

// ln(1 + t) for t in [0, 1], by ln(m) with m in [√½, √2). Source: Cephes logf.
CK_INLINE float ck_log1p_unit(float t) {
    float m = 1.0f + t;
    float lost = t - (m - 1.0f);
    int32_t high = m > 1.41421356f;
    float e = high ? 0.693147181f : 0.0f;
    float f = (high ? m * 0.5f : m) - 1.0f;
    float z = f * f;
    float y = 7.0376836292e-2f;
    y = y * f - 1.1514610310e-1f;
    y = y * f + 1.1676998740e-1f;
    y = y * f - 1.2420140846e-1f;
    y = y * f + 1.4249322787e-1f;
    y = y * f - 1.6668057665e-1f;
    y = y * f + 2.0000714765e-1f;
    y = y * f - 2.4999993993e-1f;
    y = y * f + 3.3333331174e-1f;
    y = y * f * z - 0.5f * z + f;
    return y + e + lost / m;
}

CK_INLINE float ck_sigmoid1(float x) { return 1.0f / (1.0f + ck_exp1(-x)); }

// tanh x within 2e-7, by the exponential.
CK_INLINE float ck_tanh1(float x) { return 1.0f - 2.0f / (1.0f + ck_exp1(2.0f * x)); }

// ln(1 + eˣ) without overflow.
CK_INLINE float ck_softplus1(float x) {
    float magnitude = x < 0 ? -x : x;
    return (x > 0 ? x : 0.0f) + ck_log1p_unit(ck_exp1(-magnitude));
}
#endif
