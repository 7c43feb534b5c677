#include "elementary.h"
#include <math.h>

// The score of a column that is no negative of its row.
#define MASKED (-3e38f)
#define IS_MASKED(score) ((score) < -1e38f)

void ck_link_columns(long columns, const int32_t *items, int32_t *first_column, int32_t *next_column) {
    for (long c = columns - 1; c >= 0; c--) {
        next_column[c] = first_column[items[c]];
        first_column[items[c]] = (int32_t)c;
    }
}

void ck_unlink_columns(long columns, const int32_t *items, int32_t *first_column) {
    for (long c = 0; c < columns; c++) first_column[items[c]] = -1;
}

// Masks every column that holds an item the user knows, but the row's own positive.
CK_INLINE void ck_mask_known(long target, int32_t user, const ck_known_columns *known, float *restrict s) {
    for (long at = known->offsets[user]; at < known->offsets[user + 1]; at++)
        for (int32_t c = known->first_column[known->known[at]]; c >= 0; c = known->next_column[c])
            if (c != target) s[c] = MASKED;
}

// Puts heap[0], the least of the heap, into its place.
CK_INLINE void ck_sift(long n, float *heap) {
    long at = 0;
    float value = heap[0];
    while (2 * at + 1 < n) {
        long child = 2 * at + 1;
        if (child + 1 < n && heap[child + 1] < heap[child]) child++;
        if (heap[child] >= value) break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = value;
}

// Masks all but the `hardest` highest negatives; among equal ones at the edge the first columns stay.
CK_INLINE void ck_keep_hardest(long columns, long target, long hardest, float *restrict heap, float *restrict s) {
    for (long i = 0; i < hardest; i++) heap[i] = MASKED;
    for (long c = 0; c < columns; c++) {
        if (c == target || !(s[c] > heap[0])) continue;
        heap[0] = s[c];
        ck_sift(hardest, heap);
    }
    float edge = heap[0];
    long above = 0;
    for (long i = 0; i < hardest; i++) above += heap[i] > edge;
    long ties = hardest - above;
    for (long c = 0; c < columns; c++) {
        if (c == target || s[c] > edge) continue;
        if (s[c] == edge && ties > 0) ties--;
        else s[c] = MASKED;
    }
}

CK_INLINE float ck_max_column(long n, const float *restrict x) {
    float lanes[16];
    for (int l = 0; l < 16; l++) lanes[l] = x[0];
    long i = 0;
    for (; i + 16 <= n; i += 16)
        for (int l = 0; l < 16; l++) lanes[l] = x[i + l] > lanes[l] ? x[i + l] : lanes[l];
    for (; i < n; i++) lanes[0] = x[i] > lanes[0] ? x[i] : lanes[0];
    for (int l = 1; l < 16; l++) lanes[0] = lanes[l] > lanes[0] ? lanes[l] : lanes[0];
    return lanes[0];
}

CK_INLINE float ck_sum_columns(long n, const float *restrict x) {
    ck_lanes sums = {0};
    long i = 0;
    for (; i + 16 <= n; i += 16) sums += CK_LOAD(x + i);
    float tail = 0;
    for (; i < n; i++) tail += x[i];
    return ck_sum_lanes(&sums) + tail;
}

// −ln softmax(s)[target]; s ← factor (softmax(s) − e_target).
CK_INLINE double ck_softmax_row(long n, long target, float factor, float *restrict s) {
    float positive = s[target], greatest = ck_max_column(n, s);
    greatest = positive != positive ? positive : greatest;
    for (long c = 0; c < n; c++) {
        float p = ck_exp1(s[c] - greatest);
        s[c] = IS_MASKED(s[c]) ? 0 : p;
    }
    float sum = ck_sum_columns(n, s), scale = factor / sum;
    for (long c = 0; c < n; c++) s[c] *= scale;
    s[target] -= factor;
    return log((double)sum) + (double)greatest - (double)positive;
}

CK_INLINE float ck_negatives(long n, long target, const float *restrict s) {
    long count = 0;
    for (long c = 0; c < n; c++) count += !IS_MASKED(s[c]);
    return (float)(count - !IS_MASKED(s[target]));
}

// Σ over negatives of f(s − shift) / count, f = softplus; s ← factor σ(s − shift) / count, 0 at the target. Returns the sum of the losses.
CK_INLINE double ck_softplus_row(long n, long target, float shift, float factor, float *restrict s) {
    float count = ck_negatives(n, target, s), each = count > 0 ? 1 / count : 0;
    double total = 0;
    float block[256];
    for (long start = 0; start < n; start += 256) {
        long size = n - start < 256 ? n - start : 256;
        float *restrict part = s + start;
        for (long c = 0; c < size; c++) {
            int masked = IS_MASKED(part[c]);
            float x = part[c] - shift;
            float loss = ck_softplus1(x), slope = factor * each * ck_sigmoid1(x);
            block[c] = masked ? 0 : each * loss;
            part[c] = masked ? 0 : slope;
        }
        if (target >= start && target < start + size) block[target - start] = part[target - start] = 0;
        total += (double)ck_sum_columns(size, block);
    }
    return total;
}

// Mean over negatives of −ln σ(s⁺ − s⁻).
CK_INLINE double ck_bpr_row(long n, long target, float factor, float *restrict s) {
    double loss = ck_softplus_row(n, target, s[target], factor, s);
    s[target] = -ck_sum_columns(n, s);
    return loss;
}

// −ln σ(s⁺), plus the mean over negatives of −ln(1 − σ(s⁻)).
CK_INLINE double ck_bce_row(long n, long target, float factor, float *restrict s) {
    float positive = s[target];
    double loss = ck_softplus_row(n, target, 0, factor, s) + (double)ck_softplus1(-positive);
    s[target] = -factor * ck_sigmoid1(-positive);
    return loss;
}

CK_CLONES double ck_group_softmax(long groups, long size, float divisor, const float *restrict scores, const int32_t *restrict items,
                                  const float *restrict correction, float *restrict gradient) {
    double total = 0;
    for (long g = 0; g < groups; g++) {
        float *restrict s = gradient + g * size;
        memcpy(s, scores + g * size, size * sizeof(float));
        if (correction) for (long c = 0; c < size; c++) s[c] -= correction[items[g * size + c]];
        total += ck_softmax_row(size, 0, 1 / divisor, s);
    }
    return total;
}

CK_CLONES double ck_column_loss(int kind, const ck_columns *shape, const ck_known_columns *known, float *heap, float *restrict scores) {
    double total = 0;
    float factor = shape->scale / shape->divisor;
    long n = shape->columns;
    const float *restrict correction = shape->correction;
    for (long r = 0; r < shape->rows; r++) {
        float *restrict s = scores + r * n;
        long target = shape->first + r;
        for (long c = 0; c < n; c++) s[c] *= shape->scale;
        if (correction) for (long c = 0; c < n; c++) s[c] -= correction[c];
        ck_mask_known(target, known->users[target], known, s);
        for (long c = 0; c < shape->batch; c++) s[c] = c == target ? s[c] : MASKED;
        if (shape->hardest > 0) ck_keep_hardest(n, target, shape->hardest, heap, s);
        switch (kind) {
        case CK_COLUMNS_SOFTMAX: total += ck_softmax_row(n, target, factor, s); break;
        case CK_COLUMNS_BPR: total += ck_bpr_row(n, target, factor, s); break;
        default: total += ck_bce_row(n, target, factor, s); break;
        }
    }
    return total;
}
