// SPDX-License-Identifier: GPL-3.0-or-later
//
//  1. Colours: each overlap is replaced by the number of its value (colours.h).
//  2. The graph: for even rho two vertices +i, -i for every student and +j, -j for every teacher,
//     tied by an edge of a colour of its own; the edge between a*i and b*q has the colour of
//     a b (w_i.w_q), that between a*i and b*j the colour of a b (w_i.v_j). For odd rho one vertex
//     each. Its automorphisms are the elements of G that fix W up to O(d-k).
//  3. nauty knows colours of vertices only: a colour c in binary puts the edge into those layers
//     whose bit is set, and each vertex becomes a path through the layers (nauty User's Guide 2.8,
//     section 14).
//  4. The canonical graph, and |Aut| as the exact product of the orbit lengths along nauty's
//     stabiliser chain; the orbit has |G| / |Aut| points (orbit-stabiliser).
//
// Source: McKay and Piperno, Practical graph isomorphism II, J. Symbolic Comput. 60 (2014).
#include "classify/orbit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <nauty.h>

#include "classify/colours.h"
#include "status/try.h"

// Orbit lengths along the stabiliser chain, from nauty's level callback.
enum { LEVELS_MAX = 512 };
static _Thread_local int level_index[LEVELS_MAX];
static _Thread_local size_t level_count;

// nauty fixes the signature.
// NOLINTNEXTLINE(readability-non-const-parameter)
static void note_level(int *lab, int *ptn, int level, int *orbits, statsblk *stats, int tv,
                       int index, int cellsize, int numcells, int children, int n) {
  (void)lab, (void)ptn, (void)level, (void)orbits, (void)stats, (void)tv;
  (void)cellsize, (void)numcells, (void)children, (void)n;
  if (level_count < LEVELS_MAX)
    level_index[level_count] = index;
  level_count++;
}

// The coloured complete graph of step 2, colours >= 0.
struct coloured {
  int vertices, students; // vertices below `students` are students
  int *colour;            // owned; vertices^2
  int colours;            // number of colours
};

// Signed number of a value to a colour: 0 is "no relation", 1 the tie of a pair.
static int encode(int signed_colour, bool even) {
  return !even                ? signed_colour + 1
         : signed_colour == 0 ? 2
                              : 2 * abs(signed_colour) + 1 + (signed_colour < 0);
}

static enum cpf_status colour_graph(const struct cpf_problem *p, const struct cpf_colours *c,
                                    struct coloured *g, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  bool even = cpf_problem_has_signs(p);
  int copies = even ? 2 : 1;
  g->students = copies * p->n;
  g->vertices = copies * (p->n + p->k);
  CPF_TRY_ALLOC(g->colour, (size_t)g->vertices * (size_t)g->vertices, err);
  for (int u = 0; u < g->vertices; u++)
    for (int v = 0; v < g->vertices; v++) {
      int x = u / copies, y = v / copies, sign = u % copies == v % copies ? 1 : -1, colour = 0;
      if (x == y)
        colour = u == v ? 0 : 1;
      else if (x < p->n && y < p->n)
        colour = encode(sign * c->gram[(size_t)x * p->n + y], even);
      else if (x < p->n || y < p->n) {
        int i = x < p->n ? x : y, j = (x < p->n ? y : x) - p->n;
        colour = encode(sign * c->overlap[(size_t)i * p->k + j], even);
      }
      g->colour[(size_t)u * g->vertices + v] = colour;
      g->colours = colour >= g->colours ? colour + 1 : g->colours;
    }
cleanup:
  return status;
}

