// SPDX-License-Identifier: GPL-3.0-or-later
// Each format against a golden file beside this one, from a result made by hand: a degenerate
// point, a continuum, an unlisted and undecided family, labels that need quoting.
// CPF_GOLDEN_WRITE=1 in the environment writes the golden files anew.
#include <criterion/criterion.h>

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../golden.h"
#include "report/report.h"
#include "report/sheet.h"
#include "report/show.h"
#include "report/verdict.h"

static int zero[] = {0};
static int both[] = {0, 1};
static struct cpf_block tight_blocks[] = {{"tight-balance", 2, 2, both, both}};
static struct cpf_block odd_blocks[] = {{"my, \"own\" row", 1, 1, zero, zero},
                                        {"unlisted", 1, 0, both + 1, NULL}};
static double tight_values[] = {-3e-17, 4.0};
static double odd_values[] = {-2.0, -2.0};
static double continuum_values[] = {0.0, 1.0 / 3.0};
static double tight_W[] = {0.92387953251128674, 0.38268343236508978, 0.92387953251128674,
                           -0.38268343236508978};
static double plain_W[] = {1.0, 0.0, -0.0, -1.0};

static const struct cpf_family some_families[] = {
    {.id = "00000000000000a1",
     .label = "tight-balance",
     .listed = true,
     .nblocks = 1,
     .blocks = tight_blocks,
     .points_known = true,
     .points = 16,
     .loss = 0.75,
     .gradient_norm = 1e-16,
     .neigenvalues = 2,
     .eigenvalues = tight_values,
     .nullity = 1,
     .degenerate = true,
     .degree_known = true,
     .local_degree = -1,
     .kind = CPF_KIND_SADDLE,
     .multiplicity_known = true,
     .multiplicity = 3,
     .W = tight_W,
     .hits = 120,
     .euler_known = true,
     .euler = -16},
    {.id = "00000000000000b2",
     .label = "my, \"own\" row+unlisted",
     .nblocks = 2,
     .blocks = odd_blocks,
     .points_known = true,
     .points = 1,
     .dimension = -1,
     .loss = 1.0 / 3.0,
     .gradient_norm = 0.0,
     .neigenvalues = 2,
     .eigenvalues = odd_values,
     .index = 2,
     .kind = CPF_KIND_UNDECIDED,
     .W = plain_W,
     .hits = 1},
    {.id = "00000000000000c3",
     .label = "null",
     .listed = true,
     .nblocks = 0,
     .dimension = 1,
     .continuum = true,
     .loss = 1.0,
     .gradient_norm = 2.5e-17,
     .neigenvalues = 2,
     .eigenvalues = continuum_values,
     .nullity = 1,
     .kind = CPF_KIND_MINIMUM,
     .W = plain_W,
     .hits = 7,
     .euler_known = true},
};

// Proofs of three sorts: all is known; a box but no index; nothing.
static char tight_c[] = "0.92387953251128675612818318939678828682",
            tight_s[] = "0.3826834323650897717";
static char minus_s[] = "-0.3826834323650897717", one[] = "1", naught[] = "0", minus_one[] = "-1";
static char *tight_center[] = {tight_c, tight_s, tight_c, minus_s, NULL};
static char *odd_center[] = {one, naught, naught, minus_one, NULL};
static int tight_symmetries[] = {2, 1, 1, -2};
static double tight_lower[] = {0.0, 3.9999999999999996}, tight_upper[] = {0.0, 4.0000000000000009};
static const struct cpf_certificate some_certificates[] = {
    {.theorem = CPF_THEOREM_SYMMETRIC,
     .precision_bits = 128,
     .center = tight_center,
     .radius = 1e-38,
     .nsymmetries = 1,
     .symmetries = tight_symmetries,
     .index_proved = true,
     .nullity = 1,
     .neigenvalues = 2,
     .lower = tight_lower,
     .upper = tight_upper,
     .zeros = "the determinant vanishes on the fixed space",
     .isolated_proved = true,
     .degree_proved = true,
     .local_degree = -1,
     .multiplicity_proved = true,
     .multiplicity = 3,
     .kind_proved = true,
     .descends = true,
     .ascends = true,
     .points_proved = true,
     .points = 16},
    {.theorem = CPF_THEOREM_KRAWCZYK,
     .reason = "the signs of the eigenvalues near zero",
     .precision_bits = 4096,
     .center = odd_center,
     .radius = 2.5e-300,
     .unique_radius = 0.0625},
    {.theorem = CPF_THEOREM_NONE, .reason = "the point lies on a continuum"},
};
static struct cpf_certificate certificates[3];

