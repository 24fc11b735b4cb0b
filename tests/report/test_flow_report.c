// SPDX-License-Identifier: GPL-3.0-or-later
// The report of flow in each format against a golden file, from results made by hand: every end, a
// visit that could not be described, two families with one label, labels that need quoting, counts
// beyond 2^63, quantiles of nothing.
#include <criterion/criterion.h>

#include <math.h>

#include "../golden.h"
#include "report/flow.h"
#include "report/flow_grid.h"

static double start_W[] = {0.6, 0.8, 1, 0}, last_W[] = {1, 0, 0, -1};
static double middle_W[] = {0.8, 0.6, 0.70710678118654752, -0.70710678118654752};

static struct cpf_family some_families[] = {
    {.id = "00000000000000aa", .label = "copy", .loss = 0, .kind = CPF_KIND_MINIMUM, .index = 0},
    {.id = "00000000000000bb",
     .label = "tight-balance",
     .loss = 0.75,
     .nullity = 1,
     .kind = CPF_KIND_SADDLE},
    {.id = "00000000000000cc", .label = "odd, \"one\"", .loss = 1.25, .kind = CPF_KIND_UNDECIDED},
    {.id = "00000000000000dd", .label = "odd, \"one\"", .loss = 1.5, .index = 2},
};
static struct cpf_certificate some_certificates[] = {
    {.theorem = CPF_THEOREM_KRAWCZYK, .index_proved = true},
    {.theorem = CPF_THEOREM_SYMMETRIC, .index_proved = true},
    {.theorem = CPF_THEOREM_KRAWCZYK, .index_proved = false},
    {.theorem = CPF_THEOREM_NONE},
};
static struct cpf_flow_visit some_visits[] = {
    {.family = 2, .nearest = 0.09, .entered = 0, .left = 0.5},
    {.family = 1, .nearest = 0.0125, .entered = 1.5, .left = 1000.25},
    {.family = -1, .nearest = 0.05, .entered = 1001, .left = 1002},
    {.family = 0, .nearest = 1e-7, .entered = 1003, .left = 1010, .stays = true},
};
static double some_watch[] = {0.0125, 0.45};
static struct cpf_flow_tally some_tallies[] = {
    {.arrived = 990,
     .visitors = 991,
     .times = {990, 3, 4, 5, 6, 7, 1, 1e5},
     .nearest = {1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5}},
    {.captured = 2,
     .lingering = 3,
     .visitors = 500,
     .stays = {495, 10, 20, 30.5, 1e6, 1e12, 1.25, 2e12},
     .nearest = {495, 0.01, 0.02, 0.03, 0.04, 0.05, 0.001, 0.0999}},
    {.visitors = 1},
    {.visitors = 0},
};
static struct cpf_flow_quantiles near_quantiles[] = {
    {1000, 0.01, 0.02, 0.03, 0.04, 0.05, 0.001, 0.0999}, {.count = 0}};
static struct cpf_flow_watched some_watched[] = {
    {"tight-balance", "00000000000000bb", {1000, 900, 800, 500, 20, 0}},
    {"odd, \"one\"", "00000000000000cc", {0}}};

static struct cpf_flow_result some_result(uint64_t count) {
  return (struct cpf_flow_result){.problem = {.n = 2, .k = 2, .d = 2, .rho = 4, .repulsion = 1},
                                  .seed = 7,
                                  .wanted = count,
                                  .count = count,
                                  .ends = {990, 2, 3, 1, 4, 0},
                                  .nfamilies = 4,
                                  .families = some_families,
                                  .certificates = some_certificates,
                                  .tallies = some_tallies,
                                  .times = {990, 3, 4, 5, 6, 7, 1, 1e5},
                                  .nwatch = 2,
                                  .watch = near_quantiles,
                                  .steps = 12345,
                                  .rejected = 67,
                                  .loss_rise = -1e-20,
                                  .off_sphere = 2.2e-16,
                                  .threads = 2,
                                  .seconds = 0.5};
}

