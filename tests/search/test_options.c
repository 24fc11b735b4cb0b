// SPDX-License-Identifier: GPL-3.0-or-later
// Methods, budgets, interruption, and options that are refused.
#include "support.h"

#include <signal.h>

static const char *const toy[] = {"copy", "balance", "same-copy", "same-balance", "tight-balance"};

// Each method on the toy. The homotopy alone is not expected to find tight-balance: it is a triple
// root, on which no path from r = 0 ends; the search must then say that the list is incomplete.
Test(options, methods) {
  const char *const *names = cpf_method_names();
  int count = 0;
  for (; names[count] != NULL; count++) {
    bool homotopy = strcmp(names[count], "homotopy") == 0;
    struct cpf_find_options opt = options(1);
    opt.method = names[count];
    opt.starts = homotopy ? 1200 : 0;
    struct cpf_find_result *r = find_with(problem(2, 2, 2, 4), &opt);
    cr_assert_str_eq(r->method, names[count]);
    cr_assert_gt(strlen(cpf_method_summary(names[count])), 10);
    for (int f = 0; f < (homotopy ? 4 : 5); f++)
      cr_assert_gt(family_of(r, toy[f])->points, 0);
    if (homotopy && r->nfamilies < 5) {
      cr_assert_eq(r->euler, CPF_FAILS);
      cr_assert_eq(r->euler_found, 16);
      cr_assert_eq(r->end, CPF_END_BUDGET);
    } else {
      cr_assert_eq(r->nfamilies, 5, "%s", names[count]);
      cr_assert_eq(r->euler, CPF_HOLDS);
    }
    cpf_find_result_free(r);
  }
  cr_assert_eq(count, 5);
  cr_assert_null(cpf_method_summary("simplex"));
}

Test(options, small_budget) {
  const uint64_t budgets[] = {1, 10, 100, 1000};
  for (size_t b = 0; b < sizeof budgets / sizeof *budgets; b++) {
    struct cpf_find_options opt = options(1);
    opt.starts = budgets[b];
    struct cpf_find_result *r = find_with(problem(3, 3, 3, 4), &opt);
    cr_assert_eq(r->end, CPF_END_BUDGET);
    cr_assert_eq(r->starts, budgets[b]);
    cr_assert_eq(r->completeness, CPF_COMPLETE_NONE);
    cpf_find_result_free(r);
  }
}

struct watcher {
  volatile sig_atomic_t stop;
  int calls, limit;
  uint64_t starts, budget;
  int families;
};

static void watch(void *ctx, uint64_t starts, uint64_t budget, int families, double seconds) {
  struct watcher *w = ctx;
  cr_assert_geq(starts, w->starts);
  cr_assert_geq(families, w->families);
  cr_assert_geq(seconds, 0);
  w->starts = starts;
  w->budget = budget;
  w->families = families;
  if (++w->calls == w->limit)
    w->stop = 1;
}

Test(options, interrupted) {
  const struct cpf_problem p = problem(3, 3, 3, 4);
  struct cpf_table *table = reference();
  for (int limit = 0; limit < 6; limit++) { // 0: asked to stop before it begins
    struct watcher w = {.stop = limit == 0, .limit = limit};
    struct cpf_find_options opt = options(1);
    struct cpf_find_result *r = NULL;
    struct cpf_error err = {CPF_OK, ""};
    opt.progress = watch;
    opt.progress_ctx = &w;
    opt.stop = &w.stop;
    cr_assert_eq(cpf_find(&p, &opt, table, &r, &err), CPF_EINTERRUPTED);
    cr_assert_eq(err.status, CPF_EINTERRUPTED);
    cr_assert_not_null(strstr(err.text, "interrupted"));
    cr_assert_not_null(r);
    check_result(r);
    cr_assert_eq(r->end, CPF_END_INTERRUPTED);
    cr_assert_eq(r->nfamilies, w.families);
    cr_assert_eq(r->starts, w.starts);
    cr_assert_eq(r->nfamilies > 0, limit > 0);
    cr_assert_eq(w.calls, limit);
    cpf_find_result_free(r);
  }
  cpf_table_free(table);
}

Test(options, progress) {
  struct watcher w = {.limit = -1};
  struct cpf_find_options opt = options(1);
  opt.progress = watch;
  opt.progress_ctx = &w;
  opt.stop = &w.stop;
  struct cpf_find_result *r = find_with(problem(2, 2, 2, 4), &opt);
  cr_assert_gt(w.calls, 2);
  cr_assert_eq(w.families, r->nfamilies);
  cr_assert_eq(w.starts, r->starts);
  cr_assert_geq(w.budget, r->starts);
  cpf_find_result_free(r);
}

