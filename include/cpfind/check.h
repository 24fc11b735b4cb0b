// SPDX-License-Identifier: GPL-3.0-or-later
// Verifies a list of critical points that somebody states, without trusting how it was found.
#ifndef CPFIND_CHECK_H
#define CPFIND_CHECK_H

#include <signal.h>

#include "cpfind/certificate.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
  CPF_CHECK_SIZE_MAX = 400,       // largest n(d'+1) whose proofs are tried
  CPF_CHECK_BITS_MAX = 1 << 14,   // largest precision of a certificate
  CPF_CHECK_SYMMETRIES_MAX = 4096 // most symmetries in one
};

// What is stated of one family. A member with `_stated` false is not stated: null in the file.
struct cpf_claim {
  char id[32], label[256]; // for messages; not checked
  double *W;               // owned; n*d
  double loss, gradient_norm;
  double *eigenvalues; // owned; n(d-1)
  int index, nullity;
  bool degenerate, continuum;
  int dimension; // -1: not stated
  char kind[16]; // "minimum", "saddle", "maximum"; "undecided": not stated
  bool degree_stated, multiplicity_stated, points_stated, euler_stated;
  int64_t local_degree, multiplicity, euler;
  uint64_t points;
  struct cpf_certificate certificate; // as stated; theorem NONE: there is none
};

// What is stated of a problem. Everything is owned.
struct cpf_claims {
  struct cpf_problem problem;
  size_t count;
  struct cpf_claim *families;
  // A list of families, each once, with the summary below; else points that may repeat.
  bool list;
  int64_t nfamilies, certified, undecided;
  bool points_stated, distinct, found_stated;
  uint64_t points;
  int64_t euler_expected, euler_found;
  char euler_verdict[16]; // "holds", "fails", "not-applicable"
  bool proved;            // the list is stated to be proved complete
};

CPF_PUBLIC void cpf_claims_clear(struct cpf_claims *claims); // NULL is allowed

enum cpf_check_verdict {
  CPF_CHECK_VERIFIED = 0, // everything stated was proved, or computed again where it is a double
  CPF_CHECK_UNPROVED,     // nothing stated is wrong, but something could not be proved
  CPF_CHECK_FALSE         // something stated is wrong
};
CPF_PUBLIC const char *cpf_check_verdict_name(enum cpf_check_verdict v); // "verified", ...

// What is wrong or not proved, a text each: the field, the value seen, the value proved.
struct cpf_findings {
  enum cpf_check_verdict verdict; // the worst
  size_t count;
  char **texts; // owned
  bool failed;  // a text was lost for want of memory
};

struct cpf_check_result {
  bool accepted; // all verdicts are VERIFIED
  size_t count;
  struct cpf_findings *families; // owned; one per family
  struct cpf_findings list;      // of the list as a whole
  uint64_t boxes;                // examined to prove the list complete, 0: not stated to be
};

struct cpf_check_options {
  uint64_t boxes;                    // 0: chosen by the library; budget of branch and bound
  int threads;                       // 0: one per processor, for branch and bound
  const volatile sig_atomic_t *stop; // when it becomes nonzero the check ends early; may be NULL
};

// Checks, for each family: the rows of W have unit length; loss and gradient at W are as stated;
// the certificate is proved again from its center, radius and symmetries alone
// (cpf_certificate_prove); W lies in its box; and whatever the certificate and the family state
// follows from what was proved. For a list: any two families are proved distinct, the numbers of
// the summary follow from the families, and, where the list is stated to be proved complete, branch
// and bound over all points proves it again.
// CPF_EINVAL for an invalid problem or one beyond CPF_CHECK_SIZE_MAX; CPF_ENOMEM;
// CPF_EINTERRUPTED: nothing was decided. *result is freed with cpf_check_result_free.
CPF_PUBLIC enum cpf_status cpf_check(const struct cpf_claims *claims,
                                     const struct cpf_check_options *options,
                                     struct cpf_check_result **result, struct cpf_error *err);
CPF_PUBLIC void cpf_check_result_free(struct cpf_check_result *result); // NULL is allowed

#ifdef __cplusplus
}
#endif
#endif
