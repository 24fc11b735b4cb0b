// SPDX-License-Identifier: GPL-3.0-or-later
// A struct goes as it is, and then the arrays it owns; the addresses in it mean nothing elsewhere.
#include "search/mail.h"

#include <stdlib.h>
#include <string.h>

#include "status/try.h"

// How long a certificate's arrays are, and which are there.
struct sizes {
  size_t entries, symmetries, eigenvalues;
  bool center, list, bounds;
};

static struct sizes sizes_of(const struct cpf_problem *p, const struct cpf_certificate *c) {
  struct sizes s;
  memset(&s, 0, sizeof s); // padding travels too
  s.center = c->center != NULL;
  s.list = c->symmetries != NULL;
  s.bounds = c->lower != NULL;
  while (s.center && c->center[s.entries] != NULL)
    s.entries++;
  if (s.list)
    s.symmetries = ((size_t)p->n + (size_t)p->k + (size_t)c->rank) * (size_t)c->nsymmetries;
  s.eigenvalues = s.bounds ? c->neigenvalues : 0;
  return s;
}

enum cpf_status cpf_mail_put_certificate(struct cpf_parcel *to, const struct cpf_problem *p,
                                         const struct cpf_certificate *c, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const struct sizes s = sizes_of(p, c);
  CPF_TRY(cpf_parcel_put(to, c, sizeof *c, err));
  CPF_TRY(cpf_parcel_put(to, &s, sizeof s, err));
  CPF_TRY(cpf_parcel_put(to, c->symmetries, s.symmetries * sizeof *c->symmetries, err));
  CPF_TRY(cpf_parcel_put(to, c->lower, s.eigenvalues * sizeof *c->lower, err));
  CPF_TRY(cpf_parcel_put(to, c->upper, s.eigenvalues * sizeof *c->upper, err));
  for (size_t i = 0; i < s.entries; i++) {
    const size_t length = strlen(c->center[i]) + 1;
    CPF_TRY(cpf_parcel_put(to, &length, sizeof length, err));
    CPF_TRY(cpf_parcel_put(to, c->center[i], length, err));
  }
cleanup:
  return status;
}

static enum cpf_status get_center(struct cpf_parcel *from, size_t entries,
                                  struct cpf_certificate *c, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  CPF_TRY_ALLOC(c->center, entries + 1, err);
  for (size_t i = 0; i < entries; i++) {
    size_t length;
    void *text;
    CPF_TRY(cpf_parcel_get(from, &length, sizeof length, err));
    CPF_TRY(cpf_parcel_get_array(from, length, 1, &text, err));
    c->center[i] = text;
  }
cleanup:
  return status;
}

enum cpf_status cpf_mail_get_certificate(struct cpf_parcel *from, struct cpf_certificate *c,
                                         struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct sizes s;
  void *array;
  memset(c, 0, sizeof *c);
  CPF_TRY(cpf_parcel_get(from, c, sizeof *c, err));
  c->center = NULL;
  c->symmetries = NULL;
  c->lower = c->upper = NULL;
  CPF_TRY(cpf_parcel_get(from, &s, sizeof s, err));
  if (s.list) {
    CPF_TRY(cpf_parcel_get_array(from, s.symmetries, sizeof *c->symmetries, &array, err));
    c->symmetries = array;
  }
  if (s.bounds) {
    CPF_TRY(cpf_parcel_get_array(from, s.eigenvalues, sizeof *c->lower, &array, err));
    c->lower = array;
    CPF_TRY(cpf_parcel_get_array(from, s.eigenvalues, sizeof *c->upper, &array, err));
    c->upper = array;
  }
  if (s.center)
    CPF_TRY(get_center(from, s.entries, c, err));
cleanup:
  if (status != CPF_OK)
    cpf_certificate_clear(c);
  return status;
}

enum cpf_status cpf_mail_put_ends(struct cpf_parcel *to, size_t size,
                                  const struct cpf_complex_result *ends, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const size_t count = ends->nreal;
  CPF_TRY(cpf_parcel_put(to, ends, sizeof *ends, err));
  CPF_TRY(cpf_parcel_put(to, ends->W, count * size * sizeof *ends->W, err));
  CPF_TRY(cpf_parcel_put(to, ends->weight, count * sizeof *ends->weight, err));
  CPF_TRY(cpf_parcel_put(to, ends->multiplicity, count * sizeof *ends->multiplicity, err));
  CPF_TRY(cpf_parcel_put(to, ends->singular, count * sizeof *ends->singular, err));
cleanup:
  return status;
}

enum cpf_status cpf_mail_get_ends(struct cpf_parcel *from, size_t size,
                                  struct cpf_complex_result *ends, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  void *array;
  memset(ends, 0, sizeof *ends);
  CPF_TRY(cpf_parcel_get(from, ends, sizeof *ends, err));
  ends->W = NULL;
  ends->weight = ends->multiplicity = NULL;
  ends->singular = NULL;
  CPF_TRY(cpf_parcel_get_array(from, ends->nreal, size * sizeof *ends->W, &array, err));
  ends->W = array;
  CPF_TRY(cpf_parcel_get_array(from, ends->nreal, sizeof *ends->weight, &array, err));
  ends->weight = array;
  CPF_TRY(cpf_parcel_get_array(from, ends->nreal, sizeof *ends->multiplicity, &array, err));
  ends->multiplicity = array;
  CPF_TRY(cpf_parcel_get_array(from, ends->nreal, sizeof *ends->singular, &array, err));
  ends->singular = array;
cleanup:
  if (status != CPF_OK)
    cpf_complex_clear(ends);
  return status;
}
