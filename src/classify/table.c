// SPDX-License-Identifier: GPL-3.0-or-later
// 1. Check the bytes of the whole text. 2. Take it line by line, each cut at its first `#`.
// 3. A line is empty, `include paper`, a row `name | shape | conditions`, or `| | conditions`,
//    which adds conditions to the row above.
#include "classify/table.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "classify/text.h"
#include "status/try.h"

static const char paper_name[] = "paper";

struct source {
  struct cpf_lexer lexer;
  struct cpf_table *table;
  bool included; // `include paper` was seen
  bool row;      // the line above it, comments apart, is a row or adds to one
  struct cpf_error *err;
};

static enum cpf_status parse_into(struct cpf_table *table, const char *name, const char *text,
                                  size_t length, bool paper, struct cpf_error *err);

static enum cpf_status include_line(struct source *s) {
  enum cpf_status status = CPF_OK;
  struct cpf_lexer *lx = &s->lexer;
  struct cpf_token at = lx->token;
  CPF_TRY(cpf_lexer_next(lx, s->err));
  if (s->included)
    return cpf_lexer_fail(lx, &at, s->err, "found a second `include', at most one is allowed");
  CPF_TRY(cpf_lexer_expect_word(lx, paper_name, s->err));
  if (lx->token.kind != CPF_TOKEN_END)
    return cpf_lexer_unexpected(lx, s->err, "the end of the line");
  s->included = true;
  s->row = false;
  status = parse_into(s->table, paper_name, (const char *)cpf_paper_table, cpf_paper_table_length,
                      true, s->err);
cleanup:
  return status;
}

static enum cpf_status check_name(struct source *s) {
  static const char *const reserved[] = {"unlisted", "none", "include"};
  const struct cpf_lexer *lx = &s->lexer;
  const struct cpf_token *t = &lx->token;
  for (size_t c = 0; c < sizeof reserved / sizeof *reserved; c++)
    if (cpf_lexer_at_word(lx, reserved[c]))
      return cpf_lexer_fail(lx, t, s->err, "the name `%s' is reserved", reserved[c]);
  for (size_t c = 0; c < t->length; c++)
    if (strchr("abcdefghijklmnopqrstuvwxyz0123456789-", lx->text[t->at + c]) == NULL)
      return cpf_lexer_unexpected(lx, s->err, "a name of the characters a-z, 0-9 and -");
  if (t->length >= CPF_ROW_NAME_MAX)
    return cpf_lexer_fail(lx, t, s->err, "the name has %zu characters, at most %d are allowed",
                          t->length, CPF_ROW_NAME_MAX - 1);
  for (size_t r = 0; r < s->table->nrows; r++) {
    const struct cpf_row *row = &s->table->rows[r];
    if (cpf_lexer_at_word(lx, row->name))
      return cpf_lexer_fail(lx, t, s->err, "the name `%s' was used before, at %s:%d", row->name,
                            row->file, row->line);
  }
  return CPF_OK;
}

// Appends a row with the name at the lexer's token.
static enum cpf_status add_row(struct source *s, struct cpf_row **row) {
  const struct cpf_lexer *lx = &s->lexer;
  struct cpf_table *table = s->table;
  if (table->nrows == CPF_TABLE_ROWS)
    return cpf_lexer_fail(lx, &lx->token, s->err, "more than %d rows", CPF_TABLE_ROWS);
  struct cpf_row *grown = realloc(table->rows, (table->nrows + 1) * sizeof *grown);
  if (grown == NULL)
    return cpf_fail(s->err, CPF_ENOMEM, "out of memory: a table of %zu rows", table->nrows + 1);
  table->rows = grown;
  *row = &table->rows[table->nrows++];
  **row = (struct cpf_row){.file = lx->file, .line = lx->line};
  memcpy((*row)->name, lx->text + lx->token.at, lx->token.length);
  return CPF_OK;
}

// Appends the rest of the line, blanks at both ends apart, to the row's text.
static enum cpf_status keep_text(struct source *s, struct cpf_row *row) {
  static const char joint[] = " and ";
  const struct cpf_lexer *lx = &s->lexer;
  size_t from = lx->token.at, end = lx->end, old = row->text != NULL ? strlen(row->text) : 0;
  while (end > from && (lx->text[end - 1] == ' ' || lx->text[end - 1] == '\t'))
    end--;
  char *text = realloc(row->text, old + sizeof joint + (end - from));
  if (text == NULL)
    return cpf_fail(s->err, CPF_ENOMEM, "out of memory: the text of a row");
  row->text = text;
  if (old > 0) {
    memcpy(text + old, joint, sizeof joint);
    old += sizeof joint - 1;
  }
  memcpy(text + old, lx->text + from, end - from);
  text[old + end - from] = '\0';
  return CPF_OK;
}

static enum cpf_status conditions(struct source *s, struct cpf_row *row) {
  struct cpf_reader reader = {&s->lexer, &row->shape, &row->uses, s->err};
  enum cpf_status status = keep_text(s, row);
  return status == CPF_OK ? cpf_conditions_parse(&reader, &row->conditions) : status;
}