// Steps 3 and 4. Fills orbit->graph and the level indices.
static enum cpf_status canonise(const struct coloured *g, struct cpf_orbit *orbit,
                                struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  DEFAULTOPTIONS_GRAPH(options);
  statsblk stats;
  graph *layered = NULL, *canonical = NULL;
  int *lab = NULL, layers = 1, v = g->vertices;
  while ((1 << layers) < g->colours)
    layers++;
  int total = v * layers, m = SETWORDSNEEDED(total);
  CPF_TRY_ALLOC(layered, (size_t)total * (size_t)m, err);
  CPF_TRY_ALLOC(canonical, (size_t)total * (size_t)m, err);
  CPF_TRY_ALLOC(lab, 3 * (size_t)total, err);
  int *ptn = lab + total, *orbits = ptn + total;
  for (int l = 0; l < layers; l++)
    for (int a = 0; a < v; a++) {
      lab[l * v + a] = l * v + a;
      ptn[l * v + a] = a != g->students - 1 && a != v - 1;
      if (l > 0)
        ADDONEEDGE(layered, (l - 1) * v + a, l * v + a, m);
      for (int b = 0; b < a; b++)
        if (g->colour[(size_t)a * v + b] >> l & 1)
          ADDONEEDGE(layered, l * v + a, l * v + b, m);
    }
  options.getcanon = TRUE;
  options.defaultptn = FALSE;
  options.userlevelproc = note_level;
  level_count = 0;
  densenauty(layered, lab, ptn, orbits, &options, &stats, m, total, canonical);
  if (stats.errstatus != 0) {
    status = cpf_fail(err, CPF_EINTERNAL, "nauty failed with status %d", stats.errstatus);
    goto cleanup;
  }
  orbit->nwords = (size_t)total * (size_t)m;
  CPF_TRY_ALLOC(orbit->graph, orbit->nwords, err);
  for (size_t i = 0; i < orbit->nwords; i++)
    orbit->graph[i] = canonical[i];
cleanup:
  free(layered);
  free(canonical);
  free(lab);
  return status;
}

// |G| / |Aut| in prime exponents, so that no intermediate product overflows.
enum { PRIME_MAX = 1 << 12 };

static void factor(int x, int sign, int *exponent) {
  for (int f = 2; f <= x; f++)
    while (x % f == 0) {
      exponent[f] += sign;
      x /= f;
    }
}

static enum cpf_status count_points(const struct cpf_problem *p, struct cpf_orbit *orbit,
                                    struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  int *exponent = NULL;
  uint64_t count = 1;
  orbit->count_known = false;
  if (level_count > LEVELS_MAX || p->n >= PRIME_MAX / 4 || p->k >= PRIME_MAX / 4)
    return CPF_OK;
  CPF_TRY_ALLOC(exponent, PRIME_MAX, err);
  for (int i = 2; i <= p->n; i++)
    factor(i, 1, exponent);
  for (int j = 2; j <= p->k; j++)
    factor(j, 1, exponent);
  if (cpf_problem_has_signs(p))
    exponent[2] += p->n + p->k;
  for (size_t l = 0; l < level_count; l++)
    factor(level_index[l], -1, exponent);
  for (int f = 2; f < PRIME_MAX; f++) {
    if (exponent[f] < 0) {
      status = cpf_fail(err, CPF_EINTERNAL, "the automorphism group does not divide the group");
      goto cleanup;
    }
    for (int e = 0; e < exponent[f]; e++) {
      if (count > UINT64_MAX / (uint64_t)f)
        goto cleanup; // does not fit: stays unknown
      count *= (uint64_t)f;
    }
  }
  orbit->count_known = true;
  orbit->count = count;
cleanup:
  free(exponent);
  return status;
}

enum cpf_status cpf_orbit_make(const struct cpf_problem *p, const double *W, double tol,
                               struct cpf_orbit *orbit, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_colours colours = {0};
  struct coloured g = {0};
  memset(orbit, 0, sizeof *orbit);
  CPF_TRY(cpf_colours_make(p, W, tol, &colours, err));
  CPF_TRY(colour_graph(p, &colours, &g, err));
  CPF_TRY(canonise(&g, orbit, err));
  CPF_TRY(count_points(p, orbit, err));
  orbit->gap = colours.gap;
  orbit->nvalues = colours.nvalues;
  orbit->values = colours.values;
  colours.values = NULL;
cleanup:
  cpf_colours_clear(&colours);
  free(g.colour);
  if (status != CPF_OK)
    cpf_orbit_clear(orbit);
  return status;
}

void cpf_orbit_clear(struct cpf_orbit *orbit) {
  if (orbit == NULL)
    return;
  free(orbit->values);
  free(orbit->graph);
  memset(orbit, 0, sizeof *orbit);
}

bool cpf_orbit_same(const struct cpf_orbit *a, const struct cpf_orbit *b, double tol) {
  if (a->nvalues != b->nvalues || a->nwords != b->nwords ||
      memcmp(a->graph, b->graph, a->nwords * sizeof *a->graph) != 0)
    return false;
  for (size_t i = 0; i < a->nvalues; i++)
    if (fabs(a->values[i] - b->values[i]) > tol)
      return false;
  return true;
}
