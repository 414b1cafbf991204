#!/usr/bin/env python3
"""Checks many proofs in one process, for tests: reads lines {"problem": …, "proof": [line, …]} on standard input, and
answers each with a line, `null` where the proof is accepted, else `[line, reason]`. The processor time goes to standard
error, in seconds."""

import json
import sys
import time

from check_proof import read_problem, verdict

for text in sys.stdin:
    case = json.loads(text)
    _, line, reason = verdict(read_problem(case["problem"]), case["proof"])
    print(json.dumps(reason and [line, reason]), flush=True)
print(time.process_time(), file=sys.stderr)
