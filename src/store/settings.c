// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/settings.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "classify/table.h"
#include "status/try.h"

static const char *certify_word(int value) {
  static const char *const words[] = {"auto", "off", "on"};
  return value >= 0 && value <= CPF_CERTIFY_ON ? words[value] : "?";
}

static const struct cpf_field fields[] = {
    CPF_FIELD(cpf_settings, version, CPF_FIELD_TEXT),
    CPF_FIELD(cpf_settings, n, CPF_FIELD_INT),
    CPF_FIELD(cpf_settings, k, CPF_FIELD_INT),
    CPF_FIELD(cpf_settings, d, CPF_FIELD_INT),
    CPF_FIELD(cpf_settings, rho, CPF_FIELD_INT),
    CPF_FIELD(cpf_settings, repulsion, CPF_FIELD_REAL),
    CPF_FIELD(cpf_settings, reference, CPF_FIELD_TEXT),
    CPF_FIELD(cpf_settings, method, CPF_FIELD_TEXT),
    CPF_FIELD(cpf_settings, starts, CPF_FIELD_COUNT),
    CPF_FIELD(cpf_settings, tol_gradient, CPF_FIELD_REAL),
    CPF_FIELD(cpf_settings, tol_zero, CPF_FIELD_REAL),
    CPF_FIELD(cpf_settings, tol_same, CPF_FIELD_REAL),
    CPF_FIELD(cpf_settings, max_iterations, CPF_FIELD_INT),
    CPF_FIELD_NAMED(cpf_settings, certify, certify_word),
    CPF_FIELD(cpf_settings, certify_bits, CPF_FIELD_INT),
    CPF_FIELD(cpf_settings, complete, CPF_FIELD_BOOL),
    CPF_FIELD(cpf_settings, prove, CPF_FIELD_BOOL),
    CPF_FIELD(cpf_settings, boxes, CPF_FIELD_COUNT),
    CPF_FIELD(cpf_settings, merged, CPF_FIELD_BOOL),
    CPF_FIELD_END,
};
const struct cpf_store_table cpf_settings_table = {
    "search", "one INTEGER PRIMARY KEY CHECK (one = 1)", 1, fields};

// FNV-1a, 64 bits.
static uint64_t hash(uint64_t value, const void *bytes, size_t length) {
  static const uint64_t PRIME = UINT64_C(0x100000001b3);
  for (size_t i = 0; i < length; i++)
    value = (value ^ ((const unsigned char *)bytes)[i]) * PRIME;
  return value;
}

// Of what the rows say: comments and layout do not count.
static void hash_table(const struct cpf_table *table, char text[17]) {
  uint64_t value = UINT64_C(0xcbf29ce484222325);
  char shape[64];
  for (size_t i = 0; i < table->nrows; i++) {
    const struct cpf_row *row = &table->rows[i];
    int length = snprintf(shape, sizeof shape, "%d:%d on %d:%d", row->shape.m.min, row->shape.m.max,
                          row->shape.l.min, row->shape.l.max);
    value = hash(value, row->name, strlen(row->name) + 1);
    value = hash(value, shape, (size_t)length + 1);
    if (row->text != NULL)
      value = hash(value, row->text, strlen(row->text) + 1);
  }
  snprintf(text, 17, "%016" PRIx64, value);
}

struct cpf_settings cpf_settings_make(const struct cpf_problem *p,
                                      const struct cpf_find_options *opt,
                                      const struct cpf_table *table) {
  struct cpf_settings s = {
      .version = CPF_VERSION,
      .n = p->n,
      .k = p->k,
      .d = p->d,
      .rho = p->rho,
      .repulsion = p->repulsion,
      .starts = opt->starts,
      .tol_gradient = opt->tol_gradient,
      .tol_zero = opt->tol_zero,
      .tol_same = opt->tol_same,
      .max_iterations = opt->max_iterations,
      .certify = opt->prove ? CPF_CERTIFY_ON : opt->certify,
      .certify_bits = opt->certify_bits,
      .complete = opt->complete,
      .prove = opt->prove,
      .boxes = opt->boxes,
  };
  snprintf(s.method, sizeof s.method, "%s", opt->method);
  hash_table(table, s.reference);
  return s;
}

