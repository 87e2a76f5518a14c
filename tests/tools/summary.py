#!/usr/bin/env python3
"""Prints what failed in one or more `meson test` runs, and `N passed, N failed[, N skipped]`.

usage: summary.py TESTLOG.json...

Cases of TAP programs are counted one by one. A program that crashed, ran out of time or left
cases out is a failure even if none of its cases said so.
"""

import json
import re
import sys
from collections import Counter
from pathlib import Path

DETAIL_LINES = 30
CASE = re.compile(r'^(not )?ok\b[^#\n]*(?:# *(SKIP|TODO))?', re.MULTILINE | re.IGNORECASE)


def print_failure(test):
    """Prints the failed cases of a test program, with the first of what each says about itself."""
    print(f'failed: {test["name"]} ({test["result"].lower()})')
    room = 0
    for line in (test.get('stdout') or '').splitlines():
        if line.startswith('not ok'):
            room = DETAIL_LINES
        elif not line.startswith('#'):
            room = 0
        if room > 0:
            print(f'  {line}')
            room -= 1


def count_program(test):
    """Counts the outcomes of one test program."""
    counts = Counter()
    for failed, directive in CASE.findall(test.get('stdout') or ''):
        if directive.upper() == 'SKIP':
            counts['skipped'] += 1
        elif failed and not directive:
            counts['failed'] += 1
        else:
            counts['passed'] += 1

    passed = test['result'] in ('OK', 'EXPECTEDFAIL')
    if test['result'] == 'SKIP':
        counts['skipped'] = counts['skipped'] or 1
    elif passed and not counts:
        counts['passed'] = 1
    elif not passed and not counts['failed']:
        counts['failed'] = 1
    return counts


def main():
    total = Counter()
    for log in sys.argv[1:]:
        path = Path(log)
        lines = path.read_text().splitlines() if path.exists() else []
        if not lines:
            print(f'{log}: no test was run')
            total['failed'] += 1
        for line in lines:
            test = json.loads(line)
            counts = count_program(test)
            if counts['failed']:
                print_failure(test)
            total += counts

    line = f'{total["passed"]} passed, {total["failed"]} failed'
    if total['skipped']:
        line += f', {total["skipped"]} skipped'
    print(line)
    return total['failed'] > 0


if __name__ == '__main__':
    sys.exit(main())
