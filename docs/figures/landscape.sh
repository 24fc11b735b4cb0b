#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Draws docs/figures/landscape.svg: the loss of P(2,2,2,4) on the torus of the students' angles, with
# every critical point that cpfind finds. Needs gnuplot; run from the root of the repository.
set -eu
out=docs/figures
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# The angles of each family's representative, then all their images: the swap of the students, the
# swap of the teachers (t -> 90 - t) and the sign of v2 (t -> -t), modulo 180 degrees, which the
# students' signs leave.
scripts/run --n 2 --k 2 --rho 4 --format json | jq -r '.families[] |
    [.label, .kind] + (.W | map(atan2(.[1]; .[0]) * 57.29577951308232)) | @tsv' |
  awk -F'\t' '
    function fold(x) { x -= 180 * int(x / 180); if (x < -1e-9) x += 180; return x }
    function put(a, b) {
      a = fold(a); b = fold(b)
      for (i = 0; i <= 180; i += 180) for (j = 0; j <= 180; j += 180)
        if (a + i <= 180 + 1e-9 && b + j <= 180 + 1e-9)
          print $1, $2, a + i, b + j
    }
    { for (s = 1; s >= -1; s -= 2) for (q = 0; q < 2; q++) {
        a = q ? 90 - s * $3 : s * $3; b = q ? 90 - s * $4 : s * $4
        put(a, b); put(b, a)
      } }' | sort -u > "$tmp/points"

cat > "$tmp/plot" <<'PLOT'
set terminal svg size 760,640 font "sans,14" background "white"
set output out . "/landscape.svg"
set xlabel "angle of student 1 (degrees)"
set ylabel "angle of student 2 (degrees)"
set xtics 45; set ytics 45; set xrange [0:180]; set yrange [0:180]
set cblabel "loss"
set size square
set key bmargin center horizontal maxrows 3 width 2 samplen 1 spacing 1.2
set bmargin 9
set palette defined (0 "#f7fbff", 0.5 "#6baed6", 1 "#08306b")
set samples 181; set isosamples 181
set view map
L(a, b) = 1 + cos(a - b)**4 - cos(a)**4 - sin(a)**4 - cos(b)**4 - sin(b)**4 + 1
r = pi / 180
set table tmp . "/surface"
splot L(x * r, y * r)
unset table
P(name) = sprintf("< awk '$1 == \"%s\"' %s/points", name, tmp)
plot tmp . "/surface" using 1:2:3 with image notitle, \
  P("copy") using 3:4 with points pt 7 ps 1.3 lc rgb "#009e73" title "copy (minimum)", \
  P("tight-balance") using 3:4 with points pt 9 ps 1.3 lc rgb "#d55e00" title "tight-balance (saddle)", \
  P("same-copy") using 3:4 with points pt 5 ps 1.1 lc rgb "#e69f00" title "same-copy (saddle)", \
  P("balance") using 3:4 with points pt 13 ps 1.5 lc rgb "#cc79a7" title "balance (maximum)", \
  P("same-balance") using 3:4 with points pt 11 ps 1.3 lc rgb "black" title "same-balance (maximum)"
PLOT
gnuplot -e "out='$out'; tmp='$tmp'" "$tmp/plot"
