// SPDX-License-Identifier: GPL-3.0-or-later
// What the search sends to other processes of a team, beyond plain numbers.
#ifndef CPF_SEARCH_MAIL_H
#define CPF_SEARCH_MAIL_H

#include "cpfind/certificate.h"
#include "solver/complex.h"
#include "team/parcel.h"

// A certificate for *p. What is taken out is empty on failure, and else the caller's to clear.
enum cpf_status cpf_mail_put_certificate(struct cpf_parcel *to, const struct cpf_problem *p,
                                         const struct cpf_certificate *c, struct cpf_error *err);
enum cpf_status cpf_mail_get_certificate(struct cpf_parcel *from, struct cpf_certificate *c,
                                         struct cpf_error *err);

// The ends of the complex homotopy, `size` doubles each; the same.
enum cpf_status cpf_mail_put_ends(struct cpf_parcel *to, size_t size,
                                  const struct cpf_complex_result *ends, struct cpf_error *err);
enum cpf_status cpf_mail_get_ends(struct cpf_parcel *from, size_t size,
                                  struct cpf_complex_result *ends, struct cpf_error *err);

#endif
