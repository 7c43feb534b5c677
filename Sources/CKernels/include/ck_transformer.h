#ifndef CK_TRANSFORMER_H
#define CK_TRANSFORMER_H

// transformer.c: what stands between the products of a transformer encoder. Included from CKernels.h.
// Rows are `stride` floats apart, a multiple of 32; columns beyond the named ones are zeros and stay so. A row's bits follow from that row
// alone.

#include <stdint.h>

// out = (x − mean) / √(variance + ε) ⊙ scale + shift, by row; out may be x.
void ck_layer_norm(long rows, long columns, long stride, const float *x, const float *scale, const float *shift, float epsilon, float *out);
// out = x / √(mean of x² + ε) ⊙ scale, by row; out may be x.
void ck_root_mean_square_norm(long rows, long columns, long stride, const float *x, const float *scale, float epsilon, float *out);

// x ← x Φ(x), Φ the normal distribution's, within 3e-7.
void ck_gelu(long n, float *x);
// x ← x σ(2 √(2/π) (x + .044715 x³)): the GELU by tanh.
void ck_gelu_tanh(long n, float *x);
void ck_relu(long n, float *x);
// x ← x ⊙ y
void ck_multiply(long n, float *x, const float *y);

// One head of self-attention: out = softmax(scale · q kᵀ + bias) v, for `length` rows of q, k and v that are `stride` floats apart and
// `head` columns wide. bias[j − i] is added for query i and key j, null: nothing; it is read from bias[1 − length] to
// bias[length − 1]. scratch has ck_attention_scratch(length, head) floats.
long ck_attention_scratch(long length, long head);
void ck_attention(long length, long head, const float *q, const float *k, const float *v, long stride, float scale, const float *bias,
                  float *scratch, float *out, long out_stride);

// out[r] = table[ids[r]] for a table of float32, float16 (kind 1) or bfloat16 (kind 2) at any address; out's rows are `stride` apart.
void ck_gather_values(long rows, long columns, int kind, const void *table, const int32_t *ids, float *out, long stride);
// out = values of that kind as float32.
void ck_widen(long n, int kind, const void *values, float *out);
// Nearest float16, ties to even.
void ck_to_half(long n, const float *x, uint16_t *out);
// Whether all are finite.
int ck_all_finite(long n, const float *x);
#endif
