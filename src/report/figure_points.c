// SPDX-License-Identifier: GPL-3.0-or-later
// 1. Find the families of P(2,2,2,rho). 2. Take the representative's angles (p, q) and apply the
//    symmetries of L: p <-> q, both t -> pi/2 - t (teachers exchanged), for even rho also both
//    t -> -t (the sign of v_2), modulo pi (the students' signs) or 2 pi. 3. Where a family is a
//    continuum, which for rho = 2 is an orbit of the rotations, turn both angles together.
#include "report/figure_points.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cpfind/model.h"
#include "status/try.h"

enum {
  EASY_RHO = 60,       // up to here the search's own budget of starts is spent in no time
  HARD_STARTS = 8000,  // beyond, this over rho: plateaus take long to resolve
  CONTINUUM_STEPS = 96 // points drawn on a continuum
};
static const double same_angle = 1e-9; // radians: orbits are known to some 1e-15
static const double pi = 3.14159265358979323846;

static enum cpf_status search(const struct cpf_figure_request *request,
                              struct cpf_figure_points *points, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_table *table = NULL;
  struct cpf_find_options options = cpf_find_options_default();
  options.threads = request->threads;
  options.stop = request->stop;
  options.certify = CPF_CERTIFY_OFF;
  if (request->rho > EASY_RHO)
    options.starts = HARD_STARTS / (uint64_t)request->rho;
  CPF_TRY(cpf_table_builtin(&table, err));
  CPF_TRY(cpf_find(&points->problem, &options, table, &points->result, err));
cleanup:
  cpf_table_free(table);
  return status;
}

static double fold(double t, double period) {
  t -= period * floor(t / period);
  return t < same_angle || period - t < same_angle ? 0.0 : t;
}

static bool known(const struct cpf_figure_points *points, int family, double p, double q) {
  for (size_t i = points->count; i > 0 && points->items[i - 1].family == family; i--)
    if (fabs(points->items[i - 1].p - p) < same_angle &&
        fabs(points->items[i - 1].q - q) < same_angle)
      return true;
  return false;
}

static enum cpf_status add(struct cpf_figure_points *points, int family, double p, double q,
                           struct cpf_error *err) {
  p = fold(p, points->period);
  q = fold(q, points->period);
  if (known(points, family, p, q))
    return CPF_OK;
  if (points->count == points->capacity) {
    size_t capacity = points->capacity > 0 ? 2 * points->capacity : 64;
    struct cpf_figure_point *items = realloc(points->items, capacity * sizeof *items);
    if (items == NULL)
      return cpf_fail(err, CPF_ENOMEM, "out of memory: %zu points", capacity);
    points->items = items;
    points->capacity = capacity;
  }
  points->items[points->count++] = (struct cpf_figure_point){family, p, q};
  return CPF_OK;
}

// The images of (p, q) under the finite symmetries.
static enum cpf_status add_orbit(struct cpf_figure_points *points, int family, double p, double q,
                                 struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  bool signs = cpf_problem_has_signs(&points->problem);
  for (int s = 1; s >= (signs ? -1 : 1); s -= 2) {
    for (int teachers = 0; teachers < 2; teachers++) {
      double x = teachers ? pi / 2.0 - s * p : s * p, y = teachers ? pi / 2.0 - s * q : s * q;
      CPF_TRY(add(points, family, x, y, err));
      CPF_TRY(add(points, family, y, x, err));
    }
  }
cleanup:
  return status;
}

static int compare(const void *x, const void *y) {
  const struct cpf_figure_point *a = x, *b = y;
  if (a->family != b->family)
    return a->family < b->family ? -1 : 1;
  if (a->p != b->p)
    return a->p < b->p ? -1 : 1;
  return (a->q > b->q) - (a->q < b->q);
}

