// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/json.h"

#include <errno.h>
#include <string.h>

#include "status/try.h"

// Members that come before, or after, the list of families or results.
typedef bool set_members_fn(json_t *object, const void *result);
// One entry of that list.
typedef json_t *entry_fn(const void *result, size_t i);

// What distinguishes the JSON of one command from that of another.
struct shape {
  const char *list;  // the member that holds the entries
  const char *entry; // "type" of an entry's line
  set_members_fn *head, *tail;
  entry_fn *make;
};

static json_t *problem(const struct cpf_problem *p) {
  return json_pack("{s:i,s:i,s:i,s:i,s:f}", "n", p->n, "k", p->k, "d", p->d, "rho", p->rho,
                   "repulsion", p->repulsion);
}

static bool set_head(json_t *o, const char *command, const struct cpf_problem *p) {
  return cpf_json_set(o, "schema", json_integer(1)) &&
         cpf_json_set(o, "command", json_string(command)) &&
         cpf_json_set(o, "version", json_string(CPF_VERSION)) &&
         cpf_json_set(o, "problem", problem(p));
}

static json_t *timing(double seconds, int threads, double rate) {
  return json_pack("{s:f,s:o,s:o}", "seconds", seconds, "threads",
                   cpf_json_integer(threads > 0, threads), "starts_per_second",
                   rate > 0.0 ? json_real(rate) : json_null());
}

static json_t *seconds_or_null(bool run, double seconds) {
  return run ? cpf_json_real(seconds) : json_null();
}

// find

static json_t *euler(const struct cpf_find_result *r) {
  return json_pack("{s:I,s:o,s:s}", "expected", (json_int_t)r->euler_expected, "found",
                   cpf_json_integer(r->euler_found_known, r->euler_found), "verdict",
                   cpf_verdict_name(r->euler));
}

static bool set_estimates(json_t *o, const struct cpf_find_result *r) {
  return cpf_json_set(o, "completeness_reason", json_string(r->completeness_reason)) &&
         cpf_json_set(o, "unresolved", cpf_json_count(true, r->unresolved)) &&
         cpf_json_set(o, "branch_points", cpf_json_count(true, r->branch_points)) &&
         cpf_json_set(o, "singletons", cpf_json_count(true, r->singletons)) &&
         cpf_json_set(o, "doubletons", cpf_json_count(true, r->doubletons)) &&
         cpf_json_set(o, "unseen", cpf_json_real(r->unseen)) &&
         cpf_json_set(o, "coverage", cpf_json_real(r->coverage)) &&
         cpf_json_set(o, "estimator", json_string("Chao1 (Chao 1984)")) &&
         cpf_json_set(o, "method", json_string(r->method));
}

static json_t *summary(const struct cpf_find_result *r) {
  json_t *o = json_object();
  bool ok = o != NULL && cpf_json_set(o, "families", json_integer(r->nfamilies)) &&
            cpf_json_set(o, "points", cpf_json_count(r->points_known, r->points)) &&
            cpf_json_set(o, "unlisted", json_integer(r->unlisted)) &&
            cpf_json_set(o, "undecided", json_integer(r->undecided)) &&
            cpf_json_set(o, "starts", cpf_json_count(true, r->starts)) &&
            cpf_json_set(o, "converged", cpf_json_count(true, r->converged)) &&
            cpf_json_set(o, "euler", euler(r)) &&
            cpf_json_set(o, "completeness", json_string(cpf_completeness_name(r->completeness))) &&
            set_estimates(o, r) && cpf_json_set(o, "certified", json_integer(r->certified)) &&
            cpf_json_set(o, "distinct", json_boolean(r->distinct_proved)) &&
            cpf_json_set(o, "homotopy", cpf_json_homotopy(&r->homotopy)) &&
            cpf_json_set(o, "proof", cpf_json_proof(&r->proof));
  if (ok)
    return o;
  json_decref(o);
  return NULL;
}

