// SPDX-License-Identifier: GPL-3.0-or-later
// `check`: what `find` writes is accepted; each way of tampering with it is found out, with a
// message that names the field; files that make no sense are refused.
#include <criterion/criterion.h>

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/claims.h"
#include "report/report.h"

// What find says of a problem, as jansson reads it.
static json_t *found_with(struct cpf_problem p, const struct cpf_find_options *opt,
                          enum cpf_report_format format, char **text) {
  struct cpf_table *table = NULL;
  struct cpf_find_result *r = NULL;
  struct cpf_error err = {CPF_OK, ""};
  const struct cpf_report_style style = {.format = format};
  size_t length = 0;
  cr_assert_eq(cpf_table_builtin(&table, NULL), CPF_OK);
  cr_assert_eq(cpf_find(&p, opt, table, &r, &err), CPF_OK, "%s", err.text);
  FILE *out = open_memstream(text, &length);
  cr_assert_eq(cpf_report_find(out, r, &style, &err), CPF_OK, "%s", err.text);
  fclose(out);
  cpf_find_result_free(r);
  cpf_table_free(table);
  return format == CPF_REPORT_JSON ? json_loads(*text, 0, NULL) : NULL;
}

static struct cpf_find_options options(void) {
  struct cpf_find_options opt = cpf_find_options_default();
  opt.threads = 1;
  opt.certify = CPF_CERTIFY_ON;
  return opt;
}

static json_t *found(int n, int k, int d, int rho) {
  const struct cpf_problem p = {n, k, d, rho, 1.0};
  const struct cpf_find_options opt = options();
  char *text = NULL;
  json_t *root = found_with(p, &opt, CPF_REPORT_JSON, &text);
  free(text);
  cr_assert_not_null(root);
  return root;
}

// The five families of the toy; computed once for each test program's process.
static json_t *toy(void) {
  return found(2, 2, 2, 4);
}

// Reads and checks a text. NULL, and the reason in err, when it is refused.
static struct cpf_check_result *check_text(const char *text, struct cpf_error *err) {
  char path[] = "/tmp/cpfind-check-XXXXXX";
  struct cpf_claims claims;
  struct cpf_check_result *r = NULL;
  const struct cpf_check_options opt = {.threads = 1, .boxes = 100000};
  int file = mkstemp(path);
  cr_assert_geq(file, 0);
  FILE *out = fdopen(file, "w");
  fputs(text, out);
  fclose(out);
  *err = (struct cpf_error){CPF_OK, ""};
  enum cpf_status status = cpf_claims_read(path, &claims, err);
  unlink(path);
  if (status == CPF_OK)
    status = cpf_check(&claims, &opt, &r, err);
  cpf_claims_clear(&claims);
  cr_assert_eq(status == CPF_OK, r != NULL);
  return r;
}

static struct cpf_check_result *check_json(const json_t *root, struct cpf_error *err) {
  char *text = json_dumps(root, JSON_PRESERVE_ORDER | JSON_REAL_PRECISION(17));
  cr_assert_not_null(text);
  struct cpf_check_result *r = check_text(text, err);
  free(text);
  return r;
}

static bool mentions(const struct cpf_findings *f, const char *what) {
  for (size_t i = 0; i < f->count; i++)
    if (strstr(f->texts[i], what) != NULL)
      return true;
  return false;
}

static void print_findings(const struct cpf_check_result *r) {
  for (size_t i = 0; i < r->count; i++)
    for (size_t t = 0; t < r->families[i].count; t++)
      fprintf(stderr, "family %zu: %s\n", i + 1, r->families[i].texts[t]);
  for (size_t t = 0; t < r->list.count; t++)
    fprintf(stderr, "list: %s\n", r->list.texts[t]);
}

static void expect_accepted(const json_t *root) {
  struct cpf_error err;
  struct cpf_check_result *r = check_json(root, &err);
  cr_assert_not_null(r, "%s", err.text);
  if (!r->accepted)
    print_findings(r);
  cr_expect(r->accepted);
  cpf_check_result_free(r);
}

