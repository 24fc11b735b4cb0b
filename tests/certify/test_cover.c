// SPDX-License-Identifier: GPL-3.0-or-later
// Completeness: proved for complete lists, and never for a list that lacks a point.
#include "certify/cover.h"

#include "cpfind/search.h"

#include "cover_support.h"

enum { FAMILIES_MAX = 64 };

struct list {
  struct cpf_problem p;
  int count;
  struct cpf_region region[FAMILIES_MAX];
};

// P(2,2,2,4) is solved in docs/mathematics.md, section 8: no other critical point is within pi/8 of
// tight-balance, in angle, so none within tan(pi/8) / sqrt(2) in each gnomonic coordinate.
static void tight_balance(const struct cpf_problem *p, const double *W, struct cpf_region *region) {
  cr_assert(p->n == 2 && p->k == 2 && p->d == 2 && p->rho == 4 && p->repulsion == 1);
  region_alloc(p, W, region);
  region->half[0] = region->half[1] = 0.05;
}

// The regions of all families that the search finds.
static void find(const struct cpf_problem *p, struct list *list) {
  struct cpf_find_options opt = cpf_find_options_default();
  struct cpf_table *table = NULL;
  struct cpf_find_result *result = NULL;
  opt.threads = 2;
  cr_assert_eq(cpf_table_builtin(&table, NULL), CPF_OK);
  cr_assert_eq(cpf_find(p, &opt, table, &result, NULL), CPF_OK);
  *list = (struct list){.p = *p, .count = result->nfamilies};
  cr_assert_leq(list->count, FAMILIES_MAX);
  for (int f = 0; f < list->count; f++) {
    const struct cpf_family *family = &result->families[f];
    if (family->degenerate)
      tight_balance(p, family->W, &list->region[f]);
    else
      cr_assert(make_region(p, family->W, 0.5, &list->region[f]));
  }
  cpf_find_result_free(result);
  cpf_table_free(table);
}

static void clear(struct list *list) {
  for (int f = 0; f < list->count; f++)
    cpf_region_clear(&list->region[f]);
}

static struct cpf_cover_report prove(const struct list *list, int threads) {
  struct cpf_cover_options opt = cpf_cover_options_default();
  struct cpf_cover_report report;
  opt.threads = threads;
  opt.max_boxes = 200000;
  cr_assert_eq(cpf_cover_prove(&list->p, list->region, list->count, &opt, &report, NULL), CPF_OK);
  return report;
}

static void assert_proved(const struct list *list) {
  struct cpf_cover_report report = prove(list, 2);
  cr_assert(report.proved, "P(%d,%d,%d,%d): %s", list->p.n, list->p.k, list->p.d, list->p.rho,
            report.reason);
  cr_assert_eq(report.left, 0);
  cr_assert_eq(report.share_left, 0);
  cr_assert_eq(report.work_left, 0);
  cr_assert_geq(report.matched, (uint64_t)list->count);
  // Every box is excluded, matched or halved; the charts are the roots of the trees.
  cr_assert_geq(report.boxes, report.excluded + report.matched);
  cr_assert_leq(report.boxes, 2 * (report.excluded + report.matched));
}

static void complete(int n, int k, int d, int rho) {
  struct cpf_problem p = problem(n, k, d, rho);
  struct list list;
  find(&p, &list);
  assert_proved(&list);
  clear(&list);
}

Test(cover, complete_lists_are_proved_two_students) {
  for (int rho = 3; rho <= 9; rho++)
    complete(2, 2, 2, rho);
  complete(2, 2, 2, 20);
  complete(2, 2, 2, 40);
}

Test(cover, complete_lists_are_proved_one_student) {
  complete(1, 2, 2, 5);
  for (int rho = 3; rho <= 40; rho += 9)
    complete(1, 3, 3, rho);
}

Test(cover, complete_lists_are_proved_three_students) {
  complete(3, 2, 2, 4);
  complete(3, 2, 2, 6);
}

// Another repulsion, not a double's fraction: proved for all numbers nearby.
Test(cover, complete_lists_are_proved_for_other_repulsions) {
  const double repulsions[] = {0, 0.25, 1.0 / 3, 0.7, 1.5};
  for (size_t c = 0; c < COUNT(repulsions); c++) {
    struct cpf_problem p = problem(2, 2, 2, 6);
    struct list list;
    p.repulsion = repulsions[c];
    find(&p, &list);
    assert_proved(&list);
    clear(&list);
  }
}

