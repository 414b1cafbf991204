from telaplan.rpc import status_pb2 as _status_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

BOUND_REASON_BUFFER: BoundReason
BOUND_REASON_CLIQUE: BoundReason
BOUND_REASON_LOAD: BoundReason
BOUND_REASON_SEARCH: BoundReason
BOUND_REASON_STACK: BoundReason
BOUND_REASON_UNSPECIFIED: BoundReason
CONSTRAINT_ACCESS: Constraint
CONSTRAINT_ALIAS: Constraint
CONSTRAINT_ALIGNMENT: Constraint
CONSTRAINT_APART: Constraint
CONSTRAINT_BANDWIDTH: Constraint
CONSTRAINT_BANK: Constraint
CONSTRAINT_BASE: Constraint
CONSTRAINT_CAPACITY: Constraint
CONSTRAINT_CLOCK: Constraint
CONSTRAINT_EXCLUSIVE: Constraint
CONSTRAINT_FIXED_OFFSET: Constraint
CONSTRAINT_FREE: Constraint
CONSTRAINT_GAP: Constraint
CONSTRAINT_HINT: Constraint
CONSTRAINT_INPLACE: Constraint
CONSTRAINT_LIMIT: Constraint
CONSTRAINT_MEMORY: Constraint
CONSTRAINT_MEMORY_CHOICE: Constraint
CONSTRAINT_OPERATOR: Constraint
CONSTRAINT_RESERVED: Constraint
CONSTRAINT_REUSE: Constraint
CONSTRAINT_UNSPECIFIED: Constraint
CONSTRAINT_WINDOW: Constraint
CORE_CAUSE_ALONE: CoreCause
CORE_CAUSE_COLLISION: CoreCause
CORE_CAUSE_CONSTRAINTS: CoreCause
CORE_CAUSE_FRAGMENTATION: CoreCause
CORE_CAUSE_LOAD: CoreCause
CORE_CAUSE_UNSPECIFIED: CoreCause
CORE_CONSTRAINT_KIND_ALIAS: CoreConstraintKind
CORE_CONSTRAINT_KIND_ALIGNMENT: CoreConstraintKind
CORE_CONSTRAINT_KIND_APART: CoreConstraintKind
CORE_CONSTRAINT_KIND_CAPACITY: CoreConstraintKind
CORE_CONSTRAINT_KIND_EXCLUSIVE: CoreConstraintKind
CORE_CONSTRAINT_KIND_LIMIT: CoreConstraintKind
CORE_CONSTRAINT_KIND_OFFSET: CoreConstraintKind
CORE_CONSTRAINT_KIND_RESERVED: CoreConstraintKind
CORE_CONSTRAINT_KIND_UNSPECIFIED: CoreConstraintKind
CORE_CONSTRAINT_KIND_WITHIN_BANK: CoreConstraintKind
DESCRIPTOR: _descriptor.FileDescriptor
INFEASIBILITY_CAUSE_COLLISION: InfeasibilityCause
INFEASIBILITY_CAUSE_FIXED: InfeasibilityCause
INFEASIBILITY_CAUSE_LOAD: InfeasibilityCause
INFEASIBILITY_CAUSE_SEARCH: InfeasibilityCause
INFEASIBILITY_CAUSE_SIZE: InfeasibilityCause
INFEASIBILITY_CAUSE_STACK: InfeasibilityCause
INFEASIBILITY_CAUSE_UNSPECIFIED: InfeasibilityCause
MORE_TIME_LIKELY: MoreTime
MORE_TIME_UNCLEAR: MoreTime
MORE_TIME_UNLIKELY: MoreTime
MORE_TIME_UNSPECIFIED: MoreTime
OBJECTIVE_FIT: Objective
OBJECTIVE_MINIMIZE: Objective
OBJECTIVE_UNSPECIFIED: Objective
PLAN_STATUS_FEASIBLE: PlanStatus
PLAN_STATUS_INFEASIBLE: PlanStatus
PLAN_STATUS_OPTIMAL: PlanStatus
PLAN_STATUS_UNKNOWN: PlanStatus
PLAN_STATUS_UNSPECIFIED: PlanStatus
PRIORITY_BATCH: Priority
PRIORITY_HIGH: Priority
PRIORITY_LOW: Priority
PRIORITY_NORMAL: Priority
PRIORITY_UNSPECIFIED: Priority
STOPPED_BY_DEADLINE: StoppedBy
STOPPED_BY_NOTHING: StoppedBy
STOPPED_BY_SHUTDOWN: StoppedBy
STOPPED_BY_STEPS: StoppedBy
STOPPED_BY_UNSPECIFIED: StoppedBy
SUGGESTION_KIND_ALIGN: SuggestionKind
SUGGESTION_KIND_APART: SuggestionKind
SUGGESTION_KIND_CAPACITY: SuggestionKind
SUGGESTION_KIND_COPY: SuggestionKind
SUGGESTION_KIND_END: SuggestionKind
SUGGESTION_KIND_EXCLUSIVE: SuggestionKind
SUGGESTION_KIND_INPLACE: SuggestionKind
SUGGESTION_KIND_LIMIT: SuggestionKind
SUGGESTION_KIND_MIXED: SuggestionKind
SUGGESTION_KIND_MOVE: SuggestionKind
SUGGESTION_KIND_RESERVED: SuggestionKind
SUGGESTION_KIND_SHIFT: SuggestionKind
SUGGESTION_KIND_SHRINK: SuggestionKind
SUGGESTION_KIND_SPLIT: SuggestionKind
SUGGESTION_KIND_START: SuggestionKind
SUGGESTION_KIND_UNFIX: SuggestionKind
SUGGESTION_KIND_UNSPECIFIED: SuggestionKind
SUGGESTION_KIND_VIEW: SuggestionKind
SUGGESTION_KIND_WITHIN_BANK: SuggestionKind
TERM_MOVED: Term
TERM_PEAK: Term
TERM_REUSE: Term
TERM_SPILL: Term
TERM_TIME: Term
TERM_UNSPECIFIED: Term
VIOLATION_KIND_ALIAS: ViolationKind
VIOLATION_KIND_ALIGNMENT: ViolationKind
VIOLATION_KIND_APART: ViolationKind
VIOLATION_KIND_BANK: ViolationKind
VIOLATION_KIND_CAPACITY: ViolationKind
VIOLATION_KIND_CLOBBERED_READ: ViolationKind
VIOLATION_KIND_EXCLUSIVE: ViolationKind
VIOLATION_KIND_FIXED: ViolationKind
VIOLATION_KIND_LIMIT: ViolationKind
VIOLATION_KIND_MEMORY: ViolationKind
VIOLATION_KIND_OFFSET: ViolationKind
VIOLATION_KIND_OVERLAP: ViolationKind
VIOLATION_KIND_RESERVED: ViolationKind
VIOLATION_KIND_UNSPECIFIED: ViolationKind
WASTE_CAUSE_ALIGNMENT: WasteCause
WASTE_CAUSE_FIXED: WasteCause
WASTE_CAUSE_FRAGMENTATION: WasteCause
WASTE_CAUSE_RESERVED: WasteCause
WASTE_CAUSE_UNSPECIFIED: WasteCause

class AddBuffer(_message.Message):
    __slots__ = ["alignment", "fixed_offset", "hint_offset", "id", "lower", "memory_index", "size", "upper"]
    ALIGNMENT_FIELD_NUMBER: _ClassVar[int]
    FIXED_OFFSET_FIELD_NUMBER: _ClassVar[int]
    HINT_OFFSET_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    LOWER_FIELD_NUMBER: _ClassVar[int]
    MEMORY_INDEX_FIELD_NUMBER: _ClassVar[int]
    SIZE_FIELD_NUMBER: _ClassVar[int]
    UPPER_FIELD_NUMBER: _ClassVar[int]
    alignment: int
    fixed_offset: int
    hint_offset: int
    id: str
    lower: int
    memory_index: int
    size: int
    upper: int
    def __init__(self, id: _Optional[str] = ..., lower: _Optional[int] = ..., upper: _Optional[int] = ..., size: _Optional[int] = ..., alignment: _Optional[int] = ..., fixed_offset: _Optional[int] = ..., hint_offset: _Optional[int] = ..., memory_index: _Optional[int] = ...) -> None: ...