// Rejected, and the message is found at the family (from 0; -1: at the list).
static void expect_rejected(const json_t *root, int family, const char *what) {
  struct cpf_error err;
  struct cpf_check_result *r = check_json(root, &err);
  cr_assert_not_null(r, "%s: %s", what, err.text);
  const struct cpf_findings *f = family < 0 ? &r->list : &r->families[family];
  if (!mentions(f, what))
    print_findings(r);
  cr_expect_not(r->accepted, "%s", what);
  cr_expect_neq(f->verdict, CPF_CHECK_VERIFIED, "%s", what);
  cr_expect(mentions(f, what), "no '%s'", what);
  cpf_check_result_free(r);
}

// The value at a path of keys and numbers: "families.0.W.1.0".
static json_t *at(json_t *root, const char *path, json_t **parent, char *last) {
  char copy[200], *rest = NULL;
  snprintf(copy, sizeof copy, "%s", path);
  json_t *value = root;
  for (char *key = strtok_r(copy, ".", &rest); key != NULL; key = strtok_r(NULL, ".", &rest)) {
    *parent = value;
    snprintf(last, 64, "%s", key);
    value = json_is_array(value) ? json_array_get(value, (size_t)atoi(key))
                                 : json_object_get(value, key);
  }
  return value;
}

static json_t *get(json_t *root, const char *path) {
  json_t *parent = NULL;
  char last[64];
  json_t *value = at(root, path, &parent, last);
  cr_assert_not_null(value, "%s", path);
  return value;
}

static void set(json_t *root, const char *path, json_t *value) {
  json_t *parent = NULL;
  char last[64];
  (void)at(root, path, &parent, last);
  int failed = json_is_array(parent) ? json_array_set_new(parent, (size_t)atoi(last), value)
                                     : json_object_set_new(parent, last, value);
  cr_assert_eq(failed, 0, "%s", path);
}

static void add(json_t *root, const char *path, double change) {
  set(root, path, json_real(json_number_value(get(root, path)) + change));
}

static void add_integer(json_t *root, const char *path, int change) {
  set(root, path, json_integer(json_integer_value(get(root, path)) + change));
}

// Runs the block once, on a fresh copy of the toy named root.
#define TAMPER                                                                                     \
  for (json_t *root = toy(); root != NULL; json_decref(root), root = NULL) // NOLINT: not a call

Test(check, accepts_what_find_writes) {
  static const int problems[][4] = {{2, 2, 2, 4}, {2, 2, 2, 6}, {2, 2, 2, 3},
                                    {1, 2, 4, 4}, {3, 2, 2, 4}, {2, 3, 3, 3}};
  for (size_t i = 0; i < sizeof problems / sizeof *problems; i++) {
    const int *p = problems[i];
    json_t *root = found(p[0], p[1], p[2], p[3]);
    expect_accepted(root);
    json_decref(root);
  }
}

Test(check, accepts_ndjson) {
  const struct cpf_problem p = {2, 2, 2, 4, 1.0};
  const struct cpf_find_options opt = options();
  struct cpf_error err;
  char *text = NULL;
  found_with(p, &opt, CPF_REPORT_NDJSON, &text);
  struct cpf_check_result *r = check_text(text, &err);
  cr_assert_not_null(r, "%s", err.text);
  cr_expect_eq(r->count, 5);
  cr_expect(r->accepted);
  cpf_check_result_free(r);
  *strrchr(text, '{') = '\0'; // "timing" is cut off, and with it the end of the last line
  r = check_text(text, &err);
  cr_expect_null(r);
  cr_expect_not_null(strstr(err.text, "malformed JSON"), "%s", err.text);
  free(text);
}

