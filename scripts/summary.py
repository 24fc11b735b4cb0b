# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints the closing line of each test program in a meson test log, then the sum of them all.

Fails when a test failed, when a program ended without a closing line, or when nothing ran.
"""
import json
import re
import sys

CRITERION = re.compile(
    r"\[====\] Synthesis: Tested: (\d+) \| Passing: (\d+) \| Failing: (\d+) \| Crashing: (\d+)")
PLAIN = re.compile(r"^(\d+) passed, (\d+) failed$", re.MULTILINE)
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def counts(text):
    """The closing line in a program's output, and what passed and failed in it."""
    found = CRITERION.search(text)
    if found:
        return found.group(0), int(found.group(2)), int(found.group(3)) + int(found.group(4))
    found = PLAIN.search(text)
    if found:
        return found.group(0), int(found.group(1)), int(found.group(2))
    return None, 0, 0


def main(path):
    passed = failed = 0
    try:
        with open(path, encoding="utf-8") as log:
            tests = [json.loads(line) for line in log if line.strip()]
    except FileNotFoundError:
        tests = []
    for test in sorted(tests, key=lambda t: t["name"]):
        text = COLOUR.sub("", (test.get("stdout") or "") + "\n" + (test.get("stderr") or ""))
        name = test["name"].split(" / ")[-1].split(":")[-1]
        if test["result"] == "SKIP":
            print(f"{name:12} skipped: {'; '.join(re.findall('^SKIP: (.*)$', text, re.MULTILINE))}")
            continue
        line, good, bad = counts(text)
        ok = test["result"] in ("OK", "EXPECTEDFAIL")
        if line is None or (not ok and bad == 0):
            line = f"{line or 'no closing line'} (meson says {test['result']})"
            bad += 1
        passed += good
        failed += bad
        print(f"{name:12} {line}")
    print(f"{passed} passed, {failed} failed")
    return 0 if failed == 0 and passed > 0 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
