// SPDX-License-Identifier: GPL-3.0-or-later
//
//  1. Center: decimal numbers, an exact "0" marking an entry that is zero by its block, by symmetry
//     or by chance; symmetries; the invariant space they give (symmetry.h).
//  2. The entries of the center must agree with the space: those of a class equal.
//  3. Existence: Krawczyk's operator on boxes of radius 2^(-prec/2), 2^(-3 prec/4), 2^(-prec/4).
//  4. Uniqueness: the equations without symmetries and blocks in dimension D; the largest box on
//     which they are injective, its multipliers those of all points of the box. That no point of
//     the box has more rank outside span V follows from the transverse Hessian.
#include "certify/enclosure_ball.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "certify/forced.h"
#include "certify/inertia_ball.h"
#include "certify/krawczyk_ball.h"
#include "cpfind/model.h"
#include "model/ball.h"
#include "status/try.h"

enum {
  BITS_MIN = 32,
  BITS_MAX = 1 << 16,
  DIGITS_MAX = 40000, // characters of an entry
  ENTRIES_MAX = 4096, // of W
  MEGABYTES_MAX = 64, // of a Jacobian
  UNIQUE_FIRST = 1,   // radii 2^-1 to 2^-prec are tried
  UNIQUE_BITS = 64,
  GUARD_BITS = 16 // by which entries of a class may differ in the center
};
static const double RADIUS_MAX = 1e-3; // beyond, the numbers of a certificate mean nothing
static const double SHARE = 0x1p-8;    // of a radius that the rounding of the center may take
static const double UNIT = 1e-2;       // rows of the center have this nearly unit length

void cpf_enclosure_clear(struct cpf_enclosure *e) {
  if (e == NULL || e->prec == 0)
    return;
  cpf_system_clear(&e->system);
  free(e->center);
  free(e->zero);
  free(e->B);
  arb_mat_clear(e->x);
  arb_mat_clear(e->W);
  mag_clear(e->radius);
  mag_clear(e->box);
  mag_clear(e->gap);
  memset(e, 0, sizeof *e);
}

static enum cpf_status check_numbers(const struct cpf_problem *p, const struct cpf_certificate *c,
                                     struct cpf_error *err) {
  int most = p->n < p->d - p->k ? p->n : p->d - p->k;
  if (p->rho < 2)
    return cpf_fail(err, CPF_EINVAL, "rho = %d: certificates need rho >= 2", p->rho);
  if (c->rank < 0 || c->rank > most)
    return cpf_fail(err, CPF_EINVAL, "rank %d is not allowed (allowed: 0 to %d)", c->rank, most);
  if (c->precision_bits < BITS_MIN || c->precision_bits > BITS_MAX)
    return cpf_fail(err, CPF_EINVAL, "precision_bits %d is not allowed (allowed: %d to %d)",
                    c->precision_bits, BITS_MIN, BITS_MAX);
  if (!(c->radius >= 0 && c->radius <= RADIUS_MAX))
    return cpf_fail(err, CPF_EINVAL, "radius %g is not allowed (allowed: 0 to %g)", c->radius,
                    RADIUS_MAX);
  int64_t entries = (int64_t)p->n * (p->k + c->rank);
  if (entries > ENTRIES_MAX)
    return cpf_fail(err, CPF_EINVAL, "%lld entries of W are too many (allowed: %d)",
                    (long long)entries, ENTRIES_MAX);
  if (entries * entries * c->precision_bits / 8 > (int64_t)MEGABYTES_MAX << 20)
    return cpf_fail(err, CPF_EINVAL,
                    "%lld entries of W at %d bits need too much memory (allowed: %d MiB for the "
                    "Jacobian)",
                    (long long)entries, c->precision_bits, MEGABYTES_MAX);
  // Each that is needed ties two classes of entries or makes one zero (symmetry.c).
  int64_t ties = 2 * entries;
  if (c->nsymmetries < 0 || c->nsymmetries > ties)
    return cpf_fail(err, CPF_EINVAL, "%d symmetries are not allowed (allowed: 0 to %lld)",
                    c->nsymmetries, (long long)ties);
  if (c->rank >= 2 && c->nsymmetries > 0) // W A_l need not be tangent to what they fix
    return cpf_fail(err, CPF_EINVAL, "symmetries are not allowed at rank %d (allowed: rank 0, 1)",
                    c->rank);
  for (int x = 0; x < c->nsymmetries; x++)
    if (!cpf_symmetry_valid(&(struct cpf_problem){p->n, p->k, p->k + c->rank, p->rho, p->repulsion},
                            p->k + c->rank,
                            c->symmetries + (size_t)x * (size_t)(p->n + p->k + c->rank)))
      return cpf_fail(err, CPF_EINVAL, "symmetry %d of the certificate is none of the problem", x);
  return CPF_OK;
}

