#include "clones.h"

long ck_distinct(long count, const int32_t *values, int32_t *slot, int32_t *distinct, int32_t *positions) {
    int32_t found = 0;
    for (long e = 0; e < count; e++) {
        int32_t value = values[e], at = slot[value];
        if (at < 0) {
            at = found++;
            slot[value] = at;
            distinct[at] = value;
        }
        positions[e] = at;
    }
    for (int32_t i = 0; i < found; i++) slot[distinct[i]] = -1;
    return found;
}

CK_CLONES void ck_add(long n, const float *restrict from, float *restrict to) {
    for (long i = 0; i < n; i++) to[i] += from[i];
}
