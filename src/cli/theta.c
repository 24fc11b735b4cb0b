// SPDX-License-Identifier: GPL-3.0-or-later
// 1. A range of degrees is read as exact decimals: whole multiples of 10^-decimals.
// 2. Each degree in turn, upwards, until a signal asks to stop; what is there is written.
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/signals.h"
#include "cpfind/theta.h"
#include "report/theta.h"
#include "status/try.h"

enum { ENTRIES_MAX = 100000, DECIMALS_MAX = 11, SHOWN = 60, TEXT_BYTES = 64, PARTS = 3 };

struct range {
  const char *option, *text;
  bool real;
  char single[TEXT_BYTES]; // the one degree as given; "" for a range
  int decimals;
  int64_t first, last, step;
  size_t count;
};

static enum cpf_status refuse(const struct range *r, const char *why, struct cpf_error *err) {
  return cpf_fail(err, CPF_EINVAL,
                  "--%s: '%.*s' is not allowed: %s (allowed: R, A:B or A:B:STEP, A <= B, 0 < STEP, "
                  "%s, at most %d degrees)",
                  r->option, SHOWN, r->text, why,
                  r->real ? "decimals above 2 and at most 1000000, in a range with at most 11 "
                            "decimal places"
                          : "whole numbers from 1 to 1000000",
                  ENTRIES_MAX);
}

// Cuts the text at its colons. The number of parts, 0: too many, or one too long.
static int split(const char *text, char parts[PARTS][TEXT_BYTES]) {
  int count = 0;
  while (true) {
    size_t length = strcspn(text, ":");
    if (count == PARTS || length >= TEXT_BYTES)
      return 0;
    memcpy(parts[count], text, length);
    parts[count++][length] = '\0';
    if (text[length] == '\0')
      return count;
    text += length + 1;
  }
}

// Digits with at most one point between digits; *decimals: how many follow it.
static bool is_decimal(const char *text, bool real, int *decimals) {
  size_t whole = strspn(text, "0123456789"), after = 0;
  const char *rest = text + whole;
  if (*rest == '.' && real) {
    after = strspn(rest + 1, "0123456789");
    rest += 1 + after;
    if (after == 0)
      return false;
  }
  *decimals = (int)after;
  return whole > 0 && *rest == '\0';
}

// The value times 10^decimals. False when it does not fit.
static bool scaled(const char *text, int decimals, int64_t *value) {
  int64_t n = 0;
  int after = -1; // digits behind the point, -1: before it
  for (const char *c = text; *c != '\0' || after < decimals; c += *c != '\0') {
    if (*c == '.') {
      after = 0;
      continue;
    }
    if (*c == '\0' && after < 0)
      after = 0;
    if (*c == '\0' && after == decimals)
      break;
    int digit = *c != '\0' ? *c - '0' : 0;
    if (n > (INT64_MAX - digit) / 10)
      return false;
    n = 10 * n + digit;
    after += after >= 0;
  }
  *value = n;
  return true;
}

static enum cpf_status read_parts(struct range *r, char parts[PARTS][TEXT_BYTES], int count,
                                  struct cpf_error *err) {
  int64_t values[PARTS] = {0, 0, 0};
  int64_t most = CPF_THETA_RHO_MAX, least = r->real ? 2 : 1;
  for (int i = 0; i < count; i++) {
    int decimals = 0;
    if (!is_decimal(parts[i], r->real, &decimals))
      return refuse(r, *parts[i] == '\0' ? "a number is missing" : "not such a number", err);
    if (count > 1 && decimals > DECIMALS_MAX)
      return refuse(r, "too many decimal places for a range", err);
    r->decimals = decimals > r->decimals ? decimals : r->decimals;
  }
  if (count == 1) { // the library reads it, however many decimals it has
    memcpy(r->single, parts[0], TEXT_BYTES);
    r->decimals = 0;
    r->count = 1;
  }
  for (int i = 0; i < count && count > 1; i++)
    if (!scaled(parts[i], r->decimals, &values[i]))
      return refuse(r, "a number is too large", err);
  for (int i = 0; i < r->decimals; i++)
    most *= 10, least *= 10;
  if (count == 1)
    return CPF_OK;
  r->first = values[0], r->last = values[1];
  r->step = count == PARTS ? values[2] : most / CPF_THETA_RHO_MAX;
  if (r->step == 0)
    return refuse(r, "the step is 0", err);
  if (r->first > r->last)
    return refuse(r, "the range is empty", err);
  if (r->first < least + r->real || r->last > most)
    return refuse(r, "a degree is out of range", err);
  r->count = (size_t)((r->last - r->first) / r->step) + 1;
  return r->count > ENTRIES_MAX ? refuse(r, "too many degrees", err) : CPF_OK;
}

