"""What the service answers, as values. Sizes, offsets and peaks are bytes; peaks and bounds count from the base."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import Any, Dict, Mapping, Optional, Sequence, Tuple

from telaplan._errors import Infeasible, NoPlan, TelaplanError
from telaplan._problem import Sent
from telaplan.v1 import planner_pb2 as pb


@dataclass(frozen=True)
class Violation:
    """A broken rule."""

    #: As in `overlap`, `clobbered-read`, `alignment`, `capacity`.
    kind: str
    #: One sentence for people.
    message: str
    #: The buffer at fault by name.
    buffer: str
    #: The same by position; −1 where it is no buffer by itself.
    buffer_index: int
    #: What else there is to say, by the names of the .proto: `other_index`, `from_byte`, `to_time` and so on.
    details: Mapping[str, Any]


@dataclass(frozen=True)
class TermResult:
    """A term that was minimised."""

    #: `time` (in picoseconds), `spill`, `reuse`, `moved` or `peak`.
    term: str
    #: What the plan comes to.
    value: int
    #: Proved: no plan that is as good in all terms before this one comes to less.
    bound: int


@dataclass(frozen=True)
class Infeasibility:
    """A proof that there is no plan."""

    #: `size`, `fixed`, `collision`, `load`, `stack` or `search`.
    cause: str
    #: Positions of the buffers that cannot go together.
    buffers: Tuple[int, ...]
    #: One sentence, with their names.
    message: str


@dataclass(frozen=True)
class Report:
    """What the simulator saw when it replayed a plan over a memory in which every byte has an owner."""

    #: Every buffer is placed, and no rule is broken.
    ok: bool
    #: Those that are listed.
    violations: Tuple[Violation, ...]
    #: All of them, listed or not.
    violation_count: int
    #: The same by kind, without kinds that do not occur.
    counts: Mapping[str, int]
    #: Bytes that the plan was held to; None: unbounded.
    capacity: Optional[int]
    peak: int
    #: First time at which the last byte below the peak is in use; None where there is none.
    peak_time: Optional[int]
    #: Greatest sum of the sizes of the buffers live at one time.
    max_live_bytes: int
    max_live_time: Optional[int]
    #: max_live_bytes / peak.
    utilization_max: float
    utilization_mean: float
    #: Greatest share of unused bytes below the highest live one, over time.
    fragmentation_max: float
    fragmentation_mean: float
    #: (time, live bytes, top, fragmentation) whenever something changes; None where it was not asked for.
    timeline: Optional[Tuple[Tuple[int, int, int, float], ...]]
    #: What each term comes to; empty for a problem without constraints.
    terms: Mapping[str, int]
    #: The message of the .proto, for what is not here: memories one by one, and the time that the plan takes.
    message: pb.SimulationReport = field(repr=False)


@dataclass(frozen=True)
class Incumbent:
    """The best known at some moment of a run."""

    #: Peak of the best plan so far, whether or not it is within the capacity.
    peak: int
    #: Proved: no plan peaks lower.
    lower_bound: int
    #: The plan is within the capacity.
    fits: bool
    #: One for each buffer; None where only the bound is new. An array of int64, shape (n,), where arrays came in.
    offsets: Any
    #: Decisions of the search so far.
    steps: int
    #: Since the run began.
    elapsed_ms: float
    #: The memory of each buffer by name; None where the problem lists none.
    memories: Optional[Tuple[str, ...]]
    terms: Tuple[TermResult, ...]


@dataclass(frozen=True)
class Proof:
    """What became of a proof that was asked for. It is not checked here: `tools/check_proof.py` does that."""

    #: Its lines, to be written to a file; empty where there is none.
    text: str = field(repr=False)
    #: Why there is none, as where it would have more bytes; empty where there is one.
    reason: str

    def __bool__(self) -> bool:
        """There is one."""
        return self.text != ""


@dataclass(frozen=True)
class Plan:
    """The answer to one problem."""

    #: `optimal` (proved), `feasible`, `infeasible` (proved) or `unknown` (a limit came first).
    status: str
    #: Bytes, absolute, one for each buffer in the order in which they were given; None where there is no plan, or
    #: offsets were left out. A list, or an array of int64, shape (n,), where arrays of NumPy's came in.
    offsets: Any
    #: Greatest offset + size, from the base; None where there is no plan.
    peak: Optional[int]
    #: Proved: no plan peaks lower.
    lower_bound: int
    #: The memory of each buffer by name; None where the problem lists none.
    memories: Optional[Tuple[str, ...]]
    #: What was minimised, in order; empty for a problem without constraints, whose only term is the peak.
    terms: Tuple[TermResult, ...]
    #: What was done to the problem before it was planned, a sentence each.
    presolve: Tuple[str, ...]
    #: Why there is no plan; None unless the status is `infeasible`.
    infeasibility: Optional[Infeasibility]
    #: Decisions of the search tried and undone, and how often it began anew.
    steps: int
    backtracks: int
    restarts: int
    #: `steps`, `deadline` or `shutdown`; None: the run ended by itself.
    stopped_by: Optional[str]
    solve_ms: float
    seed: int
    policy: str
    solver_version: str
    #: The answer was stored: an equal problem had been solved before.
    cached: bool
    #: The server's simulator's report; None where there is no plan.
    verification: Optional[Report] = field(repr=False)
    #: Names of the buffers, in order.
    ids: Tuple[str, ...] = field(repr=False)
    #: None where none was asked for, and where time ran out before it was made.
    proof: Optional[Proof] = None

    def __bool__(self) -> bool:
        """There is a plan."""
        return self.status in ("optimal", "feasible")

    def require(self) -> Plan:
        """The plan itself where there is one.

        Raises:
            Infeasible: it is proved that there is none.
            NoPlan: a limit came before a plan.
        """
        if self:
            return self
        if self.status == "infeasible":
            raise Infeasible(self.infeasibility.message if self.infeasibility else "there is no plan", self)
        raise NoPlan(f"no plan was found within the limits (stopped by {self.stopped_by}); allow more time", self)

    def by_id(self) -> Dict[str, int]:
        """Offsets by the name of the buffer. Raises as `require` does."""
        self.require()
        return {name: int(offset) for name, offset in zip(self.ids, () if self.offsets is None else self.offsets)}


def to_plan(response: pb.PlanResponse, sent: Sent, omit_offsets: bool, timeline: bool) -> Plan:
    """An answer as a value. Raises TelaplanError for one that this client does not understand."""
    status = _word(pb.PlanStatus, response.status, "PLAN_STATUS_")
    stopped_by = _word(pb.StoppedBy, response.stopped_by, "STOPPED_BY_")
    given = status in ("optimal", "feasible") and not omit_offsets
    count = len(sent.message.size)
    why = response.infeasibility if response.HasField("infeasibility") else None
    return Plan(
        status=status,
        offsets=_offsets(response.offsets, sent) if given else None,
        peak=response.peak if response.HasField("peak") else None,
        lower_bound=response.lower_bound,
        memories=_memories(response.memory_index, sent) if given else None,
        terms=_terms(response.terms),
        presolve=tuple(response.presolve),
        infeasibility=None
        if why is None
        else Infeasibility(
            _word(pb.InfeasibilityCause, why.cause, "INFEASIBILITY_CAUSE_"), tuple(why.buffer_index), why.message
        ),
        steps=response.counters.steps,
        backtracks=response.counters.backtracks,
        restarts=response.counters.restarts,
        stopped_by=None if stopped_by == "nothing" else stopped_by,
        solve_ms=response.solve_ms,
        seed=response.seed,
        policy=response.policy,
        solver_version=response.solver_version,
        cached=response.cached,
        verification=to_report(response.verification, timeline) if response.HasField("verification") else None,
        ids=tuple(map(str, range(count))) if sent.ids is None else tuple(sent.ids),
        proof=Proof(response.proof.text, response.proof.reason) if response.HasField("proof") else None,
    )


def to_incumbent(message: pb.Incumbent, sent: Sent) -> Incumbent:
    """A better plan or bound on the way."""
    return Incumbent(
        peak=message.peak,
        lower_bound=message.lower_bound,
        fits=message.fits,
        offsets=_offsets(message.offsets, sent) if len(message.offsets) > 0 else None,
        steps=message.steps,
        elapsed_ms=message.elapsed_ms,
        memories=_memories(message.memory_index, sent),
        terms=_terms(message.terms),
    )


def to_report(report: pb.SimulationReport, timeline: bool) -> Report:
    """The simulator's report. Raises TelaplanError for kinds and terms that this client does not know."""
    return Report(
        ok=report.ok,
        violations=tuple(_violation(each) for each in report.violations),
        violation_count=report.violation_count,
        counts={_kind(each.kind): each.count for each in report.counts},
        capacity=report.capacity if report.HasField("capacity") else None,
        peak=report.peak,
        peak_time=report.peak_time if report.HasField("peak_time") else None,
        max_live_bytes=report.max_live_bytes,
        max_live_time=report.max_live_time if report.HasField("max_live_time") else None,
        utilization_max=report.utilization_max,
        utilization_mean=report.utilization_mean,
        fragmentation_max=report.fragmentation_max,
        fragmentation_mean=report.fragmentation_mean,
        timeline=tuple((each.time, each.live_bytes, each.top, each.fragmentation) for each in report.timeline)
        if timeline
        else None,
        terms={_word(pb.Term, each.term, "TERM_"): each.value for each in report.terms},
        message=report,
    )


