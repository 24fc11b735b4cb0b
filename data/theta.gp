\\ SPDX-License-Identifier: GPL-3.0-or-later
\\ Reference angles (tests/theta): gp -q data/theta.gp > data/theta.csv
\\ Even rho = 2m+2 up to 202: the positive root y of 2^m y^m - sum_i binomial(m,2i+1) y^i by
\\ polrootsreal (Uspensky's method on the exact polynomial), theta = acos(sqrt(y))/2. Other rho, with
\\ |x|^rho: `solve` (Brent's method) on the paper's condition in t. Each with 120 digits, rounded.
\\ galois: the order of the Galois group of that polynomial by polgalois (degree <= 7); empty above.
default(realprecision, 120);
decimals(x, n) = {
  my(k = round(x * 10^n), s = Str(abs(k)));
  while(#s <= n, s = Str("0", s));
  my(c = Vecsmall(s), l = #c - n);
  Str(if(k < 0, "-", ""), Strchr(c[1..l]), ".", Strchr(c[l+1..#c]));
}
P(m) = 2^m*y^m - sum(i = 0, (m-1)\2, binomial(m, 2*i+1)*y^i);
byroot(m) = {
  my(r = polrootsreal(P(m), [0, 1]));
  if(#r != 1, error("not one root"));
  acos(sqrt(r[1]))/2;
}
cond(r, t) = (cos(t)^(r-2) - sin(t)^(r-2))/cos(2*t) - 2*cos(2*t)^(r-2);
bysolve(r) = solve(t = 1/r/100, Pi/4 - 10^-30, cond(r, t));
line(r, t, m) = {
  my(g = "", Q);
  if(m > 1 && m <= 7, Q = P(m)/content(P(m)); if(polisirreducible(Q), g = Str(polgalois(Q)[1])));
  print(r, ",", decimals(t, 60), ",", decimals(180*t/Pi, 60), ",", g);
}
print("rho,theta,degrees,galois");
for(m = 1, 100, line(2*m+2, byroot(m), m));
{foreach([204, 256, 500, 1000, 1024, 4096, 10000, 65536, 100000, 999998, 1000000], r,
  line(r, bysolve(r), 0));}
{foreach(["2.5", "2.75", "3", "3.25", "3.5", "3.75", "3.999", "4.001", "4.25", "5", "5.5", "7",
  "7.75", "31.4", "100.125", "12345.678", "999999.5"], r, line(r, bysolve(eval(r)), 0));}
quit
