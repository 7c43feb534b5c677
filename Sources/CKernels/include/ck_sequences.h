#ifndef CK_SEQUENCES_H
#define CK_SEQUENCES_H

// lstm.c and sequences.c: layers over documents of different lengths. Included from CKernels.h.
// Documents are sorted by falling length and packed step by step: step t holds its token of the first counts[t] documents, whose rows
// begin at starts[t]. So document r, `lengths[r]` long, has rows starts[0] + r, starts[1] + r, …

// One step of an LSTM over `rows` rows of H units. `gates` is rows × 4H: the linear parts of i, f, g, o before, the gates after.
//   c = σ(f) c' + σ(i) tanh(g),  h = σ(o) tanh(c)
// Rows below `carried` have a previous cell c' (carried × H), the others begin: c' = 0. h goes to `out` (rows `stride` apart), and of the
// first `following` rows also to `next` (following × H).
void ck_lstm_step(long rows, long carried, long hidden, float *gates, const float *previous, float *cells, float *out, long stride,
                  float *next, long following);
// Its gradients. `gates` and `cells` as left by the step. Rows below `carried` receive ∂h (dnext) and ∂c (dcells) from the step that
// followed; rows below `continued` had a previous cell. Leaves the gradient of the linear parts in `dgates` and ∂c' in `dcells`.
void ck_lstm_step_backward(long rows, long carried, long continued, long hidden, const float *gates, const float *cells,
                           const float *previous, const float *dout, long stride, const float *dnext, float *dcells, float *dgates);

// Additive attention within each document: a = softmax(v · tanh(k_e)), out[order[r]] = Σ_e a_e x_e; documents of no token give 0.
// x has `columns` columns, the keys k `size`; the weights a stand where the rows of x do.
void ck_attend_sequences(long documents, const int32_t *lengths, const int32_t *order, const long *starts, long columns, long size,
                         const float *x, const float *keys, const float *v, float *scratch, float *weights, float *out);
// Writes dx (or adds to it) and dkeys, adds to dv.
void ck_attend_sequences_backward(long documents, const int32_t *lengths, const int32_t *order, const long *starts, long columns,
                                  long size, const float *x, const float *keys, const float *v, const float *weights,
                                  const float *gradient, float *scratch, float *dx, int accumulate_x, float *dkeys, float *dv);

// out[order[r], f] = max_t max(0, bias[f] + Σ_k parts[row of token t + k − window / 2, k · filters + f]), tokens outside counting 0;
// `winners` remembers t, −1 where nothing is above 0.
void ck_pool_convolution(long documents, const int32_t *lengths, const int32_t *order, const long *starts, long filters, long window,
                         const float *parts, const float *bias, float *out, int32_t *winners);
// Adds to dparts, which the caller has cleared, and to dbias.
void ck_pool_convolution_backward(long documents, const int32_t *lengths, const int32_t *order, const long *starts, long filters,
                                  long window, const float *gradient, const int32_t *winners, float *dparts, float *dbias);

// out[r] = bias + z·w + ½ Σ_f ((v_f·z)² − Σ_j v_fj² z_j²); sums[r, f] = v_f·z is kept for the gradients.
void ck_factorization_machine(long rows, long columns, long factors, const float *z, const float *w, const float *v, float bias,
                              float *sums, float *out);
// Writes dz (or adds to it); adds to dw, dv, dbias.
void ck_factorization_machine_backward(long rows, long columns, long factors, const float *z, const float *w, const float *v,
                                       const float *sums, const float *gradient, float *dz, int accumulate_z, float *dw, float *dv,
                                       float *dbias);

#endif
