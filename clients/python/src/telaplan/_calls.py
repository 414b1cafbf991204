"""Planning in one call, on a server that is named, that is local, or that the environment names."""

from __future__ import annotations

import os
import threading
from typing import Any, Dict, Iterator, Mapping, Optional, Sequence, Tuple, Union

from telaplan import _local
from telaplan._client import Client, Server
from telaplan._results import Incumbent, Plan, Report

#: Where a server listens that is started without options.
DEFAULT_ADDRESS = "localhost:50051"

#: Connections are kept, by process: gRPC's are not to be used on the other side of a fork.
_clients: Dict[Tuple[int, str], Client] = {}
_clients_lock = threading.Lock()


def client_of(server: Server) -> Client:
    """The client of a server.

    Args:
        server: an address, a Client, a LocalServer, or `"local"`: one of this machine, started when it is first
            needed and stopped with the program. None: that of the innermost open `with telaplan.local()`, else what
            $TELAPLAN_SERVER says, else localhost:50051.
    """
    if isinstance(server, Client):
        return server
    if server is None:
        server = _local.innermost() or os.environ.get("TELAPLAN_SERVER") or DEFAULT_ADDRESS
    if server == "local":
        server = _local.shared()
    if isinstance(server, _local.LocalServer):
        return server.client
    if not isinstance(server, str):
        raise TypeError(f"server must be an address, a Client, a LocalServer or 'local', got {server!r}")
    key = (os.getpid(), server)
    with _clients_lock:
        if key not in _clients:
            _clients[key] = Client(server)
        return _clients[key]


def plan(
    buffers: Any,
    *,
    capacity: Union[int, float, None] = None,
    base: Optional[int] = None,
    minimize: Union[bool, str, Sequence[str]] = False,
    time_limit: Optional[float] = None,
    step_limit: Optional[int] = None,
    seed: int = 0,
    policy: str = "",
    omit_offsets: bool = False,
    timeline: bool = False,
    proof_bytes: int = 0,
    deadline: Optional[float] = None,
    headers: Optional[Mapping[str, str]] = None,
    server: Server = None,
    **constraints: Any,
) -> Plan:
    """Plans one problem. What comes back is checked again here, besides the server's simulator.

    Args:
        buffers: rows (dicts, `Buffer`s, tuples of ([id,] lower, upper, size[, alignment])), columns (a dict of lists
            or arrays), an array of NumPy's (structured, or of shape (n, 3) or (n, 4)), or a whole problem (`Problem`,
            or a dict in the JSON form, with "buffers").
        capacity: bytes of memory; None: unbounded.
        base: where the memory begins, in bytes. Offsets are absolute; peaks and bounds count from here.
        minimize: True: look for the least peak, with a proof where one is found. False: any plan that fits will do;
            without a capacity, the least peak is looked for all the same. Or terms that are minimised one after the
            other: `time`, `spill`, `reuse`, `moved`, `peak`.
        time_limit: seconds of solving; None: the server's default.
        step_limit: decisions of the exact search; None: no limit. Without a time limit in play, an equal problem,
            seed and step limit give an equal plan on every machine.
        seed: breaks ties in the search; at least 0.
        policy: what guides the search, by the server's names; empty: its default.
        omit_offsets: ask for status and peak only.
        timeline: ask for the simulator's timeline too, in `plan.verification`.
        proof_bytes: ask for a proof of so many bytes at most, in `plan.proof`; 0: for none.
        deadline: seconds that the call may take in all. The best plan so far arrives a little before.
        headers: as in {"x-request-id": "…"}.
        server: see `client_of`; None: an open `telaplan.local()`, $TELAPLAN_SERVER, or localhost:50051.
        constraints: memories, aliases, apart, free, inplace, operators and limits, as `Problem` has them.

    Returns:
        A Plan. That there is none, or that none was found in time, is an answer: `plan.status`, `plan.require()`.

    Raises:
        InvalidProblem: the problem contradicts itself; `field`, `buffer_index` and `violations` say where.
        DeadlineExceeded: there was no plan before the deadline.
        Unavailable: no server answers.
        Overloaded: it has too much to do (`retry_after`), or the problem is too large for it.
        PlanRefused: the plan breaks rules, which would be a bug of telaplan's.
        PlannerError: anything else that the call ended with.
        LocalServerError: a local server was to be started, and could not be.
    """
    return client_of(server).plan(
        buffers,
        capacity=capacity,
        base=base,
        minimize=minimize,
        time_limit=time_limit,
        step_limit=step_limit,
        seed=seed,
        policy=policy,
        omit_offsets=omit_offsets,
        timeline=timeline,
        proof_bytes=proof_bytes,
        deadline=deadline,
        headers=headers,
        **constraints,
    )


def plan_stream(
    buffers: Any,
    *,
    capacity: Union[int, float, None] = None,
    base: Optional[int] = None,
    minimize: Union[bool, str, Sequence[str]] = False,
    time_limit: Optional[float] = None,
    step_limit: Optional[int] = None,
    seed: int = 0,
    policy: str = "",
    omit_offsets: bool = False,
    timeline: bool = False,
    proof_bytes: int = 0,
    deadline: Optional[float] = None,
    headers: Optional[Mapping[str, str]] = None,
    server: Server = None,
    **constraints: Any,
) -> Iterator[Union[Incumbent, Plan]]:
    """Every better plan or bound as it is found; the last is a `Plan`, all before are `Incumbent`s.

    Leaving the loop, or closing the iterator, ends the run on the server. Arguments and errors are those of `plan`;
    what the server says of a call is raised where the iterator is asked for the next.
    """
    return client_of(server).plan_stream(
        buffers,
        capacity=capacity,
        base=base,
        minimize=minimize,
        time_limit=time_limit,
        step_limit=step_limit,
        seed=seed,
        policy=policy,
        omit_offsets=omit_offsets,
        timeline=timeline,
        proof_bytes=proof_bytes,
        deadline=deadline,
        headers=headers,
        **constraints,
    )


def verify(
    buffers: Any,
    offsets: Any,
    *,
    capacity: Union[int, float, None] = None,
    base: Optional[int] = None,
    placed_in: Optional[Sequence[Union[str, int]]] = None,
    max_violations: Optional[int] = None,
    timeline: bool = False,
    deadline: Optional[float] = None,
    headers: Optional[Mapping[str, str]] = None,
    server: Server = None,
    **constraints: Any,
) -> Report:
    """Replays a plan from anywhere in the server's simulator. One that breaks rules is an answer, and no error.

    Args:
        buffers: as of `plan`.
        offsets: bytes, absolute, one for each buffer; or a `Plan`.
        capacity: as of `plan`.
        base: as of `plan`.
        placed_in: the memory of each buffer by id or position, where buffers have a choice.
        max_violations: how many are listed at most; None: 100. All are counted.
        timeline: add the state at every time at which something changes.
        deadline: seconds that the call may take.
        headers: as of `plan`.
        server: as of `plan`.
        constraints: as of `plan`.

    Raises:
        InvalidProblem: the problem contradicts itself, or offsets are not whole numbers.
        PlannerError: anything else that the call ended with.
    """
    return client_of(server).verify(
        buffers,
        offsets,
        capacity=capacity,
        base=base,
        placed_in=placed_in,
        max_violations=max_violations,
        timeline=timeline,
        deadline=deadline,
        headers=headers,
        **constraints,
    )
