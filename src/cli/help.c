// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/help.h"

#include "cli/options.h"
#include "cpfind/search.h"

enum { NAME_WIDTH = 20 };

static const char find_text[] =
    "Usage: cpfind [find] --n N --k K --rho R [OPTION]...\n"
    "       cpfind classify FILE|- [OPTION]...      (see 'cpfind classify --help')\n"
    "       cpfind check FILE|- [OPTION]...         (see 'cpfind check --help')\n"
    "\n"
    "Finds the critical points of the loss of n student neurons that learn from k\n"
    "orthonormal teacher neurons in dimension d, with an activation of degree rho.\n"
    "Points that differ only by a symmetry of the loss form one family. For each\n"
    "family it prints the label, the number of points, the loss, the eigenvalues of\n"
    "the Hessian, whether it is a minimum, a saddle or a maximum, and one of its\n"
    "points W; then whether the list passes the checks of completeness.\n"
    "In small problems each point found is also proved to be one, in ball arithmetic.\n";

static const char classify_text[] =
    "Usage: cpfind classify FILE|- [--n N --k K --rho R] [OPTION]...\n"
    "\n"
    "Labels given weights W. Each W is refined to the critical point nearby and\n"
    "described as 'cpfind find' describes a family, or it is said not to be critical.\n"
    "FILE holds CSV (a line per student with d numbers, every n lines one W) or JSON\n"
    "(one W, a list of W's, or what 'cpfind find --format json' writes, whose problem\n"
    "is then taken too); - is standard input.\n";

static const char check_text[] =
    "Usage: cpfind check FILE|- [OPTION]...\n"
    "\n"
    "Verifies what 'cpfind find --format json' wrote (ndjson and the results of classify\n"
    "too) without trusting how it was found: each certificate is proved again from its\n"
    "box alone, and all that the file states of the family must follow from that. In a\n"
    "list, any two families must be proved distinct, the sums must be right, and a list\n"
    "that says 'proved' is proved again by branch and bound. - is standard input. The\n"
    "output is a table or JSON.\n";

static const char find_examples[] = "\nExamples:\n"
                                    "  cpfind --n 2 --k 2 --rho 4\n"
                                    "  cpfind --n 2 --k 2 --d 3 --rho 4 --verbose\n"
                                    "  cpfind --n 3 --k 3 --rho 4 --format json -o points.json\n"
                                    "  cpfind --n 2 --k 2 --rho 4 --loss correlation --format csv\n"
                                    "  cpfind --n 2 --k 2 --rho 4 --prove --complete\n";

static const char classify_examples[] =
    "\nExamples:\n"
    "  cpfind --n 2 --k 2 --rho 4 --format json | cpfind classify -\n"
    "  printf '1 0\\n0 1\\n' | cpfind classify - --n 2 --k 2 --rho 4\n"
    "  cpfind classify weights.csv --n 3 --k 3 --rho 4 --normalise --format json\n";

static const char check_examples[] =
    "\nExamples:\n"
    "  cpfind --n 2 --k 2 --rho 4 --prove --format json -o points.json\n"
    "  cpfind check points.json\n"
    "  cpfind check points.json --format json\n";

static const char exit_text[] =
    "\nExit status: 0 done; 1 a proof that was asked for, or the check, failed; 2 usage or\n"
    "bad input; 3 input/output or memory; 4 internal error; 128 + the signal's number when\n"
    "interrupted, what was found being printed.\n";

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

struct texts {
  const char *head, *examples;
};

static const struct texts *texts_of(enum cpf_command command) {
  static const struct texts find = {find_text, find_examples};
  static const struct texts classify = {classify_text, classify_examples};
  static const struct texts check = {check_text, check_examples};
  return command == CPF_COMMAND_CHECK      ? &check
         : command == CPF_COMMAND_CLASSIFY ? &classify
                                           : &find;
}

void cpf_help_print(FILE *out, enum cpf_command command) {
  const struct texts *texts = texts_of(command);
  fputs(texts->head, out);
  fputs("\nOptions (never abbreviated; --option=VALUE works too):\n", out);
  for (const struct cpf_option *o = cpf_options; o->name != NULL; o++) {
    if ((o->commands & (unsigned)command) == 0)
      continue;
    put_option(out, o);
    if (o->value != NULL && o->allowed == NULL)
      put_methods(out);
  }
  fputs(texts->examples, out);
  fputs(exit_text, out);
}

void cpf_help_version(FILE *out) {
  fputs("cpfind " CPF_VERSION "\n"
        "Licence: GPL-3.0-or-later; free software, without any warranty\n",
        out);
}
