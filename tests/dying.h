// SPDX-License-Identifier: GPL-3.0-or-later
// A journal that dies.
#ifndef CPF_TESTS_DYING_H
#define CPF_TESTS_DYING_H

#include "search/journal.h"
#include "status/try.h"

// A journal that fails at its save number `last`: before that save or after it.
struct dying {
  const struct cpf_journal *real;
  int saves, last;
  bool after;
};

static inline enum cpf_status dying_end(struct dying *d, enum cpf_status status,
                                        struct cpf_error *err) {
  return status == CPF_OK && d->after && d->saves == d->last ? cpf_fail(err, CPF_EIO, "dead")
                                                             : status;
}

static inline bool dying_now(struct dying *d) {
  return ++d->saves == d->last && !d->after;
}

static inline enum cpf_status dying_load_block(void *ctx, struct cpf_journal_block *b,
                                               struct cpf_error *err) {
  const struct dying *d = ctx;
  return d->real->load_block(d->real->ctx, b, err);
}

static inline enum cpf_status dying_save_block(void *ctx, const struct cpf_journal_block *b,
                                               struct cpf_error *err) {
  struct dying *d = ctx;
  if (dying_now(d))
    return cpf_fail(err, CPF_EIO, "dead");
  return dying_end(d, d->real->save_block(d->real->ctx, b, err), err);
}

static inline enum cpf_status dying_found(void *ctx, const struct cpf_find_result *r,
                                          struct cpf_error *err) {
  const struct dying *d = ctx;
  return d->real->found(d->real->ctx, r, err);
}

static inline enum cpf_status dying_load_ends(void *ctx, size_t size,
                                              struct cpf_complex_result *ends, bool *known,
                                              struct cpf_error *err) {
  const struct dying *d = ctx;
  return d->real->load_ends(d->real->ctx, size, ends, known, err);
}

static inline enum cpf_status dying_save_ends(void *ctx, size_t size,
                                              const struct cpf_complex_result *ends,
                                              struct cpf_error *err) {
  struct dying *d = ctx;
  if (dying_now(d))
    return cpf_fail(err, CPF_EIO, "dead");
  return dying_end(d, d->real->save_ends(d->real->ctx, size, ends, err), err);
}

static inline enum cpf_status dying_load_certificate(void *ctx, const struct cpf_problem *p,
                                                     int number, const double *W,
                                                     struct cpf_certificate *c, bool *known,
                                                     struct cpf_error *err) {
  const struct dying *d = ctx;
  return d->real->load_certificate(d->real->ctx, p, number, W, c, known, err);
}

static inline enum cpf_status dying_save_certificate(void *ctx, const struct cpf_problem *p,
                                                     int number, const double *W,
                                                     const struct cpf_certificate *c,
                                                     struct cpf_error *err) {
  struct dying *d = ctx;
  if (dying_now(d))
    return cpf_fail(err, CPF_EIO, "dead");
  return dying_end(d, d->real->save_certificate(d->real->ctx, p, number, W, c, err), err);
}

// d->real is set before it is used.
static inline struct cpf_journal dying_journal(struct dying *d) {
  return (struct cpf_journal){d,
                              dying_load_block,
                              dying_save_block,
                              dying_found,
                              dying_load_ends,
                              dying_save_ends,
                              dying_load_certificate,
                              dying_save_certificate};
}

#endif
