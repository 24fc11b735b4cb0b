// SPDX-License-Identifier: GPL-3.0-or-later
// The search: from a problem to its families, with checks of completeness.
#ifndef CPFIND_SEARCH_H
#define CPFIND_SEARCH_H

#include <signal.h>

#include "cpfind/certificate.h"
#include "cpfind/family.h"
#include "cpfind/table.h"

#ifdef __cplusplus
extern "C" {
#endif

// Whether each family is proved to be a critical point, with cpf_certify.
enum cpf_certify_choice {
  CPF_CERTIFY_AUTO = 0, // when n(d'+1) <= CPF_CERTIFY_SIZE: then it costs less than the search
  CPF_CERTIFY_OFF,
  CPF_CERTIFY_ON
};
enum { CPF_CERTIFY_SIZE = 40 };

struct cpf_journal;
struct cpf_team;

// Every number that steers the numerics, with its default from cpf_find_options_default.
struct cpf_find_options {
  uint64_t seed;       // 1: key of the random starts
  uint64_t starts;     // budget of starts, 0: chosen from the size of the problem
  int threads;         // 0: one per processor
  const char *method;  // "chain": see cpf_method_names
  size_t memory_limit; // bytes, 0: three quarters of the machine's memory
  double tol_gradient; // 1e-10: a start has converged when |grad| is below this times rho
  double tol_zero;     // 1e-10: an eigenvalue below this times the largest counts as zero
  double tol_same;     // 1e-11: overlaps closer than this are one value once refined
  int max_iterations;  // 120: steps for one start
  enum cpf_certify_choice certify; // CPF_CERTIFY_AUTO; prove turns it on
  int certify_bits;                // 4096: most bits of the proofs' arithmetic
  bool complete;                   // false: also track the paths of a complex homotopy
  bool prove;                      // false: also prove by branch and bound that nothing is missing
  uint64_t boxes;                  // 0: budget of boxes for that, 0: chosen by the library
  // Called between blocks of starts, from the calling thread only; may be NULL.
  void (*progress)(void *ctx, uint64_t starts, uint64_t budget, int families, double seconds);
  // The same for the homotopy and the branch and bound; `done` of `total` of what `stage` names.
  void (*stage)(void *ctx, const char *stage, uint64_t done, uint64_t total);
  void *progress_ctx;                // of both
  const volatile sig_atomic_t *stop; // when it becomes nonzero the search ends early; may be NULL
  // 0: the whole search; else part `shard`, 1 to `shards`, of one divided among machines: its share
  // of the random starts, and all others in shard 1. It spends its share of the budget whatever the
  // checks say, so that the shards together run the starts of one search that spends all of it.
  int shard, shards;
  // NULL: no record is kept. For the program's store (src/search/journal.h).
  const struct cpf_journal *journal;
  // NULL: this process is alone. For the program's MPI (src/team/team.h): the processes of the team
  // all call cpf_find with the same arguments, but for `threads`, `stop`, progress and the journal,
  // which is rank 0's; they get the same result.
  struct cpf_team *team;
};

CPF_PUBLIC struct cpf_find_options cpf_find_options_default(void);

// Names of the solver methods, NULL terminated: "chain", "newton", "gsl-hybridsj", "gsl-newton",
// "homotopy". cpf_method_summary says in a line what each does.
CPF_PUBLIC const char *const *cpf_method_names(void);
CPF_PUBLIC const char *cpf_method_summary(const char *name);

enum cpf_verdict { CPF_NOT_APPLICABLE = 0, CPF_HOLDS, CPF_FAILS };
CPF_PUBLIC const char *cpf_verdict_name(enum cpf_verdict v); // "not-applicable", "holds", "fails"

// PROVED only when branch and bound left nothing, and every family is certified, isolated, and
// distinct from the others, with its points counted.
enum cpf_completeness { CPF_COMPLETE_NONE = 0, CPF_COMPLETE_PROBABLE, CPF_COMPLETE_PROVED };
CPF_PUBLIC const char *cpf_completeness_name(enum cpf_completeness c); // "none", "probable", ...

enum cpf_find_end { CPF_END_COMPLETE = 0, CPF_END_BUDGET, CPF_END_INTERRUPTED };
CPF_PUBLIC const char *
cpf_find_end_name(enum cpf_find_end e); // "complete", "budget", "interrupted"

// The complex homotopy (src/solver/complex.h): with probability one its paths lead to every
// isolated root of the complex polynomial system, each as often as its multiplicity.
struct cpf_homotopy_summary {
  bool run;
  uint64_t orbits, paths; // of start points; paths tracked
  // Paths that ended at a regular root, at a singular one, at infinity, and those that were lost.
  uint64_t regular, singular, infinite, failed;
  uint64_t roots, singular_roots, real_roots; // different end points up to symmetry
  uint64_t retried;                           // paths tracked again more carefully
  bool count_known;
  uint64_t count;   // roots counted with multiplicity, over all orbits
  double residue;   // of the trace test, 0 when all roots are there
  bool complete;    // every path is accounted for
  double seconds;   // wall clock
  char reason[160]; // why not complete; else empty
};

// Branch and bound (src/certify/cover.h).
struct cpf_proof_summary {
  bool run, proved;                 // proved: the families are all critical points there are
  uint64_t boxes;                   // looked at
  uint64_t excluded, matched, left; // without a critical point; inside a region of a family; open
  double share_left;                // of the volume
  double work_left; // boxes still to be looked at, estimated; 0: none, or no estimate
  double seconds;   // wall clock
  char reason[200]; // why not proved; else empty
};

struct cpf_find_result {
  struct cpf_problem problem;
  uint64_t seed;
  bool many_seeds;   // put together from searches of several seeds: `seed` is the least of them
  int shard, shards; // as in the options
  char method[32];
  enum cpf_find_end end; // the JSON field "status"
  int nfamilies;
  struct cpf_family *families; // owned; sorted by loss, then label, then id
  bool points_known;           // false when some family's points are not known
  uint64_t points;             // the sum over the families that have a count
  int unlisted, undecided;     // families with listed false; families of undecided kind
  uint64_t starts, converged;  // starts used; starts that led to a critical point
  uint64_t random_starts, random_converged; // the random ones among those
  uint64_t last_new;      // the last of the random_converged that found a new family, 0: none
  uint64_t unresolved;    // starts with a small gradient that could not be refined to a point
  uint64_t branch_points; // reported by the homotopy in the repulsion
  int64_t euler_expected, euler_found;
  bool euler_found_known; // false when some family's share could not be computed
  enum cpf_verdict euler;
  uint64_t singletons, doubletons; // families hit by exactly one, two random starts
  double unseen;                   // Chao1 estimate of the number of unseen families
  double coverage;                 // Good-Turing estimate of the share of random starts covered
  enum cpf_completeness completeness;
  char completeness_reason[320];        // one sentence
  struct cpf_certificate *certificates; // owned; one per family, NULL when not tried
  int certified;                        // families with a theorem and a proved index
  bool distinct_proved;                 // every two families are proved distinct
  int added, dropped; // families that the proof of completeness added, or showed not to be critical
  int corrected;      // families in which a proof corrected a number of the search
  char correction[256]; // the first of them, in words; empty when there is none
  struct cpf_homotopy_summary homotopy;
  struct cpf_proof_summary proof;
  int threads;
  double seconds, seconds_search; // wall clock
  double seconds_certify;
};

// Finds the critical points of *p and labels their families by the table. CPF_EINTERRUPTED, with a
// valid result, when *stop became nonzero; otherwise on failure *result is NULL. Results depend on
// the seed, never on the number of threads. The caller frees *result with cpf_find_result_free.
CPF_PUBLIC enum cpf_status cpf_find(const struct cpf_problem *p, const struct cpf_find_options *opt,
                                    const struct cpf_table *table, struct cpf_find_result **result,
                                    struct cpf_error *err);

// NULL is allowed.
CPF_PUBLIC void cpf_find_result_free(struct cpf_find_result *result);

// What became of one given W.
struct cpf_classified {
  bool critical; // refined to a critical point nearby; otherwise family is empty
  double gradient_norm_given;
  double distance;  // Frobenius, between the given and the refined point, modulo O(d-k)
  char reason[160]; // why not, when not critical
  struct cpf_family family;
  char correction[200];               // what the proof corrected in words; empty: nothing
  struct cpf_certificate certificate; // owned; theorem NONE when not tried or not proved
};

// Classifies `count` points of n*d doubles each, with rows of unit length, refining each to the
// critical point nearby when there is one within `radius` (Frobenius norm, modulo O(d-k)).
// *results is an array of count entries, freed with cpf_classified_free. opt->certify says whether
// each is certified too.
CPF_PUBLIC enum cpf_status cpf_classify(const struct cpf_problem *p,
                                        const struct cpf_find_options *opt,
                                        const struct cpf_table *table, const double *W,
                                        size_t count, double radius,
                                        struct cpf_classified **results, struct cpf_error *err);
CPF_PUBLIC void cpf_classified_free(struct cpf_classified *results, size_t count);

#ifdef __cplusplus
}
#endif
#endif