// Without region f: not proved, and the point shown is that of f.
static void leave_out(const struct list *list, int f) {
  struct list rest = *list;
  rest.region[f] = rest.region[--rest.count];
  struct cpf_cover_report report = prove(&rest, 2);
  cr_assert_not(report.proved);
  cr_assert_gt(report.left, 0);
  cr_assert_gt(report.share_left, 0);
  double far = orbit_distance(&list->p, report.left_W, list->region[f].W);
  // A contracted box is as narrow as min_width or undecided boxes around a degenerate point as
  // wide as their third-order terms allow.
  cr_assert_lt(far, 1e-3, "P(%d,%d,%d,%d) without %d: %g away, %s", list->p.n, list->p.k, list->p.d,
               list->p.rho, f, far, report.reason);
}

static void leave_each_out(int n, int k, int d, int rho) {
  struct cpf_problem p = problem(n, k, d, rho);
  struct list list;
  find(&p, &list);
  for (int f = 0; f < list.count; f++)
    leave_out(&list, f);
  clear(&list);
}

Test(cover, a_missing_point_is_noticed_and_shown) {
  leave_each_out(2, 2, 2, 3);
  leave_each_out(2, 2, 2, 4);
  leave_each_out(2, 2, 2, 6);
  leave_each_out(2, 2, 2, 7);
  leave_each_out(2, 2, 2, 40);
  leave_each_out(1, 3, 3, 5);
  leave_each_out(1, 3, 3, 4);
  leave_each_out(3, 2, 2, 4);
}

Test(cover, an_empty_list_is_never_complete) {
  for (int rho = 3; rho < 6; rho++) {
    struct list none = {.p = problem(2, 2, 2, rho)};
    cr_assert_not(prove(&none, 2).proved);
  }
}

static void shrink(struct list *list, double factor) {
  for (int f = 0; f < list->count; f++)
    for (size_t c = 0; c < cpf_problem_tangent_dim(&list->p); c++)
      list->region[f].half[c] *= factor;
}

// The point moved out of its region: each region in turn.
static void move_away(struct list *list, int f) {
  struct cpf_region *region = &list->region[f], old = *region;
  double W[POINT_MAX], xi[POINT_MAX];
  for (size_t c = 0; c < cpf_problem_tangent_dim(&list->p); c++)
    xi[c] = 2 * old.half[c];
  memcpy(W, old.W, point_size(&list->p) * sizeof *W);
  cpf_retract(&list->p, old.B, xi, W);
  region_alloc(&list->p, W, region);
  for (size_t c = 0; c < cpf_problem_tangent_dim(&list->p); c++)
    region->half[c] = old.half[c];
  cr_assert_not(prove(list, 2).proved);
  cpf_region_clear(region);
  *region = old;
}

Test(cover, a_region_moved_away_proves_nothing) {
  for (int rho = 5; rho <= 6; rho++) {
    struct cpf_problem p = problem(2, 2, 2, rho);
    struct list list;
    find(&p, &list);
    shrink(&list, 1e-2); // not onto another image of itself
    for (int f = 0; f < list.count; f++)
      move_away(&list, f);
    assert_proved(&list);
    clear(&list);
  }
}

Test(cover, small_regions_prove_as_much) {
  const int rhos[] = {3, 6, 8};
  for (size_t c = 0; c < COUNT(rhos); c++) {
    struct cpf_problem p = problem(2, 2, 2, rhos[c]);
    struct list list;
    find(&p, &list);
    shrink(&list, 1e-2);
    assert_proved(&list);
    shrink(&list, 1e-4);
    assert_proved(&list);
    clear(&list);
  }
}

// Any image of a region, with any other orthonormal directions that give the same set or less.
static void move_region(const struct cpf_problem *p, uint64_t g, struct cpf_region *region) {
  double image[POINT_MAX], most = INFINITY;
  struct cpf_region moved;
  size_t N = cpf_problem_tangent_dim(p);
  cr_assert(symmetry_image(p, g, region->W, image));
  region_alloc(p, image, &moved);
  for (size_t c = 0; c < N; c++)
    most = fmin(most, region->half[c]);
  for (size_t c = 0; c < N; c++) // the ball inside the cube, and a cube inside the ball
    moved.half[c] = 0.99 * most / sqrt((double)N);
  for (size_t c = 0; c + 1 < N; c += 2) { // a rotation of pairs of directions
    moved.V[c * N + c] = moved.V[(c + 1) * N + c + 1] = 0.6;
    moved.V[c * N + c + 1] = 0.8;
    moved.V[(c + 1) * N + c] = -0.8;
  }
  cpf_region_clear(region);
  *region = moved;
}

Test(cover, images_of_regions_prove_as_much) {
  const int cases[][4] = {{2, 2, 2, 3}, {2, 2, 2, 6}, {1, 3, 3, 4}, {1, 3, 3, 5}};
  for (size_t c = 0; c < COUNT(cases); c++) {
    struct cpf_problem p = problem(cases[c][0], cases[c][1], cases[c][2], cases[c][3]);
    struct list list;
    find(&p, &list);
    for (int f = 0; f < list.count; f++)
      move_region(&p, (uint64_t)f % 4, &list.region[f]); // each of these has at least 4 symmetries
    assert_proved(&list);
    clear(&list);
  }
}