def _offsets(offsets: Sequence[int], sent: Sent) -> Any:
    found = list(offsets)
    if not sent.as_array:
        return found
    numpy = sys.modules["numpy"]
    return numpy.array(found, dtype=numpy.int64)


def _memories(memory_index: Sequence[int], sent: Sent) -> Optional[Tuple[str, ...]]:
    if len(memory_index) == 0 or not sent.memories:
        return None
    return tuple(sent.memories[m] for m in memory_index)


def _terms(terms: Sequence[pb.TermResult]) -> Tuple[TermResult, ...]:
    return tuple(TermResult(_word(pb.Term, each.term, "TERM_"), each.value, each.bound) for each in terms)


def _kind(number: int) -> str:
    return _word(pb.ViolationKind, number, "VIOLATION_KIND_").replace("_", "-")


def _violation(violation: pb.Violation) -> Violation:
    details: Dict[str, Any] = {}
    for described, value in violation.ListFields():
        if described.name not in ("kind", "message", "buffer_id", "buffer_index"):
            details[described.name] = value if isinstance(value, (int, str)) else list(value)
    if "term" in details:
        details["term"] = _word(pb.Term, details["term"], "TERM_")
    return Violation(_kind(violation.kind), violation.message, violation.buffer_id, violation.buffer_index, details)


def _word(enum: Any, number: int, prefix: str) -> str:
    """A value of an enum in our own word."""
    value = enum.DESCRIPTOR.values_by_number.get(number)
    if value is None or number == 0:
        message = f"an answer with the number {number} of {enum.DESCRIPTOR.name} is not understood"
        raise TelaplanError(f"{message}: the server is of a later version")
    return str(value.name)[len(prefix) :].lower()
