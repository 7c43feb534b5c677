#ifndef CK_ROWS_H
#define CK_ROWS_H
#include "clones.h"

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
#endif