enum { NFAMILIES = sizeof some_families / sizeof some_families[0] };
static struct cpf_family families[NFAMILIES];

static struct cpf_find_result some_result(void) {
  memcpy(families, some_families, sizeof families);
  memcpy(certificates, some_certificates, sizeof certificates);
  return (struct cpf_find_result){
      .problem = {.n = 2, .k = 2, .d = 2, .rho = 4, .repulsion = 1.0},
      .seed = 7,
      .method = "chain",
      .end = CPF_END_BUDGET,
      .nfamilies = NFAMILIES,
      .families = families,
      .points = 17,
      .unlisted = 1,
      .undecided = 1,
      .starts = 1000,
      .converged = 990,
      .unresolved = 2,
      .branch_points = 3,
      .euler = CPF_NOT_APPLICABLE,
      .singletons = 1,
      .unseen = 0.5,
      .coverage = 0.999,
      .completeness = CPF_COMPLETE_NONE,
      .completeness_reason = "a family was hit only once",
      .certificates = certificates,
      .certified = 1,
      .homotopy = {.run = true,
                   .orbits = 20,
                   .paths = 160,
                   .regular = 96,
                   .singular = 48,
                   .infinite = 15,
                   .failed = 1,
                   .roots = 112,
                   .singular_roots = 16,
                   .real_roots = 48,
                   .retried = 2,
                   .count_known = true,
                   .count = 160,
                   .residue = 1e-12,
                   .seconds = 0.125,
                   .reason = "a path was lost"},
      .proof = {.run = true,
                .boxes = 1000,
                .excluded = 900,
                .matched = 96,
                .left = 4,
                .share_left = 0.001,
                .work_left = 1e6,
                .seconds = 0.0625,
                .reason = "the budget of boxes is spent"},
      .threads = 2,
      .seconds = 0.5,
      .seconds_search = 0.25,
      .seconds_certify = 0.03125,
  };
}

static struct cpf_report_style style_of(enum cpf_report_format format) {
  return (struct cpf_report_style){.format = format, .width = 100};
}

static char *find_text(const struct cpf_find_result *r, const struct cpf_report_style *style) {
  char *text = NULL;
  size_t length = 0;
  struct cpf_error err = {.text = ""};
  FILE *out = open_memstream(&text, &length);
  cr_assert_eq(cpf_report_find(out, r, style, &err), CPF_OK, "%s", err.text);
  fclose(out);
  return text;
}

static char *some_text(const struct cpf_report_style *style) {
  struct cpf_find_result r = some_result();
  return find_text(&r, style);
}

static char *classify_text(const struct cpf_report_style *style) {
  struct cpf_classified results[2] = {
      {.critical = true,
       .gradient_norm_given = 0.01,
       .distance = 0.002,
       .family = some_families[0],
       .certificate = some_certificates[0]},
      {.gradient_norm_given = 0.3,
       .reason = "no critical point within 0.1, of the \"right\" kind"}};
  struct cpf_classification c = {.problem = {.n = 2, .k = 2, .d = 2, .rho = 4, .repulsion = 0.5},
                                 .results = results,
                                 .count = 2,
                                 .given = 3,
                                 .radius = 0.1,
                                 .interrupted = true,
                                 .seconds = 0.5};
  char *text = NULL;
  size_t length = 0;
  struct cpf_error err = {.text = ""};
  FILE *out = open_memstream(&text, &length);
  cr_assert_eq(cpf_report_classify(out, &c, style, &err), CPF_OK, "%s", err.text);
  fclose(out);
  return text;
}

static void expect_golden(const char *name, char *text) {
  char path[100];
  snprintf(path, sizeof path, "report/%s", name);
  golden_expect(path, text);
}

Test(report, table) {
  struct cpf_report_style style = style_of(CPF_REPORT_TABLE);
  expect_golden("table", some_text(&style));
}

Test(report, table_verbose) {
  struct cpf_report_style style = style_of(CPF_REPORT_TABLE);
  style.verbose = true;
  expect_golden("table-verbose", some_text(&style));
}

Test(report, table_quiet) {
  struct cpf_report_style style = style_of(CPF_REPORT_TABLE);
  style.quiet = true;
  expect_golden("table-quiet", some_text(&style));
}

Test(report, table_narrow_and_coloured) {
  struct cpf_report_style style = style_of(CPF_REPORT_TABLE);
  style.colour = true;
  style.width = 60;
  expect_golden("table-narrow", some_text(&style));
}

