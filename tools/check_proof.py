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
import io
import json
import math
import re
import sys

MOST = 2**53 - 1
NEVER = math.inf  # the least offset of what is not open
MOST_SETS, MOST_ROWS, MOST_OFFSETS = 2**18, 2**22, 2**26  # of a stack; of lemmas; of states in questions under way
KEYS = {
    "claim": {
        "peak": "proof problem least",
        "optimal": "proof problem peak plan",
        "infeasible": "proof problem capacity",
    },
    "step": {"load": "time", "stack": "buffers", "lemma": "id least", "tree": "", "drop": "lemmas", "end": ""},
}


class Broken(Exception):
    """What is wrong with a proof, or with a problem."""


def need(holds, reason):
    if not holds:
        raise Broken(reason)


def whole(value, what, least=0, most=MOST):
    need(type(value) is int and least <= value <= most, f"{what} is no whole number from {least} to {most}")
    return value


def listed(value, what):
    need(type(value) is list, f"{what} is no list")
    return value


def only(owner, keys, where):
    for key, value in owner.items():
        need(key in keys or value is None, f"{where}: {key} is not covered by proofs")
    return {key: value for key, value in owner.items() if value is not None}


class Buffer:
    def __init__(self, number, row):
        row = only(row, ("id", "lower", "upper", "size", "alignment", "offset"), f"buffer {number}")
        take = lambda key, least, default=None: whole(row.get(key, default), f"buffer {number}: {key}", least)
        self.lower, self.upper, self.size = take("lower", -MOST), take("upper", -MOST), take("size", 0)
        self.alignment, self.offset = take("alignment", 1, 1), take("offset", -1, -1)
        self.solid = self.size > 0 and self.lower < self.upper


class Problem:
    def __init__(self, given):
        given = only(given, ("buffers", "base", "capacity", "name"), "the problem")
        self.base, self.capacity = whole(given.get("base", 0), "base"), given.get("capacity", NEVER)
        need(self.capacity == NEVER or whole(self.capacity, "capacity") >= 0, "")
        self.buffers = [Buffer(n, row) for n, row in enumerate(given["buffers"])]

    def hash(self):
        digest = hashlib.sha256(f"telaplan problem 1\nbase {self.base}\n".encode())
        for b in self.buffers:
            digest.update(f"{b.lower} {b.upper} {b.size} {b.alignment} {b.offset}\n".encode())
        return "sha256:" + digest.hexdigest()

    def check_plan(self, plan, peak):
        need(len(plan) == len(self.buffers), "the plan has another number of buffers")
        events, highest = [], self.base
        for n, (b, at) in enumerate(zip(self.buffers, plan)):
            whole(at, f"the offset of buffer {n}", self.base, self.base + peak - b.size)
            need(at % b.alignment == 0 and b.offset in (-1, at), f"buffer {n} may not lie at {at}")
            highest = max(highest, at + b.size)
            if b.solid:
                events += [(b.lower, 1, at, n, at + b.size), (b.upper, 0, at, n, at + b.size)]
        need(highest == self.base + peak, f"the plan's peak is {highest - self.base}, not {peak}")
        live = []  # what lives, by address: a clash is one of neighbours
        for _, begins, *row in sorted(events):
            i = bisect.bisect_left(live, row)
            if not begins:
                del live[i]
                continue
            for below, above in zip(live[i - 1 : i] + [row], [row] + live[i : i + 1]) if i else zip([row], live[:1]):
                low, high = sorted((below[1], above[1]))
                need(below is above or below[2] <= above[0], f"buffers {low} and {high} share bytes")
            live.insert(i, row)


def can_stack(buffers, bottom, limit):
    """Whether the buffers can lie one above the other, from the bottom up, in some order within the limit."""
    kinds = collections.Counter((b.size, b.alignment, b.offset) for b in buffers)
    rows, most, left = list(kinds), list(kinds.values()), sum(b.size for b in buffers)
    too_many = f"a stack of {len(buffers)} buffers takes more than {MOST_SETS} sets"
    need(math.prod(n + 1 for n in most) <= MOST, too_many)
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
            need(seen + len(higher) <= MOST_SETS, too_many)
        layer, seen = higher, seen + len(higher)
    return bool(layer)


