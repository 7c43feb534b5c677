#ifndef CK_LISTS_H
#define CK_LISTS_H
#include <stdint.h>

// lists.c
// Numbers the different values in the order of their first place: distinct[positions[e]] = values[e]; returns how many there are.
// `slot` is −1 for every value before and after.
long ck_distinct(long count, const int32_t *values, int32_t *slot, int32_t *distinct, int32_t *positions);
// to += from
void ck_add(long n, const float *from, float *to);
#endif
