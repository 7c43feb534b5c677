#include "ck_probe.h"

#include "clones.h"

#if defined(__x86_64__)
#include <immintrin.h>

// Enough chains to fill two units of four cycles' latency.
#define CHAINS 10

__attribute__((target("avx512f"))) static float ck_multiply_adds_512(long rounds) {
    __m512 sums[CHAINS], factor = _mm512_set1_ps(0.999999f), addend = _mm512_set1_ps(1e-6f);
    for (int c = 0; c < CHAINS; c++) sums[c] = _mm512_set1_ps((float)c);
    for (long r = 0; r < rounds; r++)
        for (int c = 0; c < CHAINS; c++) sums[c] = _mm512_fmadd_ps(sums[c], factor, addend);
    float total = 0;
    for (int c = 0; c < CHAINS; c++) total += _mm512_reduce_add_ps(sums[c]);
    return total;
}

__attribute__((target("avx2,fma"))) static float ck_multiply_adds_256(long rounds) {
    __m256 sums[CHAINS], factor = _mm256_set1_ps(0.999999f), addend = _mm256_set1_ps(1e-6f);
    for (int c = 0; c < CHAINS; c++) sums[c] = _mm256_set1_ps((float)c);
    for (long r = 0; r < rounds; r++)
        for (int c = 0; c < CHAINS; c++) sums[c] = _mm256_fmadd_ps(sums[c], factor, addend);
    float lanes[8], total = 0;
    for (int c = 0; c < CHAINS; c++) {
        _mm256_storeu_ps(lanes, sums[c]);
        for (int l = 0; l < 8; l++) total += lanes[l];
    }
    return total;
}

const char *ck_vector_extensions(void) {
    if (__builtin_cpu_supports("x86-64-v4")) return "AVX-512";
    return __builtin_cpu_supports("x86-64-v3") ? "AVX2" : "baseline";
}

double ck_multiply_adds(long rounds) {
    volatile float sink;
    if (__builtin_cpu_supports("avx512f")) {
        sink = ck_multiply_adds_512(rounds);
        (void)sink;
        return 2.0 * 16 * CHAINS * (double)rounds;
    }
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
        sink = ck_multiply_adds_256(rounds);
        (void)sink;
        return 2.0 * 8 * CHAINS * (double)rounds;
    }
    return 0;
}
#else
const char *ck_vector_extensions(void) { return "baseline"; }
double ck_multiply_adds(long rounds) { return 0 * (double)rounds; }
#endif
