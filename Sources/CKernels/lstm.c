#include "elementary.h"

CK_CLONES void ck_lstm_step(long rows, long carried, long hidden, float *restrict gates, const float *restrict previous,
                            float *restrict cells, float *restrict out, long stride, float *restrict next, long following) {
    for (long r = 0; r < rows; r++) {
        float *restrict i = gates + r * 4 * hidden, *restrict f = i + hidden, *restrict g = f + hidden, *restrict o = g + hidden;
        float *restrict c = cells + r * hidden, *restrict h = out + r * stride;
        const float *restrict before = previous + r * hidden;
        for (long j = 0; j < hidden; j++) i[j] = ck_sigmoid1(i[j]);
        for (long j = 0; j < hidden; j++) f[j] = ck_sigmoid1(f[j]);
        for (long j = 0; j < hidden; j++) g[j] = ck_tanh1(g[j]);
        for (long j = 0; j < hidden; j++) o[j] = ck_sigmoid1(o[j]);
        if (r < carried)
            for (long j = 0; j < hidden; j++) c[j] = i[j] * g[j] + f[j] * before[j];
        else
            for (long j = 0; j < hidden; j++) c[j] = i[j] * g[j];
        for (long j = 0; j < hidden; j++) h[j] = o[j] * ck_tanh1(c[j]);
        if (r < following) memcpy(next + r * hidden, h, hidden * sizeof(float));
    }
}

CK_CLONES void ck_lstm_step_backward(long rows, long carried, long continued, long hidden, const float *restrict gates,
                                     const float *restrict cells, const float *restrict previous, const float *restrict dout,
                                     long stride, const float *restrict dnext, float *restrict dcells, float *restrict dgates) {
    for (long r = 0; r < rows; r++) {
        const float *restrict i = gates + r * 4 * hidden, *restrict f = i + hidden, *restrict g = f + hidden, *restrict o = g + hidden;
        const float *restrict c = cells + r * hidden, *restrict before = previous + r * hidden, *restrict dh = dout + r * stride;
        const float *restrict later = dnext + r * hidden;
        float *restrict dc = dcells + r * hidden, *restrict di = dgates + r * 4 * hidden, *restrict df = di + hidden,
                        *restrict dg = df + hidden, *restrict dout_gate = dg + hidden;
        if (r >= carried) memset(dc, 0, hidden * sizeof(float));
        float has_later = r < carried ? 1 : 0;
        for (long j = 0; j < hidden; j++) {
            // Rows that nothing followed have no gradient there: whatever lies in the buffer is finite, but not theirs.
            float dhj = has_later > 0 ? dh[j] + later[j] : dh[j];
            float t = ck_tanh1(c[j]);
            float dcj = dhj * o[j] * (1 - t * t) + dc[j];
            dout_gate[j] = dhj * t * (o[j] * (1 - o[j]));
            di[j] = dcj * g[j] * (i[j] * (1 - i[j]));
            dg[j] = dcj * i[j] * (1 - g[j] * g[j]);
            dc[j] = dcj;
        }
        if (r < continued)
            for (long j = 0; j < hidden; j++) df[j] = dc[j] * before[j] * (f[j] * (1 - f[j]));
        else
            memset(df, 0, hidden * sizeof(float));
        for (long j = 0; j < hidden; j++) dc[j] *= f[j];
    }
}
