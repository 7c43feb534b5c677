#ifndef CK_PROFILE_H
#define CK_PROFILE_H
#include <stdint.h>
// Included from CKernels.h.

// profile.c: profiles of users as attention over their items. List u is entries[offsets[u]] … entries[offsets[u + 1] − 1]; `y` is items ×
// columns, `logits` one an item. The target item of a row is left out of its list. `scratch` holds the longest list.
// a = softmax over the list of logits, out[r] = Σ_j a_j y_j for the list of users[r] without items[r]; zeros where nothing is left.
void ck_attend_history(long rows, long columns, const int32_t *users, const int32_t *items, const long *offsets, const int32_t *entries,
                       const float *y, const float *logits, float *scratch, float *out);
// dy and dlogits are added to.
void ck_attend_history_backward(long rows, long columns, const int32_t *users, const int32_t *items, const long *offsets,
                                const int32_t *entries, const float *y, const float *logits, const float *out, const float *gradient,
                                float *scratch, float *dy, float *dlogits);
// out[r] = x[r] · y[items[r]] + bias
void ck_row_scores(long rows, long columns, const float *x, const float *y, const int32_t *items, float bias, float *out);
// dx (+)= g y[items[r]], dy[items[r]] += g x[r], *dbias (+)= Σ_r g[r]
void ck_row_scores_backward(long rows, long columns, const float *x, const float *y, const int32_t *items, const float *gradient,
                            float *dx, int accumulate_x, float *dy, float *dbias, int accumulate_bias);
#endif
