#ifndef CK_STRIPS_H
#define CK_STRIPS_H

// strips.c: products of a tall matrix with weights that were packed once. Included from CKernels.h.
// A strip holds 32 neighbouring columns of the right matrix: strip[k][j]. Every sum runs over k in ascending order with fused
// multiply-adds, one lane a column, so an element's bits follow from its row and its column alone: not from the other rows, nor from the
// processor. (Processors without fused multiply-add, before 2013, compute the same bits in software, slowly.)

#define CK_STRIP 32

// `outputs` rounded up to whole strips.
long ck_strip_columns(long outputs);
// strips[s][k][j] = w[32 s + j, k], zeros beyond the last output: w is outputs × inputs.
void ck_pack_strips(long outputs, long inputs, const float *w, float *strips);
// c = a · strips + bias, or c + a · strips + bias when `accumulate`: a is rows × inputs with a_stride floats from row to row, c has
// ck_strip_columns(outputs) columns and so many biases (null: none).
void ck_strip_multiply(long rows, long inputs, long outputs, const float *a, long a_stride, const float *strips, const float *bias,
                       int accumulate, float *c, long c_stride);
// One strip of 32 columns whose rows are b_stride floats apart, b need not be packed: c (+)= a · b.
void ck_strip_product(long rows, long inputs, const float *a, long a_stride, const float *b, long b_stride, int accumulate, float *c,
                      long c_stride);
#endif