class Alias(_message.Message):
    __slots__ = ["at", "buffer_index", "of_index"]
    AT_FIELD_NUMBER: _ClassVar[int]
    BUFFER_INDEX_FIELD_NUMBER: _ClassVar[int]
    OF_INDEX_FIELD_NUMBER: _ClassVar[int]
    at: int
    buffer_index: int
    of_index: int
    def __init__(self, buffer_index: _Optional[int] = ..., of_index: _Optional[int] = ..., at: _Optional[int] = ...) -> None: ...

class Apart(_message.Message):
    __slots__ = ["banks", "buffer_index", "cost", "distance", "groups"]
    BANKS_FIELD_NUMBER: _ClassVar[int]
    BUFFER_INDEX_FIELD_NUMBER: _ClassVar[int]
    COST_FIELD_NUMBER: _ClassVar[int]
    DISTANCE_FIELD_NUMBER: _ClassVar[int]
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    banks: bool
    buffer_index: _containers.RepeatedScalarFieldContainer[int]
    cost: int
    distance: int
    groups: _containers.RepeatedCompositeFieldContainer[BufferGroup]
    def __init__(self, buffer_index: _Optional[_Iterable[int]] = ..., groups: _Optional[_Iterable[_Union[BufferGroup, _Mapping]]] = ..., distance: _Optional[int] = ..., cost: _Optional[int] = ..., banks: bool = ...) -> None: ...

class BufferGroup(_message.Message):
    __slots__ = ["buffer_index"]
    BUFFER_INDEX_FIELD_NUMBER: _ClassVar[int]
    buffer_index: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, buffer_index: _Optional[_Iterable[int]] = ...) -> None: ...

class BufferList(_message.Message):
    __slots__ = ["buffer_index"]
    BUFFER_INDEX_FIELD_NUMBER: _ClassVar[int]
    buffer_index: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, buffer_index: _Optional[_Iterable[int]] = ...) -> None: ...

class ByteRange(_message.Message):
    __slots__ = ["to"]
    FROM_FIELD_NUMBER: _ClassVar[int]
    TO_FIELD_NUMBER: _ClassVar[int]
    to: int
    def __init__(self, to: _Optional[int] = ..., **kwargs) -> None: ...

class ClosestPlan(_message.Message):
    __slots__ = ["memory_index", "offsets", "overflow", "peak"]
    MEMORY_INDEX_FIELD_NUMBER: _ClassVar[int]
    OFFSETS_FIELD_NUMBER: _ClassVar[int]
    OVERFLOW_FIELD_NUMBER: _ClassVar[int]
    PEAK_FIELD_NUMBER: _ClassVar[int]
    memory_index: _containers.RepeatedScalarFieldContainer[int]
    offsets: _containers.RepeatedScalarFieldContainer[int]
    overflow: int
    peak: int
    def __init__(self, offsets: _Optional[_Iterable[int]] = ..., memory_index: _Optional[_Iterable[int]] = ..., peak: _Optional[int] = ..., overflow: _Optional[int] = ...) -> None: ...

class Core(_message.Message):
    __slots__ = ["buffer_index", "capacity", "cause", "constraints", "is_irreducible", "message", "needed_bytes", "questions", "remedies", "steps", "time"]
    BUFFER_INDEX_FIELD_NUMBER: _ClassVar[int]
    CAPACITY_FIELD_NUMBER: _ClassVar[int]
    CAUSE_FIELD_NUMBER: _ClassVar[int]
    CONSTRAINTS_FIELD_NUMBER: _ClassVar[int]
    IS_IRREDUCIBLE_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    NEEDED_BYTES_FIELD_NUMBER: _ClassVar[int]
    QUESTIONS_FIELD_NUMBER: _ClassVar[int]
    REMEDIES_FIELD_NUMBER: _ClassVar[int]
    STEPS_FIELD_NUMBER: _ClassVar[int]
    TIME_FIELD_NUMBER: _ClassVar[int]
    buffer_index: _containers.RepeatedScalarFieldContainer[int]
    capacity: int
    cause: CoreCause
    constraints: _containers.RepeatedCompositeFieldContainer[CoreConstraint]
    is_irreducible: bool
    message: str
    needed_bytes: int
    questions: int
    remedies: _containers.RepeatedScalarFieldContainer[str]
    steps: int
    time: int
    def __init__(self, buffer_index: _Optional[_Iterable[int]] = ..., constraints: _Optional[_Iterable[_Union[CoreConstraint, _Mapping]]] = ..., cause: _Optional[_Union[CoreCause, str]] = ..., time: _Optional[int] = ..., needed_bytes: _Optional[int] = ..., capacity: _Optional[int] = ..., message: _Optional[str] = ..., remedies: _Optional[_Iterable[str]] = ..., is_irreducible: bool = ..., questions: _Optional[int] = ..., steps: _Optional[int] = ...) -> None: ...

class CoreConstraint(_message.Message):
    __slots__ = ["buffer_index", "bytes", "entry", "kind", "memory_index", "term"]
    BUFFER_INDEX_FIELD_NUMBER: _ClassVar[int]
    BYTES_FIELD_NUMBER: _ClassVar[int]
    ENTRY_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    MEMORY_INDEX_FIELD_NUMBER: _ClassVar[int]
    TERM_FIELD_NUMBER: _ClassVar[int]
    buffer_index: int
    bytes: int
    entry: int
    kind: CoreConstraintKind
    memory_index: int
    term: Term
    def __init__(self, kind: _Optional[_Union[CoreConstraintKind, str]] = ..., buffer_index: _Optional[int] = ..., memory_index: _Optional[int] = ..., entry: _Optional[int] = ..., bytes: _Optional[int] = ..., term: _Optional[_Union[Term, str]] = ...) -> None: ...

class Counters(_message.Message):
    __slots__ = ["backtracks", "restarts", "steps"]
    BACKTRACKS_FIELD_NUMBER: _ClassVar[int]
    RESTARTS_FIELD_NUMBER: _ClassVar[int]
    STEPS_FIELD_NUMBER: _ClassVar[int]
    backtracks: int
    restarts: int
    steps: int
    def __init__(self, steps: _Optional[int] = ..., backtracks: _Optional[int] = ..., restarts: _Optional[int] = ...) -> None: ...

class Edit(_message.Message):
    __slots__ = ["add", "capacity", "remove", "resize", "retime"]
    ADD_FIELD_NUMBER: _ClassVar[int]
    CAPACITY_FIELD_NUMBER: _ClassVar[int]
    REMOVE_FIELD_NUMBER: _ClassVar[int]
    RESIZE_FIELD_NUMBER: _ClassVar[int]
    RETIME_FIELD_NUMBER: _ClassVar[int]
    add: AddBuffer
    capacity: SetCapacity
    remove: RemoveBuffer
    resize: ResizeBuffer
    retime: RetimeBuffer
    def __init__(self, add: _Optional[_Union[AddBuffer, _Mapping]] = ..., remove: _Optional[_Union[RemoveBuffer, _Mapping]] = ..., resize: _Optional[_Union[ResizeBuffer, _Mapping]] = ..., retime: _Optional[_Union[RetimeBuffer, _Mapping]] = ..., capacity: _Optional[_Union[SetCapacity, _Mapping]] = ...) -> None: ...

class Free(_message.Message):
    __slots__ = ["buffer_index", "groups"]
    BUFFER_INDEX_FIELD_NUMBER: _ClassVar[int]
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    buffer_index: _containers.RepeatedScalarFieldContainer[int]
    groups: _containers.RepeatedCompositeFieldContainer[BufferGroup]
    def __init__(self, buffer_index: _Optional[_Iterable[int]] = ..., groups: _Optional[_Iterable[_Union[BufferGroup, _Mapping]]] = ...) -> None: ...

class Gap(_message.Message):
    __slots__ = ["buffer_index", "lower", "to", "upper"]
    BUFFER_INDEX_FIELD_NUMBER: _ClassVar[int]
    FROM_FIELD_NUMBER: _ClassVar[int]
    LOWER_FIELD_NUMBER: _ClassVar[int]
    TO_FIELD_NUMBER: _ClassVar[int]
    UPPER_FIELD_NUMBER: _ClassVar[int]
    buffer_index: int
    lower: int
    to: int
    upper: int
    def __init__(self, buffer_index: _Optional[int] = ..., lower: _Optional[int] = ..., upper: _Optional[int] = ..., to: _Optional[int] = ..., **kwargs) -> None: ...

