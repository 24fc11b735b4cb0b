# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts where the trajectories of `cpfind flow --trajectories N --format ndjson` end:

    cpfind flow ... --format ndjson | python3 docs/claims/check/ends.py

by what lemmas 3.1 and 3.2 assume of the start (split: each student strictly closest to its own
teacher, up to sign; cones: all |w_i.v_i| above the threshold of lemma 3.2, and its weight 1/n)
and by what they claim of the end (own: a copy with each student at its own teacher). Intervals
of 95 percent: Clopper and Pearson.
"""

import json
import math
import sys
from collections import Counter

LEVEL = 0.95


def tail(hits, count, p):
    """The probability of `hits` or more successes."""
    if hits == 0 or p == 1:
        return 1.0
    if p == 0:
        return 0.0
    logs = [
        math.lgamma(count + 1) - math.lgamma(i + 1) - math.lgamma(count - i + 1)
        + i * math.log(p) + (count - i) * math.log1p(-p)
        for i in range(hits, count + 1)
    ]
    return min(1.0, math.fsum(map(math.exp, logs)))


def bound(hits, count):
    """The least p for which `hits` or more have the probability (1 - LEVEL)/2."""
    if hits == 0:
        return 0.0
    low, high = 0.0, hits / count
    for _ in range(60):
        middle = (low + high) / 2
        if tail(hits, count, middle) < (1 - LEVEL) / 2:
            low = middle
        else:
            high = middle
    return low


def interval(hits, count):
    return bound(hits, count), 1 - bound(count - hits, count)


def is_split(W):
    return all(
        abs(row[i]) > max((abs(x) for j, x in enumerate(row) if j != i), default=0.0)
        for i, row in enumerate(W)
    )


def in_cones(W, rho, repulsion):
    threshold = 0.5**0.5 + 1 / (40 * (rho - 3.9))
    return abs(repulsion * len(W) - 1) < 1e-12 and all(
        abs(row[i]) > threshold for i, row in enumerate(W)
    )


def end_of(line, k):
    """The end in a word or two."""
    W = [row[:k] for row in line["W"]]
    if line["end"] != "arrived":
        return line["end"] + (" at " + line["family"] if line["family"] else "")
    if line["family"] == "copy":
        # At a copy every overlap but one is below 1e-6.
        return "own" if all(abs(row[i]) > 0.9 for i, row in enumerate(W)) else "copy, not own"
    return line["family"]


def main():
    counts, lines, summary = Counter(), [], None
    for text in sys.stdin:
        line = json.loads(text)
        if line["type"] == "trajectory":
            lines.append(line)
        elif line["type"] == "summary":
            summary = line
    if summary is None:
        sys.exit("ends.py: standard input is not the NDJSON of an ensemble")
    problem = summary["problem"]
    rho, k = problem["rho"], problem["k"]
    for line in lines:
        W = [row[:k] for row in line["start"]]
        start = "cones" if in_cones(W, rho, problem["repulsion"]) else "split" if is_split(W) else "neither"
        counts[start, end_of(line, k)] += 1
    totals = Counter()
    for (start, _), count in counts.items():
        totals[start] += count
    print(f"n = {problem['n']}, k = {k}, d = {problem['d']}, rho = {rho}, "
          f"r = {problem['repulsion']:g}, spread {summary['init']['spread']:g}, "
          f"seed {summary['seed']}")
    for (start, end), count in sorted(counts.items()):
        low, high = interval(count, totals[start])
        print(f"  {start:8s}{end:24s}{count:7d} of {totals[start]:7d}  "
              f"{count / totals[start]:.4f} [{low:.4f}, {high:.4f}]")
    times = sorted(line["time"] for line in lines if line["end"] == "arrived")
    if times:
        print(f"  times of arrival: median {times[len(times) // 2]:.4g}, largest {times[-1]:.4g}")


main()
