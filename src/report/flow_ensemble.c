// SPDX-License-Identifier: GPL-3.0-or-later
// An ensemble for people: the ends, the families met, the times, the watched families.
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/flow.h"
#include "report/flow_grid.h"
#include "report/show.h"
#include "status/try.h"

enum { SHARE = 64 };
static const double level = 0.95;
static const double digits = 1e4; // of a share

// "0.1234 [0.1200, 0.1270]", the interval rounded outwards.
static void share_text(char text[SHARE], uint64_t hits, uint64_t count) {
  double low = 0.0, high = 1.0;
  if (count == 0) {
    snprintf(text, SHARE, "-");
    return;
  }
  cpf_flow_interval(hits, count, level, &low, &high);
  snprintf(text, SHARE, "%.4f [%.4f, %.4f]", (double)hits / (double)count,
           floor(low * digits) / digits, ceil(high * digits) / digits);
}

static void add_share(struct cpf_grid *g, uint64_t hits, uint64_t count) {
  char text[SHARE];
  share_text(text, hits, count);
  cpf_grid_cell(g, "%s", text);
}

static void add_titles(struct cpf_grid *g, const char *const *titles) { // NULL ends them
  for (; *titles != NULL; titles++)
    cpf_grid_cell(g, "%s", *titles);
}

static void put_title(FILE *out, const char *title, const struct cpf_report_style *style) {
  fprintf(out, "\n%s%s%s\n", cpf_show_bold(style), title, cpf_show_plain(style));
}

static enum cpf_status put_ends(FILE *out, const struct cpf_flow_result *r,
                                const struct cpf_report_style *style, struct cpf_error *err) {
  static const char *const titles[] = {"end", "count", "share [95%]", NULL};
  struct cpf_grid g = {.ncolumns = 3, .fixed = 1, .left = "<><"};
  put_title(out, "How they ended", style);
  add_titles(&g, titles);
  for (int e = 0; e < CPF_FLOW_ENDS; e++) {
    cpf_grid_cell(&g, "%s", cpf_flow_end_name((enum cpf_flow_end)e));
    cpf_grid_cell(&g, "%" PRIu64, r->ends[e]);
    add_share(&g, r->ends[e], r->count);
  }
  return cpf_grid_put(out, &g, style, err);
}

// What is counted of a family.
enum { ARRIVED, LINGERING, CAPTURED, VISITORS, COUNTED };
static uint64_t counted(const struct cpf_flow_tally *t, int what) {
  return what == ARRIVED     ? t->arrived
         : what == LINGERING ? t->lingering
         : what == CAPTURED  ? t->captured
                             : t->visitors;
}

// Columns that hold nothing but zeros are left out, but for the first and the last of the counts.
static void choose_counts(const struct cpf_flow_result *r, const struct cpf_report_style *style,
                          bool shown[COUNTED]) {
  for (int i = 0; i < COUNTED; i++) {
    shown[i] = style->verbose || i == ARRIVED || i == VISITORS;
    for (int f = 0; f < r->nfamilies; f++)
      shown[i] = shown[i] || counted(&r->tallies[f], i) > 0;
  }
}

static void add_family_titles(struct cpf_grid *g, const bool shown[COUNTED]) {
  static const char *const first[] = {"#", "family", "loss", "kind", "certified"};
  static const char *const counts[COUNTED] = {"arrived", "lingering", "captured", "visitors"};
  static const char *const shares[COUNTED] = {"of arrivals", "of lingering", "of captured",
                                              "of visitors"};
  for (size_t i = 0; i < sizeof first / sizeof *first; i++)
    cpf_grid_cell(g, "%s", first[i]);
  for (int i = 0; i < COUNTED; i++)
    if (shown[i])
      cpf_grid_cell(g, "%s", counts[i]);
  for (int i = 0; i < COUNTED; i++)
    if (shown[i])
      cpf_grid_cell(g, "%s", shares[i]);
  cpf_grid_cell(g, "id");
}

static void add_family(struct cpf_grid *g, const struct cpf_flow_result *r, int f,
                       const bool shown[COUNTED]) {
  char name[CPF_FLOW_NAME], loss[CPF_SHOW_CELL];
  const struct cpf_flow_tally *t = &r->tallies[f];
  cpf_flow_name(r, f, name);
  cpf_show_real(loss, r->families[f].loss);
  cpf_grid_cell(g, "%d", f + 1);
  cpf_grid_cell(g, "%s", name);
  cpf_grid_cell(g, "%s", loss);
  cpf_grid_cell(g, "%s", cpf_kind_name(r->families[f].kind));
  cpf_grid_cell(g, "%s", cpf_flow_certified(r, f) ? "yes" : "no");
  for (int i = 0; i < COUNTED; i++)
    if (shown[i])
      cpf_grid_cell(g, "%" PRIu64, counted(t, i));
  for (int i = 0; i < COUNTED; i++)
    if (shown[i])
      add_share(g, counted(t, i), r->count);
  cpf_grid_cell(g, "%s", r->families[f].id);
}

