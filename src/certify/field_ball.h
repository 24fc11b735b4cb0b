// SPDX-License-Identifier: GPL-3.0-or-later
// Real numbers recognised as elements of one number field, and arithmetic there.
#ifndef CPF_CERTIFY_FIELD_BALL_H
#define CPF_CERTIFY_FIELD_BALL_H

#include <arb.h>
#include <flint/fmpq_poly.h>
#include <flint/fmpz_poly.h>
#include <stdbool.h>

// Q[t]/(f): exact arithmetic on polynomials modulo f. What vanishes there vanishes at every root of
// f; f need not be irreducible.
struct cpf_field {
  fmpz_poly_t f;
  fmpq_poly_t modulus; // f again
  arb_t root;          // the root a of f that is meant, enclosed: f changes its sign around it
  slong prec;
};

void cpf_field_init(struct cpf_field *k, slong prec);
void cpf_field_clear(struct cpf_field *k);

// Looks for a polynomial of degree <= most with the root a (a ball whose midpoint is right to
// k->prec bits), and encloses that root. False when none is found.
bool cpf_field_find(struct cpf_field *k, const arb_t a, slong most);

// Looks for x in the field. A guess: nothing is proved about it.
bool cpf_field_guess(const struct cpf_field *k, const arb_t x, fmpq_poly_t out);

// Guesses the algebraic number of degree <= most that the double x approximates to `known` bits,
// and writes it to out (a midpoint) to prec bits. False when none is found. Nothing is proved.
bool cpf_field_recognise(double x, slong known, slong most, slong prec, arb_t out);

void cpf_field_mul(const struct cpf_field *k, fmpq_poly_t out, const fmpq_poly_t a,
                   const fmpq_poly_t b);
void cpf_field_pow(const struct cpf_field *k, fmpq_poly_t out, const fmpq_poly_t a, ulong e);

// The value at the root, enclosed.
void cpf_field_value(const struct cpf_field *k, const fmpq_poly_t a, arb_t out);

#endif
