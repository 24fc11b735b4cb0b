// SPDX-License-Identifier: GPL-3.0-or-later
// Certificates as rows.
#ifndef CPF_STORE_CERTIFICATE_H
#define CPF_STORE_CERTIFICATE_H

#include "store/field.h"

// Both tables of certificates have these columns: those of the families that the search ended
// with, and those proved on the way, with the W from which each was made.
extern const struct cpf_store_table cpf_certificates_table, cpf_proofs_table;

// One row; W: NULL or p's n*d doubles.
enum cpf_status cpf_certificate_write(const struct cpf_store *s, const struct cpf_store_table *t,
                                      const struct cpf_problem *p, int number, const double *W,
                                      const struct cpf_certificate *c, struct cpf_error *err);
// The certificate of that number. *known is false when there is none, or, with W given, when it was
// made from another W.
enum cpf_status cpf_certificate_read(const struct cpf_store *s, const struct cpf_store_table *t,
                                     const struct cpf_problem *p, int number, const double *W,
                                     struct cpf_certificate *c, bool *known, struct cpf_error *err);

#endif
