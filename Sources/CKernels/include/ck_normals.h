#ifndef CK_NORMALS_H
#define CK_NORMALS_H

// normals.c: initial weights. Included from CKernels.h.

// out[i] = (float)(deviation · z), z = √(−2 ln(1 − u₁)) cos(2π u₂) of the next two numbers of RandomStream (`random` is its state): the
// bits that the C library's log and cos give, in every clone.
void ck_fill_normals(long count, double deviation, uint64_t *random, float *out);
#endif
