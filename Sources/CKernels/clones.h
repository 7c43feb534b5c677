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
#define CK_INLINE static inline __attribute__((always_inline))

// Sixteen partial sums: element i goes to lane i mod 16 in every clone, so the bits are the same on every processor.
typedef float ck_lanes __attribute__((vector_size(64), aligned(4)));

#define CK_LOAD(pointer) (*(const ck_lanes *)(pointer))
#define CK_STORE(pointer) (*(ck_lanes *)(pointer))

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