// Entry number i of the center to w; its rounding from the decimal number is added to *gap.
static enum cpf_status read_entry(const struct cpf_certificate *c, int i, slong prec, arb_t w,
                                  mag_t gap, struct cpf_error *err) {
  const char *text = c->center == NULL ? NULL : c->center[i];
  if (text == NULL || strnlen(text, DIGITS_MAX) == DIGITS_MAX ||
      strspn(text, "+-.0123456789eE") != strlen(text) ||
      arb_set_str(w, text, prec + GUARD_BITS) != 0 || !arb_is_finite(w))
    return cpf_fail(err, CPF_EINVAL, "entry %d of the center is not a decimal number: '%.40s'", i,
                    text == NULL ? "" : text);
  mag_max(gap, gap, arb_radref(w));
  arb_get_mid_arb(w, w);
  return CPF_OK;
}

static enum cpf_status read_center(const struct cpf_certificate *c, struct cpf_enclosure *e,
                                   mag_t rounding, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t size = (size_t)e->p.n * (size_t)e->p.d;
  CPF_TRY_ALLOC(e->center, size, err);
  CPF_TRY_ALLOC(e->zero, size, err);
  for (size_t i = 0; i < size; i++) {
    arb_ptr w = arb_mat_entry(e->W, (slong)i / e->p.d, (slong)i % e->p.d);
    CPF_TRY(read_entry(c, (int)i, e->prec, w, rounding, err));
    e->zero[i] = arb_is_zero(w);
    e->center[i] = arf_get_d(arb_midref(w), ARF_RND_NEAR);
  }
  for (int i = 0; i < e->p.n; i++) {
    double norm = 0;
    for (int a = 0; a < e->p.d; a++)
      norm += e->center[i * e->p.d + a] * e->center[i * e->p.d + a];
    if (!(fabs(norm - 1) <= UNIT)) {
      status = cpf_fail(err, CPF_EINVAL, "row %d of the center has length %g (allowed: 1)", i,
                        sqrt(norm));
      goto cleanup;
    }
  }
cleanup:
  return status;
}

// Step 2. *largest: how far the center is from its symmetric version.
static enum cpf_status check_classes(const struct cpf_enclosure *e, mag_t largest,
                                     struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  arb_mat_t W, mu, nu;
  arb_t gap;
  mag_t size;
  mag_init(size);
  arb_mat_init(W, e->p.n, e->p.d), arb_mat_init(mu, e->p.n, 1);
  arb_mat_init(nu, e->system.nslices, 1);
  arb_init(gap);
  cpf_system_expand(&e->system, e->x, W, mu, nu);
  for (int i = 0; i < e->p.n * e->p.d && status == CPF_OK; i++) {
    arb_sub(gap, arb_mat_entry(W, i / e->p.d, i % e->p.d),
            arb_mat_entry(e->W, i / e->p.d, i % e->p.d), e->prec);
    arb_get_mag(size, gap);
    mag_max(largest, largest, size);
    if (mag_cmp_2exp_si(size, GUARD_BITS - e->prec) > 0)
      status = cpf_fail(err, CPF_EINVAL,
                        "entry %d of the center contradicts the symmetries of the certificate", i);
  }
  arb_mat_clear(W), arb_mat_clear(mu), arb_mat_clear(nu);
  arb_clear(gap);
  mag_clear(size);
  return status;
}

