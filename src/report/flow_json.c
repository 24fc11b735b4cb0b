// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of the JSON of flow (docs/cpfind.1.scd).
#include <math.h>

#include "report/flow.h"
#include "report/json.h"

static const double level = 0.95;

// o when ok, else nothing.
static json_t *whole(json_t *o, bool ok) {
  if (ok)
    return o;
  json_decref(o);
  return NULL;
}

bool cpf_flow_json_set_name(json_t *o, const char *label, const char *id,
                            const struct cpf_flow_result *result, int family) {
  const struct cpf_family *f = family >= 0 ? &result->families[family] : NULL;
  return cpf_json_set(o, label, f != NULL ? json_string(f->label) : json_null()) &&
         cpf_json_set(o, id, f != NULL ? json_string(f->id) : json_null());
}

static json_t *visits(const struct cpf_flow_result *result, const struct cpf_flow_record *record) {
  json_t *list = json_array();
  bool ok = list != NULL;
  for (int i = 0; ok && i < record->nvisits; i++) {
    const struct cpf_flow_visit *v = &record->visits[i];
    json_t *o = json_object();
    ok = o != NULL && cpf_flow_json_set_name(o, "family", "family_id", result, v->family) &&
         cpf_json_set(o, "nearest", cpf_json_real(v->nearest)) &&
         cpf_json_set(o, "entered", cpf_json_real(v->entered)) &&
         cpf_json_set(o, "left", cpf_json_real(v->left)) &&
         cpf_json_set(o, "stays", json_boolean(v->stays));
    ok = json_array_append_new(list, whole(o, ok)) == 0;
  }
  return whole(list, ok);
}

static json_t *approaches(const struct cpf_flow_result *result,
                          const struct cpf_flow_record *record,
                          const struct cpf_flow_watched *watched) {
  json_t *list = json_array();
  bool ok = list != NULL;
  for (size_t i = 0; ok && i < result->nwatch; i++)
    ok = json_array_append_new(list,
                               json_pack("{s:s,s:s,s:f}", "family", watched[i].label, "family_id",
                                         watched[i].id, "nearest", record->watch[i])) == 0;
  return whole(list, ok);
}

json_t *cpf_flow_json_record(const struct cpf_flow_result *result,
                             const struct cpf_flow_record *record,
                             const struct cpf_flow_watched *watched) {
  json_t *o = json_object();
  bool lingers = record->end == CPF_FLOW_LINGERING;
  const struct cpf_problem *p = &result->problem;
  bool ok = o != NULL && cpf_json_set(o, "number", cpf_json_count(true, record->number)) &&
            cpf_json_set(o, "end", json_string(cpf_flow_end_name(record->end))) &&
            cpf_flow_json_set_name(o, "family", "family_id", result, record->family) &&
            cpf_json_set(o, "time", cpf_json_real(record->time)) &&
            cpf_json_set(o, "loss", cpf_json_real(record->loss)) &&
            cpf_json_set(o, "gradient_norm", cpf_json_real(record->gradient)) &&
            cpf_json_set(o, "escape", lingers ? cpf_json_real(record->escape) : json_null()) &&
            cpf_json_set(o, "escape_is_bound",
                         lingers ? json_boolean(record->escape_is_bound) : json_null()) &&
            cpf_json_set(o, "steps", cpf_json_count(true, record->steps)) &&
            cpf_json_set(o, "rejected", cpf_json_count(true, record->rejected)) &&
            cpf_json_set(o, "loss_rise", cpf_json_real(record->loss_rise)) &&
            cpf_json_set(o, "off_sphere", cpf_json_real(record->off_sphere)) &&
            cpf_json_set(o, "watch", approaches(result, record, watched)) &&
            cpf_json_set(o, "visits", visits(result, record)) &&
            cpf_json_set(o, "start", cpf_json_matrix(record->start, p->n, p->d)) &&
            cpf_json_set(o, "W", cpf_json_matrix(record->W, p->n, p->d));
  return whole(o, ok);
}

json_t *cpf_flow_json_sample(const struct cpf_flow_report *r, size_t i) {
  const struct cpf_flow_sample *s = &r->samples[i];
  const struct cpf_problem *p = &r->result->problem;
  int family = s->visit >= 0 ? r->record->visits[s->visit].family : -1;
  json_t *o = json_object();
  bool ok = o != NULL && cpf_json_set(o, "t", cpf_json_real(s->t)) &&
            cpf_json_set(o, "loss", cpf_json_real(s->loss)) &&
            cpf_json_set(o, "gradient_norm", cpf_json_real(s->gradient)) &&
            cpf_flow_json_set_name(o, "family", "family_id", r->result, family) &&
            cpf_json_set(o, "W", cpf_json_matrix(s->W, p->n, p->d));
  return whole(o, ok);
}

// "count", "share", "low", "high".
static bool set_share(json_t *o, uint64_t hits, uint64_t count) {
  double low = 0.0, high = 1.0;
  cpf_flow_interval(hits, count, level, &low, &high);
  return cpf_json_set(o, "count", cpf_json_count(true, hits)) &&
         cpf_json_set(o, "share",
                      count > 0 ? cpf_json_real((double)hits / (double)count) : json_null()) &&
         cpf_json_set(o, "low", cpf_json_real(low)) && cpf_json_set(o, "high", cpf_json_real(high));
}