class GapPoint(_message.Message):
    __slots__ = ["bound", "ms", "peak"]
    BOUND_FIELD_NUMBER: _ClassVar[int]
    MS_FIELD_NUMBER: _ClassVar[int]
    PEAK_FIELD_NUMBER: _ClassVar[int]
    bound: int
    ms: float
    peak: int
    def __init__(self, ms: _Optional[float] = ..., peak: _Optional[int] = ..., bound: _Optional[int] = ...) -> None: ...

class GetCapabilitiesRequest(_message.Message):
    __slots__ = []
    def __init__(self) -> None: ...

class GetCapabilitiesResponse(_message.Message):
    __slots__ = ["constraints", "default_time_limit_ms", "max_buffers", "max_constraints", "max_in_flight", "max_message_bytes", "max_proof_bytes", "max_sessions", "max_time_limit_ms", "objectives", "plan_many_window", "policies", "session_idle_ms", "terms", "version", "workers"]
    CONSTRAINTS_FIELD_NUMBER: _ClassVar[int]
    DEFAULT_TIME_LIMIT_MS_FIELD_NUMBER: _ClassVar[int]
    MAX_BUFFERS_FIELD_NUMBER: _ClassVar[int]
    MAX_CONSTRAINTS_FIELD_NUMBER: _ClassVar[int]
    MAX_IN_FLIGHT_FIELD_NUMBER: _ClassVar[int]
    MAX_MESSAGE_BYTES_FIELD_NUMBER: _ClassVar[int]
    MAX_PROOF_BYTES_FIELD_NUMBER: _ClassVar[int]
    MAX_SESSIONS_FIELD_NUMBER: _ClassVar[int]
    MAX_TIME_LIMIT_MS_FIELD_NUMBER: _ClassVar[int]
    OBJECTIVES_FIELD_NUMBER: _ClassVar[int]
    PLAN_MANY_WINDOW_FIELD_NUMBER: _ClassVar[int]
    POLICIES_FIELD_NUMBER: _ClassVar[int]
    SESSION_IDLE_MS_FIELD_NUMBER: _ClassVar[int]
    TERMS_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    WORKERS_FIELD_NUMBER: _ClassVar[int]
    constraints: _containers.RepeatedScalarFieldContainer[Constraint]
    default_time_limit_ms: int
    max_buffers: int
    max_constraints: int
    max_in_flight: int
    max_message_bytes: int
    max_proof_bytes: int
    max_sessions: int
    max_time_limit_ms: int
    objectives: _containers.RepeatedScalarFieldContainer[Objective]
    plan_many_window: int
    policies: _containers.RepeatedScalarFieldContainer[str]
    session_idle_ms: int
    terms: _containers.RepeatedScalarFieldContainer[Term]
    version: str
    workers: int
    def __init__(self, version: _Optional[str] = ..., constraints: _Optional[_Iterable[_Union[Constraint, str]]] = ..., objectives: _Optional[_Iterable[_Union[Objective, str]]] = ..., policies: _Optional[_Iterable[str]] = ..., max_message_bytes: _Optional[int] = ..., max_buffers: _Optional[int] = ..., max_time_limit_ms: _Optional[int] = ..., default_time_limit_ms: _Optional[int] = ..., workers: _Optional[int] = ..., max_in_flight: _Optional[int] = ..., plan_many_window: _Optional[int] = ..., terms: _Optional[_Iterable[_Union[Term, str]]] = ..., max_constraints: _Optional[int] = ..., max_sessions: _Optional[int] = ..., session_idle_ms: _Optional[int] = ..., max_proof_bytes: _Optional[int] = ...) -> None: ...

class Hole(_message.Message):
    __slots__ = ["above_index", "cause", "to"]
    ABOVE_INDEX_FIELD_NUMBER: _ClassVar[int]
    CAUSE_FIELD_NUMBER: _ClassVar[int]
    FROM_FIELD_NUMBER: _ClassVar[int]
    TO_FIELD_NUMBER: _ClassVar[int]
    above_index: int
    cause: WasteCause
    to: int
    def __init__(self, to: _Optional[int] = ..., cause: _Optional[_Union[WasteCause, str]] = ..., above_index: _Optional[int] = ..., **kwargs) -> None: ...

class InPlace(_message.Message):
    __slots__ = ["at", "buffer_index", "of_index"]
    AT_FIELD_NUMBER: _ClassVar[int]
    BUFFER_INDEX_FIELD_NUMBER: _ClassVar[int]
    OF_INDEX_FIELD_NUMBER: _ClassVar[int]
    at: int
    buffer_index: int
    of_index: int
    def __init__(self, buffer_index: _Optional[int] = ..., of_index: _Optional[int] = ..., at: _Optional[int] = ...) -> None: ...

class Incumbent(_message.Message):
    __slots__ = ["elapsed_ms", "fits", "lower_bound", "memory_index", "offsets", "peak", "steps", "terms"]
    ELAPSED_MS_FIELD_NUMBER: _ClassVar[int]
    FITS_FIELD_NUMBER: _ClassVar[int]
    LOWER_BOUND_FIELD_NUMBER: _ClassVar[int]
    MEMORY_INDEX_FIELD_NUMBER: _ClassVar[int]
    OFFSETS_FIELD_NUMBER: _ClassVar[int]
    PEAK_FIELD_NUMBER: _ClassVar[int]
    STEPS_FIELD_NUMBER: _ClassVar[int]
    TERMS_FIELD_NUMBER: _ClassVar[int]
    elapsed_ms: float
    fits: bool
    lower_bound: int
    memory_index: _containers.RepeatedScalarFieldContainer[int]
    offsets: _containers.RepeatedScalarFieldContainer[int]
    peak: int
    steps: int
    terms: _containers.RepeatedCompositeFieldContainer[TermResult]
    def __init__(self, peak: _Optional[int] = ..., lower_bound: _Optional[int] = ..., fits: bool = ..., offsets: _Optional[_Iterable[int]] = ..., steps: _Optional[int] = ..., elapsed_ms: _Optional[float] = ..., memory_index: _Optional[_Iterable[int]] = ..., terms: _Optional[_Iterable[_Union[TermResult, _Mapping]]] = ...) -> None: ...

class Infeasibility(_message.Message):
    __slots__ = ["buffer_index", "cause", "message"]
    BUFFER_INDEX_FIELD_NUMBER: _ClassVar[int]
    CAUSE_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    buffer_index: _containers.RepeatedScalarFieldContainer[int]
    cause: InfeasibilityCause
    message: str
    def __init__(self, cause: _Optional[_Union[InfeasibilityCause, str]] = ..., buffer_index: _Optional[_Iterable[int]] = ..., message: _Optional[str] = ...) -> None: ...

class LeastCapacities(_message.Message):
    __slots__ = ["closest", "is_any", "memories", "message"]
    CLOSEST_FIELD_NUMBER: _ClassVar[int]
    IS_ANY_FIELD_NUMBER: _ClassVar[int]
    MEMORIES_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    closest: ClosestPlan
    is_any: bool
    memories: _containers.RepeatedCompositeFieldContainer[LeastCapacity]
    message: str
    def __init__(self, memories: _Optional[_Iterable[_Union[LeastCapacity, _Mapping]]] = ..., is_any: bool = ..., closest: _Optional[_Union[ClosestPlan, _Mapping]] = ..., message: _Optional[str] = ...) -> None: ...

class LeastCapacity(_message.Message):
    __slots__ = ["bound", "bytes", "capacity", "is_proved", "memory_index"]
    BOUND_FIELD_NUMBER: _ClassVar[int]
    BYTES_FIELD_NUMBER: _ClassVar[int]
    CAPACITY_FIELD_NUMBER: _ClassVar[int]
    IS_PROVED_FIELD_NUMBER: _ClassVar[int]
    MEMORY_INDEX_FIELD_NUMBER: _ClassVar[int]
    bound: int
    bytes: int
    capacity: int
    is_proved: bool
    memory_index: int
    def __init__(self, memory_index: _Optional[int] = ..., capacity: _Optional[int] = ..., bytes: _Optional[int] = ..., bound: _Optional[int] = ..., is_proved: bool = ...) -> None: ...