// Refused, by cpf_find and by cpf_classify, with a message that holds `says`.
static void refused(struct cpf_problem p, const struct cpf_find_options *opt,
                    enum cpf_status expected, const char *says) {
  struct cpf_table *table = reference();
  struct cpf_find_result *r = (struct cpf_find_result *)&p;
  struct cpf_classified *c = (struct cpf_classified *)&p;
  struct cpf_error err = {CPF_OK, ""};
  cr_assert_eq(cpf_find(&p, opt, table, &r, &err), expected, "%s", says);
  cr_assert_null(r);
  cr_assert_eq(err.status, expected);
  cr_assert_not_null(strstr(err.text, says), "%s", err.text);
  cr_assert_eq(cpf_find(&p, opt, table, &r, NULL), expected); // nobody asks why
  err = (struct cpf_error){CPF_OK, ""};
  cr_assert_eq(cpf_classify(&p, opt, table, NULL, 0, 0.1, &c, &err), expected);
  cr_assert_null(c);
  cr_assert_not_null(strstr(err.text, says), "%s", err.text);
  cpf_table_free(table);
}

Test(options, bad_options) {
  const struct cpf_problem p = problem(2, 2, 2, 4);
  const struct cpf_find_options good = options(1);
  const char *const names[] = {"tol_gradient", "tol_zero", "tol_same"};
  const double bad[] = {0, -1e-9, 1, 7, NAN, INFINITY};
  struct cpf_find_options opt = good;
  opt.method = "simplex";
  refused(p, &opt, CPF_EINVAL, "simplex");
  refused(p, &opt, CPF_EINVAL, "gsl-hybridsj");
  opt.method = "";
  refused(p, &opt, CPF_EINVAL, "method");
  opt = good;
  opt.threads = -1;
  refused(p, &opt, CPF_EINVAL, "threads is -1");
  opt.threads = 1000000;
  refused(p, &opt, CPF_EINVAL, "threads is 1000000");
  opt = good;
  opt.max_iterations = 0;
  refused(p, &opt, CPF_EINVAL, "max_iterations is 0");
  opt = good;
  opt.certify_bits = 1;
  refused(p, &opt, CPF_EINVAL, "certify_bits is 1;");
  opt.certify_bits = 1 << 30;
  refused(p, &opt, CPF_EINVAL, "certify_bits is 1073741824");
  opt = good;
  opt.certify = (enum cpf_certify_choice)7;
  refused(p, &opt, CPF_EINVAL, "certify is 7");
  for (int name = 0; name < 3; name++)
    for (size_t b = 0; b < sizeof bad / sizeof *bad; b++) {
      opt = good;
      *(name == 0 ? &opt.tol_gradient : name == 1 ? &opt.tol_zero : &opt.tol_same) = bad[b];
      refused(p, &opt, CPF_EINVAL, names[name]);
    }
}

Test(options, bad_problems) {
  const struct cpf_find_options opt = options(1);
  struct cpf_problem p = problem(2, 2, 2, 4);
  refused(problem(0, 2, 2, 4), &opt, CPF_EINVAL, "0");
  refused(problem(2, 0, 2, 4), &opt, CPF_EINVAL, "0");
  refused(problem(2, 3, 2, 4), &opt, CPF_EINVAL, "3");
  refused(problem(2, 2, 2, 0), &opt, CPF_EINVAL, "rho");
  refused(problem(2, 2, 2, CPF_RHO_MAX + 1), &opt, CPF_EINVAL, "1001");
  refused(problem(-5, 2, 2, 4), &opt, CPF_EINVAL, "-5");
  p.repulsion = NAN;
  refused(p, &opt, CPF_EINVAL, "repulsion");
  p.repulsion = -0.5;
  refused(p, &opt, CPF_EINVAL, "-0.5");
}

// Refused with the estimate; nothing of that size is touched.
Test(options, too_large) {
  const int most = CPF_SIZE_MAX;
  struct cpf_find_options opt = options(1);
  refused(problem(100000, 100000, 100000, 4), &opt, CPF_ENOMEM, "GiB");
  refused(problem(most, most, most, 4), &opt, CPF_ENOMEM, "GiB");
  refused(problem(most, 1, 1, 4), &opt, CPF_ENOMEM, "n = 1048576");
  opt.memory_limit = 1000;
  refused(problem(2, 2, 2, 4), &opt, CPF_ENOMEM, "d = 2");
}

Test(options, names) {
  cr_assert_str_eq(cpf_verdict_name(CPF_HOLDS), "holds");
  cr_assert_str_eq(cpf_verdict_name(CPF_FAILS), "fails");
  cr_assert_str_eq(cpf_verdict_name(CPF_NOT_APPLICABLE), "not-applicable");
  cr_assert_str_eq(cpf_completeness_name(CPF_COMPLETE_NONE), "none");
  cr_assert_str_eq(cpf_completeness_name(CPF_COMPLETE_PROBABLE), "probable");
  cr_assert_str_eq(cpf_completeness_name(CPF_COMPLETE_PROVED), "proved");
  cr_assert_str_eq(cpf_find_end_name(CPF_END_COMPLETE), "complete");
  cr_assert_str_eq(cpf_find_end_name(CPF_END_BUDGET), "budget");
  cr_assert_str_eq(cpf_find_end_name(CPF_END_INTERRUPTED), "interrupted");
}
