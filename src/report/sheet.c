// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/sheet.h"

#include <inttypes.h>
#include <stdlib.h>

#include "report/show.h"
#include "report/words.h"
#include "status/try.h"

static void put_title(FILE *out, const struct cpf_problem *p, const char *what,
                      const struct cpf_report_style *style) {
  fputs(cpf_show_bold(style), out);
  fprintf(out, "%s of P(n=%d, k=%d, d=%d, rho=%d), ", what, p->n, p->k, p->d, p->rho);
  cpf_words_loss(out, p);
  fprintf(out, "%s\n\n", cpf_show_plain(style));
}

static void put_family_W(FILE *out, const struct cpf_problem *p, const struct cpf_sheet_row *row,
                         const struct cpf_report_style *style) {
  fprintf(out, "  #%zu ", row->number);
  cpf_show_put(out, row->family->label, 0);
  putc('\n', out);
  cpf_show_matrix(out, p, row->family->W, 4, style);
}

static void put_matrices(FILE *out, const struct cpf_problem *p, const struct cpf_sheet_row *rows,
                         size_t count, const char *title, const struct cpf_report_style *style) {
  fprintf(out, "\n%s%s%s\n", cpf_show_bold(style), title, cpf_show_plain(style));
  for (size_t i = 0; i < count; i++)
    if (rows[i].family != NULL)
      put_family_W(out, p, &rows[i], style);
}

static void put_checks(FILE *out, const struct cpf_find_result *r,
                       const struct cpf_report_style *style) {
  fprintf(out, "\n%sChecks%s\n", cpf_show_bold(style), cpf_show_plain(style));
  fputs("  found:        ", out);
  cpf_words_found(out, r);
  fputs("\n  Euler:        ", out);
  cpf_words_euler(out, r);
  fprintf(out, "\n  completeness: %s", cpf_completeness_name(r->completeness));
  if (r->completeness_reason[0] != '\0')
    fprintf(out, ": %s", r->completeness_reason);
  if (r->certificates != NULL) {
    fputs("\n  certificates: ", out);
    cpf_words_certified(out, r);
  }
  if (r->homotopy.run) {
    fputs("\n  homotopy:     ", out);
    cpf_words_homotopy(out, &r->homotopy);
  }
  if (r->proof.run) {
    fputs("\n  proof:        ", out);
    cpf_words_proof(out, &r->proof);
  }
  fputs("\n  search:       ", out);
  cpf_words_end(out, r);
  putc('\n', out);
}

static void put_certificate(FILE *out, const struct cpf_sheet_row *row,
                            const struct cpf_certificate *c) {
  fprintf(out, "  #%zu ", row->number);
  cpf_show_put(out, row->family->label, 0);
  fputs(": ", out);
  cpf_words_certificate(out, c);
  putc('\n', out);
}

static void put_certificates(FILE *out, const struct cpf_find_result *r,
                             const struct cpf_sheet_row *rows,
                             const struct cpf_report_style *style) {
  fprintf(out, "\n%sCertificates%s\n", cpf_show_bold(style), cpf_show_plain(style));
  for (int f = 0; f < r->nfamilies; f++)
    put_certificate(out, &rows[f], &r->certificates[f]);
}

static void put_search(FILE *out, const struct cpf_find_result *r,
                       const struct cpf_report_style *style) {
  fprintf(out, "\n%sSearch%s\n", cpf_show_bold(style), cpf_show_plain(style));
  fprintf(out, "  method %s, seed %" PRIu64 "\n", r->method, r->seed);
  fprintf(out,
          "  %" PRIu64 " starts, %" PRIu64 " converged, %" PRIu64 " unresolved, %" PRIu64
          " branch points\n",
          r->starts, r->converged, r->unresolved, r->branch_points);
  fprintf(out,
          "  families hit by one random start: %" PRIu64 ", by two: %" PRIu64
          "; unseen, estimated: %.3g (Chao1, Chao 1984)\n",
          r->singletons, r->doubletons, r->unseen);
  fprintf(out, "  share of the random starts covered, estimated: %.6g (Good-Turing)\n",
          r->coverage);
  fprintf(out, "  %.3f s, of which %.3f s searching", r->seconds, r->seconds_search);
  if (r->certificates != NULL)
    fprintf(out, " and %.3f s certifying", r->seconds_certify);
  if (r->homotopy.run)
    fprintf(out, ", %.3f s tracking paths", r->homotopy.seconds);
  if (r->proof.run)
    fprintf(out, ", %.3f s in branch and bound", r->proof.seconds);
  fprintf(out, ", on %d thread%s", r->threads, r->threads == 1 ? "" : "s");
  if (r->seconds_search > 0.0)
    fprintf(out, ": %.0f starts per second", (double)r->starts / r->seconds_search);
  putc('\n', out);
}