static json_t *share(uint64_t hits, uint64_t count) {
  json_t *o = json_object();
  return whole(o, o != NULL && set_share(o, hits, count));
}

static json_t *quantiles(const struct cpf_flow_quantiles *q) {
  static const char *const names[] = {"least", "q05", "q25", "median", "q75", "q95", "most"};
  const double values[] = {q->least, q->q05, q->q25, q->median, q->q75, q->q95, q->most};
  json_t *o = json_object();
  bool ok = o != NULL && cpf_json_set(o, "count", cpf_json_count(true, q->count));
  for (size_t i = 0; ok && i < sizeof values / sizeof *values; i++)
    ok = cpf_json_set(o, names[i], q->count > 0 ? cpf_json_real(values[i]) : json_null());
  return whole(o, ok);
}

static json_t *ends(const struct cpf_flow_result *r) {
  json_t *o = json_object();
  bool ok = o != NULL;
  for (int e = 0; ok && e < CPF_FLOW_ENDS; e++)
    ok = cpf_json_set(o, cpf_flow_end_name((enum cpf_flow_end)e), share(r->ends[e], r->count));
  return whole(o, ok);
}

json_t *cpf_flow_json_ensemble(const struct cpf_flow_result *r) {
  json_t *o = json_object();
  bool ok = o != NULL && cpf_json_set(o, "wanted", cpf_json_count(true, r->wanted)) &&
            cpf_json_set(o, "count", cpf_json_count(true, r->count)) &&
            cpf_json_set(o, "level", cpf_json_real(level)) && cpf_json_set(o, "ends", ends(r)) &&
            cpf_json_set(o, "times", quantiles(&r->times)) &&
            cpf_json_set(o, "steps", cpf_json_count(true, r->steps)) &&
            cpf_json_set(o, "rejected", cpf_json_count(true, r->rejected)) &&
            cpf_json_set(o, "loss_rise", cpf_json_real(r->loss_rise)) &&
            cpf_json_set(o, "off_sphere", cpf_json_real(r->off_sphere));
  return whole(o, ok);
}

static bool set_tally(json_t *o, const struct cpf_flow_tally *t, uint64_t count) {
  return cpf_json_set(o, "arrived", share(t->arrived, count)) &&
         cpf_json_set(o, "captured", share(t->captured, count)) &&
         cpf_json_set(o, "lingering", share(t->lingering, count)) &&
         cpf_json_set(o, "visitors", share(t->visitors, count)) &&
         cpf_json_set(o, "times", quantiles(&t->times)) &&
         cpf_json_set(o, "stays", quantiles(&t->stays)) &&
         cpf_json_set(o, "nearest", quantiles(&t->nearest));
}

json_t *cpf_flow_json_families(const struct cpf_flow_result *r, bool tallies) {
  json_t *list = json_array();
  bool ok = list != NULL;
  for (int i = 0; ok && i < r->nfamilies; i++) {
    const struct cpf_family *f = &r->families[i];
    json_t *o = json_object();
    ok = o != NULL && cpf_json_set(o, "id", json_string(f->id)) &&
         cpf_json_set(o, "label", json_string(f->label)) &&
         cpf_json_set(o, "loss", cpf_json_real(f->loss)) &&
         cpf_json_set(o, "index", json_integer(f->index)) &&
         cpf_json_set(o, "nullity", json_integer(f->nullity)) &&
         cpf_json_set(o, "kind", json_string(cpf_kind_name(f->kind))) &&
         cpf_json_set(o, "certified", json_boolean(cpf_flow_certified(r, i))) &&
         (!tallies || set_tally(o, &r->tallies[i], r->count));
    ok = json_array_append_new(list, whole(o, ok)) == 0;
  }
  return whole(list, ok);
}

static json_t *within(const struct cpf_flow_watched *w, uint64_t count) {
  json_t *list = json_array();
  bool ok = list != NULL;
  for (int j = 0; ok && j < CPF_FLOW_DISTANCES; j++) {
    json_t *o = json_object();
    ok = o != NULL && cpf_json_set(o, "distance", cpf_json_real(cpf_flow_distances[j])) &&
         set_share(o, w->within[j], count);
    ok = json_array_append_new(list, whole(o, ok)) == 0;
  }
  return whole(list, ok);
}

json_t *cpf_flow_json_watch(const struct cpf_flow_report *r) {
  json_t *list = json_array();
  bool ok = list != NULL;
  for (size_t i = 0; ok && i < r->result->nwatch; i++) {
    const struct cpf_flow_watched *w = &r->watched[i];
    json_t *o = json_object();
    ok = o != NULL && cpf_json_set(o, "family", json_string(w->label)) &&
         cpf_json_set(o, "family_id", json_string(w->id)) &&
         cpf_json_set(o, "nearest", quantiles(&r->result->watch[i])) &&
         cpf_json_set(o, "within", within(w, r->result->count));
    ok = json_array_append_new(list, whole(o, ok)) == 0;
  }
  return whole(list, ok);
}
