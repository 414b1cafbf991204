"""What can go wrong, as exceptions. That a problem does not fit, or that a limit came first, is an answer and none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, List, Optional, Sequence, Tuple, Type

import grpc

from telaplan.rpc import error_details_pb2, status_pb2
from telaplan.v1 import planner_pb2

if TYPE_CHECKING:
    from telaplan._results import Infeasibility, Plan, Violation


@dataclass(frozen=True)
class FieldViolation:
    """A field of a request that is at fault."""

    #: As in `problem.size[3]`.
    field: str
    #: A sentence with the buffer's name and the value.
    description: str


class TelaplanError(Exception):
    """Whatever this package raises."""


class PlannerError(TelaplanError):
    """An error of the service, or of the way to it.

    Attributes:
        code: of gRPC, as in `INVALID_ARGUMENT`.
        reason: one of those that docs/service.md lists; None where the error did not come from telaplan.
        violations: the fields at fault; empty where none is.
        retry_after: seconds after which it is worth trying again; None where the server says nothing of it.
        request_id: what the server calls this call in its log; None where it did not get there.
    """

    def __init__(
        self,
        code: str,
        message: str,
        reason: Optional[str] = None,
        violations: Sequence[FieldViolation] = (),
        retry_after: Optional[float] = None,
        request_id: Optional[str] = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.reason = reason
        self.violations: Tuple[FieldViolation, ...] = tuple(violations)
        self.retry_after = retry_after
        self.request_id = request_id

    def __reduce__(self) -> Any:
        details = (self.code, str(self), self.reason, self.violations, self.retry_after, self.request_id)
        return type(self), details


class InvalidProblem(PlannerError, ValueError):
    """A request that contradicts itself, or that cannot be sent as it is: code `INVALID_ARGUMENT`."""

    @property
    def field(self) -> Optional[str]:
        """The first field at fault, as in `problem.size[3]`."""
        return self.violations[0].field if self.violations else None

    @property
    def buffer_index(self) -> Optional[int]:
        """The buffer at fault, counted from 0; None where the field is not one of a buffer."""
        found = _OF_BUFFER.match(self.field or "")
        return int(found.group(1)) if found else None


#: Fields that belong to the buffer of their index: columns of the service's, and rows as they are given here.
_OF_BUFFER = re.compile(r"problem\.(?:buffers|lower|upper|size|alignment|id|memory_index|reads|writes)\[(\d+)\]")


class DeadlineExceeded(PlannerError, TimeoutError):
    """The deadline came before there was any plan."""


class Unavailable(PlannerError, ConnectionError):
    """No server answers, or it is shutting down; another one, or a later call, may."""


class Overloaded(PlannerError):
    """The server has too much to do, or the request is too large: code `RESOURCE_EXHAUSTED`.

    `retry_after` is there in the first case alone.
    """


class PlanRefused(TelaplanError):
    """A plan came that breaks rules: the check here, or the server's simulator, does not pass it.

    Attributes:
        violations: what is broken.
    """

    def __init__(self, message: str, violations: Sequence[Violation] = ()) -> None:
        super().__init__(message)
        self.violations: Tuple[Violation, ...] = tuple(violations)


class NoPlan(TelaplanError):
    """There is no plan, and `Plan.require` was asked for one.

    Attributes:
        plan: the answer. Its status is `unknown`: a limit came first.
    """

    def __init__(self, message: str, plan: Plan) -> None:
        super().__init__(message)
        self.plan = plan


class Infeasible(NoPlan):
    """It is proved that there is no plan."""

    @property
    def infeasibility(self) -> Optional[Infeasibility]:
        """Why there is none."""
        return self.plan.infeasibility


class LocalServerError(TelaplanError, RuntimeError):
    """A server of this machine could not be started, or ended by itself.

    Attributes:
        command: what was run.
        exit_code: its exit code; None where it never ran or still does.
        output: the last of what it printed.
    """

    def __init__(
        self, message: str, command: Sequence[str] = (), exit_code: Optional[int] = None, output: str = ""
    ) -> None:
        super().__init__(message)
        self.command = tuple(command)
        self.exit_code = exit_code
        self.output = output


_CLASSES = {
    "INVALID_ARGUMENT": InvalidProblem,
    "DEADLINE_EXCEEDED": DeadlineExceeded,
    "UNAVAILABLE": Unavailable,
    "RESOURCE_EXHAUSTED": Overloaded,
}


def class_of(code: str) -> Type[PlannerError]:
    """The exception for a code of gRPC."""
    return _CLASSES.get(code, PlannerError)


def invalid(field: str, message: str, reason: Optional[str] = None) -> InvalidProblem:
    """What is refused before it is sent, as the server would refuse it."""
    return InvalidProblem("INVALID_ARGUMENT", message, reason, [FieldViolation(field, message)])


def name_of_code(number: int) -> str:
    """As in `INVALID_ARGUMENT`; `UNKNOWN` for a number that gRPC does not have."""
    for code in grpc.StatusCode:
        if code.value[0] == number:
            return str(code.name)
    return "UNKNOWN"


def from_status(status: status_pb2.Status, request_id: Optional[str] = None) -> PlannerError:
    """A google.rpc.Status with its details as an exception."""
    reason: Optional[str] = None
    violations: List[FieldViolation] = []
    retry_after: Optional[float] = None
    for detail in status.details:
        kind = detail.type_url.rsplit("/", 1)[-1]
        if kind == "google.rpc.ErrorInfo":
            reason = error_details_pb2.ErrorInfo.FromString(detail.value).reason
        elif kind == "google.rpc.BadRequest":
            request = error_details_pb2.BadRequest.FromString(detail.value)
            violations = [FieldViolation(each.field, each.description) for each in request.field_violations]
        elif kind == "google.rpc.RetryInfo":
            delay = error_details_pb2.RetryInfo.FromString(detail.value).retry_delay
            retry_after = delay.seconds + delay.nanos / 1e9
    message = status.message
    if reason == "UNKNOWN_FIELD" and violations:
        named = _named(violations[0])
        if named is not None:
            violations, message = [named], named.description
    code = name_of_code(status.code)
    return class_of(code)(code, message, reason, violations, retry_after, request_id)


#: How a server says that it does not know a field: by its number, as it has no name for it.
_UNKNOWN_FIELD = re.compile(r"field number (\d+), which telaplan\.v1\.(\w+) does not know")


def _named(violation: FieldViolation) -> Optional[FieldViolation]:
    """The same by name: a server of an earlier version does not know what is sent from here."""
    found = _UNKNOWN_FIELD.search(violation.description)
    message = planner_pb2.DESCRIPTOR.message_types_by_name.get(found.group(2)) if found else None
    known = message.fields_by_number.get(int(found.group(1))) if found and message is not None else None
    if found is None or known is None:
        return None
    field = violation.field.replace(f"({found.group(1)})", known.name)
    return FieldViolation(field, f"the server does not know {field}: it is of an earlier version than this client")


def from_call(error: grpc.RpcError, address: str) -> PlannerError:
    """Whatever a call ended with. `address` is the server's, for errors of the way to it."""
    trailers = dict(error.trailing_metadata() or ())
    request_id = trailers.get("x-request-id")
    details = trailers.get("grpc-status-details-bin")
    if details is not None:
        return from_status(status_pb2.Status.FromString(details), request_id)
    code = str(error.code().name)
    text = error.details() or code
    if code == "UNAVAILABLE":
        text = f"no server answers at {address}: {_cause(text)}"
    return class_of(code)(code, text, None, [], None, request_id)


def _cause(details: str) -> str:
    """The innermost of what gRPC puts into each other."""
    lowered = details.lower()
    for sign, words in _CAUSES:
        if sign in lowered:
            return words
    return details


_CAUSES = (
    ("connection refused", "connection refused; `telaplan serve` starts one, and so does telaplan.local()"),
    ("no such file or directory", "no such socket"),
    ("dns resolution failed", "the host's name is not known"),
    ("wrong_version_number", "what listens there speaks no TLS"),
    ("certificate_verify_failed", "its certificate is not accepted; tls={'ca': PATH} names who signed it"),
)
