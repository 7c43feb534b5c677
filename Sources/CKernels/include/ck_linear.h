#ifndef CK_LINEAR_H
#define CK_LINEAR_H

// linear.c: layers whose weights do not change, for scoring. Included from CKernels.h.
// An output's bits follow from its row of x alone: not from how many rows there are, nor from the row's place among them, which
// OpenBLAS does not promise (its Haswell kernels round rows 6 … 11 of every 12 otherwise than rows 0 … 5).

// Width of a packed row: `outputs` rounded up to whole vectors of 16.
long ck_packed_columns(long outputs);
// packed[i, j] = w[j, i], inputs × ck_packed_columns(outputs), zeros beyond `outputs`; w is outputs × inputs.
void ck_pack_linear(long outputs, long inputs, const float *w, float *packed);
// out = x Wᵀ + bias, then max(0, ·) when `relu`: x is rows × inputs, out rows × outputs, summed over inputs in ascending order.
void ck_linear(long rows, long inputs, long outputs, const float *x, const float *packed, const float *bias, int relu, float *out);

#endif