Test(check, moved_points) {
  TAMPER {
    add(root, "families.1.W.0.0", 1e-6);
    expect_rejected(root, 1, "W: entry [0][0] is");
  }
  TAMPER {
    add(root, "families.2.W.1.1", -1e-6);
    expect_rejected(root, 2, "W: row 1 has the norm");
  }
  // Each entry of each center: the box then holds no critical point, or W is outside it.
  for (int f = 0; f < 5; f++)
    for (int e = 0; e < 4; e++)
      TAMPER {
        char path[80], number[80];
        snprintf(path, sizeof path, "families.%d.certificate.box.center.%d.%d", f, e / 2, e % 2);
        double value = strtod(json_string_value(get(root, path)), NULL);
        snprintf(number, sizeof number, "%.20f", value + 1e-6);
        set(root, path, json_string(number));
        expect_rejected(root, f, "");
      }
  TAMPER { // the whole point, consistently, to where the gradient does not vanish
    set(root, "families.0.W", json_pack("[[f,f],[f,f]]", 0.8, 0.6, 0.0, 1.0));
    set(root, "families.0.certificate.box.center",
        json_pack("[[s,s],[s,s]]", "0.8", "0.6", "0", "1"));
    set(root, "families.0.certificate.symmetries", json_array());
    expect_rejected(root, 0, "certificate: proves no critical point in its box");
    expect_rejected(root, 0, "loss: ");
    expect_rejected(root, 0, "gradient_norm: ");
  }
}

Test(check, false_numbers) {
  static const struct {
    const char *path;
    int change;
    int family; // -1: the list
    const char *says;
  } changes[] = {
      {"families.0.index", 1, 0, "index: 1 is stated, 0 is proved"},
      {"families.3.certificate.index", -1, 3, "certificate.index: 0 is stated, 1 is proved"},
      {"families.1.nullity", -1, 1, "nullity: 0 is stated, 1 is proved"},
      {"families.1.certificate.nullity", 1, 1, "certificate.nullity: 2 is stated, 1 is proved"},
      {"families.0.points", 8, 0, "points: 16 is stated, 8 is proved"},
      {"families.0.certificate.points", 1, 0, "certificate.points: 9 is stated, 8 is proved"},
      {"families.0.dimension", 1, 0, "dimension: 1 is stated, 0 is proved"},
      {"families.2.local_degree", -2, 2, "local_degree: -1 is stated, 1 is proved"},
      {"families.2.certificate.local_degree", -2, 2, "certificate.local_degree: -1 is stated"},
      {"families.1.multiplicity", -2, 1, "multiplicity: 1 is stated, 3 is proved"},
      {"families.1.certificate.multiplicity", 2, 1, "certificate.multiplicity: 5 is stated"},
      {"families.1.euler", 1, 1, "euler: -15 is stated, -16 is proved"},
      {"summary.families", 1, -1, "summary.families: 6 is stated, 5 is proved"},
      {"summary.points", 1, -1, "summary.points: 49 is stated, 48 is proved"},
      {"summary.undecided", 2, -1, "summary.undecided: 2 is stated, 0 is proved"},
      {"summary.certified", -1, -1, "summary.certified: 4 is stated, 5 is proved"},
      {"summary.euler.found", 2, -1, "summary.euler.found: 2 is stated, 0 is proved"},
      {"summary.euler.expected", 2, -1, "summary.euler.expected: 2 is stated, 0 is proved"},
  };
  for (size_t i = 0; i < sizeof changes / sizeof *changes; i++)
    TAMPER {
      add_integer(root, changes[i].path, changes[i].change);
      expect_rejected(root, changes[i].family, changes[i].says);
    }
}

