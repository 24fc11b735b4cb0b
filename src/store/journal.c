// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/journal.h"

#include <time.h>

#include "status/try.h"
#include "store/arrivals.h"
#include "store/certificate.h"
#include "store/ends.h"
#include "store/tables.h"

// The families are for those who look on, and are written again and again: not more often than
// once a second, and at a twentieth of the time.
static const double LOOK_SECONDS = 1, LOOK_SHARE = 20;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static enum cpf_status load_block(void *ctx, struct cpf_journal_block *b, struct cpf_error *err) {
  return cpf_arrivals_read(ctx, b, err);
}

static enum cpf_status save_block(void *ctx, const struct cpf_journal_block *b,
                                  struct cpf_error *err) {
  return cpf_arrivals_write(ctx, b, err);
}

static enum cpf_status found(void *ctx, const struct cpf_find_result *r, struct cpf_error *err) {
  struct cpf_store *s = ctx;
  double began = now();
  if (began < s->look_at || r->starts <= s->shown) // the starts on record come again first
    return CPF_OK;
  enum cpf_status status = cpf_store_write(s, r, false, err);
  s->shown = r->starts;
  double took = now() - began, wait = LOOK_SHARE * took;
  s->look_at = began + (wait > LOOK_SECONDS ? wait : LOOK_SECONDS);
  return status;
}

static enum cpf_status load_ends(void *ctx, size_t size, struct cpf_complex_result *ends,
                                 bool *known, struct cpf_error *err) {
  return cpf_ends_read(ctx, size, ends, known, err);
}

static enum cpf_status save_ends(void *ctx, size_t size, const struct cpf_complex_result *ends,
                                 struct cpf_error *err) {
  return cpf_ends_write(ctx, size, ends, err);
}

static enum cpf_status load_certificate(void *ctx, const struct cpf_problem *p, int number,
                                        const double *W, struct cpf_certificate *c, bool *known,
                                        struct cpf_error *err) {
  return cpf_certificate_read(ctx, &cpf_proofs_table, p, number, W, c, known, err);
}

static enum cpf_status save_certificate(void *ctx, const struct cpf_problem *p, int number,
                                        const double *W, const struct cpf_certificate *c,
                                        struct cpf_error *err) {
  return cpf_certificate_write(ctx, &cpf_proofs_table, p, number, W, c, err);
}

void cpf_journal_make(struct cpf_store *s) {
  s->journal = (struct cpf_journal){.ctx = s,
                                    .load_block = load_block,
                                    .save_block = save_block,
                                    .found = found,
                                    .load_ends = load_ends,
                                    .save_ends = save_ends,
                                    .load_certificate = load_certificate,
                                    .save_certificate = save_certificate};
}
