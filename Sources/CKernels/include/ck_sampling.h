#ifndef CK_SAMPLING_H
#define CK_SAMPLING_H
#include <stdint.h>

// Positives with negatives drawn from the items that are no positive of their user.

// Which (user, item) pairs are positives: a bit a pair (`bits`, rows of `words` words), or where `bits` is null ascending lists by user,
// each behind a filter of about sixteen bits an item. The filter of a user begins at word filters[user] >> 8 of `filter` and has
// 2 ^ (filters[user] & 255) words; where not all of an item's bits are set in its word, the item is no positive.
typedef struct {
    const uint64_t *bits;
    long words;
    const int64_t *offsets;
    const int32_t *sorted;
    const uint64_t *filter;
    const int64_t *filters;
} ck_positives;

// The item's word among 2 ^ `logarithm` words: the highest bits of a multiplicative hash. Source: Knuth, The Art of Computer Programming 3,
// section 6.4.
static inline uint64_t ck_filter_word(int32_t item, int64_t logarithm) {
    return (uint64_t)((uint32_t)item * 0x9E3779B1u) >> (32 - logarithm);
}

// Three bits of that word, so that of sixteen bits an item one item in a hundred or fewer passes by mistake, where one bit alone lets one
// in twelve pass. Source: blocked Bloom filters, Putze, Sanders, Singler 2009, doi:10.1145/1498698.1594230.
static inline uint64_t ck_filter_bits(int32_t item) {
    uint32_t hash = (uint32_t)item * 0x85EBCA77u;
    return 1ull << (hash >> 26) | 1ull << (hash >> 20 & 63) | 1ull << (hash >> 14 & 63);
}

typedef struct {
    int32_t user, item;
} ck_pair;

// The training pairs in the order of the epoch.
typedef struct {
    const int32_t *order;
    const ck_pair *pairs;
    long count;
} ck_ordered_pairs;

// Where an epoch is. `random` is the state of a SplitMix64 stream, drawn from once a candidate.
typedef struct {
    long cursor;  // position in the order
    long taken;   // samples already taken of the positive at `cursor`
    uint64_t random;
} ck_sampling_state;

// Draws items with unequal probabilities (Walker's alias method): item i of a uniform draw, or aliases[i] above thresholds[i].
typedef struct {
    const double *thresholds;
    const int32_t *aliases;
} ck_alias;

// `alias` null: every item alike.
// Up to `rows` samples: each positive (target 1), then its negatives (target 0). Returns how many were left to write.
long ck_sample_points(ck_sampling_state *state, const ck_ordered_pairs *pairs, const ck_positives *positives, long item_count,
                      long negatives, const ck_alias *alias, long rows, int32_t *users, int32_t *items, float *targets);
// Exactly `count` pairs (the caller knows that they are left): rows 0..<count positives, count..<2 count their negatives.
void ck_sample_pairs(ck_sampling_state *state, const ck_ordered_pairs *pairs, const ck_positives *positives, long item_count,
                     long negatives, const ck_alias *alias, long count, int32_t *users, int32_t *items);
// Fisher–Yates as RandomStream.shuffle, with the same numbers, which are drawn some places ahead so that what they name can be fetched.
void ck_shuffle(int32_t *order, long count, uint64_t *random);
#endif
