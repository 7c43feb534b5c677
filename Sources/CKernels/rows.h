#ifndef CK_ROWS_H
#define CK_ROWS_H
#include "clones.h"

// How many rows ahead are fetched: enough to hide the third-level cache.
#define AHEAD 6

// The gradient row of `row`; *fresh when it was not touched before and must be written, not added to.
CK_INLINE float *ck_touch(ck_row_gradient *g, int32_t row, long columns, int *fresh) {
    int32_t slot = g->slot[row];
    *fresh = slot < 0;
    if (slot < 0) {
        slot = g->count++;
        g->slot[row] = slot;
        g->touched[slot] = row;
    }
    return g->gradient + slot * columns;
}

CK_INLINE void ck_prefetch_touched(const ck_row_gradient *g, int32_t row, long columns) {
    int32_t slot = g->slot[row];
    if (slot >= 0) ck_prefetch_row(g->gradient + slot * columns, columns);
}
#endif
