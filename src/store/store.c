// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/store.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "status/try.h"
#include "store/arrivals.h"
#include "store/ends.h"
#include "store/file.h"
#include "store/journal.h"
#include "store/settings.h"
#include "store/tables.h"

enum { DIFFERENCES = 360 }; // bytes of a text

// The tables of an empty store, with what is known before the search.
static enum cpf_status fill_new(struct cpf_store *s, const struct cpf_settings *settings,
                                const struct cpf_store_part *parts, size_t nparts,
                                struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  char pragmas[120];
  struct cpf_find_result nothing = {.problem = cpf_settings_problem(settings),
                                    .seed = parts[0].seed,
                                    .shard = parts[0].shard,
                                    .shards = parts[0].shards,
                                    .end = CPF_END_INTERRUPTED,
                                    .completeness_reason = "the search has only begun"};
  snprintf(nothing.method, sizeof nothing.method, "%s", settings->method);
  snprintf(pragmas, sizeof pragmas, "PRAGMA application_id = %d; PRAGMA user_version = %d",
           (int)CPF_STORE_APPLICATION, (int)CPF_STORE_SCHEMA);
  CPF_TRY(cpf_store_run(s, "BEGIN IMMEDIATE", err));
  CPF_TRY(cpf_store_run(s, pragmas, err));
  CPF_TRY(cpf_store_tables_create(s, err));
  CPF_TRY(cpf_arrivals_create(s, err));
  CPF_TRY(cpf_table_create(s, &cpf_ends_table, err));
  CPF_TRY(cpf_settings_write(s, settings, err));
  CPF_TRY(cpf_parts_write(s, parts, nparts, err));
  CPF_TRY(cpf_store_put(s, &nothing, false, err));
cleanup:
  return cpf_store_end(s, status, err);
}

static void add_part(const struct cpf_store_part *there, const struct cpf_store_part *here,
                     char *text, size_t size) {
  size_t used = strlen(text);
  if (there->seed != here->seed)
    used +=
        (size_t)snprintf(text + used, size - used, "%sseed is %" PRIu64 " there, %" PRIu64 " here",
                         used > 0 ? "; " : "", there->seed, here->seed);
  if (used < size && (there->shard != here->shard || there->shards != here->shards))
    snprintf(text + used, size - used, "%sshard is %d/%d there, %d/%d here (0/0: not divided)",
             used > 0 ? "; " : "", there->shard, there->shards, here->shard, here->shards);
}

// Is the store about this search?
static enum cpf_status compare(struct cpf_store *s, const struct cpf_settings *settings,
                               const struct cpf_store_part *part, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_settings there;
  struct cpf_store_part *parts = NULL;
  size_t count;
  char text[DIFFERENCES] = "";
  CPF_TRY(cpf_settings_read(s, &there, err));
  CPF_TRY(cpf_parts_read(s, &parts, &count, err));
  if (there.merged) {
    status = cpf_fail(err, CPF_EINVAL,
                      "--store: '%.200s' was put together by 'cpfind merge': no search goes on "
                      "there; 'cpfind show' prints it",
                      s->path);
    goto cleanup;
  }
  cpf_settings_differ(&there, "there", settings, "here", true, text, sizeof text);
  add_part(&parts[0], part, text, sizeof text);
  if (text[0] != '\0')
    status = cpf_fail(err, CPF_EINVAL, "--store: '%.200s' holds another search: %s", s->path, text);
cleanup:
  free(parts);
  return status;
}

enum cpf_status cpf_store_open(const char *path, const struct cpf_problem *p,
                               const struct cpf_find_options *opt, const struct cpf_table *table,
                               struct cpf_store **store, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const struct cpf_settings settings = cpf_settings_make(p, opt, table);
  const struct cpf_store_part part = {.seed = opt->seed,
                                      .shard = opt->shards > 1 ? opt->shard : 0,
                                      .shards = opt->shards > 1 ? opt->shards : 0};
  struct cpf_store *s = NULL;
  int64_t shown;
  bool empty;
  *store = NULL;
  CPF_TRY(cpf_file_open(path, CPF_FILE_WRITE, &s, &empty, err));
  CPF_TRY(empty ? fill_new(s, &settings, &part, 1, err) : compare(s, &settings, &part, err));
  CPF_TRY(cpf_store_number(s, "SELECT starts FROM result", &shown, err));
  s->shown = (uint64_t)shown;
  cpf_journal_make(s);
  *store = s;
  s = NULL;
cleanup:
  cpf_store_close(s);
  return status;
}

