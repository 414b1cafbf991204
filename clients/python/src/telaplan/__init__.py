"""telaplan, a memory planner for ML accelerators: buffers with lifetimes and sizes in, an offset for each out.

    import telaplan

    with telaplan.local():
        plan = telaplan.plan([("input", 0, 2, 256), ("conv1", 1, 4, 512), ("skip", 1, 6, 128)], capacity=1024)
    print(plan.status, plan.by_id())

The planner itself is a program for Node. This package calls it: a server anywhere, or one that it starts on request.
"""

from __future__ import annotations

from telaplan._buffers import Buffer
from telaplan._calls import plan, plan_stream, verify
from telaplan._client import Client, Server
from telaplan._errors import (
    DeadlineExceeded,
    FieldViolation,
    Infeasible,
    InvalidProblem,
    LocalServerError,
    NoPlan,
    Overloaded,
    PlannerError,
    PlanRefused,
    TelaplanError,
    Unavailable,
)
from telaplan._local import LocalServer
from telaplan._problem import Problem
from telaplan._results import Incumbent, Infeasibility, Plan, Proof, Report, TermResult, Violation

__version__ = "0.1.0"

#: `with telaplan.local():` runs a server of this machine for the block.
local = LocalServer

__all__ = [
    "Buffer",
    "Client",
    "DeadlineExceeded",
    "FieldViolation",
    "Incumbent",
    "Infeasibility",
    "Infeasible",
    "InvalidProblem",
    "LocalServer",
    "LocalServerError",
    "NoPlan",
    "Overloaded",
    "Plan",
    "PlanRefused",
    "PlannerError",
    "Problem",
    "Proof",
    "Report",
    "Server",
    "TelaplanError",
    "TermResult",
    "Unavailable",
    "Violation",
    "local",
    "plan",
    "plan_stream",
    "verify",
]