class Limits(_message.Message):
    __slots__ = ["step_limit", "time_limit_ms"]
    STEP_LIMIT_FIELD_NUMBER: _ClassVar[int]
    TIME_LIMIT_MS_FIELD_NUMBER: _ClassVar[int]
    step_limit: int
    time_limit_ms: int
    def __init__(self, time_limit_ms: _Optional[int] = ..., step_limit: _Optional[int] = ...) -> None: ...

class LiveBuffer(_message.Message):
    __slots__ = ["buffer_index", "bytes", "offset", "share"]
    BUFFER_INDEX_FIELD_NUMBER: _ClassVar[int]
    BYTES_FIELD_NUMBER: _ClassVar[int]
    OFFSET_FIELD_NUMBER: _ClassVar[int]
    SHARE_FIELD_NUMBER: _ClassVar[int]
    buffer_index: int
    bytes: int
    offset: int
    share: float
    def __init__(self, buffer_index: _Optional[int] = ..., offset: _Optional[int] = ..., bytes: _Optional[int] = ..., share: _Optional[float] = ...) -> None: ...

class Memory(_message.Message):
    __slots__ = ["alignment", "bandwidth", "bank", "base", "capacity", "id", "latency", "reserved"]
    ALIGNMENT_FIELD_NUMBER: _ClassVar[int]
    BANDWIDTH_FIELD_NUMBER: _ClassVar[int]
    BANK_FIELD_NUMBER: _ClassVar[int]
    BASE_FIELD_NUMBER: _ClassVar[int]
    CAPACITY_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    LATENCY_FIELD_NUMBER: _ClassVar[int]
    RESERVED_FIELD_NUMBER: _ClassVar[int]
    alignment: int
    bandwidth: float
    bank: int
    base: int
    capacity: int
    id: str
    latency: float
    reserved: _containers.RepeatedCompositeFieldContainer[ByteRange]
    def __init__(self, id: _Optional[str] = ..., capacity: _Optional[int] = ..., base: _Optional[int] = ..., alignment: _Optional[int] = ..., reserved: _Optional[_Iterable[_Union[ByteRange, _Mapping]]] = ..., bank: _Optional[int] = ..., bandwidth: _Optional[float] = ..., latency: _Optional[float] = ...) -> None: ...

class MemoryChoice(_message.Message):
    __slots__ = ["buffer_index", "cost", "memory_index"]
    BUFFER_INDEX_FIELD_NUMBER: _ClassVar[int]
    COST_FIELD_NUMBER: _ClassVar[int]
    MEMORY_INDEX_FIELD_NUMBER: _ClassVar[int]
    buffer_index: int
    cost: int
    memory_index: int
    def __init__(self, buffer_index: _Optional[int] = ..., memory_index: _Optional[int] = ..., cost: _Optional[int] = ...) -> None: ...

class MemoryReport(_message.Message):
    __slots__ = ["capacity", "max_live_bytes", "max_live_time", "memory_index", "peak", "peak_time"]
    CAPACITY_FIELD_NUMBER: _ClassVar[int]
    MAX_LIVE_BYTES_FIELD_NUMBER: _ClassVar[int]
    MAX_LIVE_TIME_FIELD_NUMBER: _ClassVar[int]
    MEMORY_INDEX_FIELD_NUMBER: _ClassVar[int]
    PEAK_FIELD_NUMBER: _ClassVar[int]
    PEAK_TIME_FIELD_NUMBER: _ClassVar[int]
    capacity: int
    max_live_bytes: int
    max_live_time: int
    memory_index: int
    peak: int
    peak_time: int
    def __init__(self, memory_index: _Optional[int] = ..., capacity: _Optional[int] = ..., peak: _Optional[int] = ..., peak_time: _Optional[int] = ..., max_live_bytes: _Optional[int] = ..., max_live_time: _Optional[int] = ...) -> None: ...

class MemoryTiming(_message.Message):
    __slots__ = ["busy_ms", "bytes_read", "bytes_written", "memory_index", "stall_ms"]
    BUSY_MS_FIELD_NUMBER: _ClassVar[int]
    BYTES_READ_FIELD_NUMBER: _ClassVar[int]
    BYTES_WRITTEN_FIELD_NUMBER: _ClassVar[int]
    MEMORY_INDEX_FIELD_NUMBER: _ClassVar[int]
    STALL_MS_FIELD_NUMBER: _ClassVar[int]
    busy_ms: float
    bytes_read: float
    bytes_written: float
    memory_index: int
    stall_ms: float
    def __init__(self, memory_index: _Optional[int] = ..., busy_ms: _Optional[float] = ..., stall_ms: _Optional[float] = ..., bytes_read: _Optional[float] = ..., bytes_written: _Optional[float] = ...) -> None: ...

class MemoryWhy(_message.Message):
    __slots__ = ["base", "bound", "capacity", "live", "live_bytes", "load_bytes", "load_live", "load_time", "load_top", "memory_index", "message", "peak", "time", "waste"]
    BASE_FIELD_NUMBER: _ClassVar[int]
    BOUND_FIELD_NUMBER: _ClassVar[int]
    CAPACITY_FIELD_NUMBER: _ClassVar[int]
    LIVE_BYTES_FIELD_NUMBER: _ClassVar[int]
    LIVE_FIELD_NUMBER: _ClassVar[int]
    LOAD_BYTES_FIELD_NUMBER: _ClassVar[int]
    LOAD_LIVE_FIELD_NUMBER: _ClassVar[int]
    LOAD_TIME_FIELD_NUMBER: _ClassVar[int]
    LOAD_TOP_FIELD_NUMBER: _ClassVar[int]
    MEMORY_INDEX_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    PEAK_FIELD_NUMBER: _ClassVar[int]
    TIME_FIELD_NUMBER: _ClassVar[int]
    WASTE_FIELD_NUMBER: _ClassVar[int]
    base: int
    bound: PeakBound
    capacity: int
    live: _containers.RepeatedCompositeFieldContainer[LiveBuffer]
    live_bytes: int
    load_bytes: int
    load_live: _containers.RepeatedScalarFieldContainer[int]
    load_time: _containers.RepeatedScalarFieldContainer[int]
    load_top: _containers.RepeatedScalarFieldContainer[int]
    memory_index: int
    message: str
    peak: int
    time: int
    waste: Waste
    def __init__(self, memory_index: _Optional[int] = ..., capacity: _Optional[int] = ..., base: _Optional[int] = ..., peak: _Optional[int] = ..., time: _Optional[int] = ..., live_bytes: _Optional[int] = ..., live: _Optional[_Iterable[_Union[LiveBuffer, _Mapping]]] = ..., load_bytes: _Optional[int] = ..., load_time: _Optional[_Iterable[int]] = ..., load_live: _Optional[_Iterable[int]] = ..., load_top: _Optional[_Iterable[int]] = ..., waste: _Optional[_Union[Waste, _Mapping]] = ..., bound: _Optional[_Union[PeakBound, _Mapping]] = ..., message: _Optional[str] = ...) -> None: ...

class Operator(_message.Message):
    __slots__ = ["compute", "id", "reads", "time", "writes"]
    COMPUTE_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    READS_FIELD_NUMBER: _ClassVar[int]
    TIME_FIELD_NUMBER: _ClassVar[int]
    WRITES_FIELD_NUMBER: _ClassVar[int]
    compute: float
    id: str
    reads: BufferList
    time: int
    writes: BufferList
    def __init__(self, id: _Optional[str] = ..., time: _Optional[int] = ..., compute: _Optional[float] = ..., reads: _Optional[_Union[BufferList, _Mapping]] = ..., writes: _Optional[_Union[BufferList, _Mapping]] = ...) -> None: ...

class OperatorTiming(_message.Message):
    __slots__ = ["compute_ms", "ms", "operator_index", "time", "waits_for"]
    COMPUTE_MS_FIELD_NUMBER: _ClassVar[int]
    MS_FIELD_NUMBER: _ClassVar[int]
    OPERATOR_INDEX_FIELD_NUMBER: _ClassVar[int]
    TIME_FIELD_NUMBER: _ClassVar[int]
    WAITS_FOR_FIELD_NUMBER: _ClassVar[int]
    compute_ms: float
    ms: float
    operator_index: int
    time: int
    waits_for: int
    def __init__(self, operator_index: _Optional[int] = ..., time: _Optional[int] = ..., ms: _Optional[float] = ..., compute_ms: _Optional[float] = ..., waits_for: _Optional[int] = ...) -> None: ...