Test(check, false_reals_and_words) {
  TAMPER {
    add(root, "families.3.loss", 1e-9);
    expect_rejected(root, 3, "loss: 1.00000000");
  }
  TAMPER {
    add(root, "families.3.gradient_norm", 1e-9);
    expect_rejected(root, 3, "gradient_norm: 1e-09 is stated");
  }
  TAMPER { // -4, 4
    set(root, "families.3.eigenvalues.0", json_real(4.0));
    expect_rejected(root, 3, "eigenvalues[0]: 4 is stated, one in [-4.0");
  }
  TAMPER {
    set(root, "families.1.eigenvalues.1", json_real(-4.0));
    expect_rejected(root, 1, "eigenvalues[1]: -4 is stated");
  }
  TAMPER {
    add(root, "families.0.eigenvalues.1", 1e-6);
    expect_rejected(root, 0, "eigenvalues[1]: 4.00000");
  }
  TAMPER {
    set(root, "families.0.certificate.eigenvalue_bounds.0", json_pack("[f,f]", 4.0, 4.0));
    expect_rejected(root, 0, "certificate.eigenvalue_bounds[0]: [4, 4] is stated");
  }
  TAMPER {
    set(root, "families.0.certificate.unique_radius", json_real(10.0));
    expect_rejected(root, 0, "certificate.unique_radius: 10 is stated");
  }
  TAMPER {
    set(root, "families.1.kind", json_string("minimum"));
    expect_rejected(root, 1, "kind: minimum is stated, saddle is proved");
  }
  TAMPER {
    set(root, "families.0.certificate.kind", json_string("maximum"));
    expect_rejected(root, 0, "certificate.kind: maximum is stated, minimum is proved");
  }
  TAMPER {
    set(root, "families.1.degenerate", json_false());
    expect_rejected(root, 1, "degenerate: false is stated, nullity 1 is proved");
  }
  TAMPER {
    set(root, "families.1.certificate.theorem", json_string("krawczyk"));
    expect_rejected(root, 1, "certificate.theorem: krawczyk is stated, symmetric-criticality");
  }
  TAMPER {
    set(root, "families.1.continuum", json_true());
    expect_rejected(root, 1, "continuum: true is stated");
  }
  TAMPER {
    set(root, "summary.euler.verdict", json_string("fails"));
    expect_rejected(root, -1, "summary.euler.verdict: fails is stated");
  }
}

// What is not proved is no proof, however right it is.
Test(check, missing_certificates) {
  TAMPER {
    set(root, "families.2.certificate", json_null());
    expect_rejected(root, 2, "not certified");
    expect_rejected(root, -1, "summary.certified: 5 is stated, 4 is proved");
    expect_rejected(root, -1, "summary.distinct: true is stated");
  }
  TAMPER { // a wider box is less sharp, not wrong, until Krawczyk's test fails on it
    set(root, "families.0.certificate.box.radius", json_real(0.9));
    expect_rejected(root, 0, "");
  }
  TAMPER {
    set(root, "families.1.certificate.symmetries", json_array());
    expect_rejected(root, 1, "");
  }
  TAMPER {
    set(root, "families.0.certificate.symmetries", json_pack("[[i,i,i,i]]", 1, 1, 1, 2));
    expect_rejected(root, 0, "certificate: makes no sense");
  }
  TAMPER { // a symmetry of L that does not fix the point
    set(root, "families.3.certificate.symmetries", json_pack("[[i,i,i,i]]", 1, 2, 2, 1));
    expect_rejected(root, 3, "");
  }
}

static void append_family(json_t *root, json_t *family) {
  json_array_append_new(get(root, "families"), family);
  add_integer(root, "summary.families", 1);
  add_integer(root, "summary.certified", 1);
  add_integer(root, "summary.points", (int)json_integer_value(json_object_get(family, "points")));
  add_integer(root, "summary.euler.found",
              (int)json_integer_value(json_object_get(family, "euler")));
}

