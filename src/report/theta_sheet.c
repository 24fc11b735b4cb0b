// SPDX-License-Identifier: GPL-3.0-or-later
// The table of angles. 1. Up to COMPACT_DIGITS digits: a line per degree, then what is known of
// each number, then the odd degrees. 2. More digits: a block per degree, long texts folded.
#include <stdlib.h>
#include <string.h>

#include "report/show.h"
#include "report/theta.h"

enum { COMPACT_DIGITS = 30, NAME = 15, FOLD_LEAST = 20, POLYNOMIAL_SHORT = 400 };

static size_t wider(size_t width, const char *text) {
  size_t length = text != NULL ? strlen(text) : 0;
  return length > width ? length : width;
}

static const char *or_dash(const char *text) {
  return text != NULL ? text : "-";
}

// Text after an indented name, folded to the width.
static void put_folded(FILE *out, const char *name, const char *text,
                       const struct cpf_report_style *style) {
  size_t room = style->width > NAME + FOLD_LEAST ? (size_t)(style->width - NAME - 2) : FOLD_LEAST;
  size_t length = strlen(text);
  fprintf(out, "  %-*s", NAME - 2, name);
  for (size_t at = 0; at < length;) {
    size_t part = length - at;
    if (part > room) {
      part = room;
      for (size_t back = part; back > room / 2; back--) // at a blank, where there is one
        if (text[at + back - 1] == ' ') {
          part = back;
          break;
        }
    }
    if (at > 0)
      fprintf(out, "\n%*s", NAME, "");
    size_t shown = part;
    while (shown > 0 && text[at + shown - 1] == ' ')
      shown--;
    fprintf(out, "%.*s", (int)shown, text + at);
    at += part;
  }
  putc('\n', out);
}

static void put_named(FILE *out, const char *name, const char *text,
                      const struct cpf_report_style *style) {
  if (text != NULL)
    put_folded(out, name, text, style);
}

// The polynomial with its variable and what is proved of it; one too long is told by its degree.
static void put_polynomial(FILE *out, const struct cpf_theta_entry *e,
                           const struct cpf_report_style *style) {
  if (e->polynomial == NULL)
    return;
  const char *state = e->irreducible ? "irreducible over Q" : "irreducibility not tested";
  size_t size = strlen(e->polynomial) + 128;
  char *text = malloc(size);
  if (text == NULL)
    return; // the numbers are there; ferror tells nothing, the text is a remark
  if (strlen(e->polynomial) > POLYNOMIAL_SHORT)
    snprintf(text, size, "of degree %d (whole in JSON and CSV), x = cos(2*theta), %s", e->degree,
             state);
  else
    snprintf(text, size, "%s, x = cos(2*theta), %s", e->polynomial, state);
  put_folded(out, "polynomial", text, style);
  free(text);
}

static void put_two(FILE *out, const char *name, char *const values[2],
                    const struct cpf_report_style *style) {
  if (values[0] == NULL || values[1] == NULL)
    return;
  put_folded(out, name, values[0], style);
  put_folded(out, "", values[1], style);
}

static void put_algebra(FILE *out, const struct cpf_theta_entry *e,
                        const struct cpf_report_style *style) {
  put_polynomial(out, e, style);
  put_named(out, "closed form", e->closed_form, style);
  if (e->closed_form == NULL && e->polynomial != NULL)
    put_named(out, "closed form", e->closed_form_reason, style);
}

// Blocks

static void put_block(FILE *out, const struct cpf_theta_entry *e,
                      const struct cpf_report_style *style) {
  fprintf(out, "%srho = %s%s\n", cpf_show_bold(style), e->rho, cpf_show_plain(style));
  put_named(out, "theta", e->theta, style);
  put_named(out, "  +-", e->radius, style);
  put_named(out, "degrees", e->degrees, style);
  put_named(out, "  +-", e->degrees_radius, style);
  put_named(out, "no angle", e->reason, style);
  put_two(out, "pair", e->pair, style);
  put_named(out, "t_1-t_2 <=", e->pair_gap, style);
  if (style->quiet)
    return;
  put_algebra(out, e, style);
  put_two(out, "eigenvalues", e->eigenvalues, style);
  put_two(out, "branch", e->branch, style);
}

