#include "clones.h"

// How many neighbours ahead rows are fetched: a miss of the second-level cache costs as much as about this many sums.
#define AHEAD 48

CK_INLINE void ck_fetch_row(const float *row, long columns) {
    for (long j = 0; j < columns; j += 16) __builtin_prefetch(row + j);
}

// Where the base of node i is; 0 when it has none.
CK_INLINE const float *ck_base(const ck_graph_mix *mix, long i, long columns) {
    if (!mix->base) return 0;
    if (!mix->slot) return mix->base + i * columns;
    return mix->slot[i] < 0 ? 0 : mix->base + mix->slot[i] * columns;
}

CK_INLINE void ck_mix_block(const ck_lanes *sums, long blocks, const float *base, float a, float b, float *to) {
    for (long k = 0; k < blocks; k++) {
        ck_lanes value = sums[k] * b;
        if (base) value = CK_LOAD(base + 16 * k) * a + value;
        CK_STORE(to + 16 * k) = value;
    }
}

// One row of 64 columns: the sums stay in registers.
CK_INLINE void ck_row_64(const int32_t *list, long count, long rest, const float *restrict in, const float *base, float a, float b,
                         float *restrict to) {
    ck_lanes sums[4] = {{0}, {0}, {0}, {0}};
    for (long e = 0; e < count; e++) {
        if (e + AHEAD < rest) ck_fetch_row(in + list[e + AHEAD] * 64L, 64);
        const float *row = in + list[e] * 64L;
        sums[0] += CK_LOAD(row);
        sums[1] += CK_LOAD(row + 16);
        sums[2] += CK_LOAD(row + 32);
        sums[3] += CK_LOAD(row + 48);
    }
    ck_mix_block(sums, 4, base, a, b, to);
}

CK_INLINE void ck_row_any(const int32_t *list, long count, long columns, const float *restrict in, const float *base, float a, float b,
                          float *restrict to) {
    long j = 0;
    for (; j + 16 <= columns; j += 16) {
        ck_lanes sum = {0};
        for (long e = 0; e < count; e++) sum += CK_LOAD(in + list[e] * columns + j);
        ck_mix_block(&sum, 1, base ? base + j : base, a, b, to + j);
    }
    for (; j < columns; j++) {
        float sum = 0;
        for (long e = 0; e < count; e++) sum += in[list[e] * columns + j];
        float value = sum * b;
        to[j] = base ? base[j] * a + value : value;
    }
}

CK_INLINE void ck_graph_row(const ck_graph *graph, long i, long limit, long columns, const float *in, const ck_graph_mix *mix, float *to) {
    long start = graph->offsets[i], count = graph->offsets[i + 1] - start;
    const int32_t *list = graph->neighbours + start;
    const float *base = ck_base(mix, i, columns);
    if (columns == 64) ck_row_64(list, count, limit - start, in, base, mix->base_scale[i], mix->sum_scale[i], to);
    else ck_row_any(list, count, columns, in, base, mix->base_scale[i], mix->sum_scale[i], to);
}

CK_CLONES void ck_graph_product(const ck_graph *graph, long first, long last, long columns, const float *in, const ck_graph_mix *mix,
                                float *out) {
    long limit = graph->offsets[last];
    for (long i = first; i < last; i++) ck_graph_row(graph, i, limit, columns, in, mix, out + i * columns);
}

CK_CLONES void ck_graph_product_rows(const ck_graph *graph, long count, const int32_t *nodes, long columns, const float *in,
                                     const ck_graph_mix *mix, float *out) {
    for (long k = 0; k < count; k++)
        ck_graph_row(graph, nodes[k], graph->offsets[nodes[k] + 1], columns, in, mix, out + k * columns);
}

CK_INLINE void ck_scatter(const ck_graph *graph, long count, const int32_t *nodes, long columns, const float *restrict in,
                          float *restrict out) {
    for (long k = 0; k < count; k++) {
        const float *restrict row = in + k * columns;
        for (int64_t e = graph->offsets[nodes[k]]; e < graph->offsets[nodes[k] + 1]; e++) {
            float *restrict to = out + graph->neighbours[e] * columns;
            for (long j = 0; j < columns; j++) to[j] += row[j];
        }
    }
}

CK_CLONES void ck_graph_product_sparse(const ck_graph *graph, long node_count, long count, const int32_t *nodes, long columns,
                                       const float *in, const ck_graph_mix *mix, float *out) {
    memset(out, 0, node_count * columns * sizeof(float));
    if (columns == 64) ck_scatter(graph, count, nodes, 64, in, out);
    else ck_scatter(graph, count, nodes, columns, in, out);
    for (long i = 0; i < node_count; i++) {
        float *restrict to = out + i * columns;
        const float *restrict base = ck_base(mix, i, columns);
        float a = mix->base_scale[i], b = mix->sum_scale[i];
        if (base) for (long j = 0; j < columns; j++) to[j] = base[j] * a + to[j] * b;
        else for (long j = 0; j < columns; j++) to[j] *= b;
    }
}

CK_CLONES void ck_scale_rows(long rows, long columns, const float *restrict scale, const int32_t *restrict nodes, const float *restrict x,
                             float *restrict out) {
    for (long i = 0; i < rows; i++) {
        float factor = scale[nodes ? nodes[i] : i];
        for (long j = 0; j < columns; j++) out[i * columns + j] = x[i * columns + j] * factor;
    }
}

CK_CLONES void ck_pair_dots_backward(long rows, long columns, const float *restrict gradient, const float *restrict values,
                                     const int32_t *restrict left, const int32_t *restrict right, float *restrict into) {
    for (long r = 0; r < rows; r++) {
        const float *restrict a = values + left[r] * columns, *restrict b = values + right[r] * columns;
        float g = gradient[r];
        float *da = into + left[r] * columns, *db = into + right[r] * columns;
        for (long j = 0; j < columns; j++) da[j] += g * b[j];
        for (long j = 0; j < columns; j++) db[j] += g * a[j];
    }
}

CK_CLONES void ck_add_scaled_rows(long count, const int32_t *restrict nodes, const float *restrict counts, float factor, long columns,
                                  const float *restrict values, float *restrict into) {
    for (long k = 0; k < count; k++) {
        float weight = factor * counts[k];
        const float *restrict row = values + nodes[k] * columns;
        float *restrict to = into + nodes[k] * columns;
        for (long j = 0; j < columns; j++) to[j] += weight * row[j];
    }
}

CK_CLONES void ck_add_rows_at(long rows, long columns, const float *restrict from, const int32_t *restrict index, float *restrict into) {
    for (long r = 0; r < rows; r++) {
        const float *restrict row = from + r * columns;
        float *restrict to = into + index[r] * columns;
        for (long j = 0; j < columns; j++) to[j] += row[j];
    }
}
