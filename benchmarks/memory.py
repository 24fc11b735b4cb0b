#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Peak resident memory of searches and of ensembles of trajectories, by their number.

usage: memory.py CPFIND

Each command runs as a process of its own; the system tells its peak (wait4). Writes Markdown.
"""

import os
import subprocess
import sys
import tempfile

COUNTS = (10**4, 10**5, 10**6)
COMMANDS = (
    "--n 4 --k 4 --rho 4 --no-certify --threads 2 --starts",
    "--n 4 --k 3 --rho 3 --no-certify --threads 2 --store STORE --starts",
    "flow --n 2 --k 2 --rho 4 --threads 2 --trajectories",
    "flow --n 2 --k 2 --d 8 --rho 4 --threads 2 --trajectories",
)


def peak(program, command, count):
    """Megabytes."""
    with tempfile.TemporaryDirectory() as folder:
        words = command.replace("STORE", os.path.join(folder, "store")).split()
        process = subprocess.Popen([program, *words, str(count), "-q"],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        errors = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"{command} {count}: {errors.decode().strip()}")
    return usage.ru_maxrss / 1024


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    print("| command | " + " | ".join(f"{c}: MB" for c in COUNTS) + " | last / first |")
    print("|---|" + "---:|" * (len(COUNTS) + 1))
    for command in COMMANDS:
        sizes = [peak(sys.argv[1], command, count) for count in COUNTS]
        print(f"| `{command}` | " + " | ".join(f"{s:.1f}" for s in sizes)
              + f" | {sizes[-1] / sizes[0]:.3f} |", flush=True)


if __name__ == "__main__":
    main()
