#ifndef CK_GRAPH_H
#define CK_GRAPH_H

// graph.c: products with the adjacency matrix of an undirected graph, as sums over neighbours.
#include <stdint.h>

// Compressed rows: the neighbours of node i are neighbours[offsets[i]..<offsets[i + 1]], ascending, each once.
typedef struct {
    const int64_t *offsets;
    const int32_t *neighbours;
} ck_graph;

// What a neighbour sum becomes: out = base_scale[i] · base + sum_scale[i] · Σ. The base of node i is row i, or row slot[i] where `slot` is
// given (none where that is −1, or without `base`).
typedef struct {
    const float *base;
    const int32_t *slot;
    const float *base_scale, *sum_scale;
} ck_graph_mix;

// out[i] = base_scale[i] · base[i] + sum_scale[i] · Σ_{j ∈ N(i)} in[j] of the nodes first..<last.
void ck_graph_product(const ck_graph *graph, long first, long last, long columns, const float *in, const ck_graph_mix *mix, float *out);
// The same of the nodes of a list: row k of `out` belongs to nodes[k].
void ck_graph_product_rows(const ck_graph *graph, long count, const int32_t *nodes, long columns, const float *in, const ck_graph_mix *mix,
                           float *out);
// The same of all nodes where `in` has rows of a list of nodes only and is 0 elsewhere: row k of `in` belongs to nodes[k], ascending.
// Sums have the order of the others, so the bits are the same.
void ck_graph_product_sparse(const ck_graph *graph, long node_count, long count, const int32_t *nodes, long columns, const float *in,
                             const ck_graph_mix *mix, float *out);
// out[i] = scale[i] · x[i]; with `nodes`, scale[nodes[i]] · x[i].
void ck_scale_rows(long rows, long columns, const float *scale, const int32_t *nodes, const float *x, float *out);
// Gradient of ck_pair_dots with both sides in one table: into[left[r]] += g[r] · values[right[r]], into[right[r]] += g[r] · values[left[r]].
void ck_pair_dots_backward(long rows, long columns, const float *gradient, const float *values, const int32_t *left, const int32_t *right,
                           float *into);
// into[index[r]] += from[r]
void ck_add_rows_at(long rows, long columns, const float *from, const int32_t *index, float *into);
// into[nodes[k]] += factor · count[k] · values[nodes[k]]
void ck_add_scaled_rows(long count, const int32_t *nodes, const float *counts, float factor, long columns, const float *values,
                        float *into);

#endif