class PeakBound(_message.Message):
    __slots__ = ["bytes", "rests_on"]
    BYTES_FIELD_NUMBER: _ClassVar[int]
    RESTS_ON_FIELD_NUMBER: _ClassVar[int]
    bytes: int
    rests_on: BoundReason
    def __init__(self, bytes: _Optional[int] = ..., rests_on: _Optional[_Union[BoundReason, str]] = ...) -> None: ...

class Placement(_message.Message):
    __slots__ = ["id", "memory_index", "offset"]
    ID_FIELD_NUMBER: _ClassVar[int]
    MEMORY_INDEX_FIELD_NUMBER: _ClassVar[int]
    OFFSET_FIELD_NUMBER: _ClassVar[int]
    id: str
    memory_index: int
    offset: int
    def __init__(self, id: _Optional[str] = ..., offset: _Optional[int] = ..., memory_index: _Optional[int] = ...) -> None: ...

class PlanManyRequest(_message.Message):
    __slots__ = ["plan", "request_id"]
    PLAN_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    plan: PlanRequest
    request_id: str
    def __init__(self, request_id: _Optional[str] = ..., plan: _Optional[_Union[PlanRequest, _Mapping]] = ...) -> None: ...

class PlanManyResponse(_message.Message):
    __slots__ = ["error", "request_id", "result"]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    error: _status_pb2.Status
    request_id: str
    result: PlanResponse
    def __init__(self, request_id: _Optional[str] = ..., result: _Optional[_Union[PlanResponse, _Mapping]] = ..., error: _Optional[_Union[_status_pb2.Status, _Mapping]] = ...) -> None: ...

class PlanRequest(_message.Message):
    __slots__ = ["limits", "objective", "policy", "priority", "problem", "quick", "report", "seed"]
    LIMITS_FIELD_NUMBER: _ClassVar[int]
    OBJECTIVE_FIELD_NUMBER: _ClassVar[int]
    POLICY_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    PROBLEM_FIELD_NUMBER: _ClassVar[int]
    QUICK_FIELD_NUMBER: _ClassVar[int]
    REPORT_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    limits: Limits
    objective: Objective
    policy: str
    priority: Priority
    problem: Problem
    quick: bool
    report: ReportOptions
    seed: int
    def __init__(self, problem: _Optional[_Union[Problem, _Mapping]] = ..., objective: _Optional[_Union[Objective, str]] = ..., limits: _Optional[_Union[Limits, _Mapping]] = ..., seed: _Optional[int] = ..., policy: _Optional[str] = ..., report: _Optional[_Union[ReportOptions, _Mapping]] = ..., quick: bool = ..., priority: _Optional[_Union[Priority, str]] = ...) -> None: ...

class PlanResponse(_message.Message):
    __slots__ = ["cached", "counters", "infeasibility", "lower_bound", "memory_index", "offsets", "peak", "policy", "presolve", "proof", "seed", "solve_ms", "solver_version", "status", "stopped_by", "suggestions", "suggestions_complete", "terms", "verification", "why"]
    CACHED_FIELD_NUMBER: _ClassVar[int]
    COUNTERS_FIELD_NUMBER: _ClassVar[int]
    INFEASIBILITY_FIELD_NUMBER: _ClassVar[int]
    LOWER_BOUND_FIELD_NUMBER: _ClassVar[int]
    MEMORY_INDEX_FIELD_NUMBER: _ClassVar[int]
    OFFSETS_FIELD_NUMBER: _ClassVar[int]
    PEAK_FIELD_NUMBER: _ClassVar[int]
    POLICY_FIELD_NUMBER: _ClassVar[int]
    PRESOLVE_FIELD_NUMBER: _ClassVar[int]
    PROOF_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    SOLVER_VERSION_FIELD_NUMBER: _ClassVar[int]
    SOLVE_MS_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    STOPPED_BY_FIELD_NUMBER: _ClassVar[int]
    SUGGESTIONS_COMPLETE_FIELD_NUMBER: _ClassVar[int]
    SUGGESTIONS_FIELD_NUMBER: _ClassVar[int]
    TERMS_FIELD_NUMBER: _ClassVar[int]
    VERIFICATION_FIELD_NUMBER: _ClassVar[int]
    WHY_FIELD_NUMBER: _ClassVar[int]
    cached: bool
    counters: Counters
    infeasibility: Infeasibility
    lower_bound: int
    memory_index: _containers.RepeatedScalarFieldContainer[int]
    offsets: _containers.RepeatedScalarFieldContainer[int]
    peak: int
    policy: str
    presolve: _containers.RepeatedScalarFieldContainer[str]
    proof: Proof
    seed: int
    solve_ms: float
    solver_version: str
    status: PlanStatus
    stopped_by: StoppedBy
    suggestions: _containers.RepeatedCompositeFieldContainer[Suggestion]
    suggestions_complete: bool
    terms: _containers.RepeatedCompositeFieldContainer[TermResult]
    verification: SimulationReport
    why: Why
    def __init__(self, status: _Optional[_Union[PlanStatus, str]] = ..., offsets: _Optional[_Iterable[int]] = ..., peak: _Optional[int] = ..., lower_bound: _Optional[int] = ..., counters: _Optional[_Union[Counters, _Mapping]] = ..., stopped_by: _Optional[_Union[StoppedBy, str]] = ..., verification: _Optional[_Union[SimulationReport, _Mapping]] = ..., solve_ms: _Optional[float] = ..., seed: _Optional[int] = ..., policy: _Optional[str] = ..., solver_version: _Optional[str] = ..., cached: bool = ..., infeasibility: _Optional[_Union[Infeasibility, _Mapping]] = ..., memory_index: _Optional[_Iterable[int]] = ..., terms: _Optional[_Iterable[_Union[TermResult, _Mapping]]] = ..., presolve: _Optional[_Iterable[str]] = ..., why: _Optional[_Union[Why, _Mapping]] = ..., suggestions: _Optional[_Iterable[_Union[Suggestion, _Mapping]]] = ..., suggestions_complete: bool = ..., proof: _Optional[_Union[Proof, _Mapping]] = ...) -> None: ...

class PlanSessionRequest(_message.Message):
    __slots__ = ["edits", "open"]
    EDITS_FIELD_NUMBER: _ClassVar[int]
    OPEN_FIELD_NUMBER: _ClassVar[int]
    edits: _containers.RepeatedCompositeFieldContainer[Edit]
    open: PlanRequest
    def __init__(self, open: _Optional[_Union[PlanRequest, _Mapping]] = ..., edits: _Optional[_Iterable[_Union[Edit, _Mapping]]] = ...) -> None: ...

class PlanSessionResponse(_message.Message):
    __slots__ = ["checked", "error", "moved", "result"]
    CHECKED_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    MOVED_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    checked: int
    error: _status_pb2.Status
    moved: _containers.RepeatedCompositeFieldContainer[Placement]
    result: PlanResponse
    def __init__(self, result: _Optional[_Union[PlanResponse, _Mapping]] = ..., error: _Optional[_Union[_status_pb2.Status, _Mapping]] = ..., moved: _Optional[_Iterable[_Union[Placement, _Mapping]]] = ..., checked: _Optional[int] = ...) -> None: ...

class PlanStreamRequest(_message.Message):
    __slots__ = ["plan"]
    PLAN_FIELD_NUMBER: _ClassVar[int]
    plan: PlanRequest
    def __init__(self, plan: _Optional[_Union[PlanRequest, _Mapping]] = ...) -> None: ...

class PlanStreamResponse(_message.Message):
    __slots__ = ["incumbent", "result"]
    INCUMBENT_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    incumbent: Incumbent
    result: PlanResponse
    def __init__(self, incumbent: _Optional[_Union[Incumbent, _Mapping]] = ..., result: _Optional[_Union[PlanResponse, _Mapping]] = ...) -> None: ...

