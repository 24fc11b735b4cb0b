// SPDX-License-Identifier: GPL-3.0-or-later
// Random false claims: certificates of true points, spoilt at random, are proved again. What comes
// out must be true of the point they come from, or nothing: its box must reach that point, and
// index, nullity, degree, multiplicity, points and bounds must be the point's own.
//
//   bench_false_claims [COUNT [SEED]]     claims to try (100000), and the seed (1)
#include <arb.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cpfind/search.h"

enum { BITS = 512, TRUTH_BITS = 2048, LIST_MAX = 512, DIGITS = 200, SHOWN = 3 };

struct truth {
  struct cpf_problem p;
  struct cpf_certificate c; // in BITS bits
};

static const struct cpf_problem problems[] = {
    {2, 2, 2, 4, 1}, {2, 2, 2, 6, 1},   {3, 2, 2, 3, 1}, {1, 3, 3, 3, 1},    {2, 3, 3, 4, 1},
    {2, 2, 3, 4, 1}, {2, 2, 3, 3, 0.5}, {1, 2, 4, 3, 1}, {2, 2, 4, 5, 0.75}, {2, 2, 2, 2, 1}};
static const char *const kinds[] = {"moved", "turned", "radius",    "symmetry",
                                    "zero",  "rank",   "unrelated", "precision"};
enum { MOVED, TURNED, RADIUS, SYMMETRY, ZERO, RANK, UNRELATED, PRECISION, KINDS };

struct tally {
  uint64_t tried, refused, nothing, proved, wrong;
};

