#ifndef CK_RANKING_H
#define CK_RANKING_H

// ranking.c: scans over rows of scores, scores[first] … scores[first + count − 1].

typedef struct {
    long above, equal, not_above;
} ck_standing;

// How many scores are above, equal to and not above `score` (the last includes the equal ones); where one of them is not a number, the first
// and the last do not add up to `count`.
ck_standing ck_count_scores(const float *scores, long first, long count, float score);
// The first place from `first` on, before `last`, with a score above `threshold`; `last` where there is none.
long ck_next_above(const float *scores, long first, long last, float threshold);
// How many scores are not numbers.
long ck_count_nan(const float *scores, long first, long count);
// scores[first + places[i]] = −∞ for i from `from` on, before `to`.
void ck_mask_scores(float *scores, long first, const int32_t *places, long from, long to);

#endif
