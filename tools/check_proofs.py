#!/usr/bin/env python3
"""Checks many proofs in one process, for tests: reads lines {"problem": …, "proof": [line, …]} on standard input, and
answers each with a line, `null` where the proof is accepted, else `[line, reason]`."""

import json
import sys

from check_proof import Broken, Buffer, Checker, Problem, need

FAULTS = (Broken, KeyError, TypeError, ValueError, IndexError, AttributeError, RecursionError)

for text in sys.stdin:
    case = json.loads(text)
    given = case["problem"]
    problem = Problem([Buffer(row) for row in given["buffers"]], given.get("base", 0), given.get("capacity"))
    checker, number = Checker(problem), 1
    try:
        for line in case["proof"]:
            checker.take(line)
            number += 1
        need(checker.ended, "the proof ends here, without a line that ends it")
        print("null", flush=True)
    except FAULTS as fault:
        print(json.dumps([number, str(fault)]), flush=True)