static struct cpf_flow_record some_record(enum cpf_flow_end end) {
  return (struct cpf_flow_record){.number = 5,
                                  .end = end,
                                  .family = end == CPF_FLOW_ARRIVED     ? 0
                                            : end <= CPF_FLOW_LINGERING ? 1
                                                                        : -1,
                                  .time = 1010,
                                  .loss = 1e-14,
                                  .gradient = 1e-6,
                                  .escape = 6.25e13,
                                  .steps = 118,
                                  .rejected = 3,
                                  .loss_rise = 1e-17,
                                  .off_sphere = 1.1e-16,
                                  .nvisits = 4,
                                  .visits = some_visits,
                                  .watch = some_watch,
                                  .start = start_W,
                                  .W = last_W};
}

static const struct cpf_flow_sample some_samples[] = {
    {0, 1.125, 2.5, 0, start_W},    {1, 0.8, 0.25, -1, middle_W},
    {500, 0.75, 1e-9, 1, middle_W}, {1001.5, 0.5, 1.25, 2, middle_W},
    {1010, 1e-14, 1e-6, 3, last_W},
};

static struct cpf_flow_report report_of(const struct cpf_flow_result *result,
                                        const struct cpf_flow_record *record) {
  return (struct cpf_flow_report){.result = result,
                                  .setting = {.init = "near:tight-balance",
                                              .npoints = 1,
                                              .spread = 0.01,
                                              .method = "dop853",
                                              .tolerance = 1e-9,
                                              .time = 1e12,
                                              .gradient = 1e-6,
                                              .radius = 0.1,
                                              .steps = 1000000},
                                  .watched = some_watched,
                                  .record = record,
                                  .samples = record != NULL ? some_samples : NULL,
                                  .nsamples = record != NULL ? 5 : 0};
}

static char *text_of(const struct cpf_flow_report *report, const struct cpf_report_style *style) {
  char *text = NULL;
  size_t length = 0;
  struct cpf_error err = {CPF_OK, ""};
  FILE *out = open_memstream(&text, &length);
  cr_assert_eq(cpf_report_flow(out, report, style, &err), CPF_OK, "%s", err.text);
  fclose(out);
  return text;
}

static const enum cpf_report_format formats[] = {CPF_REPORT_TABLE, CPF_REPORT_JSON,
                                                 CPF_REPORT_NDJSON, CPF_REPORT_CSV};

Test(flow_report, one_trajectory) {
  struct cpf_flow_result result = some_result(1);
  struct cpf_flow_record record = some_record(CPF_FLOW_ARRIVED);
  struct cpf_flow_report report = report_of(&result, &record);
  for (int i = 0; i < 4; i++) {
    const struct cpf_report_style style = {.format = formats[i], .width = 100};
    char name[60];
    snprintf(name, sizeof name, "report/flow-%s", cpf_report_format_names()[formats[i]]);
    golden_expect(name, text_of(&report, &style));
  }
}

Test(flow_report, ensemble) {
  struct cpf_flow_result result = some_result(1000);
  struct cpf_flow_report report = report_of(&result, NULL);
  for (int i = 0; i < 3; i++) { // csv has nothing after its rows
    const struct cpf_report_style style = {.format = formats[i], .width = 100};
    char name[60];
    snprintf(name, sizeof name, "report/flow-ensemble-%s", cpf_report_format_names()[formats[i]]);
    golden_expect(name, text_of(&report, &style));
  }
  const struct cpf_report_style csv = {.format = CPF_REPORT_CSV};
  char *text = text_of(&report, &csv);
  cr_expect_str_empty(text);
  free(text);
}

