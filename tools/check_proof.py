#!/usr/bin/env python3
"""Checks a proof of how high a memory plan has to be: docs/proof.md says what a proof is, and why it is right.

    python3 tools/check_proof.py PROOF PROBLEM [--base BYTES]

With --canonical there is no PROOF: the lines that the problem's hash is of are printed, which check_proof.c takes.

PROBLEM is JSON with `buffers`, or CSV with columns id, lower, upper, size, perhaps alignment and offset. A capacity is
not read, wherever it stands, the file's name included: what is proved is a least peak, whatever there is room for.
Exit code 0: accepted, 1: not accepted, and why; 2: no such file, or no problem. It needs nothing but Python 3.9.
"""

import argparse
import bisect
import collections
import csv
import hashlib
import json
import math
import re
import sys

MOST = 2**53 - 1
NEVER = math.inf  # the least offset of what is not open
MOST_SETS, MOST_ROWS = 2**18, 2**22  # of a stack; of lemmas
MOST_QUESTIONS, MOST_OFFSETS = 2**11, 2**26  # within questions; of their states
NUMBER = "(?:0|-?[1-9][0-9]{0,15})"
ITEM = f'(?:{NUMBER}|"[a-z0-9 ]*"|\\[{NUMBER}(?:,{NUMBER})*\\])'
LINE = re.compile(f'"[a-z0-9. ]*"|\\[{ITEM}(?:,{ITEM})*\\]')
WORD = re.compile(r"\.|[bwstl](?:0|[1-9][0-9]{0,15})")
Buffer = collections.namedtuple("Buffer", "lower upper size alignment offset")


class Broken(Exception):
    """What is wrong with a proof, or with a problem."""


def need(holds, reason):
    if not holds:
        raise Broken(reason)


def whole(value, what, least=0, most=MOST):
    need(type(value) is int and least <= value <= most, f"{what} is no whole number from {least} to {most}")
    return value


def listed(item):
    need(type(item) is list, "this is no list")
    return item


def given(owner, keys, where):
    for key, value in owner.items():
        need(key in keys.split() or value is None, f"{where}: {key} is not covered by proofs")
    return {key: value for key, value in owner.items() if value is not None}


def read_problem(problem):
    """The base and the buffers."""
    problem, buffers = given(problem, "buffers base capacity name", "the problem"), []
    for n, row in enumerate(problem["buffers"]):
        row = {"alignment": 1, "offset": -1, **given(row, "id lower upper size alignment offset", f"buffer {n}")}
        least = {"lower": -MOST, "upper": -MOST, "size": 0, "alignment": 1, "offset": -1}
        buffers.append(Buffer(*(whole(row.get(key), f"buffer {n}: {key}", least[key]) for key in Buffer._fields)))
    return whole(problem.get("base", 0), "base"), buffers


def canonical(base, buffers):
    return (f"telaplan problem 1\nbase {base}\n" + "".join("%d %d %d %d %d\n" % b for b in buffers)).encode()


def is_solid(b):
    return b.size > 0 and b.lower < b.upper


def check_plan(buffers, base, plan, peak):
    need(len(plan) == len(buffers), "the plan has another number of buffers")
    highest, live = base, []  # what lives, by address: a clash is one of neighbours
    for n, (b, at) in enumerate(zip(buffers, plan)):
        whole(at, f"the offset of buffer {n}", base, base + peak - b.size)
        need(at % b.alignment == 0 and b.offset in (-1, at), f"buffer {n} may not lie at {at}")
        highest = max(highest, at + b.size)
    need(highest == base + peak, f"the plan's peak is {highest - base}, not {peak}")
    solid = [n for n, b in enumerate(buffers) if is_solid(b)]
    events = [(buffers[n].lower, 1, n) for n in solid] + [(buffers[n].upper, 0, n) for n in solid]
    for _, begins, n in sorted(events):
        i = bisect.bisect_left(live, row := (plan[n], n, plan[n] + buffers[n].size))
        live[i : i + 1 - begins] = [row][:begins]
        near = live[max(i - 1, 0) : i + 2] if begins else []
        apart = all(below[2] <= above[0] for below, above in zip(near, near[1:]))
        need(apart, f"buffer {n} shares bytes with one that lives then")


