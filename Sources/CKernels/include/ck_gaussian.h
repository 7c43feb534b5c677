#ifndef CK_GAUSSIAN_H
#define CK_GAUSSIAN_H

// gaussian.c: what Gaussian processes need, in double precision. A matrix has `n` rows of `width` numbers, n rounded up to a multiple of
// eight; what lies beyond a row's n numbers is 0, and so is the other half of a triangle.

// Matérn 5/2 of squared distances s, with r = √(5 s): value = scale · (1 + r + r²/3) e⁻ʳ, slope = its derivative by s. `n` is a multiple
// of eight.
void ck_matern(long n, const double *squared, double scale, double *value, double *slope);
// a += weight · b
void ck_add_scaled(long n, double weight, const double *b, double *a);
// Σ a b; `n` is a multiple of eight.
double ck_dot_double(long n, const double *a, const double *b);
// The lower triangle L with A = L Lᵀ, of which A's lower triangle is read; `lower` starts as zeros. Returns 0 where A is not positive
// definite.
int ck_cholesky(long n, long width, const double *a, double *lower);
// U = (L⁻¹)ᵀ; `upper` starts as zeros.
void ck_inverse_transposed(long n, long width, const double *lower, double *upper);
// U Uᵀ of an upper triangle, both halves.
void ck_upper_squared(long n, long width, const double *upper, double *out);
// Uᵀ x and U x.
void ck_upper_transposed_times(long n, long width, const double *upper, const double *x, double *out);
void ck_upper_times(long n, long width, const double *upper, const double *x, double *out);
// out[i] = Σ_c weights[c] (x[c] − points[c, i])² for points by coordinate: `dimensions` rows of `width`.
void ck_weighted_distances(long dimensions, long width, const double *points, const double *weights, const double *x, double *out);
// out[c] = weights[c] Σ_i force[i] (x[c] − points[c, i])
void ck_weighted_pulls(long dimensions, long width, const double *points, const double *weights, const double *x, const double *force,
                       double *out);
#endif