// Lines

struct widths {
  size_t rho, theta, degrees, radius, eigen[2];
};

static struct widths measure(const struct cpf_theta_list *list) {
  struct widths w = {strlen("rho"),
                     strlen("theta"),
                     strlen("degrees"),
                     strlen("radius"),
                     {strlen("lambda_a"), strlen("lambda_s")}};
  for (size_t i = 0; i < list->count; i++) {
    const struct cpf_theta_entry *e = &list->entries[i];
    w.rho = wider(w.rho, e->rho);
    w.theta = wider(w.theta, e->theta);
    w.degrees = wider(w.degrees, e->degrees);
    w.radius = wider(w.radius, e->radius);
  }
  return w;
}

static void put_line(FILE *out, const struct widths *w, const char *rho, const char *theta,
                     const char *degrees, const char *radius) {
  fprintf(out, "%*s  %-*s  %-*s  %s\n", (int)w->rho, rho, (int)w->theta, or_dash(theta),
          (int)w->degrees, or_dash(degrees), or_dash(radius));
}

static void put_lines(FILE *out, const struct cpf_theta_list *list,
                      const struct cpf_report_style *style) {
  struct widths w = measure(list);
  if (!style->quiet)
    put_line(out, &w, "rho", "theta", "degrees", "radius");
  for (size_t i = 0; i < list->count; i++) {
    const struct cpf_theta_entry *e = &list->entries[i];
    put_line(out, &w, e->rho, e->theta, e->degrees, e->radius);
  }
}

static void put_details(FILE *out, const struct cpf_theta_list *list,
                        const struct cpf_report_style *style) {
  for (size_t i = 0; i < list->count; i++) {
    const struct cpf_theta_entry *e = &list->entries[i];
    fprintf(out, "\nrho = %s\n", e->rho);
    put_named(out, "no angle", e->reason, style);
    put_two(out, "pair", e->pair, style);
    put_named(out, "t_1-t_2 <=", e->pair_gap, style);
    put_algebra(out, e, style);
    put_two(out, "eigenvalues", e->eigenvalues, style);
    put_two(out, "branch", e->branch, style);
  }
}

static void put_head(FILE *out, const struct cpf_theta_list *list,
                     const struct cpf_report_style *style) {
  fprintf(out,
          "%sTight-balance, P(2,2,2,rho)%s: w_1 = (cos theta, sin theta), w_2 = (cos theta, "
          "-sin theta)%s\n\n",
          cpf_show_bold(style), list->real ? " with |x|^rho" : "", cpf_show_plain(style));
}

static void put_foot(FILE *out, const struct cpf_theta_list *list) {
  fputs("\nEvery decimal is proved: each number is the nearest multiple of its last place, radius\n"
        "bounds the rest. eigenvalues: of the Hessian, along (1,-1) and (1,1) in the angles.\n"
        "branch, pair: two proved angles, w_1 = (cos t_1, sin t_1), w_2 = (cos t_2, -sin t_2).\n"
        "Large rho: theta = sqrt(2*L/(3*rho))*(1 + (6 - 5*L)/(18*rho)\n"
        "  + (203*L^2 - 660*L + 540)/(3240*rho^2)\n"
        "  + (2520 - 2940*L + 714*L^2 - 137*L^3)/(27216*rho^3)) + e, L = log(2),\n  ",
        out);
  fprintf(out, "%s\n", cpf_theta_law_error());
  if (list->count < list->given)
    fprintf(out, "Interrupted: %zu of %zu degrees.\n", list->count, list->given);
}

void cpf_theta_write_sheet(FILE *out, const struct cpf_theta_list *list,
                           const struct cpf_report_style *style) {
  if (!style->quiet)
    put_head(out, list, style);
  if (list->digits <= COMPACT_DIGITS) {
    put_lines(out, list, style);
    if (!style->quiet)
      put_details(out, list, style);
  } else {
    for (size_t i = 0; i < list->count; i++) {
      if (i > 0)
        putc('\n', out);
      put_block(out, &list->entries[i], style);
    }
  }
  if (!style->quiet)
    put_foot(out, list);
}