Test(report, json) {
  struct cpf_report_style style = style_of(CPF_REPORT_JSON);
  expect_golden("json", some_text(&style));
}

Test(report, ndjson) {
  struct cpf_report_style style = style_of(CPF_REPORT_NDJSON);
  expect_golden("ndjson", some_text(&style));
}

Test(report, csv) {
  struct cpf_report_style style = style_of(CPF_REPORT_CSV);
  expect_golden("csv", some_text(&style));
}

Test(report, classify_formats) {
  static const char *const names[] = {"classify-table", "classify-json", "classify-ndjson",
                                      "classify-csv"};
  for (int i = 0; i < 4; i++) {
    struct cpf_report_style style = style_of((enum cpf_report_format)i);
    style.verbose = true;
    expect_golden(names[i], classify_text(&style));
  }
}

// Where the interface promises a member, it is there, of the promised type.
Test(report, json_members) {
  struct cpf_report_style style = style_of(CPF_REPORT_JSON);
  char *text = some_text(&style);
  json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
  cr_assert_not_null(root);
  json_t *list = NULL;
  const char *label = NULL;
  int schema = 0, n = 0;
  json_t *timing = NULL;
  cr_assert_eq(json_unpack(root, "{s:i,s:{s:i},s:o,s:o}", "schema", &schema, "problem", "n", &n,
                           "families", &list, "timing", &timing),
               0);
  cr_expect_eq(schema, 1);
  cr_expect_eq(n, 2);
  cr_assert_eq(json_array_size(list), NFAMILIES);
  const json_t *odd = json_array_get(list, 1), *continuum = json_array_get(list, 2);
  cr_assert_eq(json_unpack(json_array_get(list, 1), "{s:s}", "label", &label), 0);
  cr_expect_str_eq(label, "my, \"own\" row+unlisted");
  cr_expect(json_is_null(json_object_get(odd, "dimension")));
  cr_expect(json_is_null(json_object_get(odd, "multiplicity")));
  cr_expect(json_is_null(json_object_get(odd, "local_degree")));
  cr_expect(json_is_null(json_object_get(continuum, "certificate")));
  cr_expect(json_is_null(json_object_get(continuum, "points")));
  json_decref(root);
  free(text);
}

// Every member that the interface promises of a certificate, with its null where nothing is proved.
Test(report, json_certificates) {
  struct cpf_report_style style = style_of(CPF_REPORT_JSON);
  static const char *const keys[] = {
      "theorem", "precision_bits", "rank",         "box",  "unique_radius",     "symmetries",
      "index",   "nullity",        "zeros",        "open", "eigenvalue_bounds", "isolated",
      "points",  "local_degree",   "multiplicity", "kind"};
  char *text = some_text(&style);
  json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
  const json_t *list = json_object_get(root, "families");
  for (size_t f = 0; f < 2; f++) {
    const json_t *c = json_object_get(json_array_get(list, f), "certificate");
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
      cr_expect_not_null(json_object_get(c, keys[i]), "%s", keys[i]);
    cr_expect_eq(json_object_size(c), sizeof keys / sizeof keys[0]);
    cr_expect_eq(json_is_null(json_object_get(c, "index")), f == 1);
    cr_expect_eq(json_is_null(json_object_get(c, "open")), f == 0);
    cr_expect(json_is_null(json_object_get(json_array_get(list, f), "not_certified")));
  }
  const json_t *none = json_array_get(list, 2);
  cr_expect(json_is_null(json_object_get(none, "certificate")));
  cr_expect_str_eq(json_string_value(json_object_get(none, "not_certified")),
                   "the point lies on a continuum");
  const json_t *summary = json_object_get(root, "summary");
  cr_expect_eq(json_integer_value(json_object_get(summary, "certified")), 1);
  cr_expect(json_is_false(json_object_get(summary, "distinct")));
  cr_expect_null(json_object_get(json_object_get(summary, "proof"), "seconds"));
  json_decref(root);
  free(text);
}