static json_t *shard(const struct cpf_find_result *r) {
  return r->shards > 1 ? json_sprintf("%d/%d", r->shard, r->shards) : json_null();
}

static bool find_head(json_t *o, const void *result) {
  const struct cpf_find_result *r = result;
  return set_head(o, "find", &r->problem) &&
         cpf_json_set(o, "seed", cpf_json_count(!r->many_seeds, r->seed)) &&
         cpf_json_set(o, "shard", shard(r)) &&
         cpf_json_set(o, "status", json_string(cpf_find_end_name(r->end))) &&
         cpf_json_set(o, "summary", summary(r));
}

static bool find_tail(json_t *o, const void *result) {
  const struct cpf_find_result *r = result;
  double rate = r->seconds_search > 0.0 ? (double)r->starts / r->seconds_search : 0.0;
  json_t *t = timing(r->seconds, r->threads, rate);
  return cpf_json_set(o, "timing", t) && // owned by o now
         cpf_json_set(t, "seconds_certify",
                      seconds_or_null(r->certificates != NULL, r->seconds_certify)) &&
         cpf_json_set(t, "seconds_homotopy",
                      seconds_or_null(r->homotopy.run, r->homotopy.seconds)) &&
         cpf_json_set(t, "seconds_proof", seconds_or_null(r->proof.run, r->proof.seconds));
}

static json_t *find_entry(const void *result, size_t i) {
  const struct cpf_find_result *r = result;
  json_t *o = json_object();
  const struct cpf_certificate *c = r->certificates != NULL ? &r->certificates[i] : NULL;
  if (o != NULL && cpf_json_set_family(o, &r->problem, &r->families[i], c))
    return o;
  json_decref(o);
  return NULL;
}

static const struct shape find_shape = {"families", "family", find_head, find_tail, find_entry};

// classify

static json_t *classify_summary(const struct cpf_classification *c) {
  json_int_t critical = 0, unlisted = 0, undecided = 0;
  for (size_t i = 0; i < c->count; i++) {
    const struct cpf_classified *given = &c->results[i];
    critical += given->critical;
    unlisted += given->critical && !given->family.listed;
    undecided += given->critical && given->family.kind == CPF_KIND_UNDECIDED;
  }
  return json_pack("{s:I,s:I,s:I,s:I,s:I,s:I,s:f}", "given", (json_int_t)c->given, "classified",
                   (json_int_t)c->count, "critical", critical, "not_critical",
                   (json_int_t)c->count - critical, "unlisted", unlisted, "undecided", undecided,
                   "radius", c->radius);
}

static bool classify_head(json_t *o, const void *result) {
  const struct cpf_classification *c = result;
  return set_head(o, "classify", &c->problem) &&
         cpf_json_set(o, "status", json_string(c->interrupted ? "interrupted" : "complete")) &&
         cpf_json_set(o, "summary", classify_summary(c));
}

static bool classify_tail(json_t *o, const void *result) {
  const struct cpf_classification *c = result;
  return cpf_json_set(o, "timing", timing(c->seconds, c->threads, 0.0));
}

static json_t *classified_family(const struct cpf_classification *c,
                                 const struct cpf_classified *g) {
  if (!g->critical)
    return json_null();
  json_t *o = json_object();
  if (o != NULL && cpf_json_set_family(o, &c->problem, &g->family, &g->certificate))
    return o;
  json_decref(o);
  return NULL;
}

static json_t *classify_entry(const void *result, size_t i) {
  const struct cpf_classification *c = result;
  const struct cpf_classified *g = &c->results[i];
  json_t *o = json_object();
  bool ok = o != NULL && cpf_json_set(o, "number", json_integer((json_int_t)i)) &&
            cpf_json_set(o, "critical", json_boolean(g->critical)) &&
            cpf_json_set(o, "gradient_norm_given", cpf_json_real(g->gradient_norm_given)) &&
            cpf_json_set(o, "distance", g->critical ? cpf_json_real(g->distance) : json_null()) &&
            cpf_json_set(o, "reason", g->critical ? json_null() : json_string(g->reason)) &&
            cpf_json_set(o, "family", classified_family(c, g));
  if (ok)
    return o;
  json_decref(o);
  return NULL;
}

