#!/usr/bin/env python3
"""Writes a small problem in pseudo-Boolean form: it can be satisfied where there is a plan within the capacity.

    python3 tools/to_opb.py PROBLEM --capacity BYTES [--base BYTES] > problem.opb
    python3 tools/to_opb.py PROBLEM --capacity BYTES --proof > problem.pbp

There is a variable for each buffer and each offset that it may have: it lies there. Constraint by constraint: each
buffer lies somewhere; and at each time, each byte belongs to one buffer at most. --proof writes what VeriPB 2.0 needs
where more bytes live at one time than there are: that many of the first add up to more than all of the second allow.
Files are read, and problems refused, as by check_proof.py. Exit code 1: no such proof, or more than a million
variables; 2: no such file, or no problem.
"""

import argparse
import sys

from check_proof import Broken, Rules, load, need, read_problem

MOST_VARIABLES = 10**6


def export(base, buffers, capacity):
    """The constraints as lists of (factor, variable) that are at least a number; where each buffer's and each byte's
    constraints are, by number from 1; the bytes by section."""
    variables, constraints, bytes_of = {}, [], []
    for n, b in enumerate(buffers):
        first = -(-base // b.alignment) * b.alignment if b.offset < 0 else b.offset
        step = b.alignment if b.offset < 0 else max(capacity, 1)
        places = range(first, base + capacity - b.size + 1, step) if first >= base else ()
        need(len(variables) + len(places) <= MOST_VARIABLES, f"there are more than {MOST_VARIABLES} variables")
        for at in list(places)[: 1 if b.offset >= 0 else None]:
            variables[n, at] = len(variables) + 1
    at_of = {}
    for (n, at), x in variables.items():
        at_of.setdefault(n, []).append((at, x))
    for n in range(len(buffers)):
        constraints.append(([(1, x) for _, x in at_of.get(n, [])], 1))
    sections = Rules(base, buffers, base + capacity).sections
    for section in sections:
        bytes_of.append(range(len(constraints) + 1, len(constraints) + capacity + 1))
        owners = [[] for _ in range(capacity)]
        for n in section:
            for at, x in at_of.get(n, []):
                for y in range(at - base, at - base + buffers[n].size):
                    owners[y].append((-1, x))
        constraints += [(row, -1) for row in owners]
    return len(variables), constraints, sections, bytes_of


def opb(count, constraints):
    yield f"* #variable= {count} #constraint= {len(constraints)}"
    for terms, least in constraints:
        # A variable that is not there: what lies nowhere has no plan, and a byte of nobody is free.
        text = " ".join(f"{factor:+d} x{x}" for factor, x in terms) or "0 x1"
        yield f"{text} >= {least} ;"


def proof(buffers, capacity, constraints, sections, bytes_of):
    """VeriPB's rules: a sum of constraints, some taken several times, is one too."""
    for section, numbers in zip(sections, bytes_of):
        if sum(buffers[n].size for n in section) > capacity:
            sums = [f"{n + 1} {buffers[n].size} *" + (" +" if k else "") for k, n in enumerate(section)]
            sums += [f"{number} +" for number in numbers]
            lines = ["pseudo-Boolean proof version 2.0", f"f {len(constraints)}", f"pol {' '.join(sums)}"]
            found = len(constraints) + 1
            return lines + ["output NONE", f"conclusion UNSAT : {found}", "end pseudo-Boolean proof"]
    raise Broken("no time needs more bytes than there are: such a proof would have to go through all orders")


def main():
    parser = argparse.ArgumentParser(description="Writes a small problem in pseudo-Boolean form.")
    parser.add_argument("problem")
    parser.add_argument("--capacity", type=int, required=True)
    parser.add_argument("--base", type=int)
    parser.add_argument("--proof", action="store_true")
    asked = parser.parse_args()
    try:
        given = load(asked.problem)
        base, buffers = read_problem({**given, "base": given.get("base") if asked.base is None else asked.base})
    except (Broken, OSError, AttributeError, KeyError, TypeError, ValueError) as error:
        print(f"error: {error if isinstance(error, (Broken, OSError)) else repr(error)}", file=sys.stderr)
        return 2
    try:
        need(asked.capacity >= 0 and asked.capacity <= MOST_VARIABLES, f"--capacity: from 0 to {MOST_VARIABLES}")
        count, constraints, sections, bytes_of = export(base, buffers, asked.capacity)
        lines = opb(count, constraints)
        if asked.proof:
            lines = proof(buffers, asked.capacity, constraints, sections, bytes_of)
        sys.stdout.writelines(f"{line}\n" for line in lines)
    except Broken as broken:
        print(f"error: {broken}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