Test(flow_report, text_styles) {
  struct cpf_flow_result result = some_result(1);
  struct cpf_flow_record record = some_record(CPF_FLOW_LINGERING);
  struct cpf_flow_report report = report_of(&result, &record);
  struct cpf_report_style style = {.width = 60, .colour = true};
  golden_expect("report/flow-narrow", text_of(&report, &style));
  style = (struct cpf_report_style){.width = 60, .quiet = true};
  golden_expect("report/flow-quiet", text_of(&report, &style));
  result = some_result(1000);
  result.wanted = 5000;
  result.interrupted = true;
  report = report_of(&result, NULL);
  style = (struct cpf_report_style){.width = 60};
  golden_expect("report/flow-ensemble-narrow", text_of(&report, &style));
  style = (struct cpf_report_style){.width = 100, .verbose = true};
  golden_expect("report/flow-ensemble-verbose", text_of(&report, &style));
  style = (struct cpf_report_style){.width = 60, .quiet = true};
  golden_expect("report/flow-ensemble-quiet", text_of(&report, &style));
}

// No line is wider than the terminal, where nothing long stands in it.
Test(flow_report, the_width_is_kept) {
  struct cpf_flow_result result = some_result(1000);
  struct cpf_flow_report report = report_of(&result, NULL);
  for (int width = 60; width <= 200; width += 20) {
    const struct cpf_report_style style = {.width = width};
    char *text = text_of(&report, &style);
    char *save = NULL;
    for (char *line = strtok_r(text, "\n", &save); line != NULL; line = strtok_r(NULL, "\n", &save))
      if (line[0] == ' ')
        cr_expect_leq(strlen(line), (size_t)width, "%d: %s", width, line);
    free(text);
  }
}

static char *rows_of(enum cpf_report_format format) {
  struct cpf_flow_result result = some_result(1000);
  char *text = NULL;
  size_t length = 0;
  struct cpf_error err = {CPF_OK, ""};
  FILE *out = open_memstream(&text, &length);
  const struct cpf_report_style style = {.format = format};
  const struct cpf_flow_report report = report_of(&result, NULL);
  cr_assert_eq(cpf_flow_begin(out, &report, &style, &err), CPF_OK);
  for (int e = 0; e < CPF_FLOW_ENDS; e++) {
    struct cpf_flow_record record = some_record((enum cpf_flow_end)e);
    record.number = (uint64_t)e;
    record.escape_is_bound = true;
    record.nvisits = e < 4 ? e + 1 : 0;
    cr_assert_eq(cpf_flow_rows_put(out, format, &result, &record, some_watched, &err), CPF_OK, "%s",
                 err.text);
  }
  fclose(out);
  return text;
}

Test(flow_report, rows_of_an_ensemble) {
  golden_expect("report/flow-rows-csv", rows_of(CPF_REPORT_CSV));
  golden_expect("report/flow-rows-ndjson", rows_of(CPF_REPORT_NDJSON));
}

static char *words_of(struct cpf_flow_record record) {
  struct cpf_flow_result result = some_result(1);
  char *text = NULL;
  size_t length = 0;
  FILE *out = open_memstream(&text, &length);
  cpf_flow_words_end(out, &result, &record);
  fclose(out);
  return text;
}

