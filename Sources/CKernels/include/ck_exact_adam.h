#ifndef CK_EXACT_ADAM_H
#define CK_EXACT_ADAM_H
#include <stdint.h>

// Adam on rows whose gradient was 0 for some steps: what the skipped steps would have done, done at once (exact_adam.c).

// What step k was, k counting from the start of the epoch; entry 0 stands before the first step.
typedef struct {
    double sums[4];       // Σ_k' w_k' f_k'ʲ, j = 0 … 3, over the steps k' after this one
    double log_shrink;    // Σ ln shrink up to this step
    float step_size;      // η_k / (1 − β₁ᵗ)
    float root;           // 1 / √(1 − β₂ᵗ)
    float shrink;         // 1 − η_k λ of decoupled weight decay, else 1
    float first_power;    // β₁ᵏ
    float second_power;   // β₂ᵏ
} ck_adam_step;

typedef struct {
    ck_adam_step *steps;
    float beta1, beta2, epsilon;
    float complement1, complement2;  // 1 − β, rounded once
    float weight_decay;  // L2; with it only the loop is possible
    int32_t window;      // how many later steps the sums of a step take up; 0: always loop
} ck_adam_history;

// Writes entry `now` and adds it to the sums of the entries before it.
void ck_adam_append(ck_adam_history *history, long now, double step_size, double root, double shrink);

// Brings rows (0..<count where `rows` is null; repetitions are harmless) from step last[row] to step `now`.
void ck_adam_catch_up(long count, const int32_t *rows, long columns, int32_t now, int32_t *last, float *p, float *m, float *v,
                      const ck_adam_history *history);
#endif
