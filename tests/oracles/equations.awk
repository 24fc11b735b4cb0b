# SPDX-License-Identifier: GPL-3.0-or-later
# The equations of the complex critical points, for other programs:
#
#   awk -v n=2 -v k=2 -v d=2 -v rho=4 -v form=FORM -f equations.awk
#
# form: singular   Singular, over the rationals: lengths, and the minors that make b_i parallel to w_i
#       lagrange   phc: b_i = m_i w_i and lengths, the teachers rotated
#       plane      phc, d = 2: b_i orthogonal to the tangent, and lengths, the teachers rotated
# phc loses solutions, or crashes, when the teachers are the axes; generic rotations avoid that.

function student(i, c) { return "x" i "y" c }
function number(a) { return sprintf("%s%.17g", a < 0 ? "" : "+", a) }
function between(i, q,   s, c) {
  s = ""
  for (c = 1; c <= d; c++) s = s "+" student(i, c) "*" student(q, c)
  return "(" substr(s, 2) ")"
}
function overlap(i, j,   s, c) {
  s = ""
  for (c = 1; c <= d; c++) s = s number(R[j, c]) "*" student(i, c)
  return "(" s ")"
}
# Entry c of b_i.
function force(i, c,   e, q, j) {
  e = ""
  for (q = 1; q <= n; q++) if (q != i) e = e "+" between(i, q) "^" (rho - 1) "*" student(q, c)
  for (j = 1; j <= k; j++)
    if (form == "singular") { if (j == c) e = e "-" student(i, j) "^" (rho - 1) }
    else e = e number(-R[j, c]) "*" overlap(i, j) "^" (rho - 1)
  return e == "" ? "0" : e
}
function length_of(i,   e, c) {
  e = ""
  for (c = 1; c <= d; c++) e = e "+" student(i, c) "^2"
  return e "-1"
}
# The teachers: the rows of a product of plane rotations.
function rotate(   a, b, c, t, u, v) {
  for (a = 1; a <= d; a++) for (b = 1; b <= d; b++) R[a, b] = (a == b)
  t = 0
  for (a = 1; a < d; a++)
    for (b = a + 1; b <= d; b++) {
      t++
      for (c = 1; c <= d; c++) {
        u = R[a, c]; v = R[b, c]
        R[a, c] = cos(0.7 + t * t * 0.31) * u - sin(0.7 + t * t * 0.31) * v
        R[b, c] = sin(0.7 + t * t * 0.31) * u + cos(0.7 + t * t * 0.31) * v
      }
    }
}

BEGIN {
  rotate()
  if (form == "singular") {
    names = ""
    for (i = 1; i <= n; i++) for (c = 1; c <= d; c++) names = names "," student(i, c)
    printf "ring r=0,(%s),dp;\nideal I=0;\n", substr(names, 2)
    for (i = 1; i <= n; i++) {
      printf "I=I,0%s;\n", length_of(i)
      for (a = 1; a < d; a++)
        for (b = a + 1; b <= d; b++)
          printf "I=I,%s*(0%s)-%s*(0%s);\n", student(i, a), force(i, b), student(i, b), force(i, a)
    }
    exit
  }
  print n * d + (form == "lagrange" ? n : 0)
  for (i = 1; i <= n; i++) {
    if (form == "plane")
      printf "%s*(%s)-%s*(%s);\n", student(i, 1), force(i, 2), student(i, 2), force(i, 1)
    else
      for (c = 1; c <= d; c++) printf "%s-m%d*%s;\n", force(i, c), i, student(i, c)
    print length_of(i) ";"
  }
}