Test(check, a_family_twice) {
  TAMPER {
    append_family(root, json_deep_copy(get(root, "families.0")));
    set(root, "families.5.id", json_string("0123456789abcdef"));
    expect_rejected(root, -1, "families 1 (copy) and 6 (copy): not proved distinct");
  }
  TAMPER { // same-copy on the other teacher: 1 0 / 1 0 becomes 0 1 / 0 1
    append_family(root, json_deep_copy(get(root, "families.3")));
    set(root, "families.5.W", json_pack("[[f,f],[f,f]]", 0.0, 1.0, 0.0, 1.0));
    json_t *center = get(root, "families.5.certificate.box.center");
    for (size_t i = 0; i < 2; i++) {
      json_t *row = json_array_get(center, i), *first = json_incref(json_array_get(row, 0));
      json_array_set(row, 0, json_array_get(row, 1));
      json_array_set_new(row, 1, first);
    }
    json_t *list = get(root, "families.5.certificate.symmetries");
    for (size_t s = 0; s < json_array_size(list); s++) {
      json_t *one = json_array_get(list, s);
      json_int_t a = json_integer_value(json_array_get(one, 2));
      json_int_t b = json_integer_value(json_array_get(one, 3));
      cr_assert_eq(llabs(a), 1); // no exchange of the teachers fixes same-copy
      json_array_set_new(one, 2, json_integer(b > 0 ? 1 : -1));
      json_array_set_new(one, 3, json_integer(a > 0 ? 2 : -2));
    }
    expect_rejected(root, -1, "families 4 (same-copy) and 6 (same-copy): not proved distinct");
    struct cpf_error err;
    struct cpf_check_result *r = check_json(root, &err);
    cr_expect_eq(r->families[5].verdict, CPF_CHECK_VERIFIED); // by itself it is true
    cpf_check_result_free(r);
  }
}

static json_t *proved_toy(void) {
  const struct cpf_problem p = {2, 2, 2, 4, 1.0};
  struct cpf_find_options opt = options();
  char *text = NULL;
  opt.prove = true;
  json_t *root = found_with(p, &opt, CPF_REPORT_JSON, &text);
  free(text);
  return root;
}

Test(check, a_proved_list) {
  json_t *root = proved_toy();
  cr_assert_str_eq(json_string_value(get(root, "summary.completeness")), "proved");
  expect_accepted(root);
  json_decref(root);
}

// Two families whose shares in the Euler sum cancel are taken away, and all sums are adapted.
Test(check, a_family_left_out_of_a_proved_list) {
  for (int one = 0; one < 2; one++) {
    json_t *root = proved_toy();
    if (!one) { // copy (8 points of degree 1) and same-copy (8 of degree -1)
      json_array_remove(get(root, "families"), 3);
      json_array_remove(get(root, "families"), 0);
    } else {
      json_array_remove(get(root, "families"), 1);
      add_integer(root, "summary.euler.found", 16);
      set(root, "summary.euler.verdict", json_string("fails"));
    }
    add_integer(root, "summary.families", one ? -1 : -2);
    add_integer(root, "summary.certified", one ? -1 : -2);
    add_integer(root, "summary.points", -16);
    expect_rejected(root, -1, "summary.completeness: proved is stated, but branch and bound");
    set(root, "summary.completeness", json_string("none")); // proof.proved still says it
    expect_rejected(root, -1, "summary.completeness: proved is stated, but");
    json_decref(root);
  }
}

// Refused: no list at all, or one that makes no sense.

static void expect_refused(const char *text, const char *what) {
  struct cpf_error err;
  struct cpf_check_result *r = check_text(text, &err);
  cr_expect_null(r, "%s", what);
  cr_expect(err.status == CPF_EPARSE || err.status == CPF_EINVAL, "%s: %s", what, err.text);
  cr_expect_not_null(strstr(err.text, what), "no '%s' in: %s", what, err.text);
  cpf_check_result_free(r);
}

static void expect_refused_json(json_t *root, const char *what) {
  char *text = json_dumps(root, JSON_PRESERVE_ORDER | JSON_REAL_PRECISION(17));
  expect_refused(text, what);
  free(text);
}

