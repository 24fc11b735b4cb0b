// SPDX-License-Identifier: GPL-3.0-or-later
// RFC 4180: a header, then a line for each row. The columns are the members of a row in JSON; lists
// are fields that hold JSON, null is an empty field.
#include <stdlib.h>
#include <string.h>

#include "report/json.h"
#include "report/csv.h"
#include "report/table1_json.h"
#include "report/table1_parts.h"
#include "status/try.h"

// False without memory.
static bool put_value(FILE *out, const json_t *value) {
  if (json_is_null(value))
    return true;
  if (json_is_string(value)) {
    cpf_csv_put_field(out, json_string_value(value));
    return true;
  }
  char *text = json_dumps(value, CPF_JSON_FLAGS | JSON_ENCODE_ANY);
  if (text != NULL)
    cpf_csv_put_field(out, text);
  free(text);
  return text != NULL;
}

static bool put_line(FILE *out, json_t *row, bool keys) {
  const char *key = NULL, *separator = "";
  json_t *value = NULL;
  bool ok = true;
  json_object_foreach(row, key, value) {
    fputs(separator, out);
    if (keys)
      fputs(key, out);
    else
      ok = ok && put_value(out, value);
    separator = ",";
  }
  fputs("\r\n", out);
  return ok;
}

enum cpf_status cpf_table1_write_csv(FILE *out, const struct cpf_comparison *c,
                                     const struct cpf_report_style *style, struct cpf_error *err) {
  bool ok = true;
  (void)style;
  for (size_t i = 0; i < c->nrows && ok; i++) {
    json_t *row = cpf_table1_json_row(c, i);
    ok = row != NULL && (i > 0 || put_line(out, row, true)) && put_line(out, row, false);
    json_decref(row);
  }
  return ok ? CPF_OK : cpf_fail(err, CPF_ENOMEM, "cannot build the CSV output: out of memory");
}
