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
    // All of the list at once, or each step of the search would wait for memory.
    for (long i = 0; i < count && i < 1024; i += 16) __builtin_prefetch(base + i);
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

// The training pairs are read in random order, and their users' filters too. Both are fetched ahead, for some positives at once, whose
// misses then overlap: alone, each would wait for its page's place in memory, even to be prefetched.
#define CHUNK 16

typedef struct {
    ck_pair pairs[CHUNK];
    long first, count;  // positions in the order
} ck_chunk;

static void ck_fetch_chunk(ck_chunk *chunk, long first, long wanted, const ck_ordered_pairs *all, const ck_positives *positives) {
    long left = all->count - first, count = wanted < left ? wanted : left;
    if (count > CHUNK) count = CHUNK;
    const int32_t *order = all->order + first;
    for (long i = 0; i < count; i++) chunk->pairs[i] = all->pairs[order[i]];
    chunk->first = first;
    chunk->count = count;
    // Filters of the chunk after this one, and the pairs of the one after that.
    long next = count + CHUNK < left ? count + CHUNK : left, later = next + CHUNK < left ? next + CHUNK : left;
    for (long i = next; i < later; i++) __builtin_prefetch(all->pairs + order[i]);
    if (positives->bits) return;
    int64_t places[CHUNK];
    for (long i = count; i < next; i++) places[i - count] = positives->filters[all->pairs[order[i]].user];
    for (long i = 0; i < next - count; i++) {
        const uint64_t *filter = positives->filter + (places[i] >> 8);
        long words = 1L << (places[i] & 255);
        for (long word = 0; word < words && word < 128; word += 8) __builtin_prefetch(filter + word);
    }
}

// The positive at the cursor; `wanted` more than this one are asked for next, at most.
static inline ck_pair ck_positive_at(ck_chunk *chunk, long cursor, long wanted, const ck_ordered_pairs *all,
                                     const ck_positives *positives) {
    if (__builtin_expect(cursor >= chunk->first + chunk->count, 0)) ck_fetch_chunk(chunk, cursor, wanted + 1, all, positives);
    return chunk->pairs[cursor - chunk->first];
}

long ck_sample_points(ck_sampling_state *state, const ck_ordered_pairs *pairs, const ck_positives *positives, long item_count,
                      long negatives, const ck_alias *alias, long rows, int32_t *restrict users, int32_t *restrict items,
                      float *restrict targets) {
    ck_sampling_state s = *state;
    ck_positives set = *positives;
    ck_chunk chunk;
    chunk.first = chunk.count = 0;
    long row = 0;
    while (row < rows && s.cursor < pairs->count) {
        ck_pair positive = ck_positive_at(&chunk, s.cursor, (rows - row) / (negatives + 1), pairs, &set);
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
    ck_chunk chunk;
    chunk.first = chunk.count = 0;
    for (long pair = 0; pair < count; pair++) {
        ck_pair positive = ck_positive_at(&chunk, s.cursor, (count - pair) / negatives, pairs, &set);
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
