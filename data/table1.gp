\\ SPDX-License-Identifier: GPL-3.0-or-later
\\ The critical points of P(2,2,2,rho), a second way: resultants in PARI/GP.
\\
\\   RHO=6 gp -q -s 1G data/table1.gp > data/table1-rho6.csv
\\
\\ 1. Student i stands at the angle t_i. The critical points are the common zeros of
\\      f(t1) + f(t1 - pi/2) - f(t1 - t2)  and  f(t2) + f(t2 - pi/2) - f(t2 - t1),
\\    f(t) = cos(t)^(rho-1) sin(t).
\\ 2. With s = tan(t1/2), u = tan(t2/2) and the denominators (1+s^2)^rho (1+u^2)^rho multiplied away
\\    they are polynomials F, G with whole coefficients. The real zeros of their resultant hold the s
\\    of every critical point but those with t1 = pi or t2 = pi; by symmetry the u as well. For
\\    t1 = pi and t2 = pi the same is done in one variable.
\\ 3. Every pair of candidates is put into F and G, with 300 digits.
\\ 4. Orbits: students exchanged, teachers exchanged (t -> pi/2 - t), and for even rho t_i + pi and
\\    t -> -t. One line per orbit: its length, the loss, the numbers of negative and of zero
\\    eigenvalues of the Hessian in (t1, t2), and t1, t2 in degrees of one of its points.
default(realprecision, 300);
rho = eval(getenv("RHO"));
tiny = 1e-100;

\\ Cosine and sine of t1, t2 times 1 + s^2, 1 + u^2, as polynomials.
C(x) = 1 - x^2;
S(x) = 2*x;
N(x) = 1 + x^2;
\\ (1+s^2)^rho (1+u^2)^rho times the derivative by t1.
F(s, u) = {
  my(c = C(s)*C(u) + S(s)*S(u), d = S(s)*C(u) - C(s)*S(u));
  N(u)^rho * (C(s)^(rho-1)*S(s) - S(s)^(rho-1)*C(s)) - c^(rho-1)*d
};

\\ The real zeros of a polynomial, each once.
zeros(P) = {
  my(L = List(), Q = P / gcd(P, P'));
  Q = Q / content(Q);
  my(M = factor(Q)[, 1]);
  for (i = 1, #M, if (poldegree(M[i]) > 0, my(R = polrootsreal(M[i])); for (j = 1, #R, listput(L, R[j]))));
  Vec(L)
};

candidates() = {
  my(R = polresultant(F(x, y), F(y, x), y), L = List());
  if (R == 0, error("the equations have a common factor"));
  my(Z = zeros(R));
  for (i = 1, #Z, listput(L, 2*atan(Z[i])));
  listput(L, Pi);
  Vec(L)
};

f(t) = cos(t)^(rho-1) * sin(t);
g(t) = f(t) + f(t - Pi/2);
h(t) = if (rho == 1, cos(t), cos(t)^rho - (rho-1)*cos(t)^(rho-2)*sin(t)^2); \\ f'
is_critical(a, b) = abs(g(a) - f(a-b)) < tiny && abs(g(b) - f(b-a)) < tiny;
loss(a, b) = 2 + cos(a-b)^rho - cos(a)^rho - sin(a)^rho - cos(b)^rho - sin(b)^rho;
hessian(a, b) = {
  my(z = h(a-b));
  rho * [h(a) + h(a-Pi/2) - z, z; z, h(b) + h(b-Pi/2) - z]
};

norm1(t) = { my(r = t - 2*Pi*floor(t/(2*Pi) + 1/2)); if (r < -Pi + tiny, r + 2*Pi, r) };
same(p, q) = abs(norm1(p[1]-q[1])) < tiny && abs(norm1(p[2]-q[2])) < tiny;

images(p) = {
  my(L = List(), r, q, both = if (rho % 2 == 0, 1, 0));
  for (e = 0, 1, for (t = 0, 1, for (v = 0, both, for (a = 0, both, for (b = 0, both,
    q = if (e, [p[2], p[1]], p);
    if (v, q = -q);
    if (t, q = [Pi/2 - q[1], Pi/2 - q[2]]);
    q = [norm1(q[1] + a*Pi), norm1(q[2] + b*Pi)];
    r = 1;
    for (i = 1, #L, if (same(L[i], q), r = 0));
    if (r, listput(L, q)))))));
  Vec(L)
};

\\ The image with t1 nearest to 0, then t2 nearest to 0, then the positive ones.
first(O) = {
  my(best = O[1], k(p) = [abs(p[1]), abs(p[2]), -p[1], -p[2]]);
  for (i = 2, #O, my(a = k(O[i]), b = k(best));
    for (j = 1, 4, if (a[j] < b[j] - tiny, best = O[i]; break); if (a[j] > b[j] + tiny, break)));
  best
};

{
  my(T = candidates(), P = List(), out = List());
  for (i = 1, #T, for (j = 1, #T, if (is_critical(T[i], T[j]), listput(P, [T[i], T[j]]))));
  my(left = vector(#P, i, 1), seen = 0);
  for (i = 1, #P, if (left[i],
    my(O = images(P[i]), found = 0);
    for (j = 1, #P, for (l = 1, #O, if (left[j] && same(O[l], P[j]), left[j] = 0; found++)));
    if (found != #O, error("an orbit of ", #O, " points, of which ", found, " were found"));
    my(p = first(O), H = hessian(p[1], p[2]), D = matdet(H), tr = trace(H), neg, nul);
    nul = if (abs(D) > tiny, 0, if (abs(tr) > tiny, 1, 2));
    neg = if (D < -tiny, 1, if (nul == 0, if (tr < 0, 2, 0), if (tr < -tiny, 1, 0)));
    listput(out, [loss(p[1], p[2]), #O, neg, nul, p[1]*180/Pi, p[2]*180/Pi])));
  out = vecsort(Vec(out), [1, 2]);
  print("# The critical points of P(2,2,2,", rho, "), a line for each orbit; origin: data/table1.gp.");
  print("points,loss,index,nullity,degrees1,degrees2");
  default(format, "g.20");
  for (i = 1, #out, my(o = out[i]);
    print(o[2], ",", strprintf("%.18f", o[1]), ",", o[3], ",", o[4], ",",
          strprintf("%.18f", o[5]), ",", strprintf("%.18f", o[6])));
}
quit
