#include "clones.h"
#include <math.h>

// Eight numbers at a time, in double precision to 10⁻¹⁴, which settles the float they round to but for a few in a million: those go to the
// C library (Ziv's rounding test). So bits follow from the library alone, at a quarter of its time.
#define CK_BLOCK 8
#define CK_ERROR 1e-13

typedef double ck_doubles __attribute__((vector_size(64)));
typedef uint64_t ck_words __attribute__((vector_size(64)));
typedef int64_t ck_longs __attribute__((vector_size(64)));

#define CK_EACH(x) ((ck_doubles){x, x, x, x, x, x, x, x})
#define CK_FUSE(a, b, c) __builtin_elementwise_fma((a), (b), (c))
#define CK_GAMMA 0x9E3779B97F4A7C15u

static inline uint64_t ck_mix_state(uint64_t z) {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

// Uniform on [0, 1) with 53 bits, from SplitMix64's states.
CK_INLINE void ck_uniforms(const ck_words *states, ck_doubles *out) {
    ck_words z = *states;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    *out = __builtin_convertvector((z ^ (z >> 31)) >> 11, ck_doubles) * 0x1p-53;
}

// ln x for normal x in (0, 1], relative error below 10⁻¹⁵ · few: x = 2ⁿ m with m in [√½, √2), ln m = 2 artanh((m − 1) / (m + 1)).
CK_INLINE void ck_log_doubles(const ck_doubles *at, ck_doubles *out) {
    ck_longs bits = (ck_longs)*at, n = (bits - 0x3FE6A09E667F3BCD) >> 52;  // less the bits of √½
    ck_doubles m = (ck_doubles)(bits - (n << 52)), s = (m - 1.0) / (m + 1.0), w = s * s, sum = CK_EACH(1.0 / 21);
    for (int k = 19; k > 0; k -= 2) sum = CK_FUSE(sum, w, CK_EACH(1.0 / k));
    *out = CK_FUSE(__builtin_convertvector(n, ck_doubles), CK_EACH(0.693147180559945309), 2.0 * s * sum);
}

// cos 2πu for u in [0, 1), absolute error below 10⁻¹⁵ · few, by the nearest quarter turn.
CK_INLINE void ck_cos_turns(const ck_doubles *at, ck_doubles *out) {
    ck_doubles shifted = *at * 4.0 + 6755399441055744.0;  // 1.5 · 2⁵² rounds to a whole number in the low bits
    ck_longs quarter = (ck_longs)shifted;
    ck_doubles t = (*at * 4.0 - (shifted - 6755399441055744.0)) * 1.57079632679489662, w = t * t;
    ck_doubles even = CK_EACH(1.0), odd = CK_EACH(1.0);
    for (int k = 16; k > 0; k -= 2) {
        even = CK_FUSE(even * w, CK_EACH(-1.0 / (k * (k - 1))), CK_EACH(1.0));
        odd = CK_FUSE(odd * w, CK_EACH(-1.0 / (k * (k + 1))), CK_EACH(1.0));
    }
    odd *= t;
    // cos(a + t) for a = 0, π/2, π, 3π/2: cos t, −sin t, −cos t, sin t.
    ck_longs is_odd = -(quarter & 1), sign = ((quarter + 1) >> 1 & 1) << 63;
    *out = (ck_doubles)((((ck_longs)odd & is_odd) | ((ck_longs)even & ~is_odd)) ^ sign);
}

CK_CLONES static void ck_normal_block(uint64_t state, double deviation, double *restrict values, double *restrict errors) {
    ck_whole_vectors();
    ck_words first, second;
    for (int i = 0; i < CK_BLOCK; i++) {
        first[i] = state + (2 * i + 1) * CK_GAMMA;
        second[i] = state + (2 * i + 2) * CK_GAMMA;
    }
    ck_doubles u, v, logarithm, cosine, radius;
    ck_uniforms(&first, &u);
    ck_uniforms(&second, &v);
    u = 1.0 - u;
    ck_log_doubles(&u, &logarithm);
    ck_cos_turns(&v, &cosine);
    logarithm *= -2.0;
    for (int i = 0; i < CK_BLOCK; i++) radius[i] = __builtin_sqrt(logarithm[i]);
    ck_doubles value = deviation * (radius * cosine), error = deviation * radius * CK_ERROR;
    memcpy(values, &value, sizeof value);
    memcpy(errors, &error, sizeof error);
}

// As RandomStream.normal.
static float ck_exact_normal(uint64_t state, double deviation) {
    double u = (double)(ck_mix_state(state + CK_GAMMA) >> 11) * 0x1p-53, v = (double)(ck_mix_state(state + 2 * CK_GAMMA) >> 11) * 0x1p-53;
    double radius = sqrt(-2 * log(1 - u));
    return (float)(deviation * (radius * cos(2 * M_PI * v)));
}

void ck_fill_normals(long count, double deviation, uint64_t *random, float *restrict out) {
    uint64_t state = *random;
    double values[CK_BLOCK], errors[CK_BLOCK];
    for (long start = 0; start < count; start += CK_BLOCK) {
        ck_normal_block(state, deviation, values, errors);
        for (int i = 0; i < CK_BLOCK && start + i < count; i++) {
            float low = (float)(values[i] - errors[i]), high = (float)(values[i] + errors[i]);
            out[start + i] = low == high && low != 0 ? low : ck_exact_normal(state + 2 * (uint64_t)i * CK_GAMMA, deviation);
        }
        state += 2 * CK_BLOCK * CK_GAMMA;
    }
    *random += 2 * (uint64_t)count * CK_GAMMA;
}
