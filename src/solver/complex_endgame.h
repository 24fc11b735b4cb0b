// SPDX-License-Identifier: GPL-3.0-or-later
// Whole paths and their ends, for the scalar type REAL; included after complex_tracker.h. A
// template.
//
//   1. Follow the line from s = 1 to s = s_1.
//   2. Follow it on to s = 0. If Newton's method converges there on a well-conditioned Jacobian,
//      the end is regular.
//   3. Else go round the circle |s| = s_1 until W returns, after w turns. W is then a Laurent
//      series in s^{1/w}, and its coefficients are means over the samples on the circle (Morgan,
//      Sommese and Wampler, "A power series method for computing singular solutions to nonlinear
//      analytic systems", Numer. Math. 63, 1992). No negative power: the constant term is the
//      end. A negative power: the end is at infinity, and the lowest power is W's valuation.
//   4. Repeat at a smaller radius until two radii in a row agree.

struct circle {
  double radius;
  int winding;  // 0: did not close
  int lowest;   // the lowest negative power of s^{1/w} that is there, 0 if none is
  double share; // the largest negative term's part of W
  struct num term[C_MAX], mean[C_MAX]; // and itself; the constant term
};

// A coefficient's part at power k/w of the samples: mean of W e^{-i k tau / w}, its norm.
static double fourier(int size, int count, const struct num *samples, int k, struct num *out) {
  double norm = 0;
  for (int c = 0; c < size; c++) {
    struct num t = num(0, 0);
    for (int j = 0; j < count; j++) {
      int turn = (int)(((long)j * k % count + count) % count);
      double angle = -CPF_TWO_PI * turn / count;
      t = add(t, mul(samples[j * size + c], num((REAL)cos(angle), (REAL)sin(angle))));
    }
    t = scale((REAL)1 / count, t);
    out[c] = t;
    norm += (double)square(t);
  }
  return sqrt(norm);
}

static double distance(int size, const struct num *a, const struct num *b) {
  double sum = 0;
  for (int c = 0; c < size; c++)
    sum += (double)square(sub(a[c], b[c]));
  return sqrt(sum);
}

static double length(int size, const struct num *a) {
  double sum = 0;
  for (int c = 0; c < size; c++)
    sum += (double)square(a[c]);
  return sqrt(sum);
}

// What the samples of w turns say.
static void read_circle(int size, int w, const struct num *samples, struct circle *out) {
  int count = w * CPF_SAMPLES;
  double mean = 0;
  struct num term[C_MAX];
  out->winding = w;
  out->lowest = 0;
  out->share = 0;
  for (int j = 0; j < count; j++)
    mean += length(size, samples + (ptrdiff_t)j * size) / count;
  fourier(size, count, samples, 0, out->mean);
  for (int k = -1; k >= -w * CPF_LOWEST; k--) {
    double part = fourier(size, count, samples, k, term) / mean;
    out->share = fmax(out->share, part);
    if (part > CPF_NEGATIVE) {
      out->lowest = k;
      memcpy(out->term, term, sizeof term);
    }
  }
}

// Newton's method at a sample, to the end: its error would come back as spurious coefficients.
static bool sharpen(struct work *k, const struct leg *leg, double tau,
                    const struct cpf_complex_steps *o) {
  double s[2], ds[2], step = 1;
  struct num w[C_MAX];
  leg_at(leg, tau, s, ds);
  for (int i = 0; i < CPF_POLISH_MAX / 4 && step > o->noise; i++)
    step = newton(k, s, w);
  return step >= 0;
}