Test(report, nothing_was_to_be_proved) {
  struct cpf_find_result r = some_result();
  struct cpf_report_style style = style_of(CPF_REPORT_TABLE);
  r.certificates = NULL;
  r.certified = 0;
  r.homotopy.run = r.proof.run = false;
  style.verbose = true;
  char *text = find_text(&r, &style);
  cr_expect_null(strstr(text, "ertificates"), "%s", text);
  cr_expect_null(strstr(text, "homotopy: "), "%s", text);
  cr_expect_null(strstr(text, "proof: "), "%s", text);
  free(text);
  style.format = CPF_REPORT_JSON;
  text = find_text(&r, &style);
  json_t *root = json_loads(text, 0, NULL);
  const json_t *summary = json_object_get(root, "summary");
  cr_expect(json_is_null(json_object_get(summary, "homotopy")));
  cr_expect(json_is_null(json_object_get(summary, "proof")));
  const json_t *first = json_array_get(json_object_get(root, "families"), 0);
  cr_expect(json_is_null(json_object_get(first, "certificate")));
  cr_expect(json_is_null(json_object_get(first, "not_certified")));
  json_decref(root);
  free(text);
}

Test(report, reals_round_trip) {
  struct cpf_find_result r = some_result();
  struct cpf_report_style style = style_of(CPF_REPORT_JSON);
  static const double reals[] = {1.0 / 3.0, 0.1, 5e-324, 1.7976931348623157e308, -2.2e-16};
  for (size_t i = 0; i < sizeof reals / sizeof reals[0]; i++) {
    families[0].loss = reals[i];
    char *text = find_text(&r, &style);
    json_t *root = json_loads(text, 0, NULL);
    const json_t *first = json_array_get(json_object_get(root, "families"), 0);
    cr_expect_eq(json_real_value(json_object_get(first, "loss")), reals[i]);
    json_decref(root);
    free(text);
  }
}

Test(report, a_count_beyond_json_is_null) {
  struct cpf_find_result r = some_result();
  struct cpf_report_style style = style_of(CPF_REPORT_JSON);
  families[0].points = UINT64_C(1) << 63;
  char *text = find_text(&r, &style);
  json_t *root = json_loads(text, 0, NULL);
  const json_t *first = json_array_get(json_object_get(root, "families"), 0);
  cr_expect(json_is_null(json_object_get(first, "points")));
  json_decref(root);
  free(text);
}

static void expect_refused(const struct cpf_find_result *r, const char *what) {
  for (int i = 0; i < 4; i++) {
    struct cpf_report_style style = style_of((enum cpf_report_format)i);
    struct cpf_error err = {.text = ""};
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    cr_expect_eq(cpf_report_find(out, r, &style, &err), CPF_EINTERNAL);
    cr_expect_not_null(strstr(err.text, what), "%s", err.text);
    fclose(out);
    cr_expect_eq(length, 0, "something was written: %s", text);
    free(text);
  }
}

Test(report, what_is_not_finite_never_leaves) {
  static const double bad[] = {NAN, INFINITY, -INFINITY};
  for (int i = 0; i < 3; i++) {
    struct cpf_find_result r = some_result();
    families[1].loss = bad[i];
    expect_refused(&r, "the loss");
    r = some_result();
    families[2].gradient_norm = bad[i];
    expect_refused(&r, "gradient norm");
    r = some_result();
    r.coverage = bad[i];
    expect_refused(&r, "coverage");
    r = some_result();
    double W[] = {1.0, 0.0, 0.0, bad[i]};
    families[0].W = W;
    expect_refused(&r, "an entry of W");
    r = some_result();
    double values[] = {bad[i], 0.0};
    families[0].eigenvalues = values;
    expect_refused(&r, "an eigenvalue");
    r = some_result();
    certificates[0].radius = bad[i];
    expect_refused(&r, "the certified radius");
    r = some_result();
    certificates[0].lower = values;
    expect_refused(&r, "a bound of an eigenvalue");
    r = some_result();
    r.proof.work_left = bad[i];
    expect_refused(&r, "the work left");
    r = some_result();
    r.homotopy.residue = bad[i];
    expect_refused(&r, "the residue");
  }
}

Test(report, full_disk) {
  struct cpf_find_result r = some_result();
  for (int i = 0; i < 4; i++) {
    struct cpf_report_style style = style_of((enum cpf_report_format)i);
    struct cpf_error err = {.text = ""};
    FILE *out = fopen("/dev/full", "w");
    if (out == NULL)
      cr_skip_test("no /dev/full here");
    cr_expect_eq(cpf_report_find(out, &r, &style, &err), CPF_EIO);
    cr_expect_not_null(strstr(err.text, "cannot write"), "%s", err.text);
    fclose(out);
  }
}

Test(report, no_families) {
  struct cpf_find_result r = some_result();
  r.nfamilies = 0;
  for (int i = 0; i < 4; i++) {
    struct cpf_report_style style = style_of((enum cpf_report_format)i);
    char *text = find_text(&r, &style);
    cr_expect_gt(strlen(text), 0);
    free(text);
  }
}