class Problem(_message.Message):
    __slots__ = ["aliases", "alignment", "apart", "base", "capacity", "clock_lower", "clock_upper", "exclusive_index", "fixed_index", "fixed_offset", "free", "gaps", "hint_index", "hint_offset", "id", "inplace", "limits", "lower", "memories", "memory_choices", "memory_index", "minimize", "no_operators", "operators", "reads", "size", "upper", "within_bank_index", "writes"]
    ALIASES_FIELD_NUMBER: _ClassVar[int]
    ALIGNMENT_FIELD_NUMBER: _ClassVar[int]
    APART_FIELD_NUMBER: _ClassVar[int]
    BASE_FIELD_NUMBER: _ClassVar[int]
    CAPACITY_FIELD_NUMBER: _ClassVar[int]
    CLOCK_LOWER_FIELD_NUMBER: _ClassVar[int]
    CLOCK_UPPER_FIELD_NUMBER: _ClassVar[int]
    EXCLUSIVE_INDEX_FIELD_NUMBER: _ClassVar[int]
    FIXED_INDEX_FIELD_NUMBER: _ClassVar[int]
    FIXED_OFFSET_FIELD_NUMBER: _ClassVar[int]
    FREE_FIELD_NUMBER: _ClassVar[int]
    GAPS_FIELD_NUMBER: _ClassVar[int]
    HINT_INDEX_FIELD_NUMBER: _ClassVar[int]
    HINT_OFFSET_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    INPLACE_FIELD_NUMBER: _ClassVar[int]
    LIMITS_FIELD_NUMBER: _ClassVar[int]
    LOWER_FIELD_NUMBER: _ClassVar[int]
    MEMORIES_FIELD_NUMBER: _ClassVar[int]
    MEMORY_CHOICES_FIELD_NUMBER: _ClassVar[int]
    MEMORY_INDEX_FIELD_NUMBER: _ClassVar[int]
    MINIMIZE_FIELD_NUMBER: _ClassVar[int]
    NO_OPERATORS_FIELD_NUMBER: _ClassVar[int]
    OPERATORS_FIELD_NUMBER: _ClassVar[int]
    READS_FIELD_NUMBER: _ClassVar[int]
    SIZE_FIELD_NUMBER: _ClassVar[int]
    UPPER_FIELD_NUMBER: _ClassVar[int]
    WITHIN_BANK_INDEX_FIELD_NUMBER: _ClassVar[int]
    WRITES_FIELD_NUMBER: _ClassVar[int]
    aliases: _containers.RepeatedCompositeFieldContainer[Alias]
    alignment: _containers.RepeatedScalarFieldContainer[int]
    apart: _containers.RepeatedCompositeFieldContainer[Apart]
    base: int
    capacity: int
    clock_lower: _containers.RepeatedScalarFieldContainer[int]
    clock_upper: _containers.RepeatedScalarFieldContainer[int]
    exclusive_index: _containers.RepeatedScalarFieldContainer[int]
    fixed_index: _containers.RepeatedScalarFieldContainer[int]
    fixed_offset: _containers.RepeatedScalarFieldContainer[int]
    free: _containers.RepeatedCompositeFieldContainer[Free]
    gaps: _containers.RepeatedCompositeFieldContainer[Gap]
    hint_index: _containers.RepeatedScalarFieldContainer[int]
    hint_offset: _containers.RepeatedScalarFieldContainer[int]
    id: _containers.RepeatedScalarFieldContainer[str]
    inplace: _containers.RepeatedCompositeFieldContainer[InPlace]
    limits: _containers.RepeatedCompositeFieldContainer[TermValue]
    lower: _containers.RepeatedScalarFieldContainer[int]
    memories: _containers.RepeatedCompositeFieldContainer[Memory]
    memory_choices: _containers.RepeatedCompositeFieldContainer[MemoryChoice]
    memory_index: _containers.RepeatedScalarFieldContainer[int]
    minimize: _containers.RepeatedScalarFieldContainer[Term]
    no_operators: bool
    operators: _containers.RepeatedCompositeFieldContainer[Operator]
    reads: _containers.RepeatedScalarFieldContainer[int]
    size: _containers.RepeatedScalarFieldContainer[int]
    upper: _containers.RepeatedScalarFieldContainer[int]
    within_bank_index: _containers.RepeatedScalarFieldContainer[int]
    writes: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, lower: _Optional[_Iterable[int]] = ..., upper: _Optional[_Iterable[int]] = ..., size: _Optional[_Iterable[int]] = ..., alignment: _Optional[_Iterable[int]] = ..., id: _Optional[_Iterable[str]] = ..., fixed_index: _Optional[_Iterable[int]] = ..., fixed_offset: _Optional[_Iterable[int]] = ..., hint_index: _Optional[_Iterable[int]] = ..., hint_offset: _Optional[_Iterable[int]] = ..., capacity: _Optional[int] = ..., base: _Optional[int] = ..., memories: _Optional[_Iterable[_Union[Memory, _Mapping]]] = ..., memory_index: _Optional[_Iterable[int]] = ..., memory_choices: _Optional[_Iterable[_Union[MemoryChoice, _Mapping]]] = ..., gaps: _Optional[_Iterable[_Union[Gap, _Mapping]]] = ..., aliases: _Optional[_Iterable[_Union[Alias, _Mapping]]] = ..., apart: _Optional[_Iterable[_Union[Apart, _Mapping]]] = ..., free: _Optional[_Iterable[_Union[Free, _Mapping]]] = ..., inplace: _Optional[_Iterable[_Union[InPlace, _Mapping]]] = ..., exclusive_index: _Optional[_Iterable[int]] = ..., within_bank_index: _Optional[_Iterable[int]] = ..., clock_lower: _Optional[_Iterable[int]] = ..., clock_upper: _Optional[_Iterable[int]] = ..., minimize: _Optional[_Iterable[_Union[Term, str]]] = ..., limits: _Optional[_Iterable[_Union[TermValue, _Mapping]]] = ..., reads: _Optional[_Iterable[int]] = ..., writes: _Optional[_Iterable[int]] = ..., operators: _Optional[_Iterable[_Union[Operator, _Mapping]]] = ..., no_operators: bool = ...) -> None: ...

