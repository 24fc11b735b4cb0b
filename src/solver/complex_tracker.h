// SPDX-License-Identifier: GPL-3.0-or-later
// The predictor-corrector, for the scalar type REAL; included after complex_kernel.h. A template.
//
//   1. Predict by the Hermite polynomial through the last (at most 3) points and their velocities;
//      order 2, 4, then 6. Velocities cost one solve with the factors at hand.
//   2. Correct by Newton's method in the frames; w_a returns to w.w = 1 by scaling. A step counts
//      when the corrections contract well: then the point lies well inside a Newton basin
//      (Deuflhard, Newton Methods for Nonlinear Problems, section 2.1).
//   3. The first correction is the predictor's error: the next step aims at a fixed size of it.

// How s depends on the real variable tau of a leg.
struct leg {
  enum { LEG_LINE, LEG_LOG, LEG_ARC } kind; // s0 - tau, s0 e^{-tau}, s0 e^{i tau}
  double s0;
};

static void leg_at(const struct leg *leg, double tau, double s[2], double ds[2]) {
  if (leg->kind == LEG_LINE) {
    s[0] = leg->s0 - tau, s[1] = 0;
    ds[0] = -1, ds[1] = 0;
  } else if (leg->kind == LEG_LOG) {
    s[0] = leg->s0 * exp(-tau), s[1] = 0;
    ds[0] = -s[0], ds[1] = 0;
  } else {
    s[0] = leg->s0 * cos(tau), s[1] = leg->s0 * sin(tau);
    ds[0] = -s[1], ds[1] = s[0];
  }
}

// Puts the point and its velocity into the history.
static void remember(struct work *k, double tau, const struct num *w, const struct num *v) {
  struct hermite *p = &k->past;
  size_t bytes = (size_t)(k->s.l * k->s.d) * sizeof(struct num);
  if (p->count == 3) {
    for (int i = 0; i < 2; i++) {
      p->at[i] = p->at[i + 1];
      memcpy(p->w[i], p->w[i + 1], bytes);
      memcpy(p->v[i], p->v[i + 1], bytes);
    }
    p->count = 2;
  }
  p->at[p->count] = tau;
  memcpy(p->w[p->count], w, bytes);
  memcpy(p->v[p->count], v, bytes);
  p->count++;
}

// The Hermite polynomial at tau.
static void predict(const struct work *k, double tau, struct num *out) {
  const struct hermite *p = &k->past;
  REAL alpha[3] = {0}, beta[3] = {0};
  for (int i = 0; i < p->count; i++) {
    REAL L = 1, slope = 0, x = (REAL)tau - (REAL)p->at[i];
    for (int j = 0; j < p->count; j++)
      if (j != i) {
        REAL gap = 1 / ((REAL)p->at[i] - (REAL)p->at[j]);
        L *= ((REAL)tau - (REAL)p->at[j]) * gap;
        slope += gap;
      }
    alpha[i] = (1 - 2 * x * slope) * L * L;
    beta[i] = x * L * L;
  }
  for (int c = 0; c < k->s.l * k->s.d; c++) {
    struct num t = num(0, 0);
    for (int i = 0; i < p->count; i++)
      t = add(t, add(scale(alpha[i], p->w[i][c]), scale(beta[i], p->v[i][c])));
    out[c] = t;
  }
}

// One Newton step at s; the correction's relative size, or -1. The factors stay in k->J, and w is
// where they were computed.
static double newton(struct work *k, const double s[2], struct num *w) {
  struct num x[N_MAX], v[C_MAX];
  int size = k->s.l * k->s.d;
  evaluate(k, s[0], s[1]);
  if (!factor(k))
    return -1;
  for (int r = 0; r < k->N; r++)
    x[r] = scale(-1, k->E[r]);
  solve(k, x);
  lift(k, x, v);
  memcpy(w, k->w, (size_t)size * sizeof *w);
  double step = relative(k, v, w);
  for (int c = 0; c < size; c++)
    k->w[c] = add(k->w[c], v[c]);
  return step < 1 && normalise(k, k->w) ? step : -1;
}

// dW/dtau at the last factors, in v.
static void velocity(struct work *k, const double ds[2], const struct num *w, struct num *v) {
  struct num x[N_MAX];
  evaluate_ds(k, w, x);
  for (int r = 0; r < k->N; r++)
    x[r] = mul(num(-(REAL)ds[0], -(REAL)ds[1]), x[r]);
  solve(k, x);
  lift(k, x, v);
}

// Newton's method from k->w; remembers the point when it converges from not too far. The first
// correction in *first, -1 when there is none.
static bool correct(struct work *k, const struct leg *leg, double tau, double far,
                    const struct cpf_complex_steps *o, double *first) {
  enum { ITERATIONS = 4 };
  double s[2], ds[2], before = 0;
  struct num w[C_MAX], v[C_MAX];
  leg_at(leg, tau, s, ds);
  for (int i = 0; i < ITERATIONS; i++) {
    double step = newton(k, s, w);
    if (i == 0)
      *first = step;
    if (step < 0 || step > far || (i > 0 && step > o->contraction * before && step > o->noise))
      return false;
    if (step <= o->accept) {
      velocity(k, ds, w, v);
      remember(k, tau, k->w, v);
      return true;
    }
    before = step;
  }
  return false;
}

// Starts a leg at k->w, tau = 0.
static bool start(struct work *k, const struct leg *leg, const struct cpf_complex_steps *o) {
  double first;
  k->past.count = 0;
  return correct(k, leg, 0, 1, o, &first);
}

// Follows the leg from the last point remembered to tau = end; *h is the step to try first, and the
// one to try next. False leaves k->w at the last point reached.
static bool follow(struct work *k, const struct leg *leg, double end,
                   const struct cpf_complex_steps *o, double *h, int *budget) {
  size_t bytes = (size_t)(k->s.l * k->s.d) * sizeof(struct num);
  double tau = k->past.at[k->past.count - 1];
  while (tau < end) {
    double left = end - tau, next = *h >= left ? end : *h > left / 2 ? tau + left / 2 : tau + *h;
    double taken = next - tau, first = -1;
    int order = 2 * k->past.count;
    bool good = false;
    predict(k, next, k->w);
    if (normalise(k, k->w))
      good = correct(k, leg, next, o->reject * o->correction, o, &first);
    double factor = first > 0 ? pow(o->correction / first, 1.0 / order) : good ? 2 : 0.5;
    factor = factor > 2 ? 2 : factor < 0.3 ? 0.3 : factor;
    if (good) {
      tau = next;
      *h = fmax(taken * factor, taken < *h ? *h : 0); // a step cut short says nothing of the next
    } else {
      *h = taken * fmin(factor, 0.5);
      memcpy(k->w, k->past.w[k->past.count - 1], bytes);
    }
    if (--*budget < 0 || *h < o->shortest)
      return false;
  }
  return true;
}
