// SPDX-License-Identifier: GPL-3.0-or-later
// The families that near: and --watch name, by label or id, from a search with its defaults.
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/flow_start.h"
#include "cli/progress.h"
#include "cli/signals.h"
#include "cli/suggest.h"
#include "status/try.h"

enum { SHOWN = 60, LIST = 280, MOST_WATCHED = 16 };

static enum cpf_status find(const struct cpf_args *args, const struct cpf_problem *p,
                            const struct cpf_table *table, struct cpf_find_result **result,
                            struct cpf_error *err) {
  struct cpf_find_options options = cpf_find_options_default();
  struct cpf_progress progress = cpf_progress_start(args->quiet);
  options.certify = CPF_CERTIFY_OFF;
  options.threads = args->threads;
  options.stop = cpf_signals_stop();
  options.progress = cpf_progress_draw;
  options.stage = cpf_progress_stage;
  options.progress_ctx = &progress;
  enum cpf_status status = cpf_find(p, &options, table, result, err);
  cpf_progress_end(&progress);
  return status;
}

// "a, b, c": the labels, or with `label` given the ids of the families that bear it; cut with dots.
static void list_families(const struct cpf_find_result *r, const char *label, char text[LIST]) {
  size_t used = 0;
  text[0] = '\0';
  for (int i = 0; i < r->nfamilies; i++) {
    const struct cpf_family *f = &r->families[i];
    char entry[CPF_LABEL_MAX + CPF_ID_MAX + 32];
    bool again = label == NULL && i > 0 && strcmp(r->families[i - 1].label, f->label) == 0;
    if (again || (label != NULL && strcmp(label, f->label) != 0))
      continue;
    if (label == NULL)
      (void)snprintf(entry, sizeof entry, "%s%s", used > 0 ? ", " : "", f->label);
    else
      (void)snprintf(entry, sizeof entry, "%s%s (loss %.6g)", used > 0 ? ", " : "", f->id, f->loss);
    if (used + strlen(entry) + 6 > LIST) {
      memcpy(text + used, ", ...", 6);
      return;
    }
    memcpy(text + used, entry, strlen(entry) + 1);
    used += strlen(entry);
  }
}

static enum cpf_status unknown(const struct cpf_find_result *r, const char *option,
                               const char *name, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const char **labels = NULL;
  char text[LIST];
  if (r->nfamilies <= 0)
    return cpf_fail(err, CPF_EINVAL, "--%s: no family '%.*s': the search found none", option, SHOWN,
                    name);
  CPF_TRY_ALLOC(labels, (size_t)r->nfamilies, err);
  for (int i = 0; i < r->nfamilies; i++)
    labels[i] = r->families[i].label;
  list_families(r, NULL, text);
  status = cpf_fail(err, CPF_EINVAL,
                    "--%s: no family '%.*s'; the nearest is %.60s (allowed: %s; or an id)", option,
                    SHOWN, name, cpf_suggest_nearest(name, labels, (size_t)r->nfamilies), text);
cleanup:
  free(labels);
  return status;
}

// The number of the one family of that id, else of that label.
static enum cpf_status choose(const struct cpf_find_result *r, const char *option, const char *name,
                              int *family, struct cpf_error *err) {
  char text[LIST];
  int found = 0;
  for (int i = 0; i < r->nfamilies; i++) {
    if (strcmp(r->families[i].id, name) == 0) {
      *family = i;
      return CPF_OK;
    }
    if (strcmp(r->families[i].label, name) == 0) {
      *family = i;
      found++;
    }
  }
  if (found == 0)
    return unknown(r, option, name, err);
  if (found == 1)
    return CPF_OK;
  list_families(r, name, text);
  return cpf_fail(err, CPF_EINVAL, "--%s: %d families are labelled '%.*s' (allowed: an id: %s)",
                  option, found, SHOWN, name, text);
}

static enum cpf_status take_near(const struct cpf_find_result *r, struct cpf_flow_choice *c,
                                 struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  int family = 0;
  size_t size = (size_t)c->problem.n * (size_t)c->problem.d;
  CPF_TRY(choose(r, "init", c->near, &family, err));
  CPF_TRY_ALLOC(c->beside, size, err);
  memcpy(c->beside, r->families[family].W, size * sizeof *c->beside);
  c->start.points = c->beside;
  c->start.npoints = 1;
cleanup:
  return status;
}

static enum cpf_status watch_one(const struct cpf_find_result *r, const char *name,
                                 struct cpf_flow_choice *c, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  int family = 0;
  size_t size = (size_t)c->problem.n * (size_t)c->problem.d;
  CPF_TRY(choose(r, "watch", name, &family, err));
  const struct cpf_family *f = &r->families[family];
  for (size_t i = 0; i < c->nwatch; i++)
    if (strcmp(c->watched[i].id, f->id) == 0)
      return cpf_fail(err, CPF_EINVAL, "--watch: '%.*s' is named twice", SHOWN, name);
  memcpy(c->watch + c->nwatch * size, f->W, size * sizeof *c->watch);
  memcpy(c->watched[c->nwatch].label, f->label, sizeof f->label);
  memcpy(c->watched[c->nwatch].id, f->id, sizeof f->id);
  c->nwatch++;
cleanup:
  return status;
}

static enum cpf_status take_watch(const struct cpf_find_result *r, const char *list,
                                  struct cpf_flow_choice *c, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  size_t size = (size_t)c->problem.n * (size_t)c->problem.d, count = 1;
  char name[CPF_LABEL_MAX];
  for (const char *at = list; *at != '\0'; at++)
    count += *at == ',';
  if (count > MOST_WATCHED)
    return cpf_fail(err, CPF_EINVAL, "--watch: %zu families (allowed: at most %d)", count,
                    (int)MOST_WATCHED);
  CPF_TRY_ALLOC(c->watch, count * size, err);
  CPF_TRY_ALLOC(c->watched, count, err);
  for (const char *at = list; count > 0; count--) {
    size_t length = strcspn(at, ",");
    (void)snprintf(name, sizeof name, "%.*s", length < sizeof name ? (int)length : 0, at);
    if (*name == '\0')
      return cpf_fail(err, CPF_EINVAL, "--watch: '%.*s' has an empty or too long name", SHOWN,
                      list);
    CPF_TRY(watch_one(r, name, c, err));
    at += length + 1;
  }
cleanup:
  return status;
}

enum cpf_status cpf_flow_choose_families(const struct cpf_args *args, const struct cpf_table *table,
                                         struct cpf_flow_choice *c, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_find_result *result = NULL;
  if (c->near == NULL && args->flow.watch == NULL)
    return CPF_OK;
  CPF_TRY(find(args, &c->problem, table, &result, err));
  if (c->near != NULL)
    CPF_TRY(take_near(result, c, err));
  if (args->flow.watch != NULL)
    CPF_TRY(take_watch(result, args->flow.watch, c, err));
cleanup:
  cpf_find_result_free(result);
  return status;
}
