// SPDX-License-Identifier: GPL-3.0-or-later
// Large problems from small ones: every critical point splits into blocks of tied students, each
// block a critical point of a small problem; so the points are counted from the irreducible ones.
// The theorem and its proof: docs/assemble.md. It needs rho >= 3.
#ifndef CPFIND_ASSEMBLE_H
#define CPFIND_ASSEMBLE_H

#include "cpfind/search.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
  CPF_ASSEMBLE_SIZE_MAX = 1000, // largest n and k
  CPF_ASSEMBLE_BLOCK_MAX = 7,   // most students, and most teachers, of a block
  CPF_ASSEMBLE_RHO_MIN = 3,     // below it blocks are coupled
  CPF_KINDS = 4                 // values of enum cpf_kind
};

struct cpf_assemble_options {
  int students;                 // M: most students of a block, 1 to CPF_ASSEMBLE_BLOCK_MAX
  int teachers;                 // L: most teachers of a block; 0: M
  size_t list_max;              // 1000: most assembled families that are listed
  struct cpf_find_options find; // of each small search
};

CPF_PUBLIC struct cpf_assemble_options cpf_assemble_options_default(void);

// Which assembled families are listed: all where there are at most list_max, else the minima where
// there are at most list_max of them.
enum cpf_listing { CPF_LISTING_NONE = 0, CPF_LISTING_MINIMA, CPF_LISTING_ALL };
CPF_PUBLIC const char *cpf_listing_name(enum cpf_listing l); // "none", "minima", "all"

// The search of P(m, l, l, rho).
struct cpf_assemble_search {
  int students, teachers;         // m, l
  struct cpf_find_result *result; // owned
  int irreducible;                // its families that are one block on all l teachers
  uint64_t points;                // of those that are isolated
  // Whether the points of the search are as many as those assembled from the irreducible families
  // of this and smaller searches: NOT_APPLICABLE when the search does not know their number.
  enum cpf_verdict recount;
  // The search's own, with two differences: NONE unless the recount holds, and PROVED for l = 1
  // when there are 2^m points, which is all of (S^0)^m.
  enum cpf_completeness completeness;
  char completeness_reason[320];
};

// An irreducible family, and what each of its blocks adds to a point of the problem at hand.
struct cpf_irreducible {
  int students, teachers;          // m, l
  int search;                      // position of its search
  const struct cpf_family *family; // of that search, in dimension l
  // The Hessian on each direction outside the block's span, the matrix T of cpf_transverse_hessian.
  bool outside_known;
  int outside_index, outside_nullity;
  // The point is certified in the dimensions l and l + 1, with its index.
  bool proved;
  double loss;      // family->loss - l/2
  bool index_known; // so are the next two: in dimension d
  int64_t index, nullity;
  bool isolated;                 // among all points; false also when not known
  bool descends, ascends, doubt; // the loss falls, rises nearby; or may do so and it is not known
  bool degree_known;
  int64_t local_degree; // factor in the local degree
};

// One family of the problem, put together from irreducible ones.
struct cpf_assembled {
  char label[CPF_LABEL_MAX];
  int *counts;  // owned; how many blocks of each irreducible family
  int unused;   // teachers that no block uses
  char *points; // owned; decimal digits
  double loss;
  bool index_known;
  int64_t index, nullity;
  bool isolated; // false also when not known
  enum cpf_kind kind;
  bool degree_known;
  int64_t local_degree;
};

struct cpf_assemble_result {
  struct cpf_problem problem;
  uint64_t seed;
  int students, teachers; // M and L
  // Blocks with more students or teachers than M and L do not fit in the problem, and d = k: the
  // points counted are all there are, as far as the small searches are complete.
  bool whole;
  enum cpf_find_end end;
  int nsearches;
  struct cpf_assemble_search *searches; // owned; by m, then l
  int nblocks;
  struct cpf_irreducible *blocks; // owned; by search, then as in its result
  // Irreducible families that are continua or whose number of points is not known. They are not
  // counted: all that follows is of points all of whose blocks are isolated in their own problem.
  int continua;
  enum cpf_completeness completeness; // the least of the small searches
  char completeness_reason[400];
  // Numbers of points and of families, in decimal digits; owned. By kind: indexed by enum cpf_kind.
  char *points, *families;
  char *points_of[CPF_KINDS], *families_of[CPF_KINDS];
  bool lowest_known;       // false when there is no point
  double lowest;           // least loss
  char *spurious;          // minima above the least loss
  char *formula;           // owned; Z(x,y): the number of points is n! k! [x^n y^k] Z
  int64_t nindices;        // entries of points_by_index, the largest index and 1; 0: not computed
  char **points_by_index;  // owned; "0" where there is none
  char index_reason[160];  // why not computed; else empty
  char *euler_expected;    // owned; decimal digits, so is the next
  char *euler_found;       // NULL when not known
  enum cpf_verdict euler;  // NOT_APPLICABLE unless whole
  enum cpf_listing listed; // which families are
  size_t nlisted;
  struct cpf_assembled *list; // owned; sorted by loss, then label
  double seconds, seconds_search;
};

// Searches the problems P(m, l, l, rho) with m <= min(M, n), l <= min(L, k), and counts the points
// of *p whose blocks are irreducible points of these and lie in the span of the teachers.
// CPF_EINVAL: rho < 3, or a size out of range. CPF_EINTERRUPTED, with a valid result from what was
// found, when *opt->find.stop became nonzero; otherwise on failure *result is NULL. Results depend
// on the seed, never on the number of threads. The caller frees *result.
// Cost: the small searches; then O(n k M L) operations with big integers, and as many with
// polynomials for the count by index.
CPF_PUBLIC enum cpf_status cpf_assemble(const struct cpf_problem *p,
                                        const struct cpf_assemble_options *opt,
                                        const struct cpf_table *table,
                                        struct cpf_assemble_result **result, struct cpf_error *err);

// NULL is allowed.
CPF_PUBLIC void cpf_assemble_result_free(struct cpf_assemble_result *result);

#ifdef __cplusplus
}
#endif
#endif