enum cpf_status cpf_sheet_write_find(FILE *out, const struct cpf_find_result *r,
                                     const struct cpf_report_style *style, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_sheet_row *rows = NULL;
  size_t count = (size_t)r->nfamilies;
  CPF_TRY_ALLOC(rows, count, err);
  for (size_t i = 0; i < count; i++)
    rows[i] = (struct cpf_sheet_row){i + 1, &r->families[i], NULL};
  if (!style->quiet)
    put_title(out, &r->problem, "Critical points", style);
  CPF_TRY(cpf_sheet_rows(out, rows, count, style, err));
  if (style->quiet)
    goto cleanup;
  put_matrices(out, &r->problem, rows, count,
               "A representative W of each family, a row per student", style);
  put_checks(out, r, style);
  if (style->verbose && r->certificates != NULL)
    put_certificates(out, r, rows, style);
  if (style->verbose)
    put_search(out, r, style);
cleanup:
  free(rows);
  return status;
}

// A heading and a line for each given W that was to be certified; nothing when none was.
static void put_given_certificates(FILE *out, const struct cpf_sheet_row *rows, size_t count,
                                   const struct cpf_report_style *style) {
  bool headed = false;
  for (size_t i = 0; i < count; i++) {
    const struct cpf_certificate *c = &rows[i].given->certificate;
    if (rows[i].family == NULL || (c->theorem == CPF_THEOREM_NONE && c->reason[0] == '\0'))
      continue;
    if (!headed)
      fprintf(out, "\n%sCertificates%s\n", cpf_show_bold(style), cpf_show_plain(style));
    headed = true;
    put_certificate(out, &rows[i], c);
  }
}

static size_t count_critical(const struct cpf_classification *c) {
  size_t critical = 0;
  for (size_t i = 0; i < c->count; i++)
    critical += c->results[i].critical;
  return critical;
}

static size_t count_certified(const struct cpf_classification *c, size_t *tried) {
  size_t certified = 0;
  *tried = 0;
  for (size_t i = 0; i < c->count; i++) {
    const struct cpf_certificate *one = &c->results[i].certificate;
    *tried += one->theorem != CPF_THEOREM_NONE || one->reason[0] != '\0';
    certified += one->theorem != CPF_THEOREM_NONE && one->index_proved;
  }
  return certified;
}

static void put_classify_end(FILE *out, const struct cpf_classification *c,
                             const struct cpf_report_style *style) {
  size_t critical = count_critical(c), tried, certified = count_certified(c, &tried);
  fprintf(out, "\n%zu W given, %zu critical, %zu not critical", c->given, critical,
          c->count - critical);
  if (c->count < c->given)
    fprintf(out, ", %zu left out: interrupted", c->given - c->count);
  fprintf(out, " (within %g of the given W)\n", c->radius);
  if (tried > 0)
    fprintf(out, "%zu of %zu critical points certified\n", certified, critical);
  if (style->verbose)
    fprintf(out, "%.3f s\n", c->seconds);
}

enum cpf_status cpf_sheet_write_classify(FILE *out, const struct cpf_classification *c,
                                         const struct cpf_report_style *style,
                                         struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  struct cpf_sheet_row *rows = NULL;
  CPF_TRY_ALLOC(rows, c->count, err);
  for (size_t i = 0; i < c->count; i++) {
    const struct cpf_classified *g = &c->results[i];
    rows[i] = (struct cpf_sheet_row){i + 1, g->critical ? &g->family : NULL, g};
  }
  if (!style->quiet)
    put_title(out, &c->problem, "Given W's as critical points", style);
  CPF_TRY(cpf_sheet_rows(out, rows, c->count, style, err));
  if (style->quiet)
    goto cleanup;
  if (style->verbose)
    put_matrices(out, &c->problem, rows, c->count,
                 "The family's representative W of each, a row per student", style);
  if (style->verbose)
    put_given_certificates(out, rows, c->count, style);
  put_classify_end(out, c, style);
cleanup:
  free(rows);
  return status;
}
