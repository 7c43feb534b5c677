#include "clones.h"

// SplitMix64, as RandomStream. Source: Steele, Lea, Flood 2014, doi:10.1145/2660193.2660195.
static const uint64_t ck_golden = 0x9E3779B97F4A7C15u;

static inline uint64_t ck_mix(uint64_t z) {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static inline uint64_t ck_next(uint64_t *state) { return ck_mix(*state += ck_golden); }

// All of the list at once, or each step of the search would wait for memory.
static inline void ck_fetch_list(const ck_positives *p, int32_t user) {
    const int32_t *base = p->sorted + p->offsets[user];
    long count = p->offsets[user + 1] - p->offsets[user];
    for (long i = 0; i < count && i < 1024; i += 16) __builtin_prefetch(base + i);
}

static inline int ck_is_positive(const ck_positives *p, int32_t user, int32_t item) {
    if (p->bits) return p->bits[user * p->words + (item >> 6)] >> (item & 63) & 1;
    int64_t place = p->filters[user];
    uint64_t bits = ck_filter_bits(item);
    if ((p->filter[(place >> 8) + ck_filter_word(item, place & 255)] & bits) != bits) return 0;
    const int32_t *base = p->sorted + p->offsets[user];
    long count = p->offsets[user + 1] - p->offsets[user];
    ck_fetch_list(p, user);
    while (count > 1) {  // the list's last element ≤ item is in base[0..<count]
        long half = count / 2;
        base = base[half] <= item ? base + half : base;
        count -= half;
    }
    return count == 1 && *base == item;
}

// Candidates, drawn some places ahead, so that what each asks of memory is known before it is its turn. `random` is the state of the stream
// before the first one; each takes `step` of it (the stream's constant, once a number).
#define DRAWN 128

typedef struct {
    const ck_alias *alias;
    long item_count, next, count;
    uint64_t random, step;
    int32_t items[DRAWN];
} ck_candidates;

static inline ck_candidates ck_candidates_from(uint64_t random, const ck_alias *alias, long item_count) {
    ck_candidates c;
    c.alias = alias;
    c.item_count = item_count;
    c.next = c.count = 0;
    c.random = random;
    c.step = alias ? 2 * ck_golden : ck_golden;
    return c;
}

// The state of the stream after the candidates that were taken.
static inline uint64_t ck_random_after(const ck_candidates *c) { return c->random + (uint64_t)c->next * c->step; }

// floor(random · count / 2^64), count < 2^31, without numbers of 128 bits, which have no vectors.
static inline int32_t ck_below(uint64_t random, uint64_t count) {
    return (int32_t)(((random >> 32) * count + ((random & 0xffffffff) * count >> 32)) >> 32);
}

CK_CLONES static void ck_draw_uniform(int32_t *restrict items, long count, uint64_t random, uint64_t item_count) {
    for (long i = 0; i < count; i++) items[i] = ck_below(ck_mix(random + (uint64_t)(i + 1) * ck_golden), item_count);
}

static void ck_draw_by_weight(int32_t *restrict items, long count, uint64_t random, uint64_t item_count, const ck_alias *alias) {
    for (long i = 0; i < count; i++) {
        int32_t item = ck_below(ck_next(&random), item_count);
        if ((double)(ck_next(&random) >> 11) * 0x1p-53 >= alias->thresholds[item]) item = alias->aliases[item];
        items[i] = item;
    }
}

static void ck_draw_ahead(ck_candidates *c, long count) {
    c->random = ck_random_after(c);
    c->next = 0;
    c->count = count < DRAWN ? count : DRAWN;
    if (c->alias)
        ck_draw_by_weight(c->items, c->count, c->random, (uint64_t)c->item_count, c->alias);
    else
        ck_draw_uniform(c->items, c->count, c->random, (uint64_t)c->item_count);
}

static inline int32_t ck_negative(const ck_positives *positives, ck_candidates *c, int32_t user) {
    while (1) {
        if (__builtin_expect(c->next == c->count, 0)) ck_draw_ahead(c, 16);
        int32_t item = c->items[c->next++];
        if (__builtin_expect(!ck_is_positive(positives, user, item), 1)) return item;
    }
}

// The training pairs are read in random order, and what is known of their users too. Both are fetched ahead, for some positives at once,
// whose misses then overlap: alone, each would wait for its page's place in memory, even to be prefetched.
#define CHUNK 16

typedef struct {
    ck_pair pairs[CHUNK];
    long first, count;  // positions in the order
} ck_chunk;

// Fetches the words of the next candidates, `negatives` of each positive: one that is turned down moves the others by a place.
static void ck_fetch_bits(const ck_chunk *chunk, const ck_candidates *c, long negatives, const ck_positives *positives) {
    long candidate = 0;
    for (long i = 0; i < chunk->count; i++) {
        const uint64_t *own = positives->bits + chunk->pairs[i].user * positives->words;
        long end = candidate + negatives < c->count ? candidate + negatives : c->count;
        for (; candidate < end; candidate++) __builtin_prefetch(own + (c->items[candidate] >> 6));
    }
}

// Fetches the lists that the next candidates' filters send to.
static void ck_fetch_lists(const ck_chunk *chunk, const ck_candidates *c, long negatives, const ck_positives *positives) {
    long candidate = 0;
    for (long i = 0; i < chunk->count; i++) {
        long user = chunk->pairs[i].user, end = candidate + negatives < c->count ? candidate + negatives : c->count;
        int64_t place = positives->filters[user];
        if ((place & 255) < 4) {  // a short list is one miss, no dearer than looking twice
            candidate = end;
            continue;
        }
        const uint64_t *own = positives->filter + (place >> 8);
        for (; candidate < end; candidate++) {
            int32_t item = c->items[candidate];
            uint64_t bits = ck_filter_bits(item);
            if (__builtin_expect((own[ck_filter_word(item, place & 255)] & bits) == bits, 0)) ck_fetch_list(positives, user);
        }
    }
}

static void ck_fetch_chunk(ck_chunk *chunk, long first, long wanted, const ck_ordered_pairs *all, const ck_positives *positives) {
    long left = all->count - first, count = wanted < left ? wanted : left;
    if (count > CHUNK) count = CHUNK;
    const int32_t *order = all->order + first;
    for (long i = 0; i < count; i++) chunk->pairs[i] = all->pairs[order[i]];
    chunk->first = first;
    chunk->count = count;
    // Filters of the chunk after this one, and the pairs of the one after that.
    long next = count + CHUNK < left ? count + CHUNK : left, later = next + CHUNK < left ? next + CHUNK : left;
    for (long i = next; i < later; i++) __builtin_prefetch(all->pairs + order[i], 0, 0);  // read once an epoch: not worth a place in L2
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
static inline ck_pair ck_positive_at(ck_chunk *chunk, long cursor, long wanted, const ck_ordered_pairs *all, ck_candidates *c,
                                     long negatives, const ck_positives *positives) {
    if (__builtin_expect(cursor >= chunk->first + chunk->count, 0)) {
        ck_fetch_chunk(chunk, cursor, wanted + 1, all, positives);
        ck_draw_ahead(c, chunk->count * negatives + 4);
        if (positives->bits)
            ck_fetch_bits(chunk, c, negatives, positives);
        else
            ck_fetch_lists(chunk, c, negatives, positives);
    }
    return chunk->pairs[cursor - chunk->first];
}

long ck_sample_points(ck_sampling_state *state, const ck_ordered_pairs *pairs, const ck_positives *positives, long item_count,
                      long negatives, const ck_alias *alias, long rows, int32_t *restrict users, int32_t *restrict items,
                      float *restrict targets) {
    ck_sampling_state s = *state;
    ck_positives set = *positives;
    ck_candidates candidates = ck_candidates_from(s.random, alias, item_count);
    ck_chunk chunk;
    chunk.first = chunk.count = 0;
    long row = 0;
    while (row < rows && s.cursor < pairs->count) {
        ck_pair positive = ck_positive_at(&chunk, s.cursor, (rows - row) / (negatives + 1), pairs, &candidates, negatives, &set);
        for (; s.taken <= negatives && row < rows; s.taken++, row++) {
            users[row] = positive.user;
            items[row] = s.taken == 0 ? positive.item : ck_negative(&set, &candidates, positive.user);
            targets[row] = s.taken == 0 ? 1 : 0;
        }
        if (s.taken > negatives) {
            s.cursor++;
            s.taken = 0;
        }
    }
    s.random = ck_random_after(&candidates);
    *state = s;
    return row;
}

void ck_sample_pairs(ck_sampling_state *state, const ck_ordered_pairs *pairs, const ck_positives *positives, long item_count,
                     long negatives, const ck_alias *alias, long count, int32_t *restrict users, int32_t *restrict items) {
    ck_sampling_state s = *state;
    ck_positives set = *positives;
    ck_candidates candidates = ck_candidates_from(s.random, alias, item_count);
    ck_chunk chunk;
    chunk.first = chunk.count = 0;
    for (long pair = 0; pair < count; pair++) {
        ck_pair positive = ck_positive_at(&chunk, s.cursor, (count - pair) / negatives, pairs, &candidates, negatives, &set);
        users[pair] = users[count + pair] = positive.user;
        items[pair] = positive.item;
        items[count + pair] = ck_negative(&set, &candidates, positive.user);
        if (++s.taken == negatives) {
            s.cursor++;
            s.taken = 0;
        }
    }
    s.random = ck_random_after(&candidates);
    *state = s;
}

#define AHEAD 128

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