class Rules:
    """What follows from a state: by buffer, the least offset that it may have, NEVER where it is not open. A state says
    that no plan of the open buffers ends within the limit; None is one that is refuted at once."""

    def __init__(self, problem, limit):
        self.buffers, self.base, self.limit = problem.buffers, problem.base, limit
        solid = [n for n, b in enumerate(self.buffers) if b.solid]
        begins, ends = {self.buffers[n].lower for n in solid}, {self.buffers[n].upper for n in solid}
        times = sorted(begins | ends)
        marks = [time for time, after in zip(times, times[1:]) if time in begins and after in ends]
        self.inside = [range(0)] * len(self.buffers)  # by buffer: its sections
        self.sections = [[] for _ in marks]
        kinds, grid = collections.defaultdict(list), 0
        for n in solid:
            b = self.buffers[n]
            self.inside[n] = range(bisect.bisect_left(marks, b.lower), bisect.bisect_left(marks, b.upper))
            for s in self.inside[n]:
                self.sections[s].append(n)
            if b.offset < 0:
                kinds[self.inside[n], b.size, b.alignment].append(n)
            grid = math.gcd(grid, b.size, -self.base % b.alignment, b.offset - self.base if b.offset >= 0 else 0)
        self.twins = {n: kind for kind in kinds.values() for n in kind}
        self.meets = [{c for s in self.inside[n] for c in self.sections[s]} - {n} for n in range(len(self.buffers))]
        fixed = lambda others: [self.buffers[c] for c in others if self.buffers[c].offset >= 0]
        self.walls = [sorted((b.offset, b.offset + b.size) for b in fixed(others)) for others in self.meets]
        for _ in range(64):  # each time that it changes, it halves at least
            for a in {self.buffers[n].alignment for n in solid}:
                grid = grid if grid % a == 0 or a % grid == 0 else math.gcd(grid, a)
        self.steps = [(b.alignment, 0) if b.alignment >= grid else (grid, self.base) for b in self.buffers]

    def rest(self, n, level):
        """The least address from the level on at which n may lie, beside what is fixed."""
        b, (step, phase) = self.buffers[n], self.steps[n]
        if b.offset >= 0:
            return b.offset if level <= b.offset else NEVER
        at = phase - (phase - level) // step * step
        for low, high in self.walls[n]:
            if at + b.size <= low:
                break
            if at < high:
                at = phase - (phase - high) // step * step
        return at

    def floor(self, state, s):
        return min(state[n] for n in self.sections[s])

    def begin(self, rows):
        return self.after([NEVER] * len(self.buffers), rows, range(len(self.sections)))

    def place(self, state, n):
        """n lies at its least offset: what it meets lies above it, or fits below."""
        at, end, state = state[n], state[n] + self.buffers[n].size, state[:]
        state[n] = NEVER
        above = [(c, end) for c in self.meets[n] if state[c] < end and state[c] + self.buffers[c].size > at]
        return self.after(state, above, self.inside[n])

    def waste(self, state, s, level):
        """Nothing of s lies below the level."""
        return self.after(state[:], [(n, level) for n in self.sections[s] if state[n] < level], [s])

    def after(self, state, rows, sections):
        """The state with these buffers raised, and what follows; None if a buffer or a section is too high."""
        sections = set(sections)
        for n, level in rows:
            state[n] = self.rest(n, level)
            if state[n] + self.buffers[n].size > self.limit:
                return None
        raised = [n for n, _ in rows]
        for n in raised:  # it grows while twins rise
            sections.update(self.inside[n])
            end, before = -NEVER, NEVER
            for twin in self.twins.get(n, ()):
                level = state[twin]
                if level < NEVER:
                    if before <= level < end:
                        state[twin] = self.rest(twin, end)
                        raised.append(twin)
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


class Question:
    """What covers a section at its floor? `given` are the answers that are refuted, `asked` is one that is not yet."""

    def __init__(self, section, state):
        self.section, self.state, self.given, self.asked = section, state, set(), None


