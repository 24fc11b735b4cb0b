// SPDX-License-Identifier: GPL-3.0-or-later
// The constants of the endgame and the templates in their order. No guard: a template.
#define CPF_TWO_PI 6.28318530717958647692
#define CPF_RADIUS 0.05         // s_1
#define CPF_SHRINK 8.0          // ratio of one circle's radius to the next
#define CPF_CLOSED 1e-8         // a circle is closed when it misses by this part of its diameter
#define CPF_NEGATIVE 1e-7       // negative powers that small, relative, are aliases
#define CPF_DOMINANT 0.1        // some negative power must have this share of W
#define CPF_AGREE 1e-9          // two estimates of a finite end, relative
#define CPF_AGREE_INFINITE 1e-5 // and of an infinite one's leading coefficient
#define CPF_LARGE 1e5           // a regular end is no longer than that
#define CPF_CONDITION 1e-7 // a regular Jacobian's smallest singular value, relative to its entries

enum {
  CPF_RETURN_STEPS = 8, // to return to w.w = 1
  CPF_SAMPLES = 16,     // on a circle, each turn
  CPF_LOWEST = 4,       // powers of s down to minus that are looked at
  CPF_WINDING_MAX = 36, // turns
  CPF_LEVELS = 10,      // radii
  CPF_POLISH_MAX = 12,  // Newton iterations at the end
  CPF_LAST_STEPS = 40   // from s_1 to 0 on a line, before circles are tried
};

#include "solver/complex_kernel.h"
#include "solver/complex_tracker.h"
#include "solver/complex_endgame.h"