Test(check, no_json) {
  expect_refused("", "holds no JSON");
  expect_refused(" \n", "holds no JSON");
  expect_refused("{", "malformed JSON");
  expect_refused("{}", "$.schema: is missing");
  expect_refused("{\"schema\":2}", "$.schema: is not a whole number from 1 to 1");
  expect_refused("{\"schema\":1}", "$.command: is missing");
  expect_refused("[]", "$: is not an object");
  expect_refused("7", "malformed JSON");
  expect_refused("{\"command\":\"find\",\"command\":\"find\"}", "malformed JSON");
  expect_refused("{\"schema\":1,\"command\":\"theta\"}",
                 "$.command: 'theta' is not one of its values");
  expect_refused("{\"schema\":1,\"command\":\"find\"}", "$.problem: is missing");
  expect_refused("{\"command\":\"find\"} x", "malformed JSON");
  expect_refused("{\"command\":\"find\"} {}", "$[0]: is no line");
}

// Cut after every 97th byte: refused, never accepted.
Test(check, truncated) {
  json_t *root = toy();
  char *text = json_dumps(root, JSON_PRESERVE_ORDER);
  for (size_t length = strlen(text) - 1; length > 97; length -= 97) {
    text[length] = '\0';
    expect_refused(text, "");
  }
  free(text);
  json_decref(root);
}

Test(check, shapes_and_ranges) {
  static const struct {
    const char *path, *value, *says;
  } changes[] = {
      {"problem.n", "1000000", "$.families[0].W: has 2 entries (allowed: 1000000)"},
      {"problem.n", "3", "$.families[0].W: has 2 entries (allowed: 3)"},
      {"problem.n", "0", "$.problem.n: is not a whole number from 1"},
      {"problem.n", "99999999999999999999", "malformed JSON"},
      {"problem.d", "3", "$.families[0].W[0]: has 2 entries (allowed: 3)"},
      {"problem.k", "3", "$.problem: "},
      {"problem.rho", "1000000000", "$.problem.rho: is not a whole number"},
      {"problem.rho", "4.5", "$.problem.rho: is not a whole number"},
      {"problem.repulsion", "-1", "$.problem: "},
      {"problem.repulsion", "\"1\"", "$.problem.repulsion: is not a finite number"},
      {"families", "{}", "$.families: is not an array"},
      {"families.0", "7", "$.families[0]: is not an object"},
      {"families.0.W.1", "[1.0]", "$.families[0].W[1]: has 1 entries (allowed: 2)"},
      {"families.0.W.1.0", "\"0\"", "$.families[0].W[1][0]: is not a finite number"},
      {"families.0.W.1.0", "1e999", "malformed JSON"},
      {"families.0.W.1.0", "NaN", "malformed JSON"},
      {"families.0.eigenvalues", "[4.0]", "$.families[0].eigenvalues: has 1 entries (allowed: 2)"},
      {"families.0.index", "3", "$.families[0].index: is not a whole number from 0 to 2"},
      {"families.0.index", "null", "$.families[0].index: is not a whole number"},
      {"families.0.points", "-8", "$.families[0].points: is not a whole number from 1"},
      {"families.0.kind", "\"top\"", "$.families[0].kind: 'top' is not one of its values"},
      {"families.0.certificate", "[]", "$.families[0].certificate: is not an object"},
      {"families.0.certificate.theorem", "\"none\"", "theorem: 'none' is not one of its values"},
      {"families.0.certificate.precision_bits", "1000000000", "precision_bits: is not a whole"},
      {"families.0.certificate.precision_bits", "0", "precision_bits: is not a whole"},
      {"families.0.certificate.rank", "1", "rank: is not a whole number from 0 to 0"},
      {"families.0.certificate.box.radius", "0", "has a radius outside 0 to 1"},
      {"families.0.certificate.box.radius", "-1e-30", "has a radius outside 0 to 1"},
      {"families.0.certificate.box.radius", "null", "radius: is not a finite number"},
      {"families.0.certificate.box.center", "[]", "center: has 0 entries (allowed: 2)"},
      {"families.0.certificate.box.center.0", "[\"1\"]", "center[0]: has 1 entries (allowed: 2)"},
      {"families.0.certificate.box.center.0.0", "1", "center[0][0]: is not a decimal number"},
      {"families.0.certificate.box.center.0.0", "\"nan\"", "center[0][0]: is not a decimal number"},
      {"families.0.certificate.box.center.0.0", "\"inf\"", "center[0][0]: is not a decimal number"},
      {"families.0.certificate.box.center.0.0", "\"1 +/- 1\"", "center[0][0]: is not a decimal"},
      {"families.0.certificate.box.center.0.0", "\"\"", "center[0][0]: is not a decimal number"},
      {"families.0.certificate.box.center.0.0", "\"1e99999999\"", "center[0][0]: is not"},
      {"families.0.certificate.box.center.0.0", "\"1e-99999999\"", "center[0][0]: is not"},
      {"families.0.certificate.unique_radius", "-1", "unique_radius that is not positive"},
      {"families.0.certificate.symmetries", "[[1,2]]", "symmetries[0]: has 2 entries (allowed: 4)"},
      {"families.0.certificate.symmetries", "[[1,2,3,1]]", "symmetries[0][2]: is no signed place"},
      {"families.0.certificate.symmetries", "[[1,0,2,1]]", "symmetries[0][1]: is no signed place"},
      {"families.0.certificate.index", "null", "has an index without a nullity"},
      {"families.0.certificate.eigenvalue_bounds", "[[3,4]]", "bounds: has 1 entries (allowed: 2)"},
      {"families.0.certificate.eigenvalue_bounds.1", "[5,4]", "is not a lower and an upper bound"},
      {"summary", "null", "$.summary: is not an object"},
      {"summary.completeness", "\"sure\"", "$.summary.completeness: 'sure' is not one"},
      {"summary.proof", "7", "$.summary.proof: is not an object"},
      {"summary.distinct", "1", "$.summary.distinct: is neither true nor false"},
  };
  for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
    json_t *root = toy();
    set(root, changes[i].path, json_string("@here@"));
    char *text = json_dumps(root, JSON_PRESERVE_ORDER | JSON_REAL_PRECISION(17));
    size_t room = strlen(text) + strlen(changes[i].value) + 1;
    char *changed = calloc(room, 1), *mark = strstr(text, "\"@here@\"");
    cr_assert_not_null(mark);
    snprintf(changed, room, "%.*s%s%s", (int)(mark - text), text, changes[i].value,
             mark + strlen("\"@here@\""));
    expect_refused(changed, changes[i].says);
    free(changed);
    free(text);
    json_decref(root);
  }
}

