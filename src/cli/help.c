// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/help.h"

#include "cli/options.h"
#include "cpfind/search.h"

enum { NAME_WIDTH = 20 };

static const char find_text[] =
    "Usage: cpfind [find] --n N --k K --rho R [OPTION]...\n"
    "       cpfind classify FILE|- [OPTION]...      (see 'cpfind classify --help')\n"
    "\n"
    "Finds the critical points of the loss of n student neurons that learn from k\n"
    "orthonormal teacher neurons in dimension d, with an activation of degree rho.\n"
    "Points that differ only by a symmetry of the loss form one family. For each\n"
    "family it prints the label, the number of points, the loss, the eigenvalues of\n"
    "the Hessian, whether it is a minimum, a saddle or a maximum, and one of its\n"
    "points W; then whether the list passes the checks of completeness.\n";

static const char classify_text[] =
    "Usage: cpfind classify FILE|- [--n N --k K --rho R] [OPTION]...\n"
    "\n"
    "Labels given weights W. Each W is refined to the critical point nearby and\n"
    "described as 'cpfind find' describes a family, or it is said not to be critical.\n"
    "FILE holds CSV (a line per student with d numbers, every n lines one W) or JSON\n"
    "(one W, a list of W's, or what 'cpfind find --format json' writes, whose problem\n"
    "is then taken too); - is standard input.\n";

static const char find_examples[] =
    "\nExamples:\n"
    "  cpfind --n 2 --k 2 --rho 4\n"
    "  cpfind --n 2 --k 2 --d 3 --rho 4 --verbose\n"
    "  cpfind --n 3 --k 3 --rho 4 --format json -o points.json\n"
    "  cpfind --n 2 --k 2 --rho 4 --loss correlation --format csv\n";

static const char classify_examples[] =
    "\nExamples:\n"
    "  cpfind --n 2 --k 2 --rho 4 --format json | cpfind classify -\n"
    "  printf '1 0\\n0 1\\n' | cpfind classify - --n 2 --k 2 --rho 4\n"
    "  cpfind classify weights.csv --n 3 --k 3 --rho 4 --normalise --format json\n";

static const char exit_text[] =
    "\nExit status: 0 done; 2 usage or bad input; 3 input/output or memory; 4 internal\n"
    "error; 128 + the signal's number when interrupted, what was found being printed.\n";

static void put_option(FILE *out, const struct cpf_option *o) {
  char name[64];
  if (o->letter != '\0')
    snprintf(name, sizeof name, "-%c, --%s%s%s", o->letter, o->name, o->value != NULL ? " " : "",
             o->value != NULL ? o->value : "");
  else
    snprintf(name, sizeof name, "--%s%s%s", o->name, o->value != NULL ? " " : "",
             o->value != NULL ? o->value : "");
  fprintf(out, "  %-*s %s\n", NAME_WIDTH, name, o->help);
  if (o->allowed != NULL)
    fprintf(out, "  %-*s (%s)\n", NAME_WIDTH, "", o->allowed);
}

static void put_methods(FILE *out) {
  for (const char *const *m = cpf_method_names(); *m != NULL; m++)
    fprintf(out, "  %-*s %s: %s\n", NAME_WIDTH, "", *m, cpf_method_summary(*m));
}

void cpf_help_print(FILE *out, enum cpf_command command) {
  bool find = command == CPF_COMMAND_FIND;
  fputs(find ? find_text : classify_text, out);
  fputs("\nOptions (never abbreviated; --option=VALUE works too):\n", out);
  for (const struct cpf_option *o = cpf_options; o->name != NULL; o++) {
    if ((o->commands & (unsigned)command) == 0)
      continue;
    put_option(out, o);
    if (o->value != NULL && o->allowed == NULL)
      put_methods(out);
  }
  fputs(find ? find_examples : classify_examples, out);
  fputs(exit_text, out);
}

void cpf_help_version(FILE *out) {
  fputs("cpfind " CPF_VERSION "\n"
        "Licence: GPL-3.0-or-later; free software, without any warranty\n",
        out);
}
