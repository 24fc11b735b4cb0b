// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/help.h"

#include "cli/options.h"
#include "cpfind/search.h"

enum { NAME_WIDTH = 20 };

static const char find_text[] =
    "Usage: cpfind [find] --n N --k K --rho R [OPTION]...\n"
    "       cpfind classify FILE|- [OPTION]...      (see 'cpfind classify --help')\n"
    "       cpfind check FILE|- [OPTION]...         (see 'cpfind check --help')\n"
    "       cpfind flow --n N --k K --rho R ...     (see 'cpfind flow --help')\n"
    "       cpfind show FILE [OPTION]...            (see 'cpfind show --help')\n"
    "       cpfind merge OUT IN IN... [OPTION]...   (see 'cpfind merge --help')\n"
    "       cpfind theta|table|figure|verify ...    (see 'cpfind theta --help', ...)\n"
    "\n"
    "Finds the critical points of the loss of n student neurons that learn from k\n"
    "orthonormal teacher neurons in dimension d, with an activation of degree rho.\n"
    "Points that differ only by a symmetry of the loss form one family. For each\n"
    "family it prints the label, the number of points, the loss, the eigenvalues of\n"
    "the Hessian, whether it is a minimum, a saddle or a maximum, and one of its\n"
    "points W; then whether the list passes the checks of completeness.\n"
    "In small problems each point found is also proved to be one, in ball arithmetic.\n"
    "With --assemble it counts the points of a large problem that are made of blocks of\n"
    "few students, exactly, from searches of small problems (rho >= 3).\n";

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

static const char theta_text[] =
    "Usage: cpfind theta --rho R|A:B|A:B:STEP [--digits N] [OPTION]...\n"
    "       cpfind theta --real-rho X|A:B|A:B:STEP [--digits N] [OPTION]...\n"
    "\n"
    "The angle of the tight-balance points, proved digit by digit, with the polynomial of\n"
    "cos(2 theta) and the closed form where there is one in radicals. With --real-rho the\n"
    "degree is any real number above 2, and |x|^rho stands in the loss.\n";

static const char table_text[] =
    "Usage: cpfind table 1 [--rho R] [OPTION]...\n"
    "\n"
    "Table 1 of the paper from computed and proved points of P(2,2,2,rho): each row with its\n"
    "condition as printed, whether it holds, the correction where it does not, the number of\n"
    "points, the loss and the index; and the rows that the paper lacks.\n";

static const char figure_text[] =
    "Usage: cpfind figure NAME [--rho R] [-o DIR] [OPTION]...\n"
    "\n"
    "Writes the figure's data (CSV), a gnuplot script, SVG and PNG into DIR. NAME is\n"
    "  1            the condition functions, critical points marked (paper: rho = 4)\n"
    "  2            the condition of tight-balance for rho = 4 and 6\n"
    "  3            the tight-balance angle over rho\n"
    "  4            trajectories that linger at tight-balance\n"
    "  5            the share of starts that encounter tight-balance, over d; one run in d = 4\n"
    "  6            trajectories from starts in split cones, and in one cone\n"
    "  7            squared against correlation loss from one start\n"
    "  9            how far above 2^(-1/2) all w_i.v_i must be, over rho\n"
    "  landscape    the loss on the torus of the students' angles, all critical points\n"
    "  bifurcation  tight-balance and its neighbours over real rho\n"
    "  plateau      how long tight-balance holds, by the distance from it and by rho\n"
    "  basins       the share of starts that end in spurious minima, over d, rho and n\n"
    "  all          all of them\n"
    "--rho is another degree for 1 and landscape, the second one for 2, the last one for\n"
    "3 and 9; the others have theirs.\n"
    "Without gnuplot it writes data and script, and says so.\n";

static const char verify_text[] =
    "Usage: cpfind verify [CLAIM]... [OPTION]...\n"
    "\n"
    "Puts the paper's claims to the test, all or those named, and prints a verdict for each:\n"
    "holds, refuted, corrected or undecided, with what earns it. docs/claims/ has a page for\n"
    "each. The exit status is 0 when every claim asked for holds as printed.\n";

static const char flow_text[] =
    "Usage: cpfind flow --n N --k K --rho R [OPTION]...                      (one trajectory)\n"
    "       cpfind flow --n N --k K --rho R --trajectories COUNT [OPTION]... (an ensemble)\n"
    "\n"
    "Follows the gradient flow of the loss on the product of spheres from its start to its\n"
    "end. One trajectory is printed with the critical points that it passes, with samples of\n"
    "loss, gradient norm and overlaps, and how it ended. Of an ensemble it counts the ends and\n"
    "the families visited, with intervals, the times of arrival and how long visits last; ndjson\n"
    "and csv have a line for each trajectory, written as the run goes. A destination is named\n"
    "only when the trajectory is in the basin of a certified minimum; what is still near a\n"
    "degenerate critical point when the time is over is lingering, with its time of escape.\n"
    "\n"
    "Starts: uniform on the spheres; split-cone: uniform, given that student i is nearest to\n"
    "teacher i; near:LABEL: beside the critical point of that label or id; or W's from a file\n"
    "(CSV or JSON as for classify, what verify or flow wrote as JSON; - is standard input), with\n"
    "trajectory j from point j, from the first one again after the last.\n";