static enum cpf_status row_line(struct source *s) {
  enum cpf_status status = CPF_OK;
  struct cpf_lexer *lx = &s->lexer;
  struct cpf_row *row = NULL;
  if (lx->token.kind != CPF_TOKEN_WORD)
    return cpf_lexer_unexpected(lx, s->err, "`name | shape | conditions' or `include paper'");
  CPF_TRY(check_name(s));
  CPF_TRY(add_row(s, &row));
  CPF_TRY(cpf_lexer_next(lx, s->err));
  CPF_TRY(cpf_lexer_expect(lx, '|', s->err));
  CPF_TRY(cpf_shape_parse(lx, &row->shape, s->err));
  CPF_TRY(cpf_lexer_expect(lx, '|', s->err));
  CPF_TRY(conditions(s, row));
  s->row = true;
cleanup:
  return status;
}

// `| | conditions`
static enum cpf_status continuation(struct source *s) {
  enum cpf_status status = CPF_OK;
  struct cpf_lexer *lx = &s->lexer;
  if (!s->row)
    return cpf_lexer_fail(lx, &lx->token, s->err,
                          "found a line without a name, expected a row above it to add to");
  CPF_TRY(cpf_lexer_next(lx, s->err));
  CPF_TRY(cpf_lexer_expect(lx, '|', s->err));
  status = conditions(s, &s->table->rows[s->table->nrows - 1]);
cleanup:
  return status;
}

static enum cpf_status line(struct source *s) {
  enum cpf_status status = CPF_OK;
  struct cpf_lexer *lx = &s->lexer;
  const char *comment = memchr(lx->text + lx->start, '#', lx->end - lx->start);
  if (comment != NULL)
    lx->end = (size_t)(comment - lx->text);
  if (lx->end > lx->start && lx->text[lx->end - 1] == '\r')
    lx->end--;
  lx->token = (struct cpf_token){.at = lx->start};
  CPF_TRY(cpf_lexer_next_name(lx, s->err));
  if (lx->token.kind == CPF_TOKEN_END)
    return CPF_OK;
  if (cpf_lexer_at_symbol(lx, '|'))
    return continuation(s);
  struct cpf_lexer look = *lx;
  CPF_TRY(cpf_lexer_next(&look, s->err));
  if (cpf_lexer_at_word(lx, "include") && !cpf_lexer_at_symbol(&look, '|'))
    return include_line(s);
  status = row_line(s);
cleanup:
  return status;
}

static enum cpf_status parse_into(struct cpf_table *table, const char *name, const char *text,
                                  size_t length, bool paper, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  char *copy = NULL;
  struct source s = {.table = table, .included = paper, .err = err};
  struct cpf_lexer *lx = &s.lexer;
  CPF_TRY_ALLOC(copy, length + 1, err);
  memcpy(copy, text, length);
  CPF_TRY(cpf_patterns_new(&lx->patterns, err));
  CPF_TRY(cpf_text_check(lx->patterns, name, copy, length, err));
  lx->file = name;
  lx->text = copy;
  for (size_t from = 0; from < length; from = lx->end + 1) {
    const char *lf = memchr(copy + from, '\n', length - from);
    size_t end = lf == NULL ? length : (size_t)(lf - copy);
    lx->line++;
    lx->start = from;
    lx->end = end;
    CPF_TRY(line(&s));
    lx->end = end;
  }
cleanup:
  cpf_patterns_free(lx->patterns);
  free(copy);
  return status;
}

// The decimal point is `.' whatever the locale of the calling thread.
static enum cpf_status parse(const char *name, const char *text, size_t length, bool paper,
                             struct cpf_table **table, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_table *t = NULL;
  locale_t before = (locale_t)0, plain = newlocale(LC_NUMERIC_MASK, "C", (locale_t)0);
  if (plain == (locale_t)0)
    return cpf_fail(err, CPF_ENOMEM, "out of memory: the C locale");
  before = uselocale(plain);
  if (length > CPF_TABLE_BYTES)
    CPF_TRY(cpf_fail(err, CPF_EPARSE, "%s: %zu bytes, at most %d are allowed", name, length,
                     CPF_TABLE_BYTES));
  CPF_TRY_ALLOC(t, 1, err);
  CPF_TRY(parse_into(t, name, text, length, paper, err));
  if (t->nrows == 0)
    CPF_TRY(cpf_fail(err, CPF_EPARSE, "%s:1:1: found no rows, expected `name | shape | conditions'",
                     name));
  for (size_t r = 0; r < t->nrows; r++)
    t->rows[r].file = NULL;
  *table = t;
  t = NULL;
cleanup:
  cpf_table_free(t);
  uselocale(before);
  freelocale(plain);
  return status;
}

enum cpf_status cpf_table_parse(const char *name, const char *text, size_t length,
                                struct cpf_table **table, struct cpf_error *err) {
  return parse(name, text, length, false, table, err);
}

enum cpf_status cpf_table_builtin(struct cpf_table **table, struct cpf_error *err) {
  return parse(paper_name, (const char *)cpf_paper_table, cpf_paper_table_length, true, table, err);
}

enum cpf_status cpf_table_printed(struct cpf_table **table, struct cpf_error *err) {
  return parse("printed", (const char *)cpf_printed_table, cpf_printed_table_length, false, table,
               err);
}

enum cpf_status cpf_table_load(const char *path, struct cpf_table **table, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  char *text = NULL;
  size_t length = 0;
  CPF_TRY(cpf_text_read(path, &text, &length, err));
  status = cpf_table_parse(path, text, length, table, err);
cleanup:
  free(text);
  return status;
}

void cpf_table_free(struct cpf_table *table) {
  if (table == NULL)
    return;
  for (size_t r = 0; r < table->nrows; r++) {
    cpf_conditions_clear(&table->rows[r].conditions);
    free(table->rows[r].text);
  }
  free(table->rows);
  free(table);
}
