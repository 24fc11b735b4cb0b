// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/verdict.h"

#include <inttypes.h>
#include <string.h>

#include "report/json.h"
#include "report/show.h"
#include "report/words.h"
#include "status/try.h"

// JSON

static json_t *texts(const struct cpf_findings *f) {
  json_t *list = json_array();
  for (size_t i = 0; list != NULL && i < f->count; i++)
    if (json_array_append_new(list, json_string(f->texts[i])) != 0) {
      json_decref(list);
      return NULL;
    }
  return list;
}

static json_t *family(const struct cpf_claim *claim, const struct cpf_findings *f) {
  return json_pack("{s:s,s:s,s:s,s:o}", "id", claim->id, "label", claim->label, "verdict",
                   cpf_check_verdict_name(f->verdict), "problems", texts(f));
}

static json_t *families(const struct cpf_claims *claims, const struct cpf_check_result *r) {
  json_t *list = json_array();
  for (size_t i = 0; list != NULL && i < r->count; i++)
    if (json_array_append_new(list, family(&claims->families[i], &r->families[i])) != 0) {
      json_decref(list);
      return NULL;
    }
  return list;
}

static enum cpf_status write_json(FILE *out, const char *file, const struct cpf_claims *claims,
                                  const struct cpf_check_result *r, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  json_t *o = json_object();
  bool ok = o != NULL && cpf_json_set(o, "schema", json_integer(1)) &&
            cpf_json_set(o, "command", json_string("check")) &&
            cpf_json_set(o, "version", json_string(CPF_VERSION)) &&
            cpf_json_set(o, "file", json_string(file)) &&
            cpf_json_set(o, "verdict", json_string(r->accepted ? "accepted" : "rejected")) &&
            cpf_json_set(o, "boxes", cpf_json_count(r->boxes > 0, r->boxes)) &&
            cpf_json_set(o, "families", families(claims, r)) &&
            cpf_json_set(o, "problems", texts(&r->list));
  if (!ok || json_dumpf(o, out, CPF_JSON_FLAGS) != 0 || putc('\n', out) == EOF)
    status = ferror(out) ? cpf_fail(err, CPF_EIO, "cannot write the results")
                         : cpf_fail(err, CPF_ENOMEM,
                                    "cannot build the JSON output: out of memory, or a text is "
                                    "not UTF-8");
  json_decref(o);
  return status;
}

// The table

static void put_problems(FILE *out, const struct cpf_findings *f, const char *indent) {
  for (size_t i = 0; i < f->count; i++) {
    fputs(indent, out);
    cpf_show_put(out, f->texts[i], 0);
    putc('\n', out);
  }
}

static int widest_label(const struct cpf_claims *claims) {
  int width = (int)strlen("label");
  for (size_t i = 0; i < claims->count; i++) {
    int length = cpf_show_length(claims->families[i].label);
    width = length > width ? length : width;
  }
  return width;
}

static void put_family(FILE *out, size_t number, const struct cpf_claim *claim,
                       const struct cpf_findings *f, int width) {
  fprintf(out, "%3zu  ", number);
  int printed = cpf_show_put(out, claim->id, 16);
  fprintf(out, "%*s", 16 - printed + 2, "");
  printed = cpf_show_put(out, claim->label, 0);
  fprintf(out, "%*s%s\n", width - printed + 2, "", cpf_check_verdict_name(f->verdict));
  put_problems(out, f, "       ");
}

static void put_list(FILE *out, const struct cpf_claims *claims, const struct cpf_check_result *r) {
  if (!claims->list)
    return;
  fprintf(out, "\nThe list: %s\n", cpf_check_verdict_name(r->list.verdict));
  put_problems(out, &r->list, "  ");
  if (claims->proved && r->list.verdict == CPF_CHECK_VERIFIED)
    fprintf(out, "  complete: branch and bound over %" PRIu64 " boxes leaves nothing out\n",
            r->boxes);
  else if (!claims->proved)
    fputs("  complete: not stated to be proved, and not checked\n", out);
}

static void write_table(FILE *out, const char *file, const struct cpf_claims *claims,
                        const struct cpf_check_result *r, const struct cpf_report_style *style) {
  const struct cpf_problem *p = &claims->problem;
  int width = widest_label(claims);
  if (!style->quiet) {
    fprintf(out, "%sCheck of ", cpf_show_bold(style));
    cpf_show_put(out, file, 0);
    fprintf(out, ": P(n=%d, k=%d, d=%d, rho=%d), ", p->n, p->k, p->d, p->rho);
    cpf_words_loss(out, p);
    fprintf(out, "%s\n\n  #  %-16s  %-*s  verdict\n", cpf_show_plain(style), "id", width, "label");
  }
  for (size_t i = 0; i < r->count; i++)
    put_family(out, i + 1, &claims->families[i], &r->families[i], width);
  if (style->quiet)
    return;
  put_list(out, claims, r);
  fputs("\nNot checked: labels, blocks, ids, and the records of the search, homotopy and boxes.\n",
        out);
  fprintf(out, "%s\n", r->accepted ? "Accepted." : "Rejected.");
}

enum cpf_status cpf_report_check(FILE *out, const char *file, const struct cpf_claims *claims,
                                 const struct cpf_check_result *r,
                                 const struct cpf_report_style *style, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  if (style->format == CPF_REPORT_JSON)
    CPF_TRY(write_json(out, file, claims, r, err));
  else
    write_table(out, file, claims, r, style);
  CPF_TRY(cpf_report_flush(out, err));
cleanup:
  return status;
}