static enum cpf_status read_range(const struct cpf_args *args, struct range *r,
                                  struct cpf_error *err) {
  char parts[PARTS][TEXT_BYTES];
  if ((args->degrees == NULL) == (args->real_degrees == NULL))
    return cpf_fail(err, CPF_EINVAL, "theta: %s",
                    args->degrees == NULL
                        ? "--rho or --real-rho is missing (for example --rho 4:20:2)"
                        : "--rho and --real-rho contradict each other: give only one");
  r->real = args->real_degrees != NULL;
  r->option = r->real ? "real-rho" : "rho";
  r->text = r->real ? args->real_degrees : args->degrees;
  int count = split(r->text, parts);
  if (count == 0)
    return refuse(r, "not one to three short numbers", err);
  return read_parts(r, parts, count, err);
}

// The degree number i as a decimal without zeros at its end.
static void degree_text(const struct range *r, size_t i, char text[TEXT_BYTES]) {
  if (*r->single != '\0') {
    memcpy(text, r->single, TEXT_BYTES);
    return;
  }
  int64_t value = r->first + (int64_t)i * r->step;
  int decimals = r->decimals;
  for (; decimals > 0 && value % 10 == 0; decimals--)
    value /= 10;
  int length = snprintf(text, TEXT_BYTES, "%" PRId64, value); // above 2, so no zeros are wanted
  if (decimals > 0) {
    char *point = text + length - decimals;
    memmove(point + 1, point, (size_t)decimals + 1);
    *point = '.';
  }
}

// CPF_EINTERRUPTED, with the entries so far, when a signal came.
static enum cpf_status compute(const struct range *r, int digits, struct cpf_theta_entry *entries,
                               size_t *count, struct cpf_error *err) {
  const volatile sig_atomic_t *stop = cpf_signals_stop();
  for (*count = 0; *count < r->count; ++*count) {
    char text[TEXT_BYTES];
    if (*stop != 0)
      return CPF_EINTERRUPTED;
    degree_text(r, *count, text);
    enum cpf_status status = cpf_theta_compute(text, r->real, digits, &entries[*count], err);
    if (status == CPF_EINVAL && *r->single != '\0')
      return refuse(r,
                    strlen(text) >= CPF_THETA_DECIMALS_MAX
                        ? "the degree has too many characters (at most 60)"
                        : "the degree is out of range",
                    err);
    if (status != CPF_OK)
      return status;
  }
  return CPF_OK;
}

enum cpf_status cpf_command_theta(const struct cpf_args *args, bool *failed,
                                  struct cpf_error *err) {
  enum cpf_status status = CPF_OK, computed = CPF_OK;
  struct range range = {.text = NULL};
  struct cpf_theta_entry *entries = NULL;
  struct cpf_output output = {.stream = NULL};
  size_t count = 0;
  *failed = false; // what could not be proved is not printed
  CPF_TRY(read_range(args, &range, err));
  CPF_TRY_ALLOC(entries, range.count, err);
  cpf_signals_install();
  CPF_TRY(cpf_output_open(args->output, &output, err));
  computed = compute(&range, args->digits, entries, &count, err);
  if (computed != CPF_EINTERRUPTED)
    CPF_TRY(computed);
  struct cpf_report_style style = cpf_command_style(args, &output);
  struct cpf_theta_list list = {.entries = entries,
                                .count = count,
                                .given = range.count,
                                .real = range.real,
                                .digits = args->digits};
  CPF_TRY(cpf_report_theta(output.stream, &list, &style, err));
  CPF_TRY(cpf_output_commit(&output, err));
  status = computed;
cleanup:
  cpf_output_discard(&output);
  for (size_t i = 0; entries != NULL && i < range.count; i++)
    cpf_theta_entry_clear(&entries[i]);
  free(entries);
  return status;
}
