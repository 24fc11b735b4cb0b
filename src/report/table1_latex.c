// SPDX-License-Identifier: GPL-3.0-or-later
// A table environment for LaTeX with the package booktabs: a line of numbers for each row, its
// conditions below it, the certificates in the caption. A condition of the table language becomes
// formulas, one for each part between `and`, so that lines can break there.
#include "report/table1_parts.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "report/words.h"
#include "status/try.h"

enum { COLUMNS = CPF_TABLE1_CERTIFIED }; // that one and those behind it do not fit on a page

// Formulas

// The characters of a number, or of a pair of parentheses and what is between them; 0: neither.
static size_t group_length(const char *text) {
  size_t number = strspn(text, "0123456789.");
  int depth = 0;
  if (number > 0 || *text != '(')
    return number;
  for (const char *at = text; *at != '\0'; at++) {
    depth += (*at == '(') - (*at == ')');
    if (depth == 0)
      return (size_t)(at - text) + 1;
  }
  return 0;
}

static void put_formula(FILE *out, const char *text, size_t length);

// ^ and sqrt take a group; its parentheses become braces.
static size_t put_group(FILE *out, const char *text) {
  size_t length = group_length(text), skip = *text == '(' ? 1 : 0;
  putc('{', out);
  if (length > 2 * skip)
    put_formula(out, text + skip, length - 2 * skip);
  putc('}', out);
  return length;
}

// A word of the table language: how many characters of it were read.
static size_t put_word(FILE *out, const char *text) {
  static const struct {
    const char *word, *latex;
  } words[] = {{"acos", "\\cos^{-1}"}, {"asin", "\\sin^{-1}"}, {"cos", "\\cos"}, {"sin", "\\sin"},
               {"pi", "\\pi "},        {"theta", "\\theta "},  {"rho", "\\rho "}};
  size_t length = 0;
  while (isalnum((unsigned char)text[length]))
    length++;
  for (size_t w = 0; w < sizeof words / sizeof words[0]; w++)
    if (strlen(words[w].word) == length && strncmp(words[w].word, text, length) == 0) {
      fputs(words[w].latex, out);
      return length;
    }
  if (length == strlen("sqrt") && strncmp(text, "sqrt", length) == 0) {
    fputs("\\sqrt", out);
    return length + put_group(out, text + length);
  }
  if ((*text == 'w' || *text == 'v') && length > 1) // and "." stands for the inner product
    fprintf(out, "%c_{%.*s}%s", *text, (int)length - 1, text + 1,
            text[length] == '.' ? "^\\top " : "");
  else
    fprintf(out, "%.*s", (int)length, text);
  return length + (text[length] == '.');
}

static void put_formula(FILE *out, const char *text, size_t length) {
  for (const char *end = text + length; text < end;) {
    if (isalpha((unsigned char)*text)) {
      text += put_word(out, text);
    } else if (*text == '^' && group_length(text + 1) > 0) {
      putc('^', out);
      text += 1 + put_group(out, text + 1);
    } else {
      if (*text != '*')
        putc(*text, out);
      else if (isdigit((unsigned char)text[1]))
        fputs("\\cdot ", out);
      text++;
    }
  }
}

static void put_condition(FILE *out, const char *text) {
  static const char joint[] = " and ";
  while (true) {
    const char *next = strstr(text, joint);
    size_t length = next != NULL ? (size_t)(next - text) : strlen(text);
    putc('$', out);
    put_formula(out, text, length);
    putc('$', out);
    if (next == NULL)
      return;
    fputs(joint, out);
    text = next + sizeof joint - 1;
  }
}

static void put_character(FILE *out, char c) {
  if (strchr("#$%&_{}", c) != NULL)
    fprintf(out, "\\%c", c);
  else if (c == '\\')
    fputs("\\textbackslash{}", out);
  else if (c == '^' || c == '~')
    fprintf(out, "\\%c{}", c);
  else if (c == '<' || c == '>' || c == '|') // other characters in LaTeX's old fonts
    fprintf(out, "$%c$", c);
  else
    putc((unsigned char)c < 0x20 ? ' ' : c, out);
}

// A student or an overlap, w1 or w1.v2, or a negative number at the start of a word; 0: none.
static size_t formula_length(const char *text) {
  size_t length = 1;
  if ((*text == 'w' || *text == '-') && isdigit((unsigned char)text[1])) {
    while (isdigit((unsigned char)text[length]) ||
           (text[length] == '.' && isalnum((unsigned char)text[length + 1])) ||
           (text[length] == 'v' && isdigit((unsigned char)text[length + 1])))
      length++;
    return length;
  }
  return 0;
}