static const struct shape classify_shape = {"results", "result", classify_head, classify_tail,
                                            classify_entry};

// Both

static enum cpf_status no_json(struct cpf_error *err) {
  return cpf_fail(err, CPF_ENOMEM,
                  "cannot build the JSON output: out of memory, or a label is not UTF-8");
}

static enum cpf_status dump_line(FILE *out, const json_t *object, struct cpf_error *err) {
  errno = 0;
  if (json_dumpf(object, out, CPF_JSON_FLAGS) == 0 && putc('\n', out) != EOF)
    return CPF_OK;
  if (ferror(out))
    return cpf_fail(err, CPF_EIO, "cannot write the results: %s",
                    errno != 0 ? strerror(errno) : "output error");
  return no_json(err);
}

static json_t *list(const struct shape *s, const void *result, size_t count) {
  json_t *array = json_array();
  bool ok = array != NULL;
  for (size_t i = 0; ok && i < count; i++)
    ok = json_array_append_new(array, s->make(result, i)) == 0;
  if (ok)
    return array;
  json_decref(array);
  return NULL;
}

static enum cpf_status write_object(FILE *out, const struct shape *s, const void *result,
                                    size_t count, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  json_t *o = json_object();
  if (o == NULL || !s->head(o, result) || !cpf_json_set(o, s->list, list(s, result, count)) ||
      !s->tail(o, result)) {
    status = no_json(err);
    goto cleanup;
  }
  CPF_TRY(dump_line(out, o, err));
cleanup:
  json_decref(o);
  return status;
}

// {"type":"...", ...members of entry}
static enum cpf_status write_entry(FILE *out, const char *type, json_t *entry,
                                   struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  json_t *o = json_pack("{s:s}", "type", type);
  if (o == NULL || entry == NULL || json_object_update(o, entry) != 0) {
    status = no_json(err);
    goto cleanup;
  }
  CPF_TRY(dump_line(out, o, err));
cleanup:
  json_decref(o);
  json_decref(entry);
  return status;
}

static enum cpf_status write_lines(FILE *out, const struct shape *s, const void *result,
                                   size_t count, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  json_t *last = NULL;
  for (size_t i = 0; i < count; i++)
    CPF_TRY(write_entry(out, s->entry, s->make(result, i), err));
  last = json_pack("{s:s}", "type", "summary");
  if (last == NULL || !s->head(last, result) || !s->tail(last, result)) {
    status = no_json(err);
    goto cleanup;
  }
  CPF_TRY(dump_line(out, last, err));
cleanup:
  json_decref(last);
  return status;
}

enum cpf_status cpf_json_write_find(FILE *out, const struct cpf_find_result *r,
                                    const struct cpf_report_style *style, struct cpf_error *err) {
  (void)style;
  return write_object(out, &find_shape, r, (size_t)r->nfamilies, err);
}

enum cpf_status cpf_ndjson_write_find(FILE *out, const struct cpf_find_result *r,
                                      const struct cpf_report_style *style, struct cpf_error *err) {
  (void)style;
  return write_lines(out, &find_shape, r, (size_t)r->nfamilies, err);
}

enum cpf_status cpf_json_write_classify(FILE *out, const struct cpf_classification *c,
                                        const struct cpf_report_style *style,
                                        struct cpf_error *err) {
  (void)style;
  return write_object(out, &classify_shape, c, c->count, err);
}

enum cpf_status cpf_ndjson_write_classify(FILE *out, const struct cpf_classification *c,
                                          const struct cpf_report_style *style,
                                          struct cpf_error *err) {
  (void)style;
  return write_lines(out, &classify_shape, c, c->count, err);
}
