#ifndef CK_PROBE_H
#define CK_PROBE_H

// What the processor can do, for `pipeline doctor` (probe.c).

// The vector extensions that the dispatched kernels run with here: "AVX-512", "AVX2" or "baseline".
const char *ck_vector_extensions(void);
// Runs `rounds` rounds of independent fused multiply-adds that never leave the registers; returns how many floating-point operations
// that was (an addition and a multiplication each), 0 where the processor has no such instruction.
double ck_multiply_adds(long rounds);
#endif