enum cpf_status cpf_figure_points_find(const struct cpf_figure_request *request,
                                       struct cpf_figure_set *set, struct cpf_figure_points *points,
                                       struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  *points = (struct cpf_figure_points){
      .problem = {.n = 2, .k = 2, .d = 2, .rho = request->rho, .repulsion = 1.0},
      .period = request->rho % 2 == 0 ? pi : 2.0 * pi};
  CPF_TRY(search(request, points, err));
  const struct cpf_find_result *r = points->result;
  for (int i = 0; i < r->nfamilies; i++) {
    const struct cpf_family *f = &r->families[i];
    double p = atan2(f->W[1], f->W[0]), q = atan2(f->W[3], f->W[2]);
    int turns = f->dimension > 0 ? CONTINUUM_STEPS : 1;
    for (int j = 0; j < turns; j++) {
      double turn = points->period * j / turns;
      CPF_TRY(add_orbit(points, i, p + turn, q + turn, err));
    }
  }
  if (points->count > 0)
    qsort(points->items, points->count, sizeof *points->items, compare);
  if (r->euler == CPF_FAILS)
    (void)snprintf(set->note, sizeof set->note,
                   "%s: Euler's check fails: critical points are missing", set->stem);
cleanup:
  if (status != CPF_OK)
    cpf_figure_points_free(points);
  return status;
}

void cpf_figure_points_free(struct cpf_figure_points *points) {
  cpf_find_result_free(points->result);
  free(points->items);
  points->result = NULL;
  points->items = NULL;
  points->count = points->capacity = 0;
}

const char *cpf_figure_points_shape(const struct cpf_family *f) {
  if (f->dimension > 0)
    return "continuum";
  return f->degenerate ? "degenerate" : cpf_kind_name(f->kind);
}

int cpf_figure_points_shapes(const struct cpf_figure_points *points, char *text, size_t size) {
  static const char *const shapes[] = {"minimum", "saddle", "maximum", "degenerate", "undecided"};
  const struct cpf_find_result *r = points->result;
  int continua = 0;
  size_t used = 0;
  text[0] = '\0';
  for (int i = 0; i < r->nfamilies; i++)
    continua |= r->families[i].dimension > 0;
  for (size_t s = 0; s < sizeof shapes / sizeof shapes[0]; s++) {
    int i = 0;
    while (i < r->nfamilies && strcmp(cpf_figure_points_shape(&r->families[i]), shapes[s]) != 0)
      i++;
    if (i < r->nfamilies && used < size)
      used += (size_t)snprintf(text + used, size - used, "%s%s", used > 0 ? " " : "", shapes[s]);
  }
  return continua;
}

void cpf_figure_points_text(FILE *out, const char *text) {
  bool quoted = strpbrk(text, ",\"\r\n") != NULL;
  if (quoted)
    putc('"', out);
  for (const char *c = text; *c != '\0'; c++) {
    if (*c == '"')
      putc('"', out);
    putc(*c, out);
  }
  if (quoted)
    putc('"', out);
}

enum cpf_status cpf_figure_points_families(const struct cpf_figure_points *points,
                                           struct cpf_figure_set *set, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  FILE *out = NULL;
  CPF_TRY(cpf_figure_open(set, "-families.csv", &out, err));
  fputs("number,label,kind,index,nullity,dimension,local_degree,loss,points,shape\r\n", out);
  for (int i = 0; i < points->result->nfamilies; i++) {
    const struct cpf_family *f = &points->result->families[i];
    fprintf(out, "%d,", i + 1);
    cpf_figure_points_text(out, f->label);
    fprintf(out, ",%s,%d,%d,%d,", cpf_kind_name(f->kind), f->index, f->nullity, f->dimension);
    if (f->degree_known)
      fprintf(out, "%" PRId64, f->local_degree);
    fprintf(out, ",%.17g,", f->loss);
    if (f->points_known)
      fprintf(out, "%" PRIu64, f->points);
    fprintf(out, ",%s\r\n", cpf_figure_points_shape(f));
  }
cleanup:
  return cpf_figure_close(set, &out, status, err);
}

void cpf_figure_points_values(const struct cpf_figure_points *points, double p, double q,
                              double *loss, double *gradient_norm) {
  double W[4] = {cos(p), sin(p), cos(q), sin(q)}, G[4];
  *loss = cpf_loss(&points->problem, W);
  *gradient_norm = cpf_gradient(&points->problem, W, G, NULL);
}