static enum cpf_status put_families(FILE *out, const struct cpf_flow_result *r,
                                    const struct cpf_report_style *style, struct cpf_error *err) {
  bool shown[COUNTED];
  char left[5 + 2 * COUNTED + 2] = "><<<<";
  int columns = 0;
  choose_counts(r, style, shown);
  for (int i = 0; i < COUNTED; i++)
    columns += shown[i];
  memset(left + 5, '>', (size_t)columns);
  memset(left + 5 + columns, '<', (size_t)columns + 1);
  struct cpf_grid g = {.ncolumns = 5 + 2 * columns + 1, .fixed = 2, .left = left};
  add_family_titles(&g, shown);
  for (int f = 0; f < r->nfamilies; f++)
    add_family(&g, r, f, shown);
  return cpf_grid_put(out, &g, style, err);
}

static void add_quantiles(struct cpf_grid *g, const struct cpf_flow_quantiles *q) {
  const double values[] = {q->least, q->q05, q->q25, q->median, q->q75, q->q95, q->most};
  cpf_grid_cell(g, "%" PRIu64, q->count);
  for (size_t i = 0; i < sizeof values / sizeof *values; i++)
    if (q->count > 0)
      cpf_grid_cell(g, "%.4g", values[i]);
    else
      cpf_grid_cell(g, "-");
}

static void add_times(struct cpf_grid *g, const char *what, const char *name,
                      const struct cpf_flow_quantiles *q) {
  if (q->count == 0)
    return;
  cpf_grid_cell(g, "%s", what);
  cpf_grid_cell(g, "%s", name);
  add_quantiles(g, q);
}

static const char *const quantile_titles[] = {"what",   "family", "count", "least", "5%", "25%",
                                              "median", "75%",    "95%",   "most",  NULL};

// Times of arrival, then durations and nearest distances of the visits that ended.
static enum cpf_status put_times(FILE *out, const struct cpf_flow_result *r,
                                 const struct cpf_report_style *style, struct cpf_error *err) {
  struct cpf_grid g = {.ncolumns = 10, .fixed = 2, .left = "<<>>>>>>>>"};
  char name[CPF_FLOW_NAME];
  add_titles(&g, quantile_titles);
  add_times(&g, "arrival", "(all)", &r->times);
  for (int f = 0; f < r->nfamilies; f++) {
    cpf_flow_name(r, f, name);
    add_times(&g, "arrival", name, &r->tallies[f].times);
  }
  for (int f = 0; f < r->nfamilies; f++) {
    cpf_flow_name(r, f, name);
    add_times(&g, "stay", name, &r->tallies[f].stays);
  }
  for (int f = 0; style->verbose && f < r->nfamilies; f++) {
    cpf_flow_name(r, f, name);
    add_times(&g, "nearest", name, &r->tallies[f].nearest);
  }
  put_title(out, "Times: of arrivals; durations of the visits that ended", style);
  return cpf_grid_put(out, &g, style, err);
}

static enum cpf_status put_watch(FILE *out, const struct cpf_flow_report *r,
                                 const struct cpf_report_style *style, struct cpf_error *err) {
  static const char *const titles[] = {"family", "id", "distance", "count", "share [95%]", NULL};
  struct cpf_grid g = {.ncolumns = 10, .fixed = 2, .left = "<<>>>>>>>>"};
  struct cpf_grid near = {.ncolumns = 5, .fixed = 2, .left = "<<<><"};
  enum cpf_status status = CPF_OK;
  const struct cpf_flow_result *result = r->result;
  put_title(out, "Nearest approach to the watched families", style);
  add_titles(&g, quantile_titles);
  add_titles(&near, titles);
  for (size_t i = 0; i < result->nwatch; i++) {
    const struct cpf_flow_watched *w = &r->watched[i];
    cpf_grid_cell(&g, "nearest");
    cpf_grid_cell(&g, "%s", w->label);
    add_quantiles(&g, &result->watch[i]);
    for (int j = 0; j < CPF_FLOW_DISTANCES; j++) {
      cpf_grid_cell(&near, "%s", w->label);
      cpf_grid_cell(&near, "%s", w->id);
      cpf_grid_cell(&near, "< %g", cpf_flow_distances[j]);
      cpf_grid_cell(&near, "%" PRIu64, w->within[j]);
      add_share(&near, w->within[j], result->count);
    }
  }
  status = cpf_grid_put(out, &g, style, err);
  putc('\n', out);
  enum cpf_status second = cpf_grid_put(out, &near, style, err);
  return status != CPF_OK ? status : second;
}

enum cpf_status cpf_flow_write_ensemble(FILE *out, const struct cpf_flow_report *r,
                                        const struct cpf_report_style *style,
                                        struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  const struct cpf_flow_result *result = r->result;
  if (style->quiet)
    return put_families(out, result, style, err);
  if (!r->begun)
    cpf_flow_words_title(out, r, style);
  if (result->interrupted)
    fprintf(out, "interrupted after %" PRIu64 " trajectories\n", result->count);
  CPF_TRY(put_ends(out, result, style, err));
  if (result->nfamilies > 0) {
    char title[100];
    snprintf(title, sizeof title, "Families met (visitors: within %g)", r->setting.radius);
    put_title(out, title, style);
    CPF_TRY(put_families(out, result, style, err));
    CPF_TRY(put_times(out, result, style, err));
  }
  if (result->nwatch > 0)
    CPF_TRY(put_watch(out, r, style, err));
  fputs("\nintervals: 95%, Clopper and Pearson\n", out);
  cpf_flow_words_numbers(out, r, style);
cleanup:
  return status;
}
