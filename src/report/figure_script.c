// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/figure_script.h"

#include "status/try.h"

static const char key[] =
    "  # The key: a row for each family.\n"
    "  dense = 8 # with more rows, each is a single line\n"
    "  families = stem.\"-families.csv\"\n"
    "  unset colorbox; unset title; unset border; unset grid; unset object; unset label\n"
    "  unset tics; unset x2tics; unset y2tics; unset arrow\n"
    "  unset xlabel; unset ylabel; unset x2label; unset y2label; unset key\n"
    "  set size noratio\n"
    "  set lmargin at screen key_left; set rmargin at screen key_right\n"
    "  set tmargin at screen key_top; set bmargin at screen key_top - key_row * rows\n"
    "  set xrange [0:1]; set yrange [rows:0]\n"
    "  round(x) = sprintf(\"%.4g\", abs(x) < 5e-15 ? 0 : x)\n"
    "  about(n) = sprintf(\"%s%s%s, index %s, loss %s\", strcol(3), \\\n"
    "    is(\"degenerate\", 10) ? \", degenerate\" : \"\", \\\n"
    "    is(\"continuum\", 10) ? \", continuum\" : \"\", strcol(4), round(column(8)))\n"
    "  plot for [s in shapes] families skip 1 using (is(s, 10) ? 0.05 : NaN):($1 - 0.5) \\\n"
    "      with points pt point(s) ps outer(s) lc rgb rim(s), \\\n"
    "    for [s in shapes] families skip 1 using (is(s, 10) ? 0.05 : NaN):($1 - 0.5) \\\n"
    "      with points pt point(s) ps inner(s) lc rgb fill(s), \\\n"
    "    for [s in shapes] families skip 1 using (is(s, 10) ? 0.05 : NaN):($1 - 0.5):1 \\\n"
    "      with labels font \",\".digits tc rgb ink(s), \\\n"
    "    for [c=1:continua] families skip 1 \\\n"
    "      using (is(\"continuum\", 10) ? 0.02 : NaN):($1 - 0.5):(0.06):(0) \\\n"
    "      with vectors nohead lw 4 dt (1,1) lc rgb 0x000000, \\\n"
    "    families skip 1 using (rows > dense ? NaN : 0.11):($1 - 0.72):2 \\\n"
    "      with labels left noenhanced, \\\n"
    "    families skip 1 using (rows > dense ? NaN : 0.11):($1 - 0.3):(about(0)) \\\n"
    "      with labels left noenhanced font \",11\", \\\n"
    "    families skip 1 \\\n"
    "      using (rows > dense ? 0.11 : NaN):($1 - 0.5):(strcol(2).\": \".about(0)) \\\n"
    "      with labels left noenhanced font \",11\"\n"
    "  unset multiplot\n";

enum cpf_status cpf_figure_script_write(const struct cpf_figure_script *script,
                                        struct cpf_figure_set *set, struct cpf_error *err) {
  enum cpf_status status = CPF_OK;
  FILE *out = NULL;
  CPF_TRY(cpf_figure_open(set, ".gp", &out, err));
  fprintf(out,
          "# Written by cpfind. Draws %s.svg and %s.png from the CSV files beside it:\n"
          "#   gnuplot %s.gp\n"
          "if (!exists(\"prefix\")) prefix = \"\"\n"
          "stem = \"%s\"\n"
          "set encoding utf8\n"
          "set datafile separator comma\n",
          set->stem, set->stem, set->stem, set->stem);
  fprintf(out, "%s%s\n", script->settings, script->prepare);
  fprintf(out,
          "do for [type in \"svg png\"] {\n"
          "  if (type eq \"svg\") {\n"
          "    set terminal svg size %d,%d font \"sans-serif,14\" background \"white\"\n"
          "  } else {\n"
          "    set terminal pngcairo size %d,%d font \"Sans,14\" fontscale 1.5 linewidth 2 \\\n"
          "      pointscale 3.6 dashlength 2\n"
          "  }\n"
          "  set output prefix.stem.\".\".type\n"
          "%s%s"
          "  unset output\n"
          "}\n",
          script->width, script->height, 2 * script->width, 2 * script->height, script->draw,
          script->key ? key : "");
cleanup:
  return cpf_figure_close(set, &out, status, err);
}