// Step 3 at the radius of the leg; k->w is on it, at the angle 0, and is again afterwards.
static bool go_round(struct work *k, double radius, const struct cpf_complex_steps *o,
                     struct num *samples, struct circle *out) {
  struct leg leg = {LEG_ARC, radius};
  int size = k->s.l * k->s.d, budget = o->limit;
  double h = CPF_TWO_PI / CPF_SAMPLES, spread = 0;
  struct num home[C_MAX];
  out->winding = 0;
  if (!start(k, &leg, o) || !sharpen(k, &leg, 0, o))
    return false;
  memcpy(home, k->w, sizeof home);
  for (int turn = 1; turn <= CPF_WINDING_MAX; turn++) {
    for (int j = 0; j < CPF_SAMPLES; j++) {
      int at = (turn - 1) * CPF_SAMPLES + j;
      if (!sharpen(k, &leg, CPF_TWO_PI * at / CPF_SAMPLES, o))
        return false;
      memcpy(samples + (ptrdiff_t)at * size, k->w, (size_t)size * sizeof *samples);
      spread = fmax(spread, distance(size, k->w, home));
      if (!follow(k, &leg, CPF_TWO_PI * (at + 1) / CPF_SAMPLES, o, &h, &budget))
        return false;
    }
    if (!sharpen(k, &leg, 0, o))
      return false;
    double miss = distance(size, k->w, home);
    if (miss < CPF_CLOSED * spread || miss < CPF_ROUNDING * length(size, home)) {
      read_circle(size, turn, samples, out);
      memcpy(k->w, home, sizeof home);
      return true;
    }
  }
  return false;
}

// Two radii agree: the end.
static bool agree(int size, const struct circle *a, const struct circle *b,
                  struct cpf_complex_end *end) {
  if (a->winding != b->winding)
    return false;
  end->winding = b->winding;
  if (a->lowest == 0 && b->lowest == 0) {
    end->accuracy = distance(size, a->mean, b->mean) / length(size, b->mean);
    end->valuation = 0;
    end->kind = CPF_COMPLEX_SINGULAR;
    return end->accuracy < CPF_AGREE;
  }
  // Branch points inside the circle bring in negative powers too, but without a lowest one.
  if (a->lowest == 0 || a->lowest != b->lowest || b->lowest == -b->winding * CPF_LOWEST ||
      b->share < CPF_DOMINANT)
    return false;
  // The term is a constant times s^{lowest/w}.
  struct num scaled[C_MAX];
  end->valuation = (double)b->lowest / b->winding;
  for (int c = 0; c < size; c++)
    scaled[c] = scale((REAL)pow(b->radius / a->radius, end->valuation), a->term[c]);
  end->accuracy = distance(size, scaled, b->term) / length(size, b->term);
  end->kind = CPF_COMPLEX_INFINITE;
  return end->accuracy < CPF_AGREE_INFINITE;
}

// Steps 3 and 4 from k->w at s = s_1.
static void shrink(struct work *k, const struct cpf_complex_steps *o, struct num *samples,
                   struct cpf_complex_end *end) {
  int size = k->s.l * k->s.d, budget = o->limit;
  struct circle last = {0}, now;
  double radius = CPF_RADIUS, h = o->first;
  for (int level = 0; level < CPF_LEVELS; level++) {
    struct num home[C_MAX];
    memcpy(home, k->w, sizeof home);
    now.radius = radius;
    bool closed = go_round(k, radius, o, samples, &now);
    if (closed && last.winding > 0 && agree(size, &last, &now, end)) {
      if (end->kind == CPF_COMPLEX_SINGULAR)
        memcpy(k->w, now.mean, sizeof now.mean);
      return;
    }
    last = now;
    last.winding = closed ? now.winding : 0;
    memcpy(k->w, home, sizeof home);
    struct leg leg = {LEG_LOG, radius};
    if (!start(k, &leg, o) || !follow(k, &leg, log(CPF_SHRINK), o, &h, &budget))
      break;
    radius /= CPF_SHRINK;
  }
  end->kind = CPF_COMPLEX_FAILED;
}

// Newton's method at s = 0 until the corrections stop shrinking.
static bool settle(struct work *k) {
  const double zero[2] = {0, 0};
  struct num w[C_MAX];
  double before = 1;
  for (int i = 0; i < CPF_POLISH_MAX; i++) {
    double step = newton(k, zero, w);
    if (step < 0)
      return false;
    if (step < CPF_POLISHED || (step < CPF_POLISHED_POOR && step > before / 2))
      return true;
    before = step;
  }
  return false;
}

