// SPDX-License-Identifier: GPL-3.0-or-later
// The claims as text: a block for each, wrapped to the width of the terminal.
#include <string.h>

#include "report/claims.h"
#include "report/show.h"

enum { INDENT = 4, NAME_WIDTH = 24, VERDICT_WIDTH = 11, LEAST_TEXT = 30 };

static const char *colour(enum cpf_claim_verdict v, const struct cpf_report_style *style) {
  if (!style->colour)
    return "";
  return v == CPF_VERDICT_HOLDS ? "\033[32m" : v == CPF_VERDICT_UNDECIDED ? "\033[33m" : "\033[31m";
}

// Bytes of the text up to and including the last blank before `width` characters, all when it fits;
// a word that is longer than a line stays whole.
static size_t line_length(const char *text, int width) {
  size_t last = 0, i = 0;
  int characters = 0;
  for (; text[i] != '\0'; i++) {
    if (text[i] == ' ')
      last = i + 1;
    characters += ((unsigned char)text[i] & 0xC0U) != 0x80U; // UTF-8: continuation bytes
    if (characters > width && last > 0)
      return last;
  }
  return i;
}

// "    head: text", continued under the text.
static void put_wrapped(FILE *out, const char *head, const char *text,
                        const struct cpf_report_style *style) {
  int indent = INDENT + (int)strlen(head), width = style->width - indent;
  if (width < LEAST_TEXT)
    width = LEAST_TEXT;
  fprintf(out, "%*s%s", INDENT, "", head);
  while (*text != '\0') {
    size_t length = line_length(text, width), shown = length;
    while (shown > 0 && text[shown - 1] == ' ')
      shown--;
    fprintf(out, "%.*s\n", (int)shown, text);
    text += length;
    if (*text != '\0')
      fprintf(out, "%*s", indent, "");
  }
}

static void put_heading(FILE *out, const struct cpf_verify_claim *c,
                        const struct cpf_report_style *style) {
  fprintf(out, "%s%-*s%s %s%-*s%s %s\n", cpf_show_bold(style), NAME_WIDTH, c->id,
          cpf_show_plain(style), colour(c->verdict, style), VERDICT_WIDTH,
          cpf_claim_verdict_name(c->verdict), style->colour ? "\033[0m" : "", c->source);
}

static void put_claim(FILE *out, const struct cpf_verify_claim *c,
                      const struct cpf_report_style *style) {
  put_heading(out, c, style);
  if (style->quiet)
    return;
  put_wrapped(out, "claim:   ", c->statement, style);
  put_wrapped(out, "why:     ", c->method, style);
  if (c->correction != NULL)
    put_wrapped(out, "instead: ", c->correction, style);
  if (c->counterexample != NULL)
    put_wrapped(out, "against: ", c->counterexample, style);
  for (size_t i = 0; style->verbose && i < c->nsteps; i++)
    put_wrapped(out, c->steps[i].passed ? "ok       " : "FAILED   ", c->steps[i].text, style);
  putc('\n', out);
}

void cpf_claims_write_text(FILE *out, const struct cpf_claims_report *r,
                           const struct cpf_report_style *style) {
  const struct cpf_verify_result *v = r->result;
  for (size_t i = 0; i < v->count; i++)
    put_claim(out, &v->claims[i], style);
  if (style->quiet)
    return;
  fprintf(out, "%zu claim%s:", v->count, v->count == 1 ? "" : "s");
  for (int k = CPF_VERDICT_HOLDS; k <= (int)CPF_VERDICT_UNDECIDED; k++)
    fprintf(out, "%s %zu %s", k > 0 ? "," : "", cpf_claims_count(v, (enum cpf_claim_verdict)k),
            cpf_claim_verdict_name((enum cpf_claim_verdict)k));
  fputs(r->interrupted ? "; interrupted before the others\n" : "\n", out);
  if (!style->verbose)
    fputs("docs/claims/ has a page for each; --verbose prints each step.\n", out);
}