Test(flow_report, ends_in_words) {
  static const char *const words[CPF_FLOW_ENDS] = {
      "arrived at copy (certified minimum) at t = 1010",
      ("captured by tight-balance (certified saddle), to which the symmetries of its start bind "
       "it; at t = 1010"),
      "lingering at tight-balance (certified saddle) at t = 1010; it leaves at about t = 6.25e+13",
      ("undecided: nearly at rest beside copy (certified minimum) at t = 1010; that it ends there "
       "is not proved"),
      ("on its way beside copy (certified minimum) at t = 1010, when the time or the steps were "
       "over"),
      "the integrator gave up at t = 1010",
      "stopped for its small gradient, which proves nothing, at t = 1010"};
  for (int e = 0; e < CPF_FLOW_ENDS; e++) {
    char *text = words_of(some_record((enum cpf_flow_end)e));
    cr_expect_str_eq(text, words[e]);
    free(text);
  }
  struct cpf_flow_record bound = some_record(CPF_FLOW_LINGERING);
  bound.escape_is_bound = true;
  char *text = words_of(bound);
  cr_expect_not_null(strstr(text, "t = 1010; if it ever leaves, not before t = 6.25e+13"), "%s",
                     text);
  free(text);
  bound.escape = bound.time;
  text = words_of(bound);
  cr_expect_not_null(strstr(text, "; whether it leaves after that, the tolerance does not show"),
                     "%s", text);
  free(text);
  struct cpf_flow_record alone = some_record(CPF_FLOW_UNDECIDED);
  alone.nvisits = 3; // none of which stays
  text = words_of(alone);
  cr_expect_str_eq(text, "undecided: nearly at rest at t = 1010; that it ends there is not proved");
  free(text);
  struct cpf_flow_record unproved = some_record(CPF_FLOW_LINGERING);
  unproved.family = 2; // a theorem, but no proved index; two families of that label
  text = words_of(unproved);
  cr_expect_not_null(strstr(text, "lingering at odd, \"one\" 00000000000000cc (undecided) at"),
                     "%s", text);
  free(text);
}

// The intervals in the table cover those computed.
Test(flow_report, intervals_are_rounded_outwards) {
  struct cpf_flow_result result = some_result(1000);
  struct cpf_flow_report report = report_of(&result, NULL);
  const struct cpf_report_style style = {.width = 100};
  char *text = text_of(&report, &style);
  const char *at = strstr(text, "arrived");
  double share = 0, low = 0, high = 0, exact_low = 0, exact_high = 0;
  int count = 0;
  cr_assert_eq(sscanf(at, "arrived %d %lf [%lf, %lf]", &count, &share, &low, &high), 4, "%s", at);
  cpf_flow_interval(990, 1000, 0.95, &exact_low, &exact_high);
  cr_expect_eq(count, 990);
  cr_expect_eq(share, 0.99);
  cr_expect(low <= exact_low && exact_low < low + 1e-4, "%g %g", low, exact_low);
  cr_expect(high >= exact_high && exact_high > high - 1e-4, "%g %g", high, exact_high);
  free(text);
}

Test(flow_report, json_is_what_the_interface_promises) {
  struct cpf_flow_result result = some_result(1000);
  struct cpf_flow_report report = report_of(&result, NULL);
  const struct cpf_report_style style = {.format = CPF_REPORT_JSON};
  char *text = text_of(&report, &style);
  json_t *o = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
  free(text);
  cr_assert_not_null(o);
  cr_expect_str_eq(json_string_value(json_object_get(o, "command")), "flow");
  json_t *ends = json_object_get(json_object_get(o, "ensemble"), "ends");
  cr_expect_eq(json_object_size(ends), CPF_FLOW_ENDS);
  cr_expect_eq(json_integer_value(json_object_get(json_object_get(ends, "captured"), "count")), 2);
  json_t *family = json_array_get(json_object_get(o, "families"), 2);
  cr_expect(json_is_null(json_object_get(json_object_get(family, "stays"), "median")));
  cr_expect(json_is_false(json_object_get(family, "certified")));
  json_decref(o);
  struct cpf_flow_record record = some_record(CPF_FLOW_TIME);
  report = report_of(&result, &record);
  text = text_of(&report, &style);
  o = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
  free(text);
  cr_assert_not_null(o);
  json_t *trajectory = json_object_get(o, "trajectory");
  cr_expect(json_is_null(json_object_get(trajectory, "family")));
  cr_expect(json_is_null(json_object_get(trajectory, "escape")));
  json_t *samples = json_object_get(trajectory, "samples");
  cr_assert_eq(json_array_size(samples), 5);
  cr_expect_eq(json_real_value(json_object_get(json_array_get(samples, 2), "t")), 500.0);
  cr_expect(json_is_null(json_object_get(json_array_get(samples, 1), "family")));
  cr_expect_str_eq(json_string_value(json_object_get(json_array_get(samples, 2), "family")),
                   "tight-balance");
  json_decref(o);
}