// The smallest singular value of J by inverse iteration with its factors.
static double smallest(const struct work *k) {
  struct num x[N_MAX];
  double before = 1, norm = 1;
  for (int r = 0; r < k->N; r++)
    x[r] = num((REAL)cos(1 + r), (REAL)sin(2 + 3 * r));
  for (int i = 0; i < 4; i++) {
    before = length(k->N, x);
    for (int r = 0; r < k->N; r++)
      x[r] = num(x[r].re / (REAL)before, -x[r].im / (REAL)before);
    solve(k, x);
    norm = length(k->N, x);
  }
  return 1 / norm;
}

bool NAME(polish)(void *work, const double *params, double *W, struct cpf_complex_polish *out) {
  struct work *k = work;
  set_line(k, params, params);
  load(k, W);
  bool good = settle(k);
  if (good)
    store(k, k->w, W);
  evaluate(k, 0, 0);
  out->norm = 1; // that of the coupling's coefficient: J itself may vanish
  for (int r = 0; r < k->N * k->N; r++)
    out->norm = fmax(out->norm, sqrt((double)square(k->J[r])));
  struct num det = num(1, 0);
  out->exponent = 0;
  bool regular = factor(k);
  for (int r = 0; r < k->N && regular; r++) {
    int e;
    det = mul(det, inverse(k->J[r * k->N + r]));
    if (k->pivot[r] != r)
      det = scale(-1, det);
    (void)frexp(fmax(fabs((double)det.re), fabs((double)det.im)), &e);
    det = scale((REAL)ldexp(1, -e), det);
    out->exponent += e;
  }
  out->det[0] = (double)det.re, out->det[1] = (double)det.im;
  out->smallest = regular ? smallest(k) : 0;
  return good;
}

bool NAME(track)(void *work, const struct cpf_complex_line *line,
                 const struct cpf_complex_steps *steps, double *W) {
  struct work *k = work;
  struct leg leg = {LEG_LINE, 1};
  int budget = steps->limit;
  double h = steps->first;
  set_line(k, line->from, line->to);
  load(k, W);
  if (!start(k, &leg, steps) || !follow(k, &leg, 1, steps, &h, &budget) || !settle(k))
    return false;
  store(k, k->w, W);
  return true;
}

// Steps 1 and 2: 1 for a regular end, 0 for an end that needs step 3, -1 for a failure.
static int approach(struct work *k, const struct cpf_complex_steps *o) {
  struct leg leg = {LEG_LINE, 1};
  int budget = o->limit, few = CPF_LAST_STEPS;
  double h = o->first;
  struct num home[C_MAX];
  if (!start(k, &leg, o) || !follow(k, &leg, 1 - CPF_RADIUS, o, &h, &budget))
    return -1;
  memcpy(home, k->w, sizeof home);
  if (follow(k, &leg, 1, o, &h, &few) && settle(k) && length(k->s.l * k->s.d, k->w) < CPF_LARGE) {
    double top = 1;
    evaluate(k, 0, 0);
    for (int r = 0; r < k->N * k->N; r++)
      top = fmax(top, (double)square(k->J[r]));
    if (factor(k) && smallest(k) > CPF_CONDITION * sqrt(top))
      return 1;
  }
  memcpy(k->w, home, sizeof home);
  return 0;
}

void NAME(end)(void *work, const struct cpf_complex_line *line,
               const struct cpf_complex_steps *steps, double *W, struct cpf_complex_end *end) {
  struct work *k = work;
  struct num *samples = malloc((size_t)(CPF_WINDING_MAX * CPF_SAMPLES * C_MAX) * sizeof *samples);
  *end = (struct cpf_complex_end){.kind = CPF_COMPLEX_FAILED, .winding = 1};
  set_line(k, line->from, line->to);
  load(k, W);
  int found = samples == NULL ? -1 : approach(k, steps);
  if (found == 1)
    end->kind = CPF_COMPLEX_REGULAR;
  else if (found == 0)
    shrink(k, steps, samples, end);
  store(k, k->w, W);
  free(samples);
}