// All but the time.
static void assert_same(const struct cpf_cover_report *a, const struct cpf_cover_report *b) {
  cr_assert_eq(a->proved, b->proved);
  cr_assert_eq(a->boxes, b->boxes);
  cr_assert_eq(a->excluded, b->excluded);
  cr_assert_eq(a->matched, b->matched);
  cr_assert_eq(a->left, b->left);
  cr_assert(a->share_left == b->share_left && a->work_left == b->work_left);
  cr_assert(a->left_root == b->left_root && a->left_width == b->left_width);
  for (int c = 0; c < CPF_COVER_W_MAX; c++)
    cr_assert(a->left_W[c] == b->left_W[c]);
  cr_assert_str_eq(a->reason, b->reason);
}

Test(cover, numbers_do_not_depend_on_the_threads) {
  struct cpf_problem p = problem(2, 2, 2, 5);
  struct list list;
  find(&p, &list);
  for (int lacking = 0; lacking < 2; lacking++, list.count -= 1) {
    struct cpf_cover_report one = prove(&list, 1);
    for (int threads = 2; threads <= 4; threads++) {
      struct cpf_cover_report more = prove(&list, threads);
      assert_same(&one, &more);
    }
  }
  list.count += 2;
  clear(&list);
}

Test(cover, a_spent_budget_is_no_proof) {
  struct cpf_problem p = problem(2, 2, 2, 5);
  struct cpf_cover_options opt = cpf_cover_options_default();
  struct cpf_cover_report report;
  struct list list;
  find(&p, &list);
  opt.max_boxes = 300;
  cr_assert_eq(cpf_cover_prove(&p, list.region, list.count, &opt, &report, NULL), CPF_OK);
  cr_assert_not(report.proved);
  cr_assert_gt(report.left, 0);
  cr_assert(report.share_left > 0 && report.share_left < 1);
  cr_assert(report.work_left > 0 && isfinite(report.work_left));
  cr_assert_leq(report.boxes, 600); // a round goes beyond it by as many boxes as it has tasks
  clear(&list);
}

Test(cover, an_interrupted_proof_is_none) {
  struct cpf_problem p = problem(2, 2, 2, 5);
  struct cpf_cover_options opt = cpf_cover_options_default();
  struct cpf_cover_report report;
  volatile sig_atomic_t stop = 1;
  opt.stop = &stop;
  cr_assert_eq(cpf_cover_prove(&p, NULL, 0, &opt, &report, NULL), CPF_EINTERRUPTED);
  cr_assert_not(report.proved);
  cr_assert_gt(report.left, 0);
  cr_assert_float_eq(report.share_left, 1, 1e-12);
}

static void refused(int n, int k, int d, int rho) {
  struct cpf_problem p = problem(n, k, d, rho);
  struct cpf_cover_options opt = cpf_cover_options_default();
  struct cpf_cover_report report;
  cr_assert_eq(cpf_cover_prove(&p, NULL, 0, &opt, &report, NULL), CPF_OK);
  cr_assert_not(report.proved);
  cr_assert_gt(strlen(report.reason), 0);
}

Test(cover, what_cannot_be_proved_is_refused) {
  refused(2, 2, 2, 1);
  refused(2, 2, 2, 2);
  refused(2, 2, 4, 4);
  refused(2, 1, 1, 4);
  refused(13, 2, 2, 4);
  refused(1, 24, 24, 4);
  refused(CPF_SIZE_MAX, 2, 2, 4);
  refused(1, 3, 3, 1000);
  refused(1, 13, 13, 4);
}

Test(cover, bad_regions_are_an_error) {
  struct cpf_problem p = problem(2, 2, 2, 4);
  struct cpf_cover_options opt = cpf_cover_options_default();
  struct cpf_cover_report report;
  struct cpf_region region;
  struct cpf_error err = {0};
  double W[] = {1, 0, 0, 1};
  region_alloc(&p, W, &region);
  double *const numbers[] = {region.W, region.B, region.V, region.half};
  for (size_t c = 0; c < COUNT(numbers); c++) {
    double kept = *numbers[c];
    *numbers[c] = NAN;
    cr_assert_eq(cpf_cover_prove(&p, &region, 1, &opt, &report, &err), CPF_EINVAL);
    cr_assert_not(report.proved);
    *numbers[c] = kept;
  }
  p.rho = -1;
  cr_assert_eq(cpf_cover_prove(&p, &region, 1, &opt, &report, &err), CPF_EINVAL);
  cpf_region_clear(&region);
}
