#ifndef CK_CLONES_H
#define CK_CLONES_H
#include <string.h>
#include "CKernels.h"

// The dynamic loader picks a clone before ThreadSanitizer has set up its memory, which crashes: no clones there.
#if defined(__x86_64__) && !(defined(__has_feature) && __has_feature(thread_sanitizer))
#define CK_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CK_CLONES
#endif
// Whoever inlines such a function keeps vectors of 512 bits whole where the processor has them; left alone, the compiler halves them for
// x86-64-v4 (and refuses this attribute beside `target_clones`).
#if defined(__x86_64__)
#define CK_INLINE static inline __attribute__((always_inline, min_vector_width(512)))
#else
#define CK_INLINE static inline __attribute__((always_inline))
#endif

// Sixteen partial sums: element i goes to lane i mod 16 in every clone, so the bits are the same on every processor.
typedef float ck_lanes __attribute__((vector_size(64), aligned(4)));

#define CK_SPLAT(x) ((ck_lanes){x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x})

CK_INLINE const ck_lanes *ck_lanes_at(const float *pointer) { return (const ck_lanes *)pointer; }
#define CK_LOAD(pointer) (*ck_lanes_at(pointer))
#define CK_STORE(pointer) (*(ck_lanes *)(pointer))

CK_INLINE void ck_whole_vectors(void) {}

#if defined(__x86_64__)
// Whether functions for x86-64-v4 may be called, where the choice is not left to CK_CLONES.
static inline int ck_has_v4(void) {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd")
        && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}
#endif

// Elementwise loops over rows of a few dozen floats: by sixteen, then eight, then one at a time, since the compiler's own choice (64 at a
// time, what is left over singly) suits long arrays only. STEP(type, j) handles the elements of one vector of `type` at j.
typedef int32_t ck_int_lanes __attribute__((vector_size(64), aligned(4)));
typedef float ck_half __attribute__((vector_size(32), aligned(4)));
typedef float ck_single __attribute__((vector_size(4), aligned(4)));
#define CK_AT(type, pointer) (*(type *)(pointer))
#define CK_ROW(n, STEP)                                                       \
    do {                                                                      \
        ck_whole_vectors();                                                   \
        long j_ = 0, n_ = (n);                                                \
        for (; j_ + 16 <= n_; j_ += 16) STEP(ck_lanes, j_);                   \
        if (n_ & 8) {                                                         \
            STEP(ck_half, j_);                                                \
            j_ += 8;                                                          \
        }                                                                     \
        _Pragma("clang loop vectorize(disable) unroll(disable)") for (; j_ < n_; j_++) STEP(ck_single, j_); \
    } while (0)

CK_INLINE void ck_prefetch_row(const float *row, long columns) {
    for (long j = 0; j < columns; j += 16) __builtin_prefetch(row + j);
}

CK_INLINE float ck_sum_lanes(const ck_lanes *lanes) {
    float x[16];
    memcpy(x, lanes, sizeof x);
    for (int width = 8; width > 0; width /= 2)
        for (int i = 0; i < width; i++) x[i] += x[i + width];
    return x[0];
}

CK_INLINE float ck_dot(long n, const float *restrict a, const float *restrict b) {
    ck_lanes sums = {0};
    long i = 0;
    for (; i + 16 <= n; i += 16) sums += CK_LOAD(a + i) * CK_LOAD(b + i);
    float tail = 0;
    for (; i < n; i++) tail += a[i] * b[i];
    return ck_sum_lanes(&sums) + tail;
}
#endif
