#ifndef CK_TOWERS_H
#define CK_TOWERS_H
#include <stdint.h>

// normalize.c
// out[r] = x[r] · inverse[r], inverse[r] = 1 / ‖x[r]‖; 0 where the norm is below 1e-12.
void ck_normalize(long rows, long columns, const float *x, float *inverse, float *out);
// dx (+)= inverse[r] (g − (out · g) out)
void ck_normalize_backward(long rows, long columns, const float *out, const float *inverse, const float *gradient, float *dx,
                           int accumulate);

// gate.c: additive attention over a few features of each row. `hidden` is rows × size, logits and weights rows × features.
// hidden ← tanh(hidden + bias); logits[r, feature] = hidden[r] · v
void ck_tanh_project(long rows, long size, float *hidden, const float *bias, const float *v, float *logits, long features, long feature);
// hidden ← d(hidden before tanh); dv += Σ_r dlogits[r, feature] tanh
void ck_tanh_project_backward(long rows, long size, float *hidden, const float *v, const float *dlogits, long features, long feature,
                              float *dv);
// weights ← softmax(logits) by row, in place.
void ck_softmax_rows(long rows, long columns, float *weights);
// dweights ← weights ⊙ (dweights − Σ_j weights_j dweights_j)
void ck_softmax_rows_backward(long rows, long columns, const float *weights, float *dweights);
// out[r] (+)= weights[r, feature] x[r]
void ck_add_weighted(long rows, long columns, const float *weights, long features, long feature, const float *x, float *out,
                     int accumulate);
// dots[r, feature] = a[r] · b[r]
void ck_row_dots(long rows, long columns, const float *a, const float *b, float *dots, long features, long feature);

// attention.c: attention over lists of items. `x` (distinct × columns) holds the items' embeddings, `keys` (distinct × size) their keys;
// `positions` says which of them an entry is; `weights` has one place an entry, `scratch` `size` floats.
// logit_e = v · tanh(keys_e + query_r), a = softmax over the list, out[r] = Σ_e a_e x_e; zeros for an empty list.
void ck_attend_lists(long rows, const long *offsets, const int32_t *positions, long columns, long size, const float *x,
                     const float *keys, const float *query, const float *v, float *scratch, float *weights, float *out);
// dx and dkeys are added to, dquery is written, dv is added to. `scratch` holds the longest list's entries.
void ck_attend_lists_backward(long rows, const long *offsets, const int32_t *positions, long columns, long size, const float *x,
                              const float *keys, const float *query, const float *v, const float *weights, const float *gradient,
                              float *scratch, float *dx, float *dkeys, float *dquery, float *dv);

// columns.c: losses of rows against the columns of a score matrix. Row r's positive is column first + r.
typedef struct {
    long rows, columns;
    long first;               // the batch row of row 0
    float scale;              // scores ← scale · scores − correction
    const float *correction;  // one a column, or null
    float divisor;            // gradients are of the sum of losses / divisor
    long batch;               // columns 0 ..< batch but the row's own are no negatives; 0: they are
    long hardest;             // keep only that many highest negatives of each row; 0: all
} ck_columns;
// Which columns hold an item: its first is first_column[item] (−1: none), the next one after c next_column[c].
// `known` lists, by user, the items that are no negatives; users[first + r] is row r's.
typedef struct {
    const int32_t *users, *known, *first_column, *next_column;
    const long *offsets;
} ck_known_columns;
enum { CK_COLUMNS_SOFTMAX, CK_COLUMNS_BPR, CK_COLUMNS_BCE };
// Turns scores into their gradient (before scale and correction); adds each row's loss to the sum that it returns.
// `heap` has room for `hardest` floats.
double ck_column_loss(int kind, const ck_columns *shape, const ck_known_columns *known, float *heap, float *scores);
// first_column and next_column for the items of the columns; `first_column` is −1 everywhere before.
void ck_link_columns(long columns, const int32_t *items, int32_t *first_column, int32_t *next_column);
void ck_unlink_columns(long columns, const int32_t *items, int32_t *first_column);

// Rows in groups, a positive and its negatives after it: loss −ln softmax of the first. `correction` (by item, or null) is subtracted from
// the scores first. Gradients of the sum / divisor; returns the sum of the losses.
double ck_group_softmax(long groups, long size, float divisor, const float *scores, const int32_t *items, const float *correction,
                        float *gradient);

// item_attention.c: one row's list of `count` items, asked by the item `target`; `hidden` is count × size.
// products[e] = table[target] ⊙ table[entries[e]]
void ck_item_products(long count, long columns, const float *table, int32_t target, const int32_t *entries, float *products);
// hidden ← hidden + bias; l_e = h · max(0, hidden_e); shares = softmax(l); weights = eˡ / (Σ eˡ)^smoothing; out = Σ_e weights_e x_e
void ck_item_attend(long count, long columns, long size, float smoothing, const float *table, const int32_t *entries, const float *bias,
                    const float *h, float *hidden, float *shares, float *weights, float *out);
// hidden ← its gradient; dbias and dh are added to.
void ck_item_attend_backward(long count, long columns, long size, float smoothing, const float *table, const int32_t *entries,
                             const float *h, const float *shares, const float *weights, const float *gradient, float *hidden,
                             float *dbias, float *dh);
// Gradients of the products and of the weighted sum, to the rows of the target and the entries.
void ck_item_scatter(long count, long columns, const float *table, int32_t target, const int32_t *entries, const float *weights,
                     const float *gradient, const float *dproducts, ck_row_gradient *into);
#endif