class Proof(_message.Message):
    __slots__ = ["reason", "text"]
    REASON_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    reason: str
    text: str
    def __init__(self, text: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class RemoveBuffer(_message.Message):
    __slots__ = ["id"]
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class ReportOptions(_message.Message):
    __slots__ = ["omit_offsets", "proof_bytes", "suggestions", "timeline", "why"]
    OMIT_OFFSETS_FIELD_NUMBER: _ClassVar[int]
    PROOF_BYTES_FIELD_NUMBER: _ClassVar[int]
    SUGGESTIONS_FIELD_NUMBER: _ClassVar[int]
    TIMELINE_FIELD_NUMBER: _ClassVar[int]
    WHY_FIELD_NUMBER: _ClassVar[int]
    omit_offsets: bool
    proof_bytes: int
    suggestions: int
    timeline: bool
    why: bool
    def __init__(self, omit_offsets: bool = ..., timeline: bool = ..., why: bool = ..., suggestions: _Optional[int] = ..., proof_bytes: _Optional[int] = ...) -> None: ...

class ResizeBuffer(_message.Message):
    __slots__ = ["id", "size"]
    ID_FIELD_NUMBER: _ClassVar[int]
    SIZE_FIELD_NUMBER: _ClassVar[int]
    id: str
    size: int
    def __init__(self, id: _Optional[str] = ..., size: _Optional[int] = ...) -> None: ...

class RetimeBuffer(_message.Message):
    __slots__ = ["id", "lower", "upper"]
    ID_FIELD_NUMBER: _ClassVar[int]
    LOWER_FIELD_NUMBER: _ClassVar[int]
    UPPER_FIELD_NUMBER: _ClassVar[int]
    id: str
    lower: int
    upper: int
    def __init__(self, id: _Optional[str] = ..., lower: _Optional[int] = ..., upper: _Optional[int] = ...) -> None: ...

class SetCapacity(_message.Message):
    __slots__ = ["capacity"]
    CAPACITY_FIELD_NUMBER: _ClassVar[int]
    capacity: int
    def __init__(self, capacity: _Optional[int] = ...) -> None: ...

class SimulationReport(_message.Message):
    __slots__ = ["allocations", "capacity", "counts", "fragmentation_max", "fragmentation_max_time", "fragmentation_mean", "max_live_bytes", "max_live_time", "memories", "ok", "peak", "peak_time", "terms", "timeline", "timing", "utilization_max", "utilization_mean", "violation_count", "violations"]
    ALLOCATIONS_FIELD_NUMBER: _ClassVar[int]
    CAPACITY_FIELD_NUMBER: _ClassVar[int]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    FRAGMENTATION_MAX_FIELD_NUMBER: _ClassVar[int]
    FRAGMENTATION_MAX_TIME_FIELD_NUMBER: _ClassVar[int]
    FRAGMENTATION_MEAN_FIELD_NUMBER: _ClassVar[int]
    MAX_LIVE_BYTES_FIELD_NUMBER: _ClassVar[int]
    MAX_LIVE_TIME_FIELD_NUMBER: _ClassVar[int]
    MEMORIES_FIELD_NUMBER: _ClassVar[int]
    OK_FIELD_NUMBER: _ClassVar[int]
    PEAK_FIELD_NUMBER: _ClassVar[int]
    PEAK_TIME_FIELD_NUMBER: _ClassVar[int]
    TERMS_FIELD_NUMBER: _ClassVar[int]
    TIMELINE_FIELD_NUMBER: _ClassVar[int]
    TIMING_FIELD_NUMBER: _ClassVar[int]
    UTILIZATION_MAX_FIELD_NUMBER: _ClassVar[int]
    UTILIZATION_MEAN_FIELD_NUMBER: _ClassVar[int]
    VIOLATIONS_FIELD_NUMBER: _ClassVar[int]
    VIOLATION_COUNT_FIELD_NUMBER: _ClassVar[int]
    allocations: int
    capacity: int
    counts: _containers.RepeatedCompositeFieldContainer[ViolationCount]
    fragmentation_max: float
    fragmentation_max_time: int
    fragmentation_mean: float
    max_live_bytes: int
    max_live_time: int
    memories: _containers.RepeatedCompositeFieldContainer[MemoryReport]
    ok: bool
    peak: int
    peak_time: int
    terms: _containers.RepeatedCompositeFieldContainer[TermValue]
    timeline: _containers.RepeatedCompositeFieldContainer[TimelinePoint]
    timing: TimingReport
    utilization_max: float
    utilization_mean: float
    violation_count: int
    violations: _containers.RepeatedCompositeFieldContainer[Violation]
    def __init__(self, ok: bool = ..., violations: _Optional[_Iterable[_Union[Violation, _Mapping]]] = ..., violation_count: _Optional[int] = ..., counts: _Optional[_Iterable[_Union[ViolationCount, _Mapping]]] = ..., capacity: _Optional[int] = ..., peak: _Optional[int] = ..., peak_time: _Optional[int] = ..., max_live_bytes: _Optional[int] = ..., max_live_time: _Optional[int] = ..., utilization_max: _Optional[float] = ..., utilization_mean: _Optional[float] = ..., fragmentation_max: _Optional[float] = ..., fragmentation_mean: _Optional[float] = ..., fragmentation_max_time: _Optional[int] = ..., timeline: _Optional[_Iterable[_Union[TimelinePoint, _Mapping]]] = ..., allocations: _Optional[int] = ..., memories: _Optional[_Iterable[_Union[MemoryReport, _Mapping]]] = ..., terms: _Optional[_Iterable[_Union[TermValue, _Mapping]]] = ..., timing: _Optional[_Union[TimingReport, _Mapping]] = ...) -> None: ...

class SuggestedChange(_message.Message):
    __slots__ = ["again_id", "buffer_id", "by", "entry", "from_memory_id", "kind", "memory_id", "of_id", "pair_id", "term", "to"]
    AGAIN_ID_FIELD_NUMBER: _ClassVar[int]
    BUFFER_ID_FIELD_NUMBER: _ClassVar[int]
    BY_FIELD_NUMBER: _ClassVar[int]
    ENTRY_FIELD_NUMBER: _ClassVar[int]
    FROM_FIELD_NUMBER: _ClassVar[int]
    FROM_MEMORY_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    MEMORY_ID_FIELD_NUMBER: _ClassVar[int]
    OF_ID_FIELD_NUMBER: _ClassVar[int]
    PAIR_ID_FIELD_NUMBER: _ClassVar[int]
    TERM_FIELD_NUMBER: _ClassVar[int]
    TO_FIELD_NUMBER: _ClassVar[int]
    again_id: str
    buffer_id: str
    by: int
    entry: int
    from_memory_id: _containers.RepeatedScalarFieldContainer[str]
    kind: SuggestionKind
    memory_id: str
    of_id: str
    pair_id: _containers.RepeatedScalarFieldContainer[str]
    term: Term
    to: int
    def __init__(self, kind: _Optional[_Union[SuggestionKind, str]] = ..., buffer_id: _Optional[str] = ..., of_id: _Optional[str] = ..., to: _Optional[int] = ..., by: _Optional[int] = ..., again_id: _Optional[str] = ..., entry: _Optional[int] = ..., pair_id: _Optional[_Iterable[str]] = ..., memory_id: _Optional[str] = ..., from_memory_id: _Optional[_Iterable[str]] = ..., term: _Optional[_Union[Term, str]] = ..., **kwargs) -> None: ...

class Suggestion(_message.Message):
    __slots__ = ["bytes", "changes", "is_proved", "kind", "memory_id", "message", "offsets", "peak"]
    BYTES_FIELD_NUMBER: _ClassVar[int]
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    IS_PROVED_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    MEMORY_ID_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    OFFSETS_FIELD_NUMBER: _ClassVar[int]
    PEAK_FIELD_NUMBER: _ClassVar[int]
    bytes: int
    changes: _containers.RepeatedCompositeFieldContainer[SuggestedChange]
    is_proved: bool
    kind: SuggestionKind
    memory_id: _containers.RepeatedScalarFieldContainer[str]
    message: str
    offsets: _containers.RepeatedScalarFieldContainer[int]
    peak: int
    def __init__(self, kind: _Optional[_Union[SuggestionKind, str]] = ..., changes: _Optional[_Iterable[_Union[SuggestedChange, _Mapping]]] = ..., bytes: _Optional[int] = ..., is_proved: bool = ..., message: _Optional[str] = ..., offsets: _Optional[_Iterable[int]] = ..., memory_id: _Optional[_Iterable[str]] = ..., peak: _Optional[int] = ...) -> None: ...

class TermResult(_message.Message):
    __slots__ = ["bound", "term", "value"]
    BOUND_FIELD_NUMBER: _ClassVar[int]
    TERM_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    bound: int
    term: Term
    value: int
    def __init__(self, term: _Optional[_Union[Term, str]] = ..., value: _Optional[int] = ..., bound: _Optional[int] = ...) -> None: ...

class TermValue(_message.Message):
    __slots__ = ["term", "value"]
    TERM_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    term: Term
    value: int
    def __init__(self, term: _Optional[_Union[Term, str]] = ..., value: _Optional[int] = ...) -> None: ...

class TimelinePoint(_message.Message):
    __slots__ = ["fragmentation", "live_bytes", "time", "top"]
    FRAGMENTATION_FIELD_NUMBER: _ClassVar[int]
    LIVE_BYTES_FIELD_NUMBER: _ClassVar[int]
    TIME_FIELD_NUMBER: _ClassVar[int]
    TOP_FIELD_NUMBER: _ClassVar[int]
    fragmentation: float
    live_bytes: int
    time: int
    top: int
    def __init__(self, time: _Optional[int] = ..., live_bytes: _Optional[int] = ..., top: _Optional[int] = ..., fragmentation: _Optional[float] = ...) -> None: ...

class TimingReport(_message.Message):
    __slots__ = ["compute_ms", "memories", "ms", "operators", "ps", "stall_ms"]
    COMPUTE_MS_FIELD_NUMBER: _ClassVar[int]
    MEMORIES_FIELD_NUMBER: _ClassVar[int]
    MS_FIELD_NUMBER: _ClassVar[int]
    OPERATORS_FIELD_NUMBER: _ClassVar[int]
    PS_FIELD_NUMBER: _ClassVar[int]
    STALL_MS_FIELD_NUMBER: _ClassVar[int]
    compute_ms: float
    memories: _containers.RepeatedCompositeFieldContainer[MemoryTiming]
    ms: float
    operators: _containers.RepeatedCompositeFieldContainer[OperatorTiming]
    ps: int
    stall_ms: float
    def __init__(self, ms: _Optional[float] = ..., compute_ms: _Optional[float] = ..., stall_ms: _Optional[float] = ..., memories: _Optional[_Iterable[_Union[MemoryTiming, _Mapping]]] = ..., operators: _Optional[_Iterable[_Union[OperatorTiming, _Mapping]]] = ..., ps: _Optional[int] = ...) -> None: ...

class Undecided(_message.Message):
    __slots__ = ["bound", "closest", "curve", "gap", "message", "more_time"]
    BOUND_FIELD_NUMBER: _ClassVar[int]
    CLOSEST_FIELD_NUMBER: _ClassVar[int]
    CURVE_FIELD_NUMBER: _ClassVar[int]
    GAP_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    MORE_TIME_FIELD_NUMBER: _ClassVar[int]
    bound: int
    closest: ClosestPlan
    curve: _containers.RepeatedCompositeFieldContainer[GapPoint]
    gap: int
    message: str
    more_time: MoreTime
    def __init__(self, closest: _Optional[_Union[ClosestPlan, _Mapping]] = ..., bound: _Optional[int] = ..., gap: _Optional[int] = ..., curve: _Optional[_Iterable[_Union[GapPoint, _Mapping]]] = ..., more_time: _Optional[_Union[MoreTime, str]] = ..., message: _Optional[str] = ...) -> None: ...

class VerifyRequest(_message.Message):
    __slots__ = ["max_violations", "memory_index", "offsets", "problem", "timeline"]
    MAX_VIOLATIONS_FIELD_NUMBER: _ClassVar[int]
    MEMORY_INDEX_FIELD_NUMBER: _ClassVar[int]
    OFFSETS_FIELD_NUMBER: _ClassVar[int]
    PROBLEM_FIELD_NUMBER: _ClassVar[int]
    TIMELINE_FIELD_NUMBER: _ClassVar[int]
    max_violations: int
    memory_index: _containers.RepeatedScalarFieldContainer[int]
    offsets: _containers.RepeatedScalarFieldContainer[int]
    problem: Problem
    timeline: bool
    def __init__(self, problem: _Optional[_Union[Problem, _Mapping]] = ..., offsets: _Optional[_Iterable[int]] = ..., max_violations: _Optional[int] = ..., timeline: bool = ..., memory_index: _Optional[_Iterable[int]] = ...) -> None: ...

class VerifyResponse(_message.Message):
    __slots__ = ["report"]
    REPORT_FIELD_NUMBER: _ClassVar[int]
    report: SimulationReport
    def __init__(self, report: _Optional[_Union[SimulationReport, _Mapping]] = ...) -> None: ...

class Violation(_message.Message):
    __slots__ = ["alignment", "allowed_id", "allowed_index", "at", "bank", "buffer_id", "buffer_index", "capacity", "clobbered_bytes", "distance", "end", "fixed_offset", "from_byte", "from_time", "kind", "limit", "memory_id", "memory_index", "message", "offset", "other_id", "other_index", "other_memory_id", "other_memory_index", "other_offset", "term", "to_byte", "to_time", "value", "written_at"]
    ALIGNMENT_FIELD_NUMBER: _ClassVar[int]
    ALLOWED_ID_FIELD_NUMBER: _ClassVar[int]
    ALLOWED_INDEX_FIELD_NUMBER: _ClassVar[int]
    AT_FIELD_NUMBER: _ClassVar[int]
    BANK_FIELD_NUMBER: _ClassVar[int]
    BUFFER_ID_FIELD_NUMBER: _ClassVar[int]
    BUFFER_INDEX_FIELD_NUMBER: _ClassVar[int]
    CAPACITY_FIELD_NUMBER: _ClassVar[int]
    CLOBBERED_BYTES_FIELD_NUMBER: _ClassVar[int]
    DISTANCE_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    FIXED_OFFSET_FIELD_NUMBER: _ClassVar[int]
    FROM_BYTE_FIELD_NUMBER: _ClassVar[int]
    FROM_TIME_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    MEMORY_ID_FIELD_NUMBER: _ClassVar[int]
    MEMORY_INDEX_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    OFFSET_FIELD_NUMBER: _ClassVar[int]
    OTHER_ID_FIELD_NUMBER: _ClassVar[int]
    OTHER_INDEX_FIELD_NUMBER: _ClassVar[int]
    OTHER_MEMORY_ID_FIELD_NUMBER: _ClassVar[int]
    OTHER_MEMORY_INDEX_FIELD_NUMBER: _ClassVar[int]
    OTHER_OFFSET_FIELD_NUMBER: _ClassVar[int]
    TERM_FIELD_NUMBER: _ClassVar[int]
    TO_BYTE_FIELD_NUMBER: _ClassVar[int]
    TO_TIME_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    WRITTEN_AT_FIELD_NUMBER: _ClassVar[int]
    alignment: int
    allowed_id: _containers.RepeatedScalarFieldContainer[str]
    allowed_index: _containers.RepeatedScalarFieldContainer[int]
    at: int
    bank: int
    buffer_id: str
    buffer_index: int
    capacity: int
    clobbered_bytes: int
    distance: int
    end: int
    fixed_offset: int
    from_byte: int
    from_time: int
    kind: ViolationKind
    limit: int
    memory_id: str
    memory_index: int
    message: str
    offset: int
    other_id: str
    other_index: int
    other_memory_id: str
    other_memory_index: int
    other_offset: int
    term: Term
    to_byte: int
    to_time: int
    value: int
    written_at: int
    def __init__(self, kind: _Optional[_Union[ViolationKind, str]] = ..., buffer_index: _Optional[int] = ..., buffer_id: _Optional[str] = ..., message: _Optional[str] = ..., offset: _Optional[int] = ..., fixed_offset: _Optional[int] = ..., alignment: _Optional[int] = ..., end: _Optional[int] = ..., capacity: _Optional[int] = ..., from_byte: _Optional[int] = ..., to_byte: _Optional[int] = ..., from_time: _Optional[int] = ..., to_time: _Optional[int] = ..., other_index: _Optional[int] = ..., other_id: _Optional[str] = ..., written_at: _Optional[int] = ..., clobbered_bytes: _Optional[int] = ..., memory_index: _Optional[int] = ..., memory_id: _Optional[str] = ..., distance: _Optional[int] = ..., bank: _Optional[int] = ..., term: _Optional[_Union[Term, str]] = ..., value: _Optional[int] = ..., limit: _Optional[int] = ..., allowed_index: _Optional[_Iterable[int]] = ..., allowed_id: _Optional[_Iterable[str]] = ..., other_offset: _Optional[int] = ..., other_memory_index: _Optional[int] = ..., other_memory_id: _Optional[str] = ..., at: _Optional[int] = ...) -> None: ...

class ViolationCount(_message.Message):
    __slots__ = ["count", "kind"]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    count: int
    kind: ViolationKind
    def __init__(self, kind: _Optional[_Union[ViolationKind, str]] = ..., count: _Optional[int] = ...) -> None: ...

class Waste(_message.Message):
    __slots__ = ["bytes", "holes"]
    BYTES_FIELD_NUMBER: _ClassVar[int]
    HOLES_FIELD_NUMBER: _ClassVar[int]
    bytes: int
    holes: _containers.RepeatedCompositeFieldContainer[Hole]
    def __init__(self, bytes: _Optional[int] = ..., holes: _Optional[_Iterable[_Union[Hole, _Mapping]]] = ...) -> None: ...

class Why(_message.Message):
    __slots__ = ["bound", "core", "least", "memories", "message", "undecided"]
    BOUND_FIELD_NUMBER: _ClassVar[int]
    CORE_FIELD_NUMBER: _ClassVar[int]
    LEAST_FIELD_NUMBER: _ClassVar[int]
    MEMORIES_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    UNDECIDED_FIELD_NUMBER: _ClassVar[int]
    bound: PeakBound
    core: Core
    least: LeastCapacities
    memories: _containers.RepeatedCompositeFieldContainer[MemoryWhy]
    message: str
    undecided: Undecided
    def __init__(self, message: _Optional[str] = ..., memories: _Optional[_Iterable[_Union[MemoryWhy, _Mapping]]] = ..., bound: _Optional[_Union[PeakBound, _Mapping]] = ..., core: _Optional[_Union[Core, _Mapping]] = ..., least: _Optional[_Union[LeastCapacities, _Mapping]] = ..., undecided: _Optional[_Union[Undecided, _Mapping]] = ...) -> None: ...

class Term(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class Objective(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class Priority(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class PlanStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class StoppedBy(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class InfeasibilityCause(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class BoundReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class WasteCause(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class CoreCause(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class CoreConstraintKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class MoreTime(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class SuggestionKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class ViolationKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []

class Constraint(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