enum cpf_status cpf_store_create(const char *path, const struct cpf_problem *p,
                                 const struct cpf_find_options *opt, const struct cpf_table *table,
                                 const struct cpf_store_part *parts, size_t nparts,
                                 struct cpf_store **store, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_settings settings = cpf_settings_make(p, opt, table);
  struct cpf_store *s = NULL;
  bool empty;
  settings.merged = true;
  *store = NULL;
  CPF_TRY(cpf_file_open(path, CPF_FILE_NEW, &s, &empty, err));
  CPF_TRY(fill_new(s, &settings, parts, nparts, err));
  s->merged = true;
  *store = s;
  s = NULL;
cleanup:
  cpf_store_close(s);
  return status;
}

enum cpf_status cpf_store_view(const char *path, struct cpf_store **store, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_store *s = NULL;
  bool empty = false;
  *store = NULL;
  CPF_TRY(cpf_file_open(path, CPF_FILE_READ, &s, &empty, err));
  if (empty) {
    status = cpf_fail(err, CPF_EPARSE, "the store '%.300s' is empty: no search has begun", path);
    goto cleanup;
  }
  CPF_TRY(cpf_store_run(s, "BEGIN", err)); // all that is read is of one moment
  *store = s;
  s = NULL;
cleanup:
  cpf_store_close(s);
  return status;
}

const struct cpf_journal *cpf_store_journal(struct cpf_store *store) {
  return &store->journal;
}

enum cpf_status cpf_store_write(struct cpf_store *s, const struct cpf_find_result *r, bool finished,
                                struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  char parts[120];
  CPF_TRY(cpf_store_run(s, "BEGIN IMMEDIATE", err));
  CPF_TRY(cpf_store_put(s, r, finished, err));
  snprintf(parts, sizeof parts, "UPDATE parts SET starts = %" PRIu64 ", finished = %d", r->starts,
           (int)finished);
  if (!s->merged)
    CPF_TRY(cpf_store_run(s, parts, err));
  if (finished)
    CPF_TRY(cpf_store_run(s, "DELETE FROM proofs", err));
cleanup:
  return cpf_store_end(s, status, err);
}

enum cpf_status cpf_store_describe(struct cpf_store *s, struct cpf_store_about *about,
                                   struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_settings settings;
  int64_t blocks, recorded;
  memset(about, 0, sizeof *about);
  CPF_TRY(cpf_settings_read(s, &settings, err));
  CPF_TRY(cpf_parts_read(s, &about->parts, &about->nparts, err));
  CPF_TRY(cpf_store_number(s, "SELECT count(*) FROM arrivals", &blocks, err));
  CPF_TRY(cpf_store_number(s, "SELECT sum(count) FROM arrivals", &recorded, err));
  CPF_TRY(cpf_store_finished(s, &about->finished, err));
  memcpy(about->version, settings.version, sizeof about->version);
  about->problem = cpf_settings_problem(&settings);
  about->options = cpf_settings_options(&settings);
  about->merged = settings.merged;
  about->blocks = (uint64_t)blocks;
  about->recorded = (uint64_t)recorded;
cleanup:
  return status;
}

void cpf_store_about_clear(struct cpf_store_about *about) {
  free(about->parts);
  about->parts = NULL;
  about->nparts = 0;
}

enum cpf_status cpf_store_same_search(struct cpf_store *a, struct cpf_store *b,
                                      struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_settings first, second;
  char text[DIFFERENCES] = "";
  CPF_TRY(cpf_settings_read(a, &first, err));
  CPF_TRY(cpf_settings_read(b, &second, err));
  cpf_settings_differ(&first, "in the first", &second, "in the second", false, text, sizeof text);
  if (text[0] != '\0')
    status = cpf_fail(err, CPF_EINVAL, "the stores '%.60s' and '%.60s' cannot be merged: %s",
                      a->path, b->path, text);
cleanup:
  return status;
}

enum cpf_status cpf_store_same_table(struct cpf_store *s, const struct cpf_table *table,
                                     struct cpf_error *err) {
  struct cpf_settings there;
  enum cpf_status status = cpf_settings_read(s, &there, err);
  if (status != CPF_OK)
    return status;
  struct cpf_problem p = cpf_settings_problem(&there);
  struct cpf_find_options opt = cpf_settings_options(&there);
  struct cpf_settings here = cpf_settings_make(&p, &opt, table);
  if (strcmp(there.reference, here.reference) != 0)
    return cpf_fail(err, CPF_EINVAL,
                    "--table: the labels of the store '%.200s' come from another reference table "
                    "(%s) than the one given (%s)",
                    s->path, there.reference, here.reference);
  return CPF_OK;
}