static uint64_t next(uint64_t *state) { // SplitMix64 (Steele, Lea and Flood, OOPSLA 2014)
  uint64_t z = *state += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

static double centred(uint64_t *state) {
  return ((double)(next(state) >> 12) + 0.5) * 0x1p-51 - 1;
}

static void must(enum cpf_status status, const struct cpf_error *err) {
  if (status == CPF_OK)
    return;
  fprintf(stderr, "bench_false_claims: %s\n", err->text);
  exit(EXIT_FAILURE);
}

static int find_truths(struct truth *list) {
  struct cpf_table *table = NULL;
  struct cpf_error err = {CPF_OK, ""};
  int count = 0;
  must(cpf_table_builtin(&table, &err), &err);
  for (size_t x = 0; x < sizeof problems / sizeof *problems; x++) {
    struct cpf_find_options opt = cpf_find_options_default();
    struct cpf_find_result *r = NULL;
    opt.starts = 1000;
    opt.certify = CPF_CERTIFY_OFF;
    must(cpf_find(&problems[x], &opt, table, &r, &err), &err);
    for (int f = 0; f < r->nfamilies && count < LIST_MAX; f++) {
      struct cpf_certificate c = {0};
      list[count].p = problems[x];
      must(cpf_certify(&problems[x], r->families[f].W, BITS, &c, &err), &err);
      if (c.theorem != CPF_THEOREM_NONE) { // again, so that all have the same precision
        list[count++].c = c;
        c = (struct cpf_certificate){0};
      }
      cpf_certificate_clear(&c);
    }
    cpf_find_result_free(r);
  }
  cpf_table_free(table);
  return count;
}

static int size_of(const struct truth *t) {
  return t->p.n * (t->p.k + t->c.rank);
}

static char *text_of(const arb_t x) {
  char *text = arb_get_str(x, DIGITS, ARB_STR_NO_RADIUS), *copy = strdup(text);
  flint_free(text);
  return copy;
}

static void add(char **entry, double by) {
  arb_t x, step;
  arb_init(x), arb_init(step);
  if (arb_set_str(x, *entry, TRUTH_BITS) == 0) {
    arb_set_d(step, by);
    arb_add(x, x, step, TRUTH_BITS);
    arb_get_mid_arb(x, x);
    free(*entry);
    *entry = text_of(x);
  }
  arb_clear(x), arb_clear(step);
}

static struct cpf_certificate copy_of(const struct truth *t, int room) {
  int size = size_of(t), length = t->p.n + t->p.k + t->c.rank;
  size_t count = (size_t)(t->c.nsymmetries * length);
  struct cpf_certificate claim = {
      .precision_bits = t->c.precision_bits, .rank = t->c.rank, .nsymmetries = t->c.nsymmetries};
  claim.center = calloc((size_t)room + 1, sizeof *claim.center);
  for (int e = 0; e < size; e++)
    claim.center[e] = strdup(t->c.center[e]);
  claim.symmetries = calloc(count + 1, sizeof *claim.symmetries);
  if (count > 0)
    memcpy(claim.symmetries, t->c.symmetries, count * sizeof *claim.symmetries);
  return claim;
}

// A column outside span V with tiny entries is put in.
static void raise_rank(const struct truth *t, struct cpf_certificate *claim, uint64_t *state) {
  static const char *const tiny[] = {"0", "1e-12", "-1e-25", "1e-40", "1e-80", "-1e-300"};
  int D = t->p.k + t->c.rank;
  for (int i = t->p.n - 1; i >= 0; i--) {
    memmove(claim->center + i * (D + 1), claim->center + i * D, (size_t)D * sizeof *claim->center);
    claim->center[i * (D + 1) + D] = strdup(tiny[next(state) % 6]);
  }
  claim->center[t->p.n * (D + 1)] = NULL;
  claim->rank++;
  claim->nsymmetries = 0;
}

// True when the claim has been changed into a false one, or one that says less.
static void spoil(const struct truth *t, int kind, uint64_t *state, struct cpf_certificate *claim) {
  int size = size_of(t), length = t->p.n + t->p.k + t->c.rank;
  double by = pow(10, -16 + 14 * centred(state)); // 1e-30 to 1e-2
  if (kind == RANK || next(state) % 2 == 0)
    claim->nsymmetries = 0;
  if (kind == MOVED || kind == RADIUS || kind == PRECISION)
    for (int e = 0; e < size; e++)
      if (next(state) % 2 == 0 && strcmp(claim->center[e], "0") != 0)
        add(&claim->center[e], by * centred(state));
  if (kind == TURNED) // along one entry, zeros included
    add(&claim->center[next(state) % (uint64_t)size], by);
  if (kind == RADIUS)
    claim->radius = by * 0.01;
  if (kind == PRECISION)
    claim->precision_bits = next(state) % 50 == 0 ? 256 : 32 << next(state) % 3;
  if (kind == ZERO) {
    int e = (int)(next(state) % (uint64_t)size);
    free(claim->center[e]);
    claim->center[e] = strdup("0");
  }
  if (kind == SYMMETRY) {
    claim->nsymmetries = 1;
    claim->symmetries = realloc(claim->symmetries, (size_t)length * sizeof(int));
    for (int x = 0; x < length; x++) {
      int places = x < t->p.n ? t->p.n : t->p.k;
      int image = x >= t->p.n + t->p.k ? x - t->p.n : (int)(next(state) % (uint64_t)places);
      claim->symmetries[x] = (next(state) % 2 ? 1 : -1) * (image + 1);
    }
  }
  if (kind == UNRELATED)
    for (int e = 0; e < size; e++)
      add(&claim->center[e], 0.3 * centred(state));
  if (kind == RANK)
    raise_rank(t, claim, state);
}

// Whether the box of the proof holds the point that the claim comes from.
static bool reaches(const struct truth *t, const struct cpf_certificate *proved) {
  int D = t->p.k + t->c.rank, wide = t->p.k + proved->rank;
  arb_t x, y, r;
  arf_t radius;
  bool ok = true;
  arb_init(x), arb_init(y), arb_init(r);
  arf_init(radius);
  arf_set_d(radius, (proved->radius + t->c.radius) * (1 + 1e-9));
  for (int i = 0; i < t->p.n; i++)
    for (int a = 0; a < wide && ok; a++) {
      arb_zero(x);
      if (a < D)
        arb_set_str(x, t->c.center[i * D + a], TRUTH_BITS);
      arb_set_str(y, proved->center[i * wide + a], TRUTH_BITS);
      arb_sub(r, x, y, TRUTH_BITS);
      ok = arf_cmpabs(arb_midref(r), radius) <= 0;
    }
  arb_clear(x), arb_clear(y), arb_clear(r);
  arf_clear(radius);
  return ok;
}

static bool differ(bool a_known, int64_t a, bool b_known, int64_t b) {
  return a_known && b_known && a != b;
}

// Why what was proved is false; NULL: it is true.
static const char *falsehood(const struct truth *t, const struct cpf_certificate *c) {
  const struct cpf_certificate *o = &t->c;
  if (!reaches(t, c))
    return "the box does not reach the point";
  if (differ(c->index_proved, c->index, o->index_proved, o->index))
    return "index";
  if (differ(c->index_proved, c->nullity, o->index_proved, o->nullity))
    return "nullity";
  if (differ(c->degree_proved, c->local_degree, o->degree_proved, o->local_degree))
    return "degree";
  if (differ(c->multiplicity_proved, c->multiplicity, o->multiplicity_proved, o->multiplicity))
    return "multiplicity";
  if (differ(c->points_proved, (int64_t)c->points, o->points_proved, (int64_t)o->points))
    return "points";
  if (c->theorem == CPF_THEOREM_KRAWCZYK_SLICE && o->theorem == CPF_THEOREM_KRAWCZYK)
    return "an orbit";
  for (size_t a = 0; a < c->neigenvalues && a < o->neigenvalues; a++)
    if (c->lower[a] > o->upper[a] || c->upper[a] < o->lower[a])
      return "bounds";
  return NULL;
}

static void show(const struct truth *t, uint64_t number, const char *kind, const char *why,
                 const struct cpf_certificate *claim) {
  printf("false: P(%d,%d,%d,%d), claim %" PRIu64 " (%s): %s; rank %d, %d bits, center", t->p.n,
         t->p.k, t->p.d, t->p.rho, number, kind, why, claim->rank, claim->precision_bits);
  for (char **e = claim->center; *e != NULL; e++)
    printf(" %.20s", *e);
  printf("\n");
}

static void try_one(const struct truth *list, int count, uint64_t number, uint64_t seed,
                    struct tally *tally) {
  uint64_t state = seed * UINT64_C(0x2545f4914f6cdd1d) + number;
  const struct truth *t = &list[next(&state) % (uint64_t)count];
  int kind = (int)(number % KINDS), most = t->p.d - t->p.k < t->p.n ? t->p.d - t->p.k : t->p.n;
  if (kind == RANK && t->c.rank >= most)
    kind = MOVED;
  struct cpf_certificate claim = copy_of(t, t->p.n * t->p.d), proved = {0};
  struct cpf_error err = {CPF_OK, ""};
  spoil(t, kind, &state, &claim);
  enum cpf_status status = cpf_certificate_prove(&t->p, &claim, &proved, &err);
  const char *why = NULL;
  if (status != CPF_OK && status != CPF_EINVAL)
    why = err.text;
  if (status == CPF_OK && proved.theorem != CPF_THEOREM_NONE)
    why = falsehood(t, &proved);
#pragma omp critical
  {
    tally += kind;
    tally->tried++;
    tally->refused += status == CPF_EINVAL;
    tally->nothing += status == CPF_OK && proved.theorem == CPF_THEOREM_NONE;
    tally->proved += status == CPF_OK && proved.theorem != CPF_THEOREM_NONE;
    if (why != NULL && tally->wrong++ < SHOWN)
      show(t, number, kinds[kind], why, &claim);
  }
  cpf_certificate_clear(&claim);
  cpf_certificate_clear(&proved);
}

int main(int argc, char **argv) {
  uint64_t claims = argc > 1 ? strtoull(argv[1], NULL, 10) : 100000;
  uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
  static struct truth list[LIST_MAX];
  struct tally tally[KINDS] = {{0}}, all = {0};
  struct timespec begin, end;
  if (argc > 3 || claims == 0) {
    fprintf(stderr, "usage: bench_false_claims [COUNT [SEED]]\n");
    return 2;
  }
  int count = find_truths(list);
  clock_gettime(CLOCK_MONOTONIC, &begin);
#pragma omp parallel for schedule(dynamic, 64)
  for (uint64_t number = 0; number < claims; number++)
    try_one(list, count, number, seed, tally);
  clock_gettime(CLOCK_MONOTONIC, &end);
  printf("%-10s %9s %9s %9s %9s %9s\n", "claims", "tried", "refused", "nothing", "true", "FALSE");
  for (int kind = 0; kind <= KINDS; kind++) {
    const struct tally *t = kind < KINDS ? &tally[kind] : &all;
    printf("%-10s %9" PRIu64 " %9" PRIu64 " %9" PRIu64 " %9" PRIu64 " %9" PRIu64 "\n",
           kind < KINDS ? kinds[kind] : "all", t->tried, t->refused, t->nothing,
           t->proved - t->wrong, t->wrong);
    if (kind == KINDS)
      break;
    all.tried += t->tried, all.refused += t->refused, all.nothing += t->nothing;
    all.proved += t->proved, all.wrong += t->wrong;
  }
  printf("%d points, %.1f seconds\n", count,
         (double)(end.tv_sec - begin.tv_sec) + 1e-9 * (double)(end.tv_nsec - begin.tv_nsec));
  for (int x = 0; x < count; x++)
    cpf_certificate_clear(&list[x].c);
  return all.wrong > 0;
}