struct cpf_problem cpf_settings_problem(const struct cpf_settings *s) {
  return (struct cpf_problem){
      .n = s->n, .k = s->k, .d = s->d, .rho = s->rho, .repulsion = s->repulsion};
}

struct cpf_find_options cpf_settings_options(const struct cpf_settings *s) {
  struct cpf_find_options opt = cpf_find_options_default();
  for (const char *const *name = cpf_method_names(); *name != NULL; name++)
    if (strcmp(*name, s->method) == 0)
      opt.method = *name;
  opt.starts = s->starts;
  opt.tol_gradient = s->tol_gradient;
  opt.tol_zero = s->tol_zero;
  opt.tol_same = s->tol_same;
  opt.max_iterations = s->max_iterations;
  opt.certify = s->certify;
  opt.certify_bits = s->certify_bits;
  opt.complete = s->complete;
  opt.prove = s->prove;
  opt.boxes = s->boxes;
  return opt;
}

// A count of 0 that stands for the program's own choice.
static void show(const struct cpf_field *f, const struct cpf_settings *s, char *text, size_t size) {
  cpf_field_show(f, s, text, size);
  if (f->type == CPF_FIELD_COUNT && strcmp(text, "0") == 0)
    snprintf(text, size, "the default");
}

void cpf_settings_differ(const struct cpf_settings *a, const char *there,
                         const struct cpf_settings *b, const char *here, bool versions, char *text,
                         size_t size) {
  char in_a[40], in_b[40];
  for (const struct cpf_field *f = fields; f->name != NULL; f++) {
    size_t used = strlen(text);
    if (strcmp(f->name, "merged") == 0 || (!versions && strcmp(f->name, "version") == 0))
      continue;
    show(f, a, in_a, sizeof in_a);
    show(f, b, in_b, sizeof in_b);
    if (strcmp(in_a, in_b) != 0)
      snprintf(text + used, size - used, "%s%s is %s %s, %s %s", used > 0 ? "; " : "", f->name,
               in_a, there, in_b, here);
  }
}

enum cpf_status cpf_settings_write(const struct cpf_store *s, const struct cpf_settings *settings,
                                   struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  sqlite3_stmt *statement = NULL;
  CPF_TRY(cpf_table_insert(s, &cpf_settings_table, &statement, err));
  if (sqlite3_bind_int(statement, 1, 1) != SQLITE_OK) {
    status = cpf_store_fail(s, "write", err);
    goto cleanup;
  }
  CPF_TRY(cpf_fields_bind(s, &cpf_settings_table, settings, statement, err));
  CPF_TRY(cpf_store_step(s, statement, NULL, err));
cleanup:
  sqlite3_finalize(statement);
  return status;
}

enum cpf_status cpf_settings_read(const struct cpf_store *s, struct cpf_settings *settings,
                                  struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  sqlite3_stmt *statement = NULL;
  struct cpf_error why;
  bool row;
  *settings = (struct cpf_settings){.n = 0};
  CPF_TRY(cpf_table_select(s, &cpf_settings_table, "", &statement, err));
  CPF_TRY(cpf_store_step(s, statement, &row, err));
  if (!row) {
    status = cpf_store_damaged(s, "it names no problem", err);
    goto cleanup;
  }
  CPF_TRY(cpf_fields_read(s, &cpf_settings_table, statement, settings, err));
  struct cpf_problem p = cpf_settings_problem(settings);
  if (cpf_problem_check(&p, &why) != CPF_OK)
    status = cpf_store_damaged(s, why.text, err);
cleanup:
  sqlite3_finalize(statement);
  return status;
}