// Text with what is special in LaTeX made harmless, overlaps and negative numbers as formulas.
static void put_escaped(FILE *out, const char *text) {
  for (bool start = true; *text != '\0'; text++) {
    size_t length = start ? formula_length(text) : 0;
    start = *text == ' ' || *text == '(';
    if (length == 0) {
      put_character(out, *text);
      continue;
    }
    putc('$', out);
    put_formula(out, text, length);
    putc('$', out);
    text += length - 1;
  }
}

static void put_cell(FILE *out, const char *cell) {
  put_escaped(out, strcmp(cell, "-") == 0 ? "--" : cell);
}

// The table

// A line across all columns, after `tag`. Takes over the text.
static bool put_across(FILE *out, const char *tag, char *text, bool condition) {
  if (text == NULL)
    return false;
  fprintf(out, "    \\multicolumn{%d}{@{\\quad}p{0.94\\linewidth}@{}}{%s: ", COLUMNS, tag);
  if (condition)
    put_condition(out, text);
  else
    put_escaped(out, text);
  fputs("} \\\\\n", out);
  free(text);
  return true;
}

static bool put_row(FILE *out, const struct cpf_comparison *c, const struct cpf_compare_row *row) {
  char cell[CPF_SHOW_CELL];
  for (int k = 0; k < COLUMNS; k++) {
    cpf_table1_cell(c, row, (enum cpf_table1_column)k, cell);
    fputs(k > 0 ? " & " : "    ", out);
    put_cell(out, cell);
  }
  fputs(" \\\\\n", out);
  bool added = row->verdict == CPF_COMPARE_ADDED;
  return (row->printed == NULL || put_across(out, "printed", strdup(row->printed), true)) &&
         (row->reason == NULL || put_across(out, "reason", strdup(row->reason), false)) &&
         (row->corrected == NULL || put_across(out, "corrected", strdup(row->corrected), true)) &&
         (!added || row->condition == NULL ||
          put_across(out, row->exact ? "condition" : "decimals", strdup(row->condition), true));
}

static bool put_caption(FILE *out, const struct cpf_comparison *c) {
  const struct cpf_find_result *r = c->result;
  char *total = cpf_table1_words(cpf_table1_total, r);
  char *complete = cpf_table1_words(cpf_table1_completeness, r), *theta = cpf_table1_theta(c);
  char *certified = cpf_table1_words(cpf_table1_certificates, r);
  bool ok = certified != NULL && total != NULL && complete != NULL && theta != NULL;
  if (ok) {
    fprintf(out,
            "  \\caption{Critical points of the teacher-student loss for $n = k = d = 2$ and "
            "$\\rho = %d$, beside the printed conditions, up to %s: ",
            r->problem.rho, cpf_table1_symmetries(&r->problem));
    put_escaped(out, total);
    if (c->theta_known) {
      fputs("; $\\theta$", out);
      put_escaped(out, theta + strlen("theta"));
    }
    fputs(". Completeness: ", out);
    put_escaped(out, complete);
    fputs(". Certificates: ", out);
    put_escaped(out, certified);
    fprintf(out, ".}\n  \\label{tab:critical-points-rho-%d}\n", r->problem.rho);
  }
  free(total);
  free(complete);
  free(theta);
  free(certified);
  return ok;
}

static void put_head(FILE *out) {
  fprintf(out, "    \\toprule\n    ");
  for (int k = 0; k < COLUMNS; k++) {
    const char *heading = cpf_table1_heading((enum cpf_table1_column)k);
    fprintf(out, "%s%c%s", k > 0 ? " & " : "", toupper((unsigned char)heading[0]), heading + 1);
  }
  fputs(" \\\\\n    \\midrule\n", out);
}

enum cpf_status cpf_table1_write_latex(FILE *out, const struct cpf_comparison *c,
                                       const struct cpf_report_style *style,
                                       struct cpf_error *err) {
  bool ok = true;
  if (!style->quiet)
    fprintf(out, "%% cpfind " CPF_VERSION ": table 1 --rho %d. Needs \\usepackage{booktabs}.\n",
            c->result->problem.rho);
  fputs("\\begin{table}[htbp]\n  \\centering\n", out);
  ok = put_caption(out, c);
  fputs("  \\footnotesize\n  \\setlength{\\tabcolsep}{3pt}\n  \\begin{tabular}{@{}", out);
  for (int k = 0; k < COLUMNS; k++)
    putc(cpf_table1_numeric((enum cpf_table1_column)k) ? 'r' : 'l', out);
  fputs("@{}}\n", out);
  put_head(out);
  for (size_t i = 0; i < c->nrows && ok; i++) {
    if (i > 0)
      fputs("    \\addlinespace\n", out);
    ok = put_row(out, c, &c->rows[i]);
  }
  fputs("    \\bottomrule\n  \\end{tabular}\n\\end{table}\n", out);
  return ok ? CPF_OK : cpf_fail(err, CPF_ENOMEM, "cannot print the table: out of memory");
}
