// SPDX-License-Identifier: GPL-3.0-or-later
// The report of verify in each format against a golden file, from a result made by hand: every
// verdict, texts that need wrapping and quoting, a counterexample with and without W.
#include <criterion/criterion.h>

#include "../golden.h"
#include "report/claims.h"

static double some_W[] = {0.6, 0.8, 1, 0};
static struct cpf_verify_step some_steps[] = {
    {(char[]){
         "one step, which says \"so\", and is long enough to be wrapped at the width of a line of "
         "text"},
     true},
    {(char[]){"another, with 5 > 4"}, false}};

static struct cpf_verify_start some_starts[] = {
    {(char[]){"near"}, {.n = 1, .k = 2, .d = 2, .rho = 6, .repulsion = 1}, some_W},
    {(char[]){"nearer"}, {.n = 2, .k = 1, .d = 2, .rho = 8, .repulsion = 0}, some_W}};

static struct cpf_verify_claim some_claims[] = {
    {.id = "first",
     .source = "section 1",
     .statement = "All is well.",
     .verdict = CPF_VERDICT_HOLDS,
     .method = (char[]){"a derivation, step by step"},
     .steps = some_steps,
     .nsteps = 1,
     .starts = some_starts,
     .nstarts = 2,
     .tried = 12},
    {.id = "second-claim",
     .source = "lemma 2, proof A",
     .statement = "No W is critical.",
     .verdict = CPF_VERDICT_REFUTED,
     .method = (char[]){"one is"},
     .steps = some_steps,
     .nsteps = 1,
     .problem = {.n = 2, .k = 2, .d = 2, .rho = 4, .repulsion = 0.5},
     .W = some_W,
     .counterexample = (char[]){"w_1 = (3/5, 4/5), w_2 = (1, 0)"}},
    {.id = "third",
     .source = "table 9",
     .statement = "x = 1",
     .verdict = CPF_VERDICT_CORRECTED,
     .method = (char[]){"exact arithmetic"},
     .correction = (char[]){"x = 2, \xcf\x81 = 4"}, // UTF-8
     .steps = some_steps,
     .nsteps = 1,
     .counterexample = (char[]){"x = 2"}},
    {.id = "fourth",
     .source = "figure 3",
     .statement = "It rises.",
     .verdict = CPF_VERDICT_UNDECIDED,
     .method = (char[]){"a step failed: another, with 5 > 4"},
     .steps = some_steps,
     .nsteps = 2,
     .tried = 1}};
static const struct cpf_verify_result some_result = {some_claims, 4};

static char *text_of(const struct cpf_report_style *style, bool interrupted) {
  const struct cpf_claims_report report = {.result = &some_result, .interrupted = interrupted};
  char *text = NULL;
  size_t length = 0;
  struct cpf_error err = {CPF_OK, ""};
  FILE *out = open_memstream(&text, &length);
  cr_assert_eq(cpf_report_claims(out, &report, style, &err), CPF_OK, "%s", err.text);
  fclose(out);
  return text;
}

Test(claims_report, formats) {
  static const enum cpf_report_format formats[] = {CPF_REPORT_TABLE, CPF_REPORT_JSON,
                                                   CPF_REPORT_NDJSON, CPF_REPORT_CSV};
  for (int i = 0; i < 4; i++) {
    const struct cpf_report_style style = {.format = formats[i], .width = 100};
    char name[60];
    snprintf(name, sizeof name, "report/claims-%s", cpf_report_format_names()[formats[i]]);
    golden_expect(name, text_of(&style, false));
  }
}

Test(claims_report, text_styles) {
  struct cpf_report_style style = {.format = CPF_REPORT_TABLE, .width = 60, .verbose = true};
  golden_expect("report/claims-verbose", text_of(&style, false));
  style = (struct cpf_report_style){.format = CPF_REPORT_TABLE, .width = 60, .quiet = true};
  golden_expect("report/claims-quiet", text_of(&style, false));
  style = (struct cpf_report_style){.format = CPF_REPORT_TABLE, .width = 10, .colour = true};
  golden_expect("report/claims-narrow", text_of(&style, true));
}

Test(claims_report, json_is_what_the_interface_promises) {
  const struct cpf_report_style style = {.format = CPF_REPORT_JSON};
  char *text = text_of(&style, true);
  json_t *o = json_loads(text, 0, NULL);
  cr_assert_not_null(o);
  cr_expect_eq(json_integer_value(json_object_get(o, "schema")), 1);
  cr_expect_str_eq(json_string_value(json_object_get(o, "command")), "verify");
  cr_expect_str_eq(json_string_value(json_object_get(o, "status")), "interrupted");
  json_t *claims = json_object_get(o, "claims");
  cr_assert_eq(json_array_size(claims), 4);
  static const char *const fields[] = {"id",    "statement",      "verdict",   "method",
                                       "tried", "counterexample", "correction"};
  for (size_t i = 0; i < 4; i++)
    for (size_t f = 0; f < sizeof fields / sizeof fields[0]; f++)
      cr_expect_not_null(json_object_get(json_array_get(claims, i), fields[f]), "%s", fields[f]);
  json_t *W = json_object_get(json_object_get(json_array_get(claims, 1), "counterexample"), "W");
  cr_expect_eq(json_real_value(json_array_get(json_array_get(W, 0), 1)), 0.8);
  cr_expect(json_is_null(json_object_get(json_array_get(claims, 0), "counterexample")));
  json_decref(o);
  free(text);
}

Test(claims_report, other_formats_are_refused) {
  const struct cpf_claims_report report = {.result = &some_result};
  const struct cpf_report_style style = {.format = CPF_REPORT_LATEX};
  struct cpf_error err = {CPF_OK, ""};
  cr_expect_eq(cpf_report_claims(stderr, &report, &style, &err), CPF_EINVAL);
  cr_expect_not_null(strstr(err.text, "latex"));
}

Test(claims_report, a_full_disk_is_an_error) {
  FILE *full = fopen("/dev/full", "w");
  if (full == NULL)
    return;
  for (int format = CPF_REPORT_TABLE; format <= (int)CPF_REPORT_CSV; format++) {
    const struct cpf_claims_report report = {.result = &some_result};
    const struct cpf_report_style style = {.format = (enum cpf_report_format)format, .width = 80};
    struct cpf_error err = {CPF_OK, ""};
    cr_expect_eq(cpf_report_claims(full, &report, &style, &err), CPF_EIO, "format %d", format);
  }
  fclose(full);
}
