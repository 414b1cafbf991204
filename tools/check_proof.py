#!/usr/bin/env python3
"""Checks a proof that a memory plan is optimal, or that none exists: docs/proof.md says what a proof is, and why.

    python3 tools/check_proof.py PROOF PROBLEM [--capacity BYTES] [--base BYTES]

PROBLEM is JSON with `buffers`, or CSV with columns id, lower, upper, size, perhaps alignment and offset. Exit code 0:
accepted, 1: not accepted, and why; 2: no such file, or no problem. It needs nothing but Python 3.9.
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

MOST_BYTES = 2**53 - 1
MOST_SETS = 2**18
NEVER = math.inf  # the least offset of what is not open


class Broken(Exception):
    """What is wrong with a proof."""


def need(holds, reason):
    if not holds:
        raise Broken(reason)


def number(value, what, least=0, end=MOST_BYTES + 1):
    need(type(value) is int and least <= value < end, f"{what} {value!r} is not right")
    return value


class Buffer:
    def __init__(self, row):
        self.lower, self.upper, self.size = (int(row[key]) for key in ("lower", "upper", "size"))
        self.alignment = int(row.get("alignment") or 1)
        offset = row.get("offset")
        self.offset = -1 if offset in (None, "") else int(offset)
        self.solid = self.size > 0 and self.lower < self.upper

    def lives(self, time):
        return self.lower <= time < self.upper


class Problem:
    def __init__(self, buffers, base=0, capacity=None):
        self.buffers, self.base, self.capacity = buffers, base, capacity

    def hash(self):
        digest = hashlib.sha256(f"telaplan problem 1\nbase {self.base}\n".encode())
        for b in self.buffers:
            digest.update(f"{b.lower} {b.upper} {b.size} {b.alignment} {b.offset}\n".encode())
        return "sha256:" + digest.hexdigest()

    def check_plan(self, plan, peak):
        need(len(plan) == len(self.buffers), "the plan has another number of buffers")
        events, highest = [], self.base
        for n, (b, at) in enumerate(zip(self.buffers, plan)):
            number(at, f"the offset of buffer {n}", self.base, self.base + peak - b.size + 1)
            need(at % b.alignment == 0 and b.offset in (-1, at), f"buffer {n} may not lie at {at}")
            highest = max(highest, at + b.size)
            if b.solid:
                events += [(b.lower, 1, (at, at + b.size)), (b.upper, 0, (at, at + b.size))]
        need(highest == self.base + peak, f"the plan's peak is {highest - self.base}, not {peak}")
        live = []  # what lives, by address: a clash is one of neighbours
        for _, begins, (at, end) in sorted(events):
            i = bisect.bisect_left(live, (at, end))
            if not begins:
                del live[i]
                continue
            need(i == 0 or live[i - 1][1] <= at, f"two buffers share byte {at}")
            need(i == len(live) or end <= live[i][0], f"two buffers share byte {end - 1}")
            live.insert(i, (at, end))


def can_stack(buffers, bottom, limit):
    """Whether the buffers can lie one above the other, from the bottom up, in some order within the limit."""
    kinds = collections.Counter((b.size, b.alignment, b.offset) for b in buffers)
    rows, most = list(kinds), list(kinds.values())
    left = sum(b.size for b in buffers)
    layer, seen = {(0,) * len(rows): (bottom, left)}, 0  # by how many of each kind: the least height, the bytes to come
    for _ in buffers:
        higher = {}
        for taken, (height, left) in layer.items():
            places = []
            for k, (size, step, offset) in enumerate(rows):
                if taken[k] < most[k]:
                    places.append((-(-height // step) * step if offset < 0 else offset, size, k))
            if min(places)[0] < height:
                continue  # a fixed one is passed
            ceiling = min(at + size for at, size, _ in places)
            for at, size, k in places:
                # What lies at the ceiling or above leaves a gap that another would fill.
                if (at < ceiling or at + size == ceiling) and at + left <= limit:
                    with_it = taken[:k] + (taken[k] + 1,) + taken[k + 1 :]
                    if at + size < higher.get(with_it, (NEVER,))[0]:
                        higher[with_it] = (at + size, left - size)
        layer, seen = higher, seen + len(higher)
        need(seen <= MOST_SETS, f"a stack of {len(buffers)} buffers takes more than {MOST_SETS} sets")
    return bool(layer)


class State:
    """Which buffers are open, and the least offset of each: no plan of these ends within the limit, it says."""

    def __init__(self, problem, limit):
        self.buffers, self.base, self.limit = problem.buffers, problem.base, limit
        solid = [n for n, b in enumerate(self.buffers) if b.solid]
        begins, ends = {self.buffers[n].lower for n in solid}, {self.buffers[n].upper for n in solid}
        times = sorted(begins | ends)
        marks = [time for time, after in zip(times, times[1:]) if time in begins and after in ends]
        self.sections = [[n for n in solid if self.buffers[n].lives(time)] for time in marks]
        count = len(self.buffers)
        self.least, self.totals = [NEVER] * count, [0] * len(marks)
        self.inside, self.meets = [[] for _ in range(count)], [set() for _ in range(count)]
        for s, members in enumerate(self.sections):
            for n in members:
                self.inside[n].append(s)
                self.meets[n].update(members)
        ends_of = lambda b: (b.offset, b.offset + b.size)
        fixed = lambda others: (ends_of(self.buffers[c]) for c in others if self.buffers[c].offset >= 0)
        self.walls = [sorted(fixed(others)) for others in self.meets]
        kinds = {}
        for n in solid:
            b = self.buffers[n]
            self.meets[n].discard(n)
            alike = (n,) if b.offset >= 0 else (tuple(self.inside[n]), b.size, b.alignment)
            kinds.setdefault(alike, []).append(n)
        self.twins = {n: kind for kind in kinds.values() for n in kind if len(kind) > 1}
        grid = 0
        for b in (self.buffers[n] for n in solid):
            grid = math.gcd(grid, b.size, -self.base % b.alignment, max(b.offset, self.base) - self.base)
        for _ in range(64):  # each time that it changes, it halves at least
            for a in {self.buffers[n].alignment for n in solid}:
                grid = grid if grid % a == 0 or a % grid == 0 else math.gcd(grid, a)
        self.steps = [(b.alignment, 0) if b.alignment >= grid else (grid, self.base) for b in self.buffers]
        self.trail, self.refuted = [], False

    def begin(self, rows):
        self.least, self.totals = [NEVER] * len(self.buffers), [0] * len(self.sections)
        self.trail, self.refuted = [], False
        for n, offset in rows:
            self.least[n] = self.rest(n, offset)
            self.refuted |= self.least[n] + self.buffers[n].size > self.limit
            for s in self.inside[n]:
                self.totals[s] += self.buffers[n].size
        if not self.refuted:
            self.settle([n for n, _ in rows], range(len(self.sections)))

    def rest(self, n, level):
        b = self.buffers[n]
        if b.offset >= 0:
            return b.offset if level <= b.offset else NEVER
        step, phase = self.steps[n]
        at = phase - (phase - level) // step * step
        for low, high in self.walls[n]:
            if at + b.size <= low:
                break
            if at < high:
                at = phase - (phase - high) // step * step
        return at

    def floor(self, s):
        return min(self.least[n] for n in self.sections[s])

    def undo(self, mark):
        while len(self.trail) > mark:
            n, before = self.trail.pop()
            if self.least[n] == NEVER:
                for s in self.inside[n]:
                    self.totals[s] += self.buffers[n].size
            self.least[n] = before
        self.refuted = False

    def raise_to(self, n, level, raised):
        level = self.rest(n, level)
        self.trail.append((n, self.least[n]))
        if level + self.buffers[n].size > self.limit:
            self.refuted = True
        else:
            self.least[n] = level
            raised.append(n)

    def place(self, n):
        at, size, raised = self.least[n], self.buffers[n].size, []
        self.trail.append((n, at))
        self.least[n] = NEVER
        for s in self.inside[n]:
            self.totals[s] -= size
        for c in self.meets[n]:
            if self.least[c] < at + size and self.least[c] + self.buffers[c].size > at and not self.refuted:
                self.raise_to(c, at + size, raised)
        self.settle(raised, self.inside[n])

    def waste(self, s, level):
        raised = []
        for n in self.sections[s]:
            if self.least[n] < level and not self.refuted:
                self.raise_to(n, level, raised)
        self.settle(raised, [s])

    def settle(self, raised, sections):
        sections = set(sections)
        for n in raised:  # grows while twins rise
            sections.update(self.inside[n])
            end, before = -NEVER, NEVER
            for twin in self.twins.get(n, ()):
                level = self.least[twin]
                if level < NEVER and not self.refuted:
                    if before <= level < end:
                        self.raise_to(twin, end, raised)
                    end, before = self.least[twin] + self.buffers[n].size, level
        for s in sections:
            if self.totals[s] and self.floor(s) + self.totals[s] > self.limit:
                self.refuted = True

    def waste_level(self, s, floor):
        """The highest level below which nothing of s can lie, if nothing lies at its floor."""
        lowest = NEVER
        for n in self.sections[s]:
            if self.least[n] > floor:
                lowest = min(lowest, self.least[n])
                continue
            for c in self.meets[n]:
                top = self.least[c] + self.buffers[c].size
                if top < lowest and s not in self.inside[c] and (top > floor or self.buffers[c].offset < 0):
                    lowest = min(lowest, self.rest(n, max(top, floor + 1)))
        return lowest

    def has_stack(self, s):
        open_ones = [self.buffers[n] for n in self.sections[s] if self.least[n] < NEVER]
        return can_stack(open_ones, self.floor(s), self.limit)


class Question:
    """What covers a section at its floor? `given` are the answers that are refuted, `asked` is one that is not yet."""

    def __init__(self, section, state):
        self.section, self.floor = section, state.floor(section)
        self.mark, self.over = len(state.trail), state.refuted
        self.given, self.asked = set(), None


class Checker:
    def __init__(self, problem):
        self.problem, self.claim, self.state = problem, None, None
        self.lemmas, self.proving, self.rows = {}, None, []
        self.questions, self.proved, self.ended = [], False, False

    def take(self, text):
        line = json.loads(text, parse_float=no_float, parse_constant=no_float)
        need(not self.ended, "there is more after the end")
        if self.claim is None:
            self.begin(line)
        elif isinstance(line, list):
            for word in line:
                self.word(str(word))
        else:
            need(self.proving is None, "the refutation before this line is not complete")
            self.step(line, line["step"])

    def begin(self, head):
        need(head["proof"] == "telaplan 1", 'there is no "proof": "telaplan 1"')
        need(head["problem"] == self.problem.hash(), "the proof is of another problem")
        claim = head["claim"]
        key = {"peak": "least", "optimal": "peak", "infeasible": "capacity"}[claim]
        value = number(head[key], key)
        if claim == "infeasible":
            need(self.problem.capacity in (None, value), f"the problem has a capacity of {self.problem.capacity}")
        if claim == "optimal":
            self.problem.check_plan(head["plan"], value)
        self.limit = self.problem.base + value - (claim != "infeasible")
        self.proved = self.limit < self.problem.base
        self.claim = f"{claim} {value}"

    def step(self, step, kind):
        buffers, base = self.problem.buffers, self.problem.base
        if kind == "load":
            load = sum(b.size for b in buffers if b.lower <= step["time"] < b.upper)
            need(base + load > self.limit, f"the load is {load}, within the limit")
            self.proved = True
        elif kind == "stack":
            rows = [buffers[number(n, "buffer", 0, len(buffers))] for n in set(step["buffers"])]
            together = all(b.solid for b in rows) and max(b.lower for b in rows) < min(b.upper for b in rows)
            need(len(rows) == 1 or together, "the buffers do not live at one time")
            need(not can_stack(rows, base, self.limit), "the buffers have a stack within the limit")
            self.proved = True
        elif kind == "lemma":
            need(step["id"] not in self.lemmas, f"lemma {step['id']} is there already")
            rows = [(n, number(row[0], "offset", base)) for row in step["least"] for n in row[1:]]
            self.open(number(step["id"], "id", 1), rows)
        elif kind == "drop":
            for lemma in step["lemmas"]:
                del self.lemmas[lemma]
        elif kind == "tree":
            self.open(0, [(n, base) for n, b in enumerate(buffers) if b.solid])
        else:
            need(kind == "end", f"there is no step {kind!r}")
            need(self.proved, "the claim is not proved")
            self.ended = True

    def open(self, lemma, rows):
        for n, _ in rows:
            number(n, "buffer", 0, len(self.problem.buffers))
            need(self.problem.buffers[n].solid, f"buffer {n} is not solid")
        need(len(dict(rows)) == len(rows), "a buffer comes twice")
        self.state = self.state or State(self.problem, self.limit)
        self.proving, self.rows = lemma, rows
        self.state.begin(rows)

    def word(self, word):
        need(self.proving is not None, "there is no refutation that goes on here")
        need(re.fullmatch(r"\.|x|[a-z][0-9]{1,16}", word, re.ASCII), f"{word} is no word")
        state, question, n = self.state, self.questions[-1] if self.questions else None, int(word[1:] or 0)
        if question is not None and question.asked is None:
            if word == ".":
                self.end_question(question)
            else:
                self.answer(question, word, n)
        elif word == "x":
            need(state.refuted, "this is not refuted at once")
            self.close()
        elif word[0] == "l":
            need(n in self.lemmas, f"there is no lemma {n}")
            for b, offset in self.lemmas[n] if not state.refuted else ():
                need(offset <= state.least[b] < NEVER, f"lemma {n} does not hold here: buffer {b} against {offset}")
            self.close()
        else:
            need(word[0] in "st" and n < len(state.sections), f"{word} refutes nothing")
            need(state.refuted or state.floor(n) < NEVER, f"nothing is open in section {n}")
            if word[0] == "s":
                self.questions.append(Question(n, state))
            else:
                need(state.refuted or not state.has_stack(n), f"section {n} has a stack within the limit")
                self.close()

    def answer(self, question, word, n):
        key = "w" if word[0] == "w" else word
        need(word[0] in "bw" and key not in question.given, f"{word} is no answer here, or not again")
        question.asked = key
        if question.over:
            return
        s, floor, state = question.section, question.floor, self.state
        if word[0] == "b":
            need(n in state.sections[s] and state.least[n] == floor, f"buffer {n} cannot lie at {floor}")
            state.place(n)
        else:
            need(floor < n <= state.waste_level(s, floor), f"in section {s} something could lie below {n}")
            state.waste(s, n)

    def end_question(self, question):
        s, floor, state = question.section, question.floor, self.state
        if not question.over:
            for n in state.sections[s]:
                if state.least[n] == floor and f"b{n}" not in question.given:
                    state.place(n)
                    need(state.refuted, f"what if buffer {n} lies at {floor}? Section {s} does not say")
                    state.undo(question.mark)
            level = NEVER if "w" in question.given else state.waste_level(s, floor)
            if level < NEVER:
                state.waste(s, level)
                need(state.refuted, f"what if nothing lies at {floor}? Section {s} does not say")
                state.undo(question.mark)
        self.questions.pop()
        self.close()

    def close(self):
        """The state is refuted: so is the answer that led to it."""
        if self.questions:
            question = self.questions[-1]
            question.given.add(question.asked)
            question.asked = None
            if not question.over:
                self.state.undo(question.mark)
            return
        if self.proving == 0:
            self.proved = True
        else:
            self.lemmas[self.proving] = self.rows
        self.proving = None


def read_problem(path, base, capacity):
    with open(path, encoding="utf-8-sig") as file:
        text = file.read()
    given = json.loads(text) if text.lstrip().startswith("{") else {"buffers": list(csv.DictReader(text.splitlines()))}
    others = set(given) - {"buffers", "base", "capacity", "name"}
    for row in given["buffers"]:
        others |= set(row) - {"id", "lower", "upper", "size", "alignment", "offset"}
    if others:
        raise ValueError(f"not covered by proofs: {', '.join(map(str, others))}")
    buffers = [Buffer(row) for row in given["buffers"]]
    pick = lambda asked, key, default: asked if asked is not None else given.get(key, default)
    return Problem(buffers, pick(base, "base", 0), pick(capacity, "capacity", None))


def no_float(text):
    raise Broken(f"{text} is no whole number")


def main():
    parser = argparse.ArgumentParser(description="Checks a proof of telaplan's.")
    parser.add_argument("proof")
    parser.add_argument("problem")
    parser.add_argument("--capacity", type=int)
    parser.add_argument("--base", type=int)
    asked = parser.parse_args()
    try:
        checker = Checker(read_problem(asked.problem, asked.base, asked.capacity))
        lines = open(asked.proof, encoding="utf-8")
    except (OSError, KeyError, TypeError, ValueError) as error:
        print(f"error: {error!r}", file=sys.stderr)
        return 2
    count = 1
    try:
        with lines:
            for line in lines:
                checker.take(line)
                count += 1
        need(checker.ended, "the proof ends here, without a line that ends it")
    except (Broken, KeyError, TypeError, ValueError, IndexError, AttributeError, RecursionError) as error:
        print(f"not accepted: line {count}: {error if isinstance(error, Broken) else repr(error)}")
        return 1
    print(f"accepted: {checker.claim}, {count - 1} lines")
    return 0


if __name__ == "__main__":
    sys.exit(main())
