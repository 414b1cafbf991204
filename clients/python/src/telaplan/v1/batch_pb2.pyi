from telaplan.rpc import status_pb2 as _status_pb2
from telaplan.v1 import planner_pb2 as _planner_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

BATCH_PRIORITY_BATCH: BatchPriority
BATCH_PRIORITY_INTERACTIVE: BatchPriority
BATCH_PRIORITY_UNSPECIFIED: BatchPriority
DESCRIPTOR: _descriptor.FileDescriptor

class Batch(_message.Message):
    __slots__ = ["answered", "batch_id", "cancelled", "create_time_ms", "failed", "feasible", "infeasible", "optimal", "sealed", "solver_version", "submitted", "unknown"]
    ANSWERED_FIELD_NUMBER: _ClassVar[int]
    BATCH_ID_FIELD_NUMBER: _ClassVar[int]
    CANCELLED_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_MS_FIELD_NUMBER: _ClassVar[int]
    FAILED_FIELD_NUMBER: _ClassVar[int]
    FEASIBLE_FIELD_NUMBER: _ClassVar[int]
    INFEASIBLE_FIELD_NUMBER: _ClassVar[int]
    OPTIMAL_FIELD_NUMBER: _ClassVar[int]
    SEALED_FIELD_NUMBER: _ClassVar[int]
    SOLVER_VERSION_FIELD_NUMBER: _ClassVar[int]
    SUBMITTED_FIELD_NUMBER: _ClassVar[int]
    UNKNOWN_FIELD_NUMBER: _ClassVar[int]
    answered: int
    batch_id: str
    cancelled: bool
    create_time_ms: int
    failed: int
    feasible: int
    infeasible: int
    optimal: int
    sealed: bool
    solver_version: str
    submitted: int
    unknown: int
    def __init__(self, batch_id: _Optional[str] = ..., submitted: _Optional[int] = ..., answered: _Optional[int] = ..., optimal: _Optional[int] = ..., feasible: _Optional[int] = ..., infeasible: _Optional[int] = ..., unknown: _Optional[int] = ..., failed: _Optional[int] = ..., sealed: bool = ..., cancelled: bool = ..., create_time_ms: _Optional[int] = ..., solver_version: _Optional[str] = ...) -> None: ...

class BatchAnswer(_message.Message):
    __slots__ = ["error", "index", "name", "result"]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    INDEX_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    error: _status_pb2.Status
    index: int
    name: str
    result: _planner_pb2.PlanResponse
    def __init__(self, index: _Optional[int] = ..., name: _Optional[str] = ..., result: _Optional[_Union[_planner_pb2.PlanResponse, _Mapping]] = ..., error: _Optional[_Union[_status_pb2.Status, _Mapping]] = ...) -> None: ...

class BatchOptions(_message.Message):
    __slots__ = ["batch_id", "limits", "objective", "policy", "priority", "seed"]
    BATCH_ID_FIELD_NUMBER: _ClassVar[int]
    LIMITS_FIELD_NUMBER: _ClassVar[int]
    OBJECTIVE_FIELD_NUMBER: _ClassVar[int]
    POLICY_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    batch_id: str
    limits: _planner_pb2.Limits
    objective: _planner_pb2.Objective
    policy: str
    priority: BatchPriority
    seed: int
    def __init__(self, batch_id: _Optional[str] = ..., objective: _Optional[_Union[_planner_pb2.Objective, str]] = ..., limits: _Optional[_Union[_planner_pb2.Limits, _Mapping]] = ..., seed: _Optional[int] = ..., policy: _Optional[str] = ..., priority: _Optional[_Union[BatchPriority, str]] = ...) -> None: ...

class BatchProblem(_message.Message):
    __slots__ = ["name", "problem"]
    NAME_FIELD_NUMBER: _ClassVar[int]
    PROBLEM_FIELD_NUMBER: _ClassVar[int]
    name: str
    problem: _planner_pb2.Problem
    def __init__(self, name: _Optional[str] = ..., problem: _Optional[_Union[_planner_pb2.Problem, _Mapping]] = ...) -> None: ...

class CancelBatchRequest(_message.Message):
    __slots__ = ["batch_id"]
    BATCH_ID_FIELD_NUMBER: _ClassVar[int]
    batch_id: str
    def __init__(self, batch_id: _Optional[str] = ...) -> None: ...

class CancelBatchResponse(_message.Message):
    __slots__ = ["batch"]
    BATCH_FIELD_NUMBER: _ClassVar[int]
    batch: Batch
    def __init__(self, batch: _Optional[_Union[Batch, _Mapping]] = ...) -> None: ...

class GetBatchRequest(_message.Message):
    __slots__ = ["batch_id"]
    BATCH_ID_FIELD_NUMBER: _ClassVar[int]
    batch_id: str
    def __init__(self, batch_id: _Optional[str] = ...) -> None: ...

class GetBatchResponse(_message.Message):
    __slots__ = ["batch"]
    BATCH_FIELD_NUMBER: _ClassVar[int]
    batch: Batch
    def __init__(self, batch: _Optional[_Union[Batch, _Mapping]] = ...) -> None: ...

class SubmitBatchRequest(_message.Message):
    __slots__ = ["open", "problems"]
    OPEN_FIELD_NUMBER: _ClassVar[int]
    PROBLEMS_FIELD_NUMBER: _ClassVar[int]
    open: BatchOptions
    problems: _containers.RepeatedCompositeFieldContainer[BatchProblem]
    def __init__(self, open: _Optional[_Union[BatchOptions, _Mapping]] = ..., problems: _Optional[_Iterable[_Union[BatchProblem, _Mapping]]] = ...) -> None: ...

class SubmitBatchResponse(_message.Message):
    __slots__ = ["batch"]
    BATCH_FIELD_NUMBER: _ClassVar[int]
    batch: Batch
    def __init__(self, batch: _Optional[_Union[Batch, _Mapping]] = ...) -> None: ...

class WatchBatchRequest(_message.Message):
    __slots__ = ["batch_id", "cursor"]
    BATCH_ID_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    batch_id: str
    cursor: int
    def __init__(self, batch_id: _Optional[str] = ..., cursor: _Optional[int] = ...) -> None: ...

class WatchBatchResponse(_message.Message):
    __slots__ = ["answer", "batch", "cursor"]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    BATCH_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    answer: BatchAnswer
    batch: Batch
    cursor: int
    def __init__(self, answer: _Optional[_Union[BatchAnswer, _Mapping]] = ..., cursor: _Optional[int] = ..., batch: _Optional[_Union[Batch, _Mapping]] = ...) -> None: ...

class BatchPriority(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