Test(flow_report, without_samples_or_families) {
  struct cpf_flow_result result = some_result(3);
  result.nfamilies = 0;
  result.nwatch = 0;
  result.times = (struct cpf_flow_quantiles){.count = 0};
  struct cpf_flow_record record = some_record(CPF_FLOW_TIME);
  record.nvisits = 0;
  struct cpf_flow_report single = report_of(&result, &record), many = report_of(&result, NULL);
  single.nsamples = 0;
  for (int i = 0; i < 4; i++) {
    const struct cpf_report_style style = {.format = formats[i], .width = 80};
    free(text_of(&single, &style));
    free(text_of(&many, &style));
  }
  const struct cpf_report_style style = {.width = 80};
  char *text = text_of(&single, &style);
  cr_expect_not_null(strstr(text, "It came within 0.1 of no critical point."));
  free(text);
}

// Each number in turn is made NaN or infinite.
Test(flow_report, no_number_that_is_not_finite) {
  struct cpf_flow_result result = some_result(1000);
  struct cpf_flow_record record = some_record(CPF_FLOW_LINGERING);
  struct cpf_flow_sample sample = some_samples[1];
  struct cpf_flow_report report = report_of(&result, &record);
  report.samples = &sample;
  report.nsamples = 1;
  double *const numbers[] = {&record.time,
                             &record.loss,
                             &record.gradient,
                             &record.escape,
                             &record.loss_rise,
                             &record.off_sphere,
                             &some_watch[1],
                             &start_W[3],
                             &last_W[0],
                             &sample.t,
                             &sample.loss,
                             &sample.gradient,
                             &middle_W[2],
                             &some_visits[1].left,
                             &some_visits[3].nearest,
                             &result.seconds,
                             &result.times.q95,
                             &result.off_sphere,
                             &result.loss_rise,
                             &some_families[1].loss,
                             &near_quantiles[0].median,
                             &some_tallies[1].stays.most,
                             &some_visits[0].entered};
  const struct cpf_report_style style = {.format = CPF_REPORT_JSON};
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
    double kept = *numbers[i];
    char *text = NULL;
    size_t length = 0;
    struct cpf_error err = {CPF_OK, ""};
    FILE *out = open_memstream(&text, &length);
    *numbers[i] = i % 2 == 0 ? NAN : INFINITY;
    cr_expect_eq(cpf_report_flow(out, &report, &style, &err), CPF_EINTERNAL, "number %zu", i);
    cr_expect_not_null(strstr(err.text, "not a finite number"));
    *numbers[i] = kept;
    fclose(out);
    cr_expect_eq(length, 0, "number %zu", i);
    free(text);
  }
  free(text_of(&report, &style));
}

Test(flow_report, other_formats_are_refused) {
  struct cpf_flow_result result = some_result(1);
  struct cpf_flow_report report = report_of(&result, NULL);
  const struct cpf_report_style style = {.format = CPF_REPORT_LATEX};
  struct cpf_error err = {CPF_OK, ""};
  cr_expect_eq(cpf_report_flow(stderr, &report, &style, &err), CPF_EINVAL);
  cr_expect_not_null(strstr(err.text, "latex"));
}

Test(flow_report, a_full_disk_is_an_error) {
  FILE *full = fopen("/dev/full", "w");
  if (full == NULL)
    return;
  struct cpf_flow_result result = some_result(1000);
  struct cpf_flow_record record = some_record(CPF_FLOW_ARRIVED);
  struct cpf_flow_report single = report_of(&result, &record), many = report_of(&result, NULL);
  for (int i = 0; i < 4; i++) {
    const struct cpf_report_style style = {.format = formats[i], .width = 80};
    struct cpf_error err = {CPF_OK, ""};
    cr_expect_eq(cpf_report_flow(full, &single, &style, &err), CPF_EIO, "format %d", i);
    if (formats[i] != CPF_REPORT_CSV)
      cr_expect_eq(cpf_report_flow(full, &many, &style, &err), CPF_EIO, "format %d", i);
  }
  fclose(full);
}

