// SPDX-License-Identifier: GPL-3.0-or-later
#include "search/relay.h"

#include "classify/table.h"
#include "search/mail.h"
#include "status/try.h"

// b->count and what belongs to it; points only where they are asked for.
static enum cpf_status put_block(struct cpf_parcel *to, const struct cpf_journal_block *b,
                                 struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  CPF_TRY(cpf_parcel_put(to, &b->count, sizeof b->count, err));
  CPF_TRY(cpf_parcel_put(to, &b->branch_points, sizeof b->branch_points, err));
  CPF_TRY(cpf_parcel_put(to, b->arrivals, b->count * sizeof *b->arrivals, err));
  for (size_t i = 0; i < b->count; i++)
    if (b->arrivals[i].fate == CPF_FATE_POINT)
      CPF_TRY(cpf_parcel_put(to, b->W + i * b->size, b->size * sizeof *b->W, err));
cleanup:
  return status;
}

static enum cpf_status get_block(struct cpf_parcel *from, struct cpf_journal_block *b,
                                 struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t room = b->count;
  CPF_TRY(cpf_parcel_get(from, &b->count, sizeof b->count, err));
  if (b->count > room)
    return cpf_fail(err, CPF_EINTERNAL, "process 1 sent %zu starts for %zu", b->count, room);
  CPF_TRY(cpf_parcel_get(from, &b->branch_points, sizeof b->branch_points, err));
  CPF_TRY(cpf_parcel_get(from, b->arrivals, b->count * sizeof *b->arrivals, err));
  for (size_t i = 0; i < b->count; i++)
    if (b->arrivals[i].fate == CPF_FATE_POINT)
      CPF_TRY(cpf_parcel_get(from, b->W + i * b->size, b->size * sizeof *b->W, err));
cleanup:
  return status;
}

static enum cpf_status load_block(void *ctx, struct cpf_journal_block *b, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const struct cpf_relay *r = ctx;
  struct cpf_parcel parcel = {.count = 0};
  if (r->source != NULL)
    status = r->source->load_block(r->source->ctx, b, err);
  if (r->source != NULL && status == CPF_OK)
    status = put_block(&parcel, b, err);
  CPF_TRY(cpf_team_tell_parcel(r->team, status, &parcel, err));
  if (r->source == NULL)
    CPF_TRY(get_block(&parcel, b, err));
cleanup:
  cpf_parcel_clear(&parcel);
  return status;
}

static enum cpf_status load_ends(void *ctx, size_t size, struct cpf_complex_result *ends,
                                 bool *known, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const struct cpf_relay *r = ctx;
  struct cpf_parcel parcel = {.count = 0};
  if (r->source != NULL)
    status = r->source->load_ends(r->source->ctx, size, ends, known, err);
  if (r->source != NULL && status == CPF_OK && *known)
    status = cpf_mail_put_ends(&parcel, size, ends, err);
  CPF_TRY(cpf_team_tell_parcel(r->team, status, &parcel, err));
  *known = parcel.count > 0;
  if (r->source == NULL && *known)
    CPF_TRY(cpf_mail_get_ends(&parcel, size, ends, err));
cleanup:
  cpf_parcel_clear(&parcel);
  return status;
}

static enum cpf_status load_certificate(void *ctx, const struct cpf_problem *p, int number,
                                        const double *W, struct cpf_certificate *c, bool *known,
                                        struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const struct cpf_relay *r = ctx;
  struct cpf_parcel parcel = {.count = 0};
  if (r->source != NULL)
    status = r->source->load_certificate(r->source->ctx, p, number, W, c, known, err);
  if (r->source != NULL && status == CPF_OK && *known)
    status = cpf_mail_put_certificate(&parcel, p, c, err);
  CPF_TRY(cpf_team_tell_parcel(r->team, status, &parcel, err));
  *known = parcel.count > 0;
  if (r->source == NULL && *known)
    CPF_TRY(cpf_mail_get_certificate(&parcel, c, err));
cleanup:
  cpf_parcel_clear(&parcel);
  return status;
}

// What follows fails on rank 0 alone: the others hear of it when they next meet.

static enum cpf_status save_block(void *ctx, const struct cpf_journal_block *b,
                                  struct cpf_error *err) {
  const struct cpf_relay *r = ctx;
  return r->source != NULL ? r->source->save_block(r->source->ctx, b, err) : CPF_OK;
}

static enum cpf_status found(void *ctx, const struct cpf_find_result *result,
                             struct cpf_error *err) {
  const struct cpf_relay *r = ctx;
  return r->source != NULL ? r->source->found(r->source->ctx, result, err) : CPF_OK;
}

static enum cpf_status save_ends(void *ctx, size_t size, const struct cpf_complex_result *ends,
                                 struct cpf_error *err) {
  const struct cpf_relay *r = ctx;
  return r->source != NULL ? r->source->save_ends(r->source->ctx, size, ends, err) : CPF_OK;
}

static enum cpf_status save_certificate(void *ctx, const struct cpf_problem *p, int number,
                                        const double *W, const struct cpf_certificate *c,
                                        struct cpf_error *err) {
  const struct cpf_relay *r = ctx;
  return r->source != NULL ? r->source->save_certificate(r->source->ctx, p, number, W, c, err)
                           : CPF_OK;
}

uint64_t cpf_relay_check(const struct cpf_problem *p, const struct cpf_find_options *opt,
                         const struct cpf_table *table) {
  const int64_t numbers[] = {p->n,
                             p->k,
                             p->d,
                             p->rho,
                             (int64_t)opt->seed,
                             (int64_t)opt->starts,
                             opt->certify,
                             opt->certify_bits,
                             opt->max_iterations,
                             opt->complete,
                             opt->prove,
                             (int64_t)opt->boxes,
                             opt->shard,
                             opt->shards};
  const double reals[] = {p->repulsion, opt->tol_gradient, opt->tol_zero, opt->tol_same};
  uint64_t check = cpf_team_check_text(0, CPF_VERSION);
  check = cpf_team_check_text(check, opt->method);
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
    check = cpf_team_check(check, (uint64_t)numbers[i]);
  for (size_t i = 0; i < sizeof reals / sizeof *reals; i++)
    check = cpf_team_check_real(check, reals[i]);
  for (size_t i = 0; i < table->nrows; i++)
    check =
        cpf_team_check_text(cpf_team_check_text(check, table->rows[i].name), table->rows[i].text);
  return check;
}

enum cpf_status cpf_relay_options(const struct cpf_problem *p, const struct cpf_find_options *opt,
                                  const struct cpf_table *table, struct cpf_relay *relay,
                                  struct cpf_find_options *own, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_team *team = opt->team;
  bool recorded = opt->journal != NULL;
  *own = *opt;
  *relay = (struct cpf_relay){.team = team};
  if (team == NULL)
    return CPF_OK;
  own->stop = cpf_team_stop(team, opt->stop);
  CPF_TRY(cpf_team_agree(team, cpf_relay_check(p, opt, table), err));
  CPF_TRY(cpf_team_tell(team, CPF_OK, &recorded, sizeof recorded, err));
  relay->source = team->rank == 0 ? opt->journal : NULL;
  relay->journal = (struct cpf_journal){.ctx = relay,
                                        .load_block = load_block,
                                        .save_block = save_block,
                                        .found = found,
                                        .load_ends = load_ends,
                                        .save_ends = save_ends,
                                        .load_certificate = load_certificate,
                                        .save_certificate = save_certificate};
  own->journal = recorded ? &relay->journal : NULL;
cleanup:
  return status;
}
