#ifndef CK_PANELS_H
#define CK_PANELS_H

// panels.c: all items for a user, sixty-four items at a time, one in each lane. Included from CKernels.h.
// A panel is a `rows` × 64 matrix whose columns are items. A column's bits follow from that column alone, and sums run over the inputs in
// ascending order with fused multiply-adds, so scores do not depend on which users or items are scored together. (Processors without
// fused multiply-add, before 2013, compute the same bits in software, slowly.)

#define CK_PANEL 64

// Number of panels for that many items.
long ck_panel_count(long items);
// panels[p][c][j] = x[64 p + j, c], zeros beyond the last item: x is items × columns.
void ck_pack_panels(long items, long columns, const float *x, float *panels);
// out = a · b + bias, then max(0, ·) when `relu`: a is rows × inputs, bias of `rows` or null, b inputs × 64. Row r of out begins at
// out + r · stride and gets the first `count` columns.
void ck_panel_linear(long rows, long inputs, const float *a, const float *bias, int relu, const float *b, float *out, long stride,
                     long count);
// out[r, j] = x[r, j] · factors[r]
void ck_panel_scale(long rows, const float *x, const float *factors, float *out);
// The same with 64 columns, row k of b being that of input live[k], ascending: the same bits (but for the sign of a zero) where the rows
// that were left out are zeros, and a is finite.
void ck_panel_linear_live(long rows, long inputs, const int32_t *live, long live_count, const float *a, const float *bias, int relu,
                          const float *b, float *out);
// out[items[j]] = x[j] + also[j] for j < count; also may be null.
void ck_panel_place(long count, const int32_t *items, const float *x, const float *also, float *out);
// greatest[r] = the greatest of x[r, 0..<64]; no x is NaN.
void ck_panel_greatest(long rows, const float *x, float *greatest);
// out[k, j] = max(0, x[r, j] + shifts[r]) for the rows r = live[k], ascending, which it lists and whose number it returns: all of them or,
// with the rows' greatest elements, those in which an element is above 0. `live` has room for all.
long ck_panel_shift_relu(long rows, const float *x, const float *greatest, const float *shifts, float *out, int32_t *live);
// x ← scale · softmax(logits) ⊙ x, the softmax down each column; logits are overwritten.
void ck_panel_attend(long rows, float scale, float *logits, float *x);
#endif