static const char show_text[] =
    "Usage: cpfind show FILE [OPTION]...\n"
    "\n"
    "Lists what is in a store that 'cpfind find --store FILE' or 'cpfind merge' has made: what\n"
    "was searched for, how far it came, and the families, all or those that the options ask\n"
    "for. --format exports them as find prints them. A store may be shown while another\n"
    "cpfind writes to it.\n";

static const char merge_text[] =
    "Usage: cpfind merge OUT IN IN... [OPTION]...\n"
    "\n"
    "Puts stores of one problem, of several seeds or of the shards of one search, together in\n"
    "the new store OUT, and prints it as find does. The same family in several stores is one;\n"
    "hits and starts are added, and completeness is judged anew. The order of the stores does\n"
    "not matter.\n";

static const char find_examples[] = "\nExamples:\n"
                                    "  cpfind --n 2 --k 2 --rho 4\n"
                                    "  cpfind --n 2 --k 2 --d 3 --rho 4 --verbose\n"
                                    "  cpfind --n 3 --k 3 --rho 4 --format json -o points.json\n"
                                    "  cpfind --n 2 --k 2 --rho 4 --loss correlation --format csv\n"
                                    "  cpfind --n 2 --k 2 --rho 4 --prove --complete\n"
                                    "  cpfind --n 3 --k 3 --rho 4 --store search.db\n"
                                    "  cpfind --n 50 --k 50 --rho 6 --assemble 2\n";

static const char show_examples[] = "\nExamples:\n"
                                    "  cpfind show search.db\n"
                                    "  cpfind show search.db --kind minimum --loss :0.5\n"
                                    "  cpfind show search.db --format json -o points.json\n";

static const char merge_examples[] = "\nExamples:\n"
                                     "  cpfind --n 3 --k 3 --rho 4 --shard 1/2 --store 1.db\n"
                                     "  cpfind --n 3 --k 3 --rho 4 --shard 2/2 --store 2.db\n"
                                     "  cpfind merge all.db 1.db 2.db\n";

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

static const char theta_examples[] = "\nExamples:\n"
                                     "  cpfind theta --rho 4:20:2\n"
                                     "  cpfind theta --rho 1000000 --digits 1000\n"
                                     "  cpfind theta --real-rho 2.5:6:0.5 --format csv\n";

static const char table_examples[] = "\nExamples:\n"
                                     "  cpfind table 1\n"
                                     "  cpfind table 1 --rho 6 --format latex\n";

static const char figure_examples[] = "\nExamples:\n"
                                      "  cpfind figure 3 -o figures\n"
                                      "  cpfind figure landscape --rho 6\n"
                                      "  cpfind figure all -o figures\n";

static const char verify_examples[] = "\nExamples:\n"
                                      "  cpfind verify\n"
                                      "  cpfind verify lemma-2.2 lemma-3.2 --verbose\n"
                                      "  cpfind verify --format json -o claims.json\n";

static const char flow_examples[] =
    "\nExamples:\n"
    "  cpfind flow --n 2 --k 2 --rho 4\n"
    "  cpfind flow --n 2 --k 2 --rho 4 --init near:tight-balance --spacing log --format csv\n"
    "  cpfind flow --n 2 --k 2 --d 4 --rho 4 --trajectories 1000 --watch tight-balance\n"
    "  cpfind verify lemma-3.2 --format json | cpfind flow --init -\n";

static const char exit_text[] =
    "\nExit status: 0 done; 1 a proof, a check or a claim failed; 2 usage or bad input;\n"
    "3 input/output or memory; 4 internal error; 128 + the signal's number when interrupted,\n"
    "what was found being printed.\n";

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

static void put_methods(FILE *out, const struct cpf_option *o) {
  for (const char *const *m = cpf_option_methods(o); *m != NULL; m++)
    fprintf(out, "  %-*s %s: %s\n", NAME_WIDTH, "", *m, cpf_option_summary(o, *m));
}

struct texts {
  enum cpf_command command;
  const char *head, *examples;
};

static const struct texts *texts_of(enum cpf_command command) {
  static const struct texts all[] = {
      {CPF_COMMAND_FIND, find_text, find_examples},
      {CPF_COMMAND_CLASSIFY, classify_text, classify_examples},
      {CPF_COMMAND_CHECK, check_text, check_examples},
      {CPF_COMMAND_THETA, theta_text, theta_examples},
      {CPF_COMMAND_TABLE, table_text, table_examples},
      {CPF_COMMAND_FIGURE, figure_text, figure_examples},
      {CPF_COMMAND_VERIFY, verify_text, verify_examples},
      {CPF_COMMAND_FLOW, flow_text, flow_examples},
      {CPF_COMMAND_SHOW, show_text, show_examples},
      {CPF_COMMAND_MERGE, merge_text, merge_examples},
  };
  for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
    if (all[i].command == command)
      return &all[i];
  return &all[0];
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
      put_methods(out, o);
  }
  fputs(texts->examples, out);
  fputs(exit_text, out);
}

void cpf_help_version(FILE *out) {
  fputs("cpfind " CPF_VERSION "\n"
        "Licence: GPL-3.0-or-later; free software, without any warranty\n",
        out);
}