class Checker:
    def __init__(self, problem):
        self.problem, self.claim, self.rules, self.state = problem, None, None, None
        self.lemmas, self.kept, self.proving, self.rows = {}, 0, None, []
        self.questions, self.proved, self.ended = [], False, False

    def take(self, text):
        most = 2**16 + 32 * len(self.problem.buffers)
        need(len(text) <= most, f"the line is longer than {most} characters")
        line = self.parse(text)
        need(not self.ended, "there is more after the end")
        if self.claim is None:
            self.begin(*self.fields(line, "claim"))
        elif type(line) is list:
            for word in line:
                found = re.fullmatch(r"[.x]|[bwstl](0|[1-9][0-9]{0,15})", word) if type(word) is str else None
                need(found and int(found[1] or 0) <= MOST, "this is no word")
                self.word(word[0], int(found[1] or 0))
        else:
            need(self.proving is None, "the refutation before this line is not complete")
            self.step(*self.fields(line, "step"))

    def parse(self, text):
        """A line as a value. What two readers of JSON might take for two things is refused."""
        need(re.fullmatch(r"[\t\r\n -\[\]-~]*", text), "a line is plain ASCII, without a backslash")
        odd = re.search(r"[0-9]{17}|[0-9][.eE]", re.sub(r'"[^"]*"', "", text))
        need(not odd, "a number has a point, an exponent or 17 digits")
        try:
            line = json.loads(text, parse_constant=int)
        except (ValueError, RecursionError):
            raise Broken("this is no JSON") from None
        need(type(line) is not dict or len(line) == len(re.findall(r'"\s*:', text)), "a key comes twice")
        return line

    def fields(self, line, key):
        need(type(line) is dict, "this is no object")
        kind = line.get(key)
        need(type(kind) is str and kind in KEYS[key], f"there is no such {key}")
        names = [key] + KEYS[key][kind].split()
        need(set(names) == set(line), f"the keys of {kind} are {', '.join(names)}")
        return kind, line

    def begin(self, claim, head):
        base, capacity = self.problem.base, self.problem.capacity
        need(head["proof"] == "telaplan 1", 'this is no proof of the format "telaplan 1"')
        need(head["problem"] == self.problem.hash(), "the proof is of another problem")
        key = {"peak": "least", "optimal": "peak", "infeasible": "capacity"}[claim]
        value = whole(head[key], key, 0, MOST - base)
        if claim == "infeasible":
            need(capacity in (NEVER, value), f"the proof is for a capacity of {value}, the problem has {capacity}")
        if claim == "optimal":
            need(value <= capacity, f"the plan's peak is {value}, the problem's capacity {capacity}")
            self.problem.check_plan(listed(head["plan"], "plan"), value)
        self.limit = base + value - (claim != "infeasible")
        self.proved = self.limit < base
        self.claim = f"{claim} {value}"

    def step(self, kind, step):
        buffers, base = self.problem.buffers, self.problem.base
        if kind == "load":
            time = whole(step["time"], "time", -MOST)
            load = sum(b.size for b in buffers if b.lower <= time < b.upper)
            need(base + load > self.limit, f"the load is {load}, within the limit")
            self.proved = True
        elif kind == "stack":
            numbers = {whole(n, "buffer", 0, len(buffers) - 1) for n in listed(step["buffers"], "buffers")}
            rows = [buffers[n] for n in numbers]
            together = rows and all(b.solid for b in rows) and max(b.lower for b in rows) < min(b.upper for b in rows)
            need(len(rows) == 1 or together, "the buffers do not live at one time")
            need(not can_stack(rows, base, self.limit), "the buffers have a stack within the limit")
            self.proved = True
        elif kind == "lemma":
            name = whole(step["id"], "id", 1)
            need(name not in self.lemmas, f"lemma {name} is there already")
            rows = []
            for row in listed(step["least"], "least"):
                offset, *members = listed(row, "a row of least") or [None]
                whole(offset, "offset", base)
                rows += [(whole(n, "buffer", 0, len(buffers) - 1), offset) for n in members]
            self.open(name, rows)
        elif kind == "drop":
            for name in listed(step["lemmas"], "lemmas"):
                self.kept -= len(self.lemma(whole(name, "lemma")))
                del self.lemmas[name]
        elif kind == "tree":
            self.open(0, [(n, base) for n, b in enumerate(buffers) if b.solid])
        else:
            need(self.proved, "the claim is not proved")
            self.ended = True

    def lemma(self, name):
        need(name in self.lemmas, f"there is no lemma {name}")
        return self.lemmas[name]

    def open(self, name, rows):
        seen = set()
        for n, _ in rows:
            need(self.problem.buffers[n].solid and n not in seen, f"buffer {n} may not be in a lemma, or not twice")
            seen.add(n)
        self.rules = self.rules or Rules(self.problem, self.limit)
        self.proving, self.rows, self.state = name, rows, self.rules.begin(rows)

    def word(self, letter, n):
        need(self.proving is not None, "there is no refutation that goes on here")
        rules, state, question = self.rules, self.state, self.questions[-1] if self.questions else None
        if question and question.asked is None:
            return self.end_question(question) if letter == "." else self.answer(question, letter, n)
        need(letter in "xlst", f"{letter} refutes nothing")
        if letter == "x":
            need(state is None, "this is not refuted at once")
        elif letter == "l":
            for b, offset in self.lemma(n):
                holds = state is None or offset <= state[b] < NEVER
                need(holds, f"lemma {n} does not hold here: buffer {b} is not open, or below {offset}")
        else:
            need(n < len(rules.sections), f"there is no section {n}")
            need(state is None or rules.floor(state, n) < NEVER, f"nothing is open in section {n}")
            if letter == "s":
                few = len(self.questions) * len(self.problem.buffers) < MOST_OFFSETS
                need(few, "too many questions are under way")
                self.questions.append(Question(n, state))
                return
            need(state is None or not rules.has_stack(state, n), f"section {n} has a stack within the limit")
        self.close()

    def answer(self, question, letter, n):
        key, s, state, rules = letter if letter == "w" else (letter, n), question.section, question.state, self.rules
        need(letter in "bw" and key not in question.given, "this is no answer, or not again")
        question.asked = key
        if state is None:
            return
        floor = rules.floor(state, s)
        if letter == "b":
            fits = n in rules.sections[s] and state[n] == floor
            need(fits, f"buffer {n} cannot lie at {floor}, the floor of section {s}")
            self.state = rules.place(state, n)
        else:
            fits = floor < n <= rules.waste_level(state, s, floor)
            need(fits, f"a buffer of section {s} could come to lie between {floor} and {n}")
            self.state = rules.waste(state, s, n)

    def end_question(self, question):
        """All answers that were not given must be refuted at once."""
        s, state, rules = question.section, question.state, self.rules
        if state is not None:
            floor = rules.floor(state, s)
            for n in rules.sections[s]:
                quiet = state[n] != floor or ("b", n) in question.given or rules.place(state, n) is None
                need(quiet, f"what if buffer {n} lies at {floor}? The question of section {s} does not say")
            level = NEVER if "w" in question.given else rules.waste_level(state, s, floor)
            quiet = level == NEVER or rules.waste(state, s, level) is None
            need(quiet, f"what if nothing lies at {floor}? The question of section {s} does not say")
        self.questions.pop()
        self.close()

    def close(self):
        """The state is refuted: so is the answer that led to it, or what was to be proved."""
        if self.questions:
            self.questions[-1].given.add(self.questions[-1].asked)
            self.questions[-1].asked = None
            return
        if self.proving == 0:
            self.proved = True
        else:
            self.lemmas[self.proving] = self.rows
            self.kept += len(self.rows)
            need(self.kept <= MOST_ROWS, f"the lemmas have more than {MOST_ROWS} rows")
        self.proving = None


