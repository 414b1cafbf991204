"""A client of `telaplan serve`."""

from __future__ import annotations

import json
import math
import re
import time
from types import TracebackType
from typing import TYPE_CHECKING, Any, Dict, Iterator, List, Mapping, Optional, Sequence, Tuple, Type, Union

import grpc

from telaplan import _errors
from telaplan._batches import Batches
from telaplan._check import check
from telaplan._errors import PlanRefused, TelaplanError, invalid
from telaplan._problem import Sent, problem_of, to_message
from telaplan._results import Incumbent, Plan, Report, to_incumbent, to_plan, to_report
from telaplan._wire import flag, integer, integers, number, rows, shown, text
from telaplan.v1 import planner_pb2 as pb
from telaplan.v1 import planner_pb2_grpc

if TYPE_CHECKING:
    from telaplan._local import LocalServer

#: Calls spread over all addresses of a name, and go to another one where a server went away: nothing is lost by
#: planning twice. It is what telaplan's own client for Node does.
SERVICE_CONFIG: Mapping[str, Any] = {
    "loadBalancingConfig": [{"round_robin": {}}],
    "methodConfig": [
        {
            "name": [{"service": "telaplan.v1.PlannerService"}],
            "retryPolicy": {
                "maxAttempts": 5,
                "initialBackoff": "0.05s",
                "maxBackoff": "1s",
                "backoffMultiplier": 2,
                "retryableStatusCodes": ["UNAVAILABLE"],
            },
        }
    ],
}

MOST_ATTEMPTS: int = SERVICE_CONFIG["methodConfig"][0]["retryPolicy"]["maxAttempts"]

#: Bytes of an answer that are taken: offsets of as many buffers as any server takes, and a timeline.
MOST_BYTES = 256 * 2**20

#: Seconds that a call may take beyond its time limit before a silent connection is looked at.
KEEPALIVE_MS = 60_000