enum cpf_status cpf_enclosure_read(const struct cpf_problem *p, const struct cpf_certificate *c,
                                   struct cpf_enclosure *e, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_space space = {0};
  mag_t rounding, apart;
  mag_init(rounding), mag_init(apart);
  memset(e, 0, sizeof *e);
  CPF_TRY(check_numbers(p, c, err));
  e->p = *p;
  e->p.d = p->k + c->rank;
  e->prec = c->precision_bits;
  arb_mat_init(e->W, p->n, e->p.d);
  arb_mat_init(e->x, 0, 0);
  mag_init(e->radius);
  mag_init(e->box);
  mag_init(e->gap);
  CPF_TRY(read_center(c, e, rounding, err));
  CPF_TRY_ALLOC(e->B, cpf_problem_tangent_dim(&e->p) * (size_t)e->p.d, err);
  cpf_frames(&e->p, e->center, e->B);
  CPF_TRY(cpf_space_make(&e->p, e->p.d, e->zero, c->symmetries, c->nsymmetries, &space, err));
  CPF_TRY(cpf_system_make(&e->p, &space, e->center, &e->system, err));
  arb_mat_clear(e->x);
  arb_mat_init(e->x, e->system.size, 1);
  cpf_system_gather(&e->system, e->W, e->x, e->prec);
  for (int i = 0; i < e->system.size; i++)
    arb_get_mid_arb(arb_mat_entry(e->x, i, 0), arb_mat_entry(e->x, i, 0));
  CPF_TRY(check_classes(e, apart, err));
  mag_add(e->gap, rounding, apart);
cleanup:
  mag_clear(rounding), mag_clear(apart);
  cpf_space_clear(&space);
  return status;
}

// Whether all W of the enclosure have multipliers within the box: only then is the critical point
// alone among the W, whatever their multipliers.
static bool multipliers_fit(const struct cpf_enclosure *e, const arb_mat_t center) {
  arb_mat_t x;
  arb_t gap;
  mag_t size;
  bool ok = true;
  arb_mat_init(x, e->system.size, 1);
  arb_init(gap);
  mag_init(size);
  cpf_system_gather(&e->system, e->W, x, e->prec);
  for (int i = e->system.nfree; i < e->system.size && ok; i++) {
    arb_sub(gap, arb_mat_entry(x, i, 0), arb_mat_entry(center, i, 0), e->prec);
    arb_get_mag(size, gap);
    ok = mag_cmp(size, e->box) < 0;
  }
  arb_mat_clear(x);
  arb_clear(gap);
  mag_clear(size);
  return ok;
}

// e->x and e->W from the center and what Krawczyk's operator found.
static void enclose(struct cpf_enclosure *e, const arb_mat_t center, const mag_t found) {
  arb_mat_t mu, nu;
  arb_mat_init(mu, e->p.n, 1), arb_mat_init(nu, e->system.nslices, 1);
  arb_mat_set(e->x, center);
  for (int i = 0; i < e->system.size; i++)
    arb_add_error_mag(arb_mat_entry(e->x, i, 0), found);
  cpf_system_expand(&e->system, e->x, e->W, mu, nu);
  arb_mat_clear(mu), arb_mat_clear(nu);
}

bool cpf_enclosure_exists(struct cpf_enclosure *e) {
  const slong shifts[] = {e->prec / 2, 3 * e->prec / 4, e->prec / 4};
  arb_mat_t center, W;
  mag_t found;
  bool ok = false;
  arb_mat_init(center, e->system.size, 1), arb_mat_init(W, e->p.n, e->p.d);
  mag_init(found);
  arb_mat_set(center, e->x);
  arb_mat_set(W, e->W);
  for (size_t i = 0; i < sizeof shifts / sizeof *shifts && !ok; i++) {
    mag_set_ui_2exp_si(e->box, 1, -shifts[i]);
    ok = cpf_system_krawczyk(&e->system, center, e->box, found, e->prec);
    if (ok) {
      enclose(e, center, found);
      ok = multipliers_fit(e, center);
    }
  }
  if (ok) {
    mag_add(e->radius, found, e->gap);
  } else {
    arb_mat_set(e->x, center);
    arb_mat_set(e->W, W);
  }
  arb_mat_clear(center), arb_mat_clear(W);
  mag_clear(found);
  return ok;
}

bool cpf_enclosure_has_rank(const struct cpf_enclosure *e) {
  for (int column = e->p.k; column < e->p.d; column++) {
    int row = 0;
    while (row < e->p.n && e->center[row * e->p.d + column] == 0)
      row++;
    if (row == e->p.n || arb_contains_zero(arb_mat_entry(e->W, row, column)))
      return false;
  }
  return true;
}

