#include "ck_sampling.h"

// SplitMix64, as RandomStream. Source: Steele, Lea, Flood 2014, doi:10.1145/2660193.2660195.
static inline uint64_t ck_next(uint64_t *state) {
    uint64_t z = *state += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static inline int ck_is_positive(const ck_positives *p, int32_t user, int32_t item) {
    if (p->bits) return p->bits[user * p->words + (item >> 6)] >> (item & 63) & 1;
    int64_t place = p->filters[user];
    uint64_t bits = ck_filter_bits(item);
    if ((p->filter[(place >> 8) + ck_filter_word(item, place & 255)] & bits) != bits) return 0;
    const int32_t *base = p->sorted + p->offsets[user];
    long count = p->offsets[user + 1] - p->offsets[user];
    while (count > 1) {  // the list's last element ≤ item is in base[0..<count]
        long half = count / 2;
        base = base[half] <= item ? base + half : base;
        count -= half;
    }
    return count == 1 && *base == item;
}

static inline int32_t ck_negative(const ck_positives *positives, const ck_alias *alias, int32_t user, long item_count,
                                  uint64_t *random) {
    while (1) {
        int32_t item = (int32_t)((unsigned __int128)ck_next(random) * (uint64_t)item_count >> 64);
        if (alias && (double)(ck_next(random) >> 11) * 0x1p-53 >= alias->thresholds[item]) item = alias->aliases[item];
        if (__builtin_expect(!ck_is_positive(positives, user, item), 1)) return item;
    }
}

// The training pairs are read in random order: fetched this many positives ahead, and when their users are known, where those users'
// filters are, and
// then the filters.
#define FAR 32
#define MIDDLE 16
#define NEAR 8

static inline void ck_prefetch_pair(const ck_ordered_pairs *pairs, const ck_positives *positives, long cursor) {
    if (cursor + FAR >= pairs->count) return;
    __builtin_prefetch(pairs->pairs + pairs->order[cursor + FAR]);
    if (positives->bits) return;
    __builtin_prefetch(positives->filters + pairs->pairs[pairs->order[cursor + MIDDLE]].user);
    int64_t place = positives->filters[pairs->pairs[pairs->order[cursor + NEAR]].user];
    const uint64_t *filter = positives->filter + (place >> 8);
    long words = 1L << (place & 255);
    for (long word = 0; word < words && word < 128; word += 8) __builtin_prefetch(filter + word);
}

long ck_sample_points(ck_sampling_state *state, const ck_ordered_pairs *pairs, const ck_positives *positives, long item_count,
                      long negatives, const ck_alias *alias, long rows, int32_t *restrict users, int32_t *restrict items, float *restrict targets) {
    ck_sampling_state s = *state;
    ck_positives set = *positives;
    long row = 0;
    while (row < rows && s.cursor < pairs->count) {
        ck_pair positive = pairs->pairs[pairs->order[s.cursor]];
        ck_prefetch_pair(pairs, &set, s.cursor);
        for (; s.taken <= negatives && row < rows; s.taken++, row++) {
            users[row] = positive.user;
            items[row] = s.taken == 0 ? positive.item : ck_negative(&set, alias, positive.user, item_count, &s.random);
            targets[row] = s.taken == 0 ? 1 : 0;
        }
        if (s.taken > negatives) {
            s.cursor++;
            s.taken = 0;
        }
    }
    *state = s;
    return row;
}

void ck_sample_pairs(ck_sampling_state *state, const ck_ordered_pairs *pairs, const ck_positives *positives, long item_count,
                     long negatives, const ck_alias *alias, long count, int32_t *restrict users, int32_t *restrict items) {
    ck_sampling_state s = *state;
    ck_positives set = *positives;
    for (long pair = 0; pair < count; pair++) {
        ck_pair positive = pairs->pairs[pairs->order[s.cursor]];
        ck_prefetch_pair(pairs, &set, s.cursor);
        users[pair] = users[count + pair] = positive.user;
        items[pair] = positive.item;
        items[count + pair] = ck_negative(&set, alias, positive.user, item_count, &s.random);
        if (++s.taken == negatives) {
            s.cursor++;
            s.taken = 0;
        }
    }
    *state = s;
}

#define AHEAD 32

void ck_shuffle(int32_t *restrict order, long count, uint64_t *random) {
    uint32_t places[AHEAD];  // where the elements from `drawn` on go, by their numbers modulo AHEAD
    long drawn = count - 1;
    for (long last = count - 1; last > 0; last--) {
        for (; drawn > 0 && drawn > last - AHEAD; drawn--) {
            uint32_t place = (uint32_t)((unsigned __int128)ck_next(random) * (uint64_t)(drawn + 1) >> 64);
            places[drawn % AHEAD] = place;
            __builtin_prefetch(order + place, 1);
        }
        uint32_t place = places[last % AHEAD];
        int32_t element = order[last];
        order[last] = order[place];
        order[place] = element;
    }
}