Test(show, eigenvalues_are_grouped) {
  double values[] = {-2.0, -2.0, -2.0, 1e-12, -1e-15, 4.0};
  struct cpf_family f = {.neigenvalues = 6, .eigenvalues = values, .index = 3, .nullity = 2};
  char *text = cpf_show_eigenvalues(&f);
  cr_expect_str_eq(text, "-2 (x3), 0 (x2), 4");
  free(text);
  f.neigenvalues = 0;
  text = cpf_show_eigenvalues(&f);
  cr_expect_str_eq(text, "none");
  free(text);
}

static void expect_put(const char *given, int width, const char *expected) {
  char *text = NULL;
  size_t length = 0;
  FILE *out = open_memstream(&text, &length);
  cpf_show_put(out, given, width);
  fclose(out);
  cr_expect_str_eq(text, expected);
  free(text);
}

Test(show, text_is_cut_and_harmless) {
  expect_put("balance", 7, "balance");
  expect_put("balance", 6, "bal...");
  expect_put("balance", 2, "..");
  expect_put("\033[2Jb\x7f", 0, "?[2Jb?");
  expect_put("\xc3\xa4\xc3\xb6\xc3\xbc\xc3\x9f\xc3\xa4", 4, "\xc3\xa4...");
  expect_put("cut \xc3", 0, "cut \xc3");
}

Test(show, points_in_words) {
  char cell[CPF_SHOW_CELL];
  struct cpf_family f = {.points_known = true, .points = UINT64_MAX};
  cpf_show_points(cell, &f);
  cr_expect_str_eq(cell, "18446744073709551615");
  f.points_known = false;
  cpf_show_points(cell, &f);
  cr_expect_str_eq(cell, ">2^64");
  f.dimension = 2;
  cpf_show_points(cell, &f);
  cr_expect_str_eq(cell, "continuum");
  f.dimension = -1;
  cpf_show_points(cell, &f);
  cr_expect_str_eq(cell, "?");
}

Test(show, large_matrices_are_short) {
  enum { N = 9, D = 40 };
  static double W[N * D];
  struct cpf_problem p = {.n = N, .k = D, .d = D, .rho = 4, .repulsion = 1.0};
  struct cpf_report_style style = style_of(CPF_REPORT_TABLE);
  W[0] = 0.5;
  char *text = NULL;
  size_t length = 0;
  FILE *out = open_memstream(&text, &length);
  cpf_show_matrix(out, &p, W, 4, &style);
  fclose(out);
  cr_expect_not_null(strstr(text, " ...\n"));
  cr_expect_not_null(strstr(text, "... 3 more rows\n"));
  for (const char *line = text; *line != '\0'; line += strcspn(line, "\n") + 1)
    cr_expect_leq(strcspn(line, "\n"), 100);
  free(text);
}

// check

static char *check_text(enum cpf_report_format format) {
  static char sign[] = "eigenvalues[0]: 4 is stated, one in [-4.01, -3.99] is proved";
  static char index[] = "index: 1 is stated, 0 is proved";
  static char twice[] = "families 1 (copy) and 2 (my, \"own\" row): not proved distinct";
  static char *first[] = {index, sign}, *list[] = {twice};
  struct cpf_claim families_stated[] = {{.id = "00000000000000a1", .label = "copy"},
                                        {.id = "00000000000000b2", .label = "my, \"own\" row"}};
  struct cpf_findings findings[] = {{.verdict = CPF_CHECK_FALSE, .count = 2, .texts = first},
                                    {.verdict = CPF_CHECK_VERIFIED}};
  struct cpf_claims claims = {.problem = {.n = 2, .k = 2, .d = 2, .rho = 4, .repulsion = 1.0},
                              .count = 2,
                              .families = families_stated,
                              .list = true};
  struct cpf_check_result r = {
      .count = 2,
      .families = findings,
      .list = {.verdict = CPF_CHECK_UNPROVED, .count = 1, .texts = list},
  };
  struct cpf_report_style style = style_of(format);
  struct cpf_error err = {.text = ""};
  char *text = NULL;
  size_t length = 0;
  FILE *out = open_memstream(&text, &length);
  cr_assert_eq(cpf_report_check(out, "a \033 file", &claims, &r, &style, &err), CPF_OK, "%s",
               err.text);
  fclose(out);
  return text;
}

Test(report, check_formats) {
  expect_golden("check-table", check_text(CPF_REPORT_TABLE));
  expect_golden("check-json", check_text(CPF_REPORT_JSON));
}