// W with every entry within 2^-bits of the center's, in `columns` columns.
static void widen(const struct cpf_enclosure *e, int columns, slong bits, arb_mat_t W) {
  mag_t r;
  mag_init(r);
  mag_set_ui_2exp_si(r, 1, -bits);
  arb_mat_zero(W);
  for (int i = 0; i < e->p.n; i++)
    for (int c = 0; c < columns; c++) {
      if (c < e->p.d)
        arb_get_mid_arb(arb_mat_entry(W, i, c), arb_mat_entry(e->W, i, c));
      arb_add_error_mag(arb_mat_entry(W, i, c), r);
    }
  mag_clear(r);
}

// Whether all critical points in the box of radius 2^-bits in dimension d have the rank of the
// center outside span V. Outside, the equations are T Z = 0 for the columns Z of W there, T the
// transverse Hessian at W: rank n - s of T leaves room for s independent columns.
static bool keeps_rank(const struct cpf_enclosure *e, const struct cpf_problem *p, slong bits) {
  struct cpf_problem full = cpf_problem_reduced(p);
  struct cpf_forced forced = {0};
  struct cpf_inertia inertia = {0};
  if (p->d == e->p.d)
    return true;
  arb_mat_t W, T;
  arb_mat_init(W, p->n, full.d), arb_mat_init(T, p->n, p->n);
  bool *none = calloc((size_t)p->n, sizeof *none);
  widen(e, full.d, bits, W);
  cpf_ball_transverse_hessian(&full, W, T, bits + UNIQUE_BITS);
  bool ok =
      none != NULL && cpf_forced_transverse(&e->p, e->center, none, &forced, NULL) == CPF_OK &&
      cpf_inertia_prove(T, forced.F, forced.count, bits + UNIQUE_BITS, &inertia, NULL) == CPF_OK;
  free(none);
  cpf_forced_clear(&forced);
  arb_mat_clear(W), arb_mat_clear(T);
  return ok && inertia.proved;
}

// Whether the equations s are injective on the box of radius 2^-bits.
static bool injective(const struct cpf_enclosure *e, const struct cpf_system *s, slong bits) {
  arb_mat_t W, x;
  arb_mat_init(W, e->p.n, e->p.d), arb_mat_init(x, s->size, 1);
  widen(e, e->p.d, bits, W);
  for (int l = 0; l < s->nslices; l++)
    arb_zero(arb_mat_entry(W, s->slices[l].entry / e->p.d, s->slices[l].entry % e->p.d));
  cpf_system_gather(s, W, x, bits + UNIQUE_BITS);
  bool ok = cpf_system_injective(s, x, bits + UNIQUE_BITS);
  arb_mat_clear(W), arb_mat_clear(x);
  return ok;
}

double cpf_enclosure_unique(const struct cpf_enclosure *e, const struct cpf_problem *p,
                            struct cpf_error *err) {
  struct cpf_space space = {0};
  struct cpf_system s = {0};
  size_t size = (size_t)e->p.n * (size_t)e->p.d;
  double radius = 0;
  bool *zero = calloc(size, sizeof *zero); // no entry: one block
  if (zero == NULL || cpf_space_make(&e->p, e->p.d, zero, NULL, 0, &space, err) != CPF_OK ||
      cpf_system_make(&e->p, &space, e->center, &s, err) != CPF_OK)
    goto cleanup;
  slong low = UNIQUE_FIRST, high = e->prec < 1000 ? e->prec : 1000;
  if (!injective(e, &s, high) || !keeps_rank(e, p, high))
    goto cleanup;
  while (low < high) {
    slong middle = (low + high) / 2;
    if (injective(e, &s, middle) && keeps_rank(e, p, middle))
      high = middle;
    else
      low = middle + 1;
  }
  // From the center as written to that of the box is the gap.
  radius = ldexp(1 - SHARE, -(int)high);
  if (!(mag_get_d(e->gap) < SHARE * radius))
    radius = 0;
cleanup:
  free(zero);
  cpf_space_clear(&space);
  cpf_system_clear(&s);
  return radius;
}
