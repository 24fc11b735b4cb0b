// SPDX-License-Identifier: GPL-3.0-or-later
// Certificates, the homotopy and the branch and bound in words.
#include "report/words.h"

#include <inttypes.h>
#include <math.h>

const char *cpf_words_proved_kind(const struct cpf_certificate *c) {
  if (!c->kind_proved)
    return NULL;
  return cpf_kind_name(c->descends && c->ascends ? CPF_KIND_SADDLE
                       : c->descends             ? CPF_KIND_MAXIMUM
                                                 : CPF_KIND_MINIMUM);
}

static bool is_certified(const struct cpf_certificate *c) {
  return c->theorem != CPF_THEOREM_NONE && c->index_proved;
}

static const char *why(const struct cpf_certificate *c) {
  return c->reason[0] != '\0' ? c->reason : "the index is not proved";
}

void cpf_words_certified(FILE *out, const struct cpf_find_result *r) {
  int first = -1;
  for (int f = r->nfamilies - 1; f >= 0; f--)
    if (!is_certified(&r->certificates[f]))
      first = f;
  fprintf(out, "%d of %d famil%s certified", r->certified, r->nfamilies,
          r->nfamilies == 1 ? "y" : "ies");
  if (first >= 0)
    fprintf(out, "; not #%d: %s", first + 1, why(&r->certificates[first]));
  else if (r->distinct_proved)
    fputs(", proved distinct", out);
  else
    fputs(", not all proved distinct", out);
}

void cpf_words_homotopy(FILE *out, const struct cpf_homotopy_summary *h) {
  if (h->paths > 0)
    fprintf(out,
            "%" PRIu64 " paths tracked: %" PRIu64 " regular, %" PRIu64 " singular, %" PRIu64
            " at infinity, %" PRIu64 " failed; %" PRIu64 " roots (%" PRIu64 " singular), %" PRIu64
            " real",
            h->paths, h->regular, h->singular, h->infinite, h->failed, h->roots, h->singular_roots,
            h->real_roots);
  if (!h->complete)
    fprintf(out, "%snot complete: %s", h->paths > 0 ? "; " : "",
            h->reason[0] != '\0' ? h->reason : "not every path is accounted for");
}

static void put_left(FILE *out, const struct cpf_proof_summary *s) {
  if (s->proved || !(s->share_left > 0))
    return;
  fprintf(out, " (%.3g of the volume is left", s->share_left);
  if (s->work_left > 0)
    fprintf(out, ", about %.3g boxes", s->work_left);
  putc(')', out);
}

void cpf_words_proof(FILE *out, const struct cpf_proof_summary *s) {
  if (s->boxes > 0)
    fprintf(out,
            "%" PRIu64 " boxes: %" PRIu64 " without a critical point, %" PRIu64
            " at a family, %" PRIu64 " left",
            s->boxes, s->excluded, s->matched, s->left);
  if (s->reason[0] != '\0')
    fprintf(out, "%snot proved: %s", s->boxes > 0 ? "; " : "", s->reason);
  put_left(out, s);
}

// The eigenvalue nearest to 0 among those that are not 0; neigenvalues when there is none.
static size_t least_eigenvalue(const struct cpf_certificate *c) {
  size_t least = c->neigenvalues;
  double smallest = INFINITY;
  for (size_t a = 0; a < c->neigenvalues; a++) {
    double distance = c->lower[a] > 0 ? c->lower[a] : c->upper[a] < 0 ? -c->upper[a] : INFINITY;
    if (distance < smallest) {
      smallest = distance;
      least = a;
    }
  }
  return least;
}

void cpf_words_certificate(FILE *out, const struct cpf_certificate *c) {
  if (c->theorem == CPF_THEOREM_NONE) {
    fprintf(out, "not certified: %s", c->reason[0] != '\0' ? c->reason : "not tried");
    return;
  }
  fprintf(out, "%s, radius %.3g, %d bits", cpf_theorem_name(c->theorem), c->radius,
          c->precision_bits);
  if (c->unique_radius > 0)
    fprintf(out, ", alone within %.3g", c->unique_radius);
  size_t least = c->lower != NULL && c->upper != NULL ? least_eigenvalue(c) : c->neigenvalues;
  if (c->index_proved)
    fprintf(out, "; index %d, nullity %d", c->index, c->nullity);
  if (least < c->neigenvalues)
    fprintf(out, "; nonzero eigenvalue nearest to 0 in [%.17g, %.17g]", c->lower[least],
            c->upper[least]);
  if (c->zeros[0] != '\0')
    fprintf(out, "; zeros: %s", c->zeros);
  if (c->reason[0] != '\0')
    fprintf(out, "; open: %s", c->reason);
}
