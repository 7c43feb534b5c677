#include "clones.h"
#include <math.h>

// A comparison is −1 where it holds.
CK_INLINE long ck_sum_matches(const ck_int_lanes *counts) {
    int32_t lanes[16];
    memcpy(lanes, counts, sizeof lanes);
    long sum = 0;
    for (int i = 0; i < 16; i++) sum -= lanes[i];
    return sum;
}

CK_CLONES ck_standing ck_count_scores(const float *scores, long first, long count, float score) {
    ck_whole_vectors();
    const float *restrict x = scores + first;
    ck_int_lanes above = {0}, equal = {0}, not_above = {0};
    ck_lanes wanted = CK_SPLAT(score);
    long i = 0;
    for (; i + 16 <= count; i += 16) {
        ck_lanes lanes = CK_LOAD(x + i);
        above += lanes > wanted;
        equal += lanes == wanted;
        not_above += lanes <= wanted;
    }
    ck_standing standing = {ck_sum_matches(&above), ck_sum_matches(&equal), ck_sum_matches(&not_above)};
    for (; i < count; i++) {
        standing.above += x[i] > score;
        standing.equal += x[i] == score;
        standing.not_above += x[i] <= score;
    }
    return standing;
}

CK_CLONES long ck_count_nan(const float *scores, long first, long count) {
    ck_whole_vectors();
    const float *restrict x = scores + first;
    ck_int_lanes found = {0};
    long i = 0, rest = 0;
    for (; i + 16 <= count; i += 16) {
        ck_lanes lanes = CK_LOAD(x + i);
        found += lanes != lanes;
    }
    for (; i < count; i++) rest += x[i] != x[i];
    return rest + ck_sum_matches(&found);
}

CK_CLONES long ck_next_above(const float *scores, long first, long last, float threshold) {
    ck_whole_vectors();
    ck_lanes limit = CK_SPLAT(threshold);
    long i = first;
    for (; i + 64 <= last; i += 64) {
        ck_int_lanes any = CK_LOAD(scores + i) > limit;
        for (int j = 16; j < 64; j += 16) any |= CK_LOAD(scores + i + j) > limit;
        if (__builtin_reduce_or(any)) break;
    }
    for (; i < last; i++)
        if (scores[i] > threshold) return i;
    return last;
}

void ck_mask_scores(float *scores, long first, const int32_t *places, long from, long to) {
    for (long i = from; i < to; i++) scores[first + places[i]] = -INFINITY;
}
