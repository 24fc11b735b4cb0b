// SPDX-License-Identifier: GPL-3.0-or-later
// The complex homotopy as a part of the search: its verdict, and what it cannot say.
#include "support.h"

#include "search/complete.h"

static struct cpf_find_result *complete(struct cpf_problem p, uint64_t starts) {
  struct cpf_find_options opt = options(1);
  opt.complete = true;
  opt.starts = starts;
  return find_with(p, &opt);
}

Test(complete, every_path_is_accounted_for) {
  const struct cpf_problem problems[] = {problem(2, 2, 2, 4), problem(2, 2, 2, 3),
                                         problem(3, 2, 2, 4), problem(1, 3, 3, 4)};
  for (size_t i = 0; i < sizeof problems / sizeof *problems; i++) {
    struct cpf_find_result *r = complete(problems[i], 0);
    const struct cpf_homotopy_summary *h = &r->homotopy;
    cr_assert(h->run && h->complete, "%s", h->reason);
    cr_assert_eq(r->completeness, CPF_COMPLETE_PROBABLE, "%s", r->completeness_reason);
    cr_assert_not_null(strstr(r->completeness_reason, "with probability one"));
    cr_assert_eq(h->regular + h->singular + h->infinite + h->failed, h->paths);
    cr_assert_eq(h->real_roots,
                 r->points);        // every real root is a point of a family, and the reverse
    cr_assert_eq(r->singletons, 0); // no random starts
    cr_assert_lt(r->starts, 1000);
    cpf_find_result_free(r);
  }
}

// A number of starts asks for the random ones too.
Test(complete, with_random_starts) {
  struct cpf_find_result *r = complete(problem(2, 2, 2, 4), 2000);
  cr_assert_eq(r->completeness, CPF_COMPLETE_PROBABLE);
  cr_assert_eq(r->starts, 2000);
  cpf_find_result_free(r);
}

Test(complete, out_of_reach) {
  const struct cpf_problem problems[] = {problem(2, 2, 2, 2), problem(2, 2, 4, 4)};
  for (size_t i = 0; i < sizeof problems / sizeof *problems; i++) {
    struct cpf_find_result *r = complete(problems[i], 3000);
    cr_assert(r->homotopy.run && !r->homotopy.complete);
    cr_assert_str_not_empty(r->homotopy.reason);
    cr_assert_eq(r->homotopy.paths, 0);
    cpf_find_result_free(r);
  }
}

// The verdict from a result and roots made by hand: family 0 has 8 points, family 1 has 16 triple
// ones, and the homotopy's ends are as given.
static void judge(const struct cpf_complete *c, char (*names)[CPF_ID_MAX],
                  enum cpf_completeness expected, const char *says) {
  struct cpf_family families[2] = {{.id = "a", .label = "copy", .points_known = true, .points = 8},
                                   {.id = "b",
                                    .label = "tight-balance",
                                    .points_known = true,
                                    .points = 16,
                                    .multiplicity_known = true,
                                    .multiplicity = 3}};
  struct cpf_find_result r = {.nfamilies = 2,
                              .families = families,
                              .euler = CPF_HOLDS,
                              .homotopy = {.run = true, .complete = true, .paths = 56}};
  cpf_complete_judge(&r, c, names);
  cr_expect_eq(r.completeness, expected);
  cr_expect_not_null(strstr(r.completeness_reason, says), "%s", r.completeness_reason);
}

Test(complete, what_does_not_fit_is_named) {
  uint64_t weight[] = {8, 8, 8}, multiplicity[] = {1, 3, 3};
  char names[3][CPF_ID_MAX] = {"a", "b", "b"};
  const struct cpf_complete c = {
      .roots = {.nreal = 3, .weight = weight, .multiplicity = multiplicity}};
  judge(&c, names, CPF_COMPLETE_PROBABLE, "the 56 paths of the complex homotopy");
  multiplicity[2] = 2;
  judge(&c, names, CPF_COMPLETE_NONE,
        "family 2 (tight-balance) has multiplicity 3, but 40 paths end at its 16 points");
  multiplicity[2] = 3;
  weight[2] = 4;
  judge(&c, names, CPF_COMPLETE_NONE,
        "family 2 (tight-balance) has 16 points, of which the homotopy's paths reach 12");
  weight[2] = 8;
  names[0][0] = '\0';
  judge(&c, names, CPF_COMPLETE_NONE, "a real root of the homotopy belongs to no family");
}