// What takes nothing is known before there is a result, where something stands before the results.
Test(flow_report, beginnings_on_a_full_disk_fail) {
  struct cpf_flow_result result = some_result(1000);
  struct cpf_flow_report report = report_of(&result, NULL);
  for (int i = 0; i < 4; i++) {
    const struct cpf_report_style style = {.format = formats[i]};
    struct cpf_error err = {CPF_OK, ""};
    FILE *full = fopen("/dev/full", "w");
    if (full == NULL)
      return;
    bool nothing = formats[i] == CPF_REPORT_NDJSON;
    cr_expect_eq(cpf_flow_begin(full, &report, &style, &err), nothing ? CPF_OK : CPF_EIO);
    fclose(full);
  }
}

// The beginning and the rest are the whole.
Test(flow_report, begun_reports_go_on) {
  struct cpf_flow_result result = some_result(1000);
  struct cpf_flow_report report = report_of(&result, NULL);
  for (int i = 0; i < 3; i++) { // csv has nothing after its rows
    const struct cpf_report_style style = {.format = formats[i], .width = 100};
    char *whole = text_of(&report, &style), *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    cr_assert_eq(cpf_flow_begin(out, &report, &style, NULL), CPF_OK);
    report.begun = true;
    cr_assert_eq(cpf_report_flow(out, &report, &style, NULL), CPF_OK);
    report.begun = false;
    fclose(out);
    cr_expect_str_eq(text, whole);
    free(text);
    free(whole);
  }
}

// A stream that takes no more ends the run soon: with the buffer, not with the last trajectory.
Test(flow_report, rows_to_a_full_disk_fail_soon) {
  static const enum cpf_report_format lines[] = {CPF_REPORT_CSV, CPF_REPORT_NDJSON};
  struct cpf_flow_result result = some_result(1000);
  struct cpf_flow_record record = some_record(CPF_FLOW_ARRIVED);
  for (int i = 0; i < 2; i++) {
    FILE *full = fopen("/dev/full", "w");
    if (full == NULL)
      return;
    struct cpf_error err = {CPF_OK, ""};
    enum cpf_status status = CPF_OK;
    int rows = 0;
    for (; status == CPF_OK && rows < 1000; rows++)
      status = cpf_flow_rows_put(full, lines[i], &result, &record, some_watched, &err);
    cr_expect_eq(status, CPF_EIO);
    cr_expect_lt(rows, 200, "%d", rows);
    cr_expect_not_null(strstr(err.text, "No space left"), "%s", err.text);
    fclose(full);
  }
}

Test(flow_report, near_approaches_are_counted) {
  struct cpf_flow_watched watched[2] = {{.label = "a"}, {.label = "b"}};
  struct cpf_flow_record record = some_record(CPF_FLOW_ARRIVED);
  const double distances[][2] = {{0.25, 1}, {0.1, 0.3}, {0.0999, 0.001}, {0, 0.02}};
  for (int i = 0; i < 4; i++) {
    record.watch = distances[i];
    cpf_flow_watched_count(watched, 2, &record);
  }
  const uint64_t expected[2][CPF_FLOW_DISTANCES] = {{4, 3, 2, 1, 1, 1}, {2, 2, 2, 2, 1, 1}};
  for (int w = 0; w < 2; w++)
    for (int j = 0; j < CPF_FLOW_DISTANCES; j++)
      cr_expect_eq(watched[w].within[j], expected[w][j], "%d %d", w, j);
}