def can_stack(buffers, bottom, limit):
    """Whether the buffers can lie one above the other, from the bottom up, in some order within the limit."""
    kinds = collections.Counter((b.size, b.alignment, b.offset) for b in buffers)
    rows, seen = list(kinds), 0
    layer = {tuple(kinds.values()): (bottom, sum(b.size for b in buffers))}  # by what is to come: height and bytes
    for _ in buffers:
        higher = {}
        for left, (height, to_come) in layer.items():
            open_kinds = [(k, *rows[k]) for k, count in enumerate(left) if count > 0]
            places = [(-(-height // a) * a if at < 0 else at, size, k) for k, size, a, at in open_kinds]
            if min(places)[0] < height:
                continue  # a fixed one is passed
            ceiling = min(at + size for at, size, _ in places)
            for at, size, k in places:
                # What lies at the ceiling or above leaves a gap that another would fill.
                if (at < ceiling or at + size == ceiling) and at + to_come <= limit:
                    without = left[:k] + (left[k] - 1,) + left[k + 1 :]
                    if at + size < higher.get(without, (NEVER,))[0]:
                        higher[without] = (at + size, to_come - size)
            need(seen + len(higher) <= MOST_SETS, f"a stack of {len(buffers)} buffers takes more than {MOST_SETS} sets")
        layer, seen = higher, seen + len(higher)
    return bool(layer)


class Rules:
    """What follows from a state: by buffer, the least offset that it may have, NEVER where it is not open. A state says
    that no plan of the open buffers ends within the limit; None is one that is refuted at once."""

    def __init__(self, base, buffers, limit):
        self.base, self.buffers, self.limit = base, buffers, limit
        solid = [n for n, b in enumerate(buffers) if is_solid(b)]
        begins, ends = {buffers[n].lower for n in solid}, {buffers[n].upper for n in solid}
        times = sorted(begins | ends)
        marks = [time for time, after in zip(times, times[1:]) if time in begins and after in ends]
        self.inside = [range(0)] * len(buffers)  # by buffer: its sections
        self.sections = [[] for _ in marks]
        kinds, self.grid = collections.defaultdict(list), 0
        for n in solid:
            b = buffers[n]
            self.inside[n] = range(bisect.bisect_left(marks, b.lower), bisect.bisect_left(marks, b.upper))
            for s in self.inside[n]:
                self.sections[s].append(n)
            kinds[self.inside[n], b.size, b.alignment, -1 if b.offset < 0 else n].append(n)
            self.grid = math.gcd(self.grid, b.size, -base % b.alignment, b.offset - base if b.offset >= 0 else 0)
        for _ in range(64):  # each time that it changes, it halves at least
            for a in {buffers[n].alignment for n in solid}:
                self.grid = self.grid if self.grid % a == 0 or a % self.grid == 0 else math.gcd(self.grid, a)
        self.twins = {n: kind for kind in kinds.values() for n in kind}
        self.meets = [{c for s in self.inside[n] for c in self.sections[s]} - {n} for n in range(len(buffers))]
        fixed = lambda others: [buffers[c] for c in others if buffers[c].offset >= 0]
        self.walls = [sorted((b.offset, b.offset + b.size) for b in fixed(others)) for others in self.meets]

    def rest(self, n, level):
        """The least address from the level on at which n may lie, beside what is fixed."""
        b = self.buffers[n]
        if b.offset >= 0:
            return b.offset if level <= b.offset else NEVER
        above = self.base - (self.base - level) // self.grid * self.grid
        at = -(-above // b.alignment) * b.alignment
        for low, high in self.walls[n]:
            if at < high and at + b.size > low:
                at = -(-high // b.alignment) * b.alignment
        return at

    def floor(self, state, s):
        return min(state[n] for n in self.sections[s])

    def begin(self, rows):
        return self.raised([NEVER] * len(self.buffers), rows, range(len(self.sections)))

    def place(self, state, n):
        """n lies at its least offset: what it meets lies above it, or fits below."""
        at, end, state = state[n], state[n] + self.buffers[n].size, state[:]
        state[n] = NEVER
        above = [(c, end) for c in self.meets[n] if state[c] < end and state[c] + self.buffers[c].size > at]
        return self.raised(state, above, self.inside[n])

    def waste(self, state, s, level):
        """Nothing of s lies below the level."""
        return self.raised(state[:], [(n, level) for n in self.sections[s] if state[n] < level], [s])

    def raised(self, state, rows, sections):
        """The state with these buffers raised, and what follows; None if a buffer or a section is too high."""
        sections = set(sections)
        for n, level in rows:
            state[n] = self.rest(n, level)
            if state[n] + self.buffers[n].size > self.limit:
                return None
        for n, _ in rows:
            sections.update(self.inside[n])
            end, before = -NEVER, NEVER
            for twin in self.twins[n]:
                level = state[twin]
                if level < NEVER:
                    if before <= level < end:
                        state[twin] = self.rest(twin, end)
                    end, before = state[twin] + self.buffers[twin].size, level
                    if end > self.limit:
                        return None
        for s in sections:
            total = sum(self.buffers[n].size for n in self.sections[s] if state[n] < NEVER)
            if total and self.floor(state, s) + total > self.limit:
                return None
        return state

    def waste_level(self, state, s, floor):
        """The highest level below which nothing of s can lie, if nothing lies at its floor."""
        lowest = NEVER
        for n in self.sections[s]:
            if state[n] > floor:
                lowest = min(lowest, state[n])
                continue
            for c in self.meets[n]:
                end = state[c] + self.buffers[c].size
                if end < lowest and s not in self.inside[c] and (end > floor or self.buffers[c].offset < 0):
                    lowest = min(lowest, self.rest(n, max(end, floor + 1)))
        return lowest

    def has_stack(self, state, s):
        open_ones = [self.buffers[n] for n in self.sections[s] if state[n] < NEVER]
        return can_stack(open_ones, self.floor(state, s), self.limit)


class Checker:
    """Checks one proof. `number` is that of the line it is at, `pending` what is left of its words."""

    def __init__(self, problem, lines):
        (self.base, self.buffers), self.lines, self.number, self.pending = problem, iter(lines), 0, []
        self.lemmas, self.kept, self.rules = {}, 0, None

    def line(self):
        """The next line: a list, or words as a string."""
        self.number += 1
        text, most = next(self.lines, None), 2**16 + 32 * len(self.buffers)
        need(text is not None, "the proof ends here, and the claim is not proved")
        text = text[:-1] if text.endswith("\n") else text
        need(len(text) <= most, f"the line is longer than {most} characters")
        need(LINE.fullmatch(text), "the line is neither a list nor words")
        return json.loads(text)

    def word(self):
        """The letter and the number of the next word."""
        if not self.pending:
            line = self.line()
            need(type(line) is str, "the refutation before this line is not complete")
            self.pending = line.split(" ")[::-1]
        word = self.pending.pop()
        need(WORD.fullmatch(word) and int(word[1:] or 0) <= MOST, "there is no such word")
        return word[0], int(word[1:] or 0)

    def check(self):
        """What is proved, in words."""
        head = self.line()
        fits = type(head) is list and len(head) in (3, 4) and head[0] == "telaplan proof 1"
        need(fits, "this is no proof of the format telaplan 1")
        own_hash = hashlib.sha256(canonical(self.base, self.buffers)).hexdigest()
        need(head[1] == own_hash, "the proof is of another problem")
        least = whole(head[2], "the least peak", 0, MOST - self.base)
        if len(head) == 4:
            check_plan(self.buffers, self.base, listed(head[3]), least)
        self.limit, proved = self.base + least - 1, least == 0
        while not proved:
            line = self.line()
            need(type(line) is list, "there is no refutation that goes on here")
            need(line[0] in ("stack", "lemma"), "there is no such step")
            proved = self.stack(line[1:]) if line[0] == "stack" else self.lemma(line[1:])
        self.number += 1
        need(next(self.lines, None) is None, "there is more after the end")
        claim = ["no plan peaks below {} bytes", "the plan peaks at {} bytes, and none peaks lower"][len(head) - 3]
        return claim.format(least)

    def stack(self, items):
        rows = [self.buffers[n] for n in {whole(n, "a buffer", 0, len(self.buffers) - 1) for n in items}]
        together = rows and all(map(is_solid, rows)) and max(b.lower for b in rows) < min(b.upper for b in rows)
        need(len(rows) == 1 or together, "the buffers do not live at one time")
        need(not can_stack(rows, self.base, self.limit), "the buffers have a stack within the limit")
        return True

    def lemma(self, items):
        """Whether the lemma is of the whole problem, or some of it."""
        name, *lists = items or [None]
        whole(name, "the number of a lemma")
        rows, seen = [], set()
        for row in lists or [[self.base] + [n for n, b in enumerate(self.buffers) if is_solid(b)]]:
            offset, *members = listed(row)
            whole(offset, "an offset", self.base)
            rows += [(whole(n, "a buffer", 0, len(self.buffers) - 1), offset) for n in members]
        for n, _ in rows:
            need(is_solid(self.buffers[n]) and n not in seen, f"buffer {n} may not be in a lemma, or not twice")
            seen.add(n)
        self.rules = self.rules or Rules(self.base, self.buffers, self.limit)
        self.refute(self.rules.begin(rows), 1)
        need(not self.pending, "there is no refutation that goes on here")
        self.kept += len(rows) - len(self.lemmas.get(name, ()))
        need(self.kept <= MOST_ROWS, f"the lemmas have more than {MOST_ROWS} rows")
        self.lemmas[name] = rows
        return all(offset == self.base for _, offset in rows)

    def refute(self, state, depth):
        """Takes the words that refute a state; None is refuted at once."""
        rules, (letter, s) = self.rules, self.word()
        if letter == "l":
            need(s in self.lemmas, f"there is no lemma {s}")
            for n, offset in self.lemmas[s]:
                holds = state is None or offset <= state[n] < NEVER
                need(holds, f"lemma {s} does not hold here: buffer {n} is not open, or below {offset}")
            return
        need(letter in "st", f"{letter} refutes nothing")
        need(s < len(rules.sections), f"there is no section {s}")
        floor = 0 if state is None else rules.floor(state, s)
        need(floor < NEVER, f"nothing is open in section {s}")
        if letter == "t":
            need(state is None or not rules.has_stack(state, s), f"section {s} has a stack within the limit")
            return
        fits = depth <= MOST_QUESTIONS and depth * len(self.buffers) <= MOST_OFFSETS
        need(fits, "too many questions are under way")
        given = set()
        while (answer := self.word())[0] != ".":
            given.add("w" if answer[0] == "w" else answer)
            self.refute(self.answered(state, s, floor, *answer), depth + 1)
        # All answers that were not given must be refuted at once.
        unsaid = lambda what: f"what if {what} lies at {floor}? The question of section {s} does not say"
        for n in rules.sections[s] if state else ():
            if state[n] == floor and ("b", n) not in given:
                need(rules.place(state, n) is None, unsaid(f"buffer {n}"))
        level = NEVER if "w" in given or not state else rules.waste_level(state, s, floor)
        need(level == NEVER or rules.waste(state, s, level) is None, unsaid("nothing"))

    def answered(self, state, s, floor, letter, n):
        """The state where an answer is true: a buffer lies at the floor, or nothing does below a level."""
        need(letter in "bw", f"{letter} is no answer")
        if state is None:
            return None
        if letter == "b":
            fits = n in self.rules.sections[s] and state[n] == floor
            need(fits, f"buffer {n} cannot lie at {floor}, the floor of section {s}")
            return self.rules.place(state, n)
        fits = floor < n <= self.rules.waste_level(state, s, floor)
        need(fits, f"a buffer of section {s} could come to lie between {floor} and {n}")
        return self.rules.waste(state, s, n)


def verdict(problem, lines):
    """What is proved; or None, the number of the line that is not right, and why."""
    checker = Checker(problem, lines)
    try:
        return checker.check(), checker.number - 1, None
    except Broken as broken:
        return None, checker.number, str(broken)


def load(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        text = file.read()
    if text.lstrip().startswith("{"):
        return json.loads(text)
    number = lambda text: int(text) if re.fullmatch(r"\s*-?[0-9]{1,16}\s*", text or "", re.ASCII) else text
    rows = csv.DictReader(text.splitlines(keepends=True))
    return {"buffers": [{key: number(value) for key, value in row.items() if value != ""} for row in rows]}


def main():
    parser = argparse.ArgumentParser(description="Checks a proof of telaplan's.")
    parser.add_argument("proof", nargs="?")
    parser.add_argument("problem")
    parser.add_argument("--base", type=int)
    parser.add_argument("--canonical", action="store_true")
    asked = parser.parse_args()
    try:
        given = load(asked.problem)
        problem = read_problem({**given, "base": given.get("base") if asked.base is None else asked.base})
        if asked.canonical:
            return sys.stdout.buffer.write(canonical(*problem)) and 0
        with open(asked.proof or "", encoding="latin-1", newline="\n") as lines:
            most = 2**16 + 32 * len(problem[1])
            claim, line, reason = verdict(problem, iter(lambda: lines.readline(most + 2), ""))
    except (Broken, OSError, AttributeError, KeyError, TypeError, ValueError) as error:
        print(f"error: {error if isinstance(error, (Broken, OSError)) else repr(error)}", file=sys.stderr)
        return 2
    print(f"accepted: {claim} ({line} lines)" if reason is None else f"not accepted: line {line}: {reason}")
    return 0 if reason is None else 1


sys.setrecursionlimit(8 * MOST_QUESTIONS)

if __name__ == "__main__":
    sys.exit(main())
