// SPDX-License-Identifier: GPL-3.0-or-later
// The program never leaves the C locale, so that strtod's decimal separator is the point.
#include "cli/number.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

bool cpf_number_integer(const char *text, int64_t least, int64_t most, int64_t *value) {
  const char *digits = text + (*text == '-' || *text == '+');
  if (*digits == '\0' || digits[strspn(digits, "0123456789")] != '\0')
    return false;
  errno = 0;
  long long number = strtoll(text, NULL, 10);
  if (errno != 0 || number < least || number > most)
    return false;
  *value = number;
  return true;
}

bool cpf_number_real(const char *text, double *value) {
  if (*text == '\0' || text[strspn(text, "0123456789+-.eE")] != '\0')
    return false;
  char *end = NULL;
  double number = strtod(text, &end);
  if (end == text || *end != '\0' || !isfinite(number))
    return false;
  *value = number;
  return true;
}

bool cpf_number_size(const char *text, size_t *value) {
  static const char suffixes[] = "KMGT";
  char *end = NULL;
  if (*text < '0' || *text > '9')
    return false;
  errno = 0;
  unsigned long long number = strtoull(text, &end, 10);
  if (errno != 0)
    return false;
  if (*end != '\0') {
    const char *suffix = strchr(suffixes, *end);
    if (suffix == NULL || end[1] != '\0')
      return false;
    int shift = 10 * (int)(suffix - suffixes + 1);
    if (number > (SIZE_MAX >> shift))
      return false;
    number <<= shift;
  }
  if (number > SIZE_MAX)
    return false;
  *value = (size_t)number;
  return true;
}