class Client(Batches):
    """A connection to a server. It may be used from several threads at one time.

    Args:
        address: `HOST:PORT`, `unix:PATH`, or any target that gRPC knows, as in `dns:///planner:50051`.
        tls: None: plaintext. True: TLS with the system's authorities. A dict of paths of PEM files: `ca`, and `cert`
            with `key`, which are the client's own.
        token: a bearer token. It is sent in plaintext where there is no TLS.
        deadline: seconds that a call may take where it says nothing itself; None: no deadline.
        options: of gRPC's channel, over everything else.

    Raises:
        InvalidProblem: for certificates that cannot be read, and tokens that cannot be sent.
    """

    def __init__(
        self,
        address: str,
        *,
        tls: Union[bool, Mapping[str, str], None] = None,
        token: Optional[str] = None,
        deadline: Optional[float] = None,
        options: Sequence[Tuple[str, Any]] = (),
    ) -> None:
        self.address = text("address", address)
        self._deadline = deadline
        self._metadata: List[Tuple[str, str]] = []
        if token is not None:
            # What is wrong with it is told without it.
            if not isinstance(token, str) or not re.fullmatch(r"[!-~]+", token):
                raise invalid("token", "token must be visible ASCII, and not empty")
            self._metadata.append(("authorization", f"Bearer {token}"))
        settings: Dict[str, Any] = {
            "grpc.max_receive_message_length": MOST_BYTES,
            "grpc.max_send_message_length": -1,
            "grpc.service_config": json.dumps(SERVICE_CONFIG),
            "grpc.keepalive_time_ms": KEEPALIVE_MS,
            **dict(options),
        }
        if tls is None or tls is False:
            channel = grpc.insecure_channel(address, list(settings.items()))
        else:
            channel = grpc.secure_channel(address, _credentials(tls), list(settings.items()))
        self.channel = channel
        #: The generated stub, for what the methods do not offer.
        self.stub = planner_pb2_grpc.PlannerServiceStub(channel)

    def plan(
        self,
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
        **constraints: Any,
    ) -> Plan:
        """Plans one problem, and checks the plan again. See `telaplan.plan`."""
        options = {"capacity": capacity, "base": base, **constraints}
        request, sent = _request(
            buffers, options, minimize, time_limit, step_limit, seed, policy, omit_offsets, timeline, proof_bytes
        )
        response = self._unary(self.stub.Plan, request, deadline, headers)
        return _checked(response, sent, omit_offsets, timeline)

    def plan_stream(
        self,
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
        **constraints: Any,
    ) -> Iterator[Union[Incumbent, Plan]]:
        """Every better plan or bound as it is found, and the answer last. See `telaplan.plan_stream`."""
        options = {"capacity": capacity, "base": base, **constraints}
        request, sent = _request(
            buffers, options, minimize, time_limit, step_limit, seed, policy, omit_offsets, timeline, proof_bytes
        )
        settings = self._settings(deadline, headers)
        return self._stream(pb.PlanStreamRequest(plan=request), sent, omit_offsets, timeline, settings)

    def _stream(
        self,
        request: pb.PlanStreamRequest,
        sent: Sent,
        omit_offsets: bool,
        timeline: bool,
        settings: Mapping[str, Any],
    ) -> Iterator[Union[Incumbent, Plan]]:
        call = self.stub.PlanStream(request, **settings)
        is_whole = False
        try:
            for message in call:
                event = message.WhichOneof("event")
                if event == "incumbent":
                    incumbent = to_incumbent(message.incumbent, sent)
                    if incumbent.fits and incumbent.offsets is not None:
                        _refuse(sent, message.incumbent.offsets, message.incumbent.memory_index)
                    yield incumbent
                elif event == "result":
                    is_whole = True
                    yield _checked(message.result, sent, omit_offsets, timeline)
        except grpc.RpcError as error:
            raise _errors.from_call(error, self.address) from None
        finally:
            call.cancel()
        if not is_whole:
            raise TelaplanError("the server ended the call without an answer")

    def verify(
        self,
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
        **constraints: Any,
    ) -> Report:
        """Replays a plan from anywhere in the server's simulator. See `telaplan.verify`."""
        sent = to_message(problem_of(buffers, {"capacity": capacity, "base": base, **constraints}))
        if isinstance(offsets, Plan):
            placed_in = offsets.memories if placed_in is None else placed_in
            offsets = offsets.require().offsets
        request = pb.VerifyRequest(problem=sent.message, timeline=flag("timeline", timeline))
        request.offsets.extend(integers("offsets", offsets if hasattr(offsets, "dtype") else rows("offsets", offsets)))
        request.memory_index.extend(_positions(rows("placed_in", placed_in), sent))
        if max_violations is not None:
            # What does not fit into the field would come out as another number; the server takes some thousand.
            request.max_violations = max(-1, min(integer("max_violations", max_violations), 2**31 - 1))
        return to_report(self._unary(self.stub.Verify, request, deadline, headers).report, timeline)

    def capabilities(self, *, deadline: Optional[float] = None) -> pb.GetCapabilitiesResponse:
        """What the server is, understands and takes, as the message of the .proto."""
        request = pb.GetCapabilitiesRequest()
        response: pb.GetCapabilitiesResponse = self._unary(self.stub.GetCapabilities, request, deadline, None)
        return response

    def close(self) -> None:
        """Ends the connection, and all calls with it."""
        self.channel.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.close()

    def _unary(
        self, method: Any, request: Any, deadline: Optional[float], headers: Optional[Mapping[str, str]]
    ) -> Any:
        """One message, one answer.

        gRPC tries again until the headers of an answer are there, and never after them. A server that dies between
        them and the message would lose the call, so it is begun again here.
        """
        settings = self._settings(deadline, headers)
        seconds = settings["timeout"]
        end = None if seconds is None else time.monotonic() + seconds
        for attempts_left in reversed(range(MOST_ATTEMPTS)):
            try:
                return method(request, **settings)
            except grpc.RpcError as error:
                failure = _errors.from_call(error, self.address)
                is_broken = failure.code == "UNAVAILABLE" and failure.reason is None and error.initial_metadata()
                if not is_broken or attempts_left == 0:
                    raise failure from None
            if end is not None:
                settings["timeout"] = end - time.monotonic()
        raise AssertionError("the last attempt returns or raises")

    def _settings(self, deadline: Optional[float], headers: Optional[Mapping[str, str]]) -> Dict[str, Any]:
        """Deadline and headers of a call, as gRPC takes them."""
        seconds = self._deadline if deadline is None else deadline
        if seconds is not None:
            seconds = None if seconds == math.inf else number("deadline", seconds)
        metadata = list(self._metadata)
        for name, value in (headers or {}).items():
            if not isinstance(name, str) or not re.fullmatch(r"[0-9A-Za-z_.-]+", name) or name.endswith("-bin"):
                raise invalid("headers", f"headers: {shown(name)} is no name of a header of text")
            if not isinstance(value, str) or not re.fullmatch(r"[ -~]*", value):
                raise invalid("headers", f"headers: {name} must be printable ASCII")
            metadata.append((name.lower(), value))
        return {"timeout": seconds, "metadata": metadata}


