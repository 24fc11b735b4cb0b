// SPDX-License-Identifier: GPL-3.0-or-later
// What the gnuplot scripts have in common. A script is run in the folder of its data; with
// `prefix` set it puts that before the names of the pictures.
#ifndef CPF_REPORT_FIGURE_SCRIPT_H
#define CPF_REPORT_FIGURE_SCRIPT_H

#include <stdbool.h>

#include "report/figure.h"

// A script of a figure `width` x `height` units: a head, `settings` (one assignment a line; may be
// empty), `prepare`, which is run once, and `draw`, which is run for each picture.
struct cpf_figure_script {
  int width, height;
  const char *settings, *prepare, *draw;
  bool key; // draw leaves a multiplot open for the key of the families
};

// Writes stem.gp. The key of the families, where wanted, is a panel of its own between the screen
// coordinates key_left and key_right, with `rows` rows of key_row each below key_top, and markers
// of size `size` with numbers of font size `digits`; `shapes` names the markers there are and
// `continua` is 1 when there is a continuum: the settings define all these.
enum cpf_status cpf_figure_script_write(const struct cpf_figure_script *script,
                                        struct cpf_figure_set *set, struct cpf_error *err);

// For `prepare`. Okabe and Ito's colours, which the colour-blind can tell apart; the markers differ
// in shape and in lightness too. The heat maps take viridis. gnuplot's points differ in width from
// shape to shape and from terminal to terminal: unit(s) is the width of one of size 1, want(s) what
// it shall be.
#define CPF_FIGURE_SCRIPT_MARKERS                                                                  \
  "point(s) = s eq \"minimum\" ? 7 : s eq \"saddle\" ? 13 : s eq \"maximum\" ? 5 : \\\n"           \
  "           s eq \"degenerate\" ? 15 : 9\n"                                                      \
  "want(s) = s eq \"saddle\" ? 25.0 : s eq \"maximum\" ? 18.0 : s eq \"minimum\" ? 20.0 : 23.0\n"  \
  "unit(s) = type ne \"svg\" ? 11.2 : s eq \"saddle\" ? 13.9 : s eq \"degenerate\" ? 12.2 : \\\n"  \
  "          s eq \"undecided\" ? 13.5 : 10.0\n"                                                   \
  "outer(s) = size * want(s) / unit(s)\n"                                                          \
  "inner(s) = size * (want(s) - (s eq \"minimum\" || s eq \"maximum\" ? 3 : 5)) / unit(s)\n"       \
  "fill(s) = s eq \"minimum\" ? 0xffffff : s eq \"saddle\" ? 0xf0e442 : \\\n"                      \
  "          s eq \"maximum\" ? 0x000000 : s eq \"degenerate\" ? 0xffa500 : 0xcc79a7\n"            \
  "ink(s) = s eq \"maximum\" ? 0xffffff : 0x000000\n"                                              \
  "rim(s) = s eq \"maximum\" ? 0xffffff : 0x000000\n"                                              \
  "is(s, column) = strcol(column) eq s\n"                                                          \
  "# A level line's point: gnuplot separates its own tables by blanks, never by commas.\n"         \
  "level(i) = real(word(strcol(1), i))\n"                                                          \
  "set palette defined (0 \"#440154\", 1 \"#482878\", 2 \"#3e4989\", 3 \"#31688e\", \\\n"          \
  "  4 \"#26828e\", 5 \"#1f9e89\", 6 \"#35b779\", 7 \"#6ece58\", 8 \"#b5de2b\", 9 \"#fde725\")\n"

#endif