def verdict(problem, lines):
    """None where a proof is accepted, else the number of the line that is not, and why."""
    checker, count = Checker(problem), 1
    try:
        for line in lines:
            checker.take(line)
            count += 1
        need(checker.ended, "the proof ends here, without a line that ends it")
    except Broken as broken:
        return None, count, str(broken)
    return checker.claim, count - 1, None


def read_problem(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        text = file.read()
    if text.lstrip().startswith("{"):
        return json.loads(text)
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    number = lambda text: int(text) if re.fullmatch(r"\s*-?[0-9]{1,16}\s*", text or "", re.ASCII) else text
    pick = lambda row: {key: value if key == "id" else number(value) for key, value in row.items() if value != ""}
    return {"buffers": [pick(row) for row in rows]}


def main():
    parser = argparse.ArgumentParser(description="Checks a proof of telaplan's.")
    parser.add_argument("proof")
    parser.add_argument("problem")
    parser.add_argument("--capacity", type=int)
    parser.add_argument("--base", type=int)
    asked = parser.parse_args()
    try:
        given = read_problem(asked.problem)
        given.update({key: value for key in ("capacity", "base") if (value := getattr(asked, key)) is not None})
        problem = Problem(given)
        with open(asked.proof, encoding="ascii", errors="replace", newline="\n") as lines:
            most = 2**16 + 32 * len(problem.buffers)
            claim, line, reason = verdict(problem, iter(lambda: lines.readline(most + 1), ""))
    except (Broken, OSError, AttributeError, KeyError, TypeError, ValueError) as error:
        print(f"error: {error if isinstance(error, (Broken, OSError)) else repr(error)}", file=sys.stderr)
        return 2
    print(f"accepted: {claim}, {line} lines" if reason is None else f"not accepted: line {line}: {reason}")
    return 0 if reason is None else 1


if __name__ == "__main__":
    sys.exit(main())