def _request(
    buffers: Any,
    options: Dict[str, Any],
    minimize: Union[bool, str, Sequence[str]],
    time_limit: Optional[float],
    step_limit: Optional[int],
    seed: int,
    policy: str,
    omit_offsets: bool,
    timeline: bool,
    proof_bytes: int,
) -> Tuple[pb.PlanRequest, Sent]:
    is_flag = not isinstance(minimize, str) and not hasattr(minimize, "__len__")
    if not is_flag:
        options["minimize"] = minimize
    sent = to_message(problem_of(buffers, options))
    request = pb.PlanRequest(
        problem=sent.message,
        objective=pb.OBJECTIVE_MINIMIZE if is_flag and flag("minimize", minimize) else pb.OBJECTIVE_FIT,
        seed=integer("seed", seed),
        policy=text("policy", policy),
    )
    request.limits.SetInParent()
    if time_limit is not None:
        request.limits.time_limit_ms = _milliseconds(time_limit)
    if step_limit is not None:
        request.limits.step_limit = integer("step_limit", step_limit)
    if flag("omit_offsets", omit_offsets) or flag("timeline", timeline):
        request.report.omit_offsets, request.report.timeline = omit_offsets, timeline
    if proof_bytes != 0:
        request.report.proof_bytes = integer("proof_bytes", proof_bytes)
    return request, sent


def _milliseconds(seconds: Any) -> int:
    """Whole milliseconds, not fewer than asked for."""
    return integer("time_limit", math.ceil(number("time_limit", seconds) * 1000))


def _positions(named: Sequence[Any], sent: Sent) -> List[int]:
    """Positions of memories by name or position."""
    at = {name: m for m, name in enumerate(sent.memories)}
    found = []
    for b, each in enumerate(named):
        if isinstance(each, str) and each not in at:
            message = f"placed_in[{b}]: there is no memory {shown(each)}"
            raise invalid(f"placed_in[{b}]", message, "INVALID_PROBLEM")
        found.append(at[each] if isinstance(each, str) else integer(f"placed_in[{b}]", each))
    return found


def _checked(response: pb.PlanResponse, sent: Sent, omit_offsets: bool, timeline: bool) -> Plan:
    """A plan is believed when both simulator and check have passed it.

    Raises:
        PlanRefused: where one of them has not.
    """
    plan = to_plan(response, sent, omit_offsets, timeline)
    if plan.verification is not None and not plan.verification.ok:
        listed = plan.verification.violations
        raise PlanRefused(f"the server sent a plan that its own simulator refuses: {_first(listed)}", listed)
    if plan and not omit_offsets:
        _refuse(sent, response.offsets, response.memory_index)
    return plan


def _refuse(sent: Sent, offsets: Sequence[int], memory_index: Sequence[int]) -> None:
    violations = check(sent.message, offsets, memory_index, sent.ids)
    if violations:
        raise PlanRefused(f"the server sent a plan that breaks rules: {_first(violations)}", violations)


def _first(violations: Sequence[Any]) -> str:
    more = f" (and {len(violations) - 1} more)" if len(violations) > 1 else ""
    return f"{violations[0].message}{more}" if violations else "it says no more"


def _credentials(tls: Union[bool, Mapping[str, str]]) -> Any:
    paths: Mapping[str, str] = {} if tls is True else tls  # type: ignore[assignment]
    if not isinstance(paths, Mapping) or not set(paths) <= {"ca", "cert", "key"}:
        raise invalid("tls", "tls must be True, or paths of PEM files: ca, cert, key")
    if ("cert" in paths) != ("key" in paths):
        raise invalid("tls", "tls: cert and key are both needed, or neither")
    read: Dict[str, bytes] = {}
    for name, path in paths.items():
        try:
            with open(path, "rb") as file:
                read[name] = file.read()
        except OSError as error:
            raise invalid(f"tls.{name}", f"tls.{name}: cannot be read: {error.strerror}") from None
    return grpc.ssl_channel_credentials(read.get("ca"), read.get("key"), read.get("cert"))


#: How a server is named.
Server = Union[str, Client, "LocalServer", None]