Test(check, every_member_is_needed) {
  static const char *const paths[] = {
      "summary", "families.0",   "families.1.certificate", "families.0.certificate.box",
      "problem", "summary.euler"};
  static const char *const not_read[] = {"listed",        "blocks",       "hits",
                                         "not_certified", "unlisted",     "starts",
                                         "converged",     "homotopy",     "completeness_reason",
                                         "unresolved",    "singletons",   "doubletons",
                                         "unseen",        "coverage",     "estimator",
                                         "method",        "branch_points"};
  json_t *whole = toy();
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
    const char *key = NULL;
    json_t *value = NULL;
    json_object_foreach(get(whole, paths[i]), key, value) {
      bool needed = true;
      for (size_t s = 0; s < sizeof not_read / sizeof *not_read; s++)
        needed &= strcmp(key, not_read[s]) != 0;
      if (!needed)
        continue;
      json_t *root = json_deep_copy(whole);
      json_object_del(get(root, paths[i]), key);
      expect_refused_json(root, "is missing");
      json_decref(root);
    }
  }
  json_decref(whole);
}

Test(check, too_large) {
  json_t *root = toy();
  set(root, "problem",
      json_pack("{s:i,s:i,s:i,s:i,s:f}", "n", 1000, "k", 1000, "d", 1000, "rho", 4, "repulsion",
                1.0));
  set(root, "families", json_array());
  expect_refused_json(root, "too large to check");
  json_decref(root);
}
