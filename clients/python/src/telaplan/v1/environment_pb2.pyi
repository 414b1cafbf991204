from telaplan.rpc import status_pb2 as _status_pb2
from telaplan.v1 import planner_pb2 as _planner_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
EPISODE_DECISION_CHILD: EpisodeDecision
EPISODE_DECISION_SECTION: EpisodeDecision
EPISODE_DECISION_TARGET: EpisodeDecision
EPISODE_DECISION_UNSPECIFIED: EpisodeDecision

class DescribeEnvironmentRequest(_message.Message):
    __slots__ = []
    def __init__(self) -> None: ...

class DescribeEnvironmentResponse(_message.Message):
    __slots__ = ["child_features", "families", "max_buffers", "max_commands", "max_environments", "max_episodes", "max_step_limit", "root_features", "section_features", "target_features"]
    CHILD_FEATURES_FIELD_NUMBER: _ClassVar[int]
    FAMILIES_FIELD_NUMBER: _ClassVar[int]
    MAX_BUFFERS_FIELD_NUMBER: _ClassVar[int]
    MAX_COMMANDS_FIELD_NUMBER: _ClassVar[int]
    MAX_ENVIRONMENTS_FIELD_NUMBER: _ClassVar[int]
    MAX_EPISODES_FIELD_NUMBER: _ClassVar[int]
    MAX_STEP_LIMIT_FIELD_NUMBER: _ClassVar[int]
    ROOT_FEATURES_FIELD_NUMBER: _ClassVar[int]
    SECTION_FEATURES_FIELD_NUMBER: _ClassVar[int]
    TARGET_FEATURES_FIELD_NUMBER: _ClassVar[int]
    child_features: _containers.RepeatedScalarFieldContainer[str]
    families: _containers.RepeatedScalarFieldContainer[str]
    max_buffers: int
    max_commands: int
    max_environments: int
    max_episodes: int
    max_step_limit: int
    root_features: _containers.RepeatedScalarFieldContainer[str]
    section_features: _containers.RepeatedScalarFieldContainer[str]
    target_features: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, child_features: _Optional[_Iterable[str]] = ..., target_features: _Optional[_Iterable[str]] = ..., section_features: _Optional[_Iterable[str]] = ..., root_features: _Optional[_Iterable[str]] = ..., families: _Optional[_Iterable[str]] = ..., max_episodes: _Optional[int] = ..., max_buffers: _Optional[int] = ..., max_commands: _Optional[int] = ..., max_step_limit: _Optional[int] = ..., max_environments: _Optional[int] = ...) -> None: ...

class DrawnProblem(_message.Message):
    __slots__ = ["buffers", "family", "seed"]
    BUFFERS_FIELD_NUMBER: _ClassVar[int]
    FAMILY_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    buffers: int
    family: str
    seed: int
    def __init__(self, family: _Optional[str] = ..., buffers: _Optional[int] = ..., seed: _Optional[int] = ...) -> None: ...

class EpisodeClose(_message.Message):
    __slots__ = []
    def __init__(self) -> None: ...

class EpisodeCommand(_message.Message):
    __slots__ = ["close", "episode", "reset", "restart", "step"]
    CLOSE_FIELD_NUMBER: _ClassVar[int]
    EPISODE_FIELD_NUMBER: _ClassVar[int]
    RESET_FIELD_NUMBER: _ClassVar[int]
    RESTART_FIELD_NUMBER: _ClassVar[int]
    STEP_FIELD_NUMBER: _ClassVar[int]
    close: EpisodeClose
    episode: int
    reset: EpisodeReset
    restart: EpisodeRestart
    step: EpisodeStep
    def __init__(self, episode: _Optional[int] = ..., reset: _Optional[_Union[EpisodeReset, _Mapping]] = ..., step: _Optional[_Union[EpisodeStep, _Mapping]] = ..., restart: _Optional[_Union[EpisodeRestart, _Mapping]] = ..., close: _Optional[_Union[EpisodeClose, _Mapping]] = ...) -> None: ...

class EpisodeReset(_message.Message):
    __slots__ = ["choose_sections", "choose_targets", "drawn", "early_waste", "member", "problem", "seed", "step_limit"]
    CHOOSE_SECTIONS_FIELD_NUMBER: _ClassVar[int]
    CHOOSE_TARGETS_FIELD_NUMBER: _ClassVar[int]
    DRAWN_FIELD_NUMBER: _ClassVar[int]
    EARLY_WASTE_FIELD_NUMBER: _ClassVar[int]
    MEMBER_FIELD_NUMBER: _ClassVar[int]
    PROBLEM_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    STEP_LIMIT_FIELD_NUMBER: _ClassVar[int]
    choose_sections: bool
    choose_targets: bool
    drawn: DrawnProblem
    early_waste: bool
    member: int
    problem: _planner_pb2.Problem
    seed: int
    step_limit: int
    def __init__(self, problem: _Optional[_Union[_planner_pb2.Problem, _Mapping]] = ..., drawn: _Optional[_Union[DrawnProblem, _Mapping]] = ..., seed: _Optional[int] = ..., step_limit: _Optional[int] = ..., member: _Optional[int] = ..., choose_sections: bool = ..., choose_targets: bool = ..., early_waste: bool = ...) -> None: ...

class EpisodeRestart(_message.Message):
    __slots__ = []
    def __init__(self) -> None: ...

class EpisodeStep(_message.Message):
    __slots__ = ["action"]
    ACTION_FIELD_NUMBER: _ClassVar[int]
    action: int
    def __init__(self, action: _Optional[int] = ...) -> None: ...

class Observation(_message.Message):
    __slots__ = ["actions", "backtracks", "decision", "depth", "episode", "error", "features", "offsets", "placed", "restarts", "reward", "root", "steps", "terminated", "truncated", "unplaced"]
    ACTIONS_FIELD_NUMBER: _ClassVar[int]
    BACKTRACKS_FIELD_NUMBER: _ClassVar[int]
    DECISION_FIELD_NUMBER: _ClassVar[int]
    DEPTH_FIELD_NUMBER: _ClassVar[int]
    EPISODE_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    FEATURES_FIELD_NUMBER: _ClassVar[int]
    OFFSETS_FIELD_NUMBER: _ClassVar[int]
    PLACED_FIELD_NUMBER: _ClassVar[int]
    RESTARTS_FIELD_NUMBER: _ClassVar[int]
    REWARD_FIELD_NUMBER: _ClassVar[int]
    ROOT_FIELD_NUMBER: _ClassVar[int]
    STEPS_FIELD_NUMBER: _ClassVar[int]
    TERMINATED_FIELD_NUMBER: _ClassVar[int]
    TRUNCATED_FIELD_NUMBER: _ClassVar[int]
    UNPLACED_FIELD_NUMBER: _ClassVar[int]
    actions: int
    backtracks: int
    decision: EpisodeDecision
    depth: int
    episode: int
    error: _status_pb2.Status
    features: _containers.RepeatedScalarFieldContainer[float]
    offsets: _containers.RepeatedScalarFieldContainer[int]
    placed: bool
    restarts: int
    reward: float
    root: _containers.RepeatedScalarFieldContainer[float]
    steps: int
    terminated: bool
    truncated: bool
    unplaced: int
    def __init__(self, episode: _Optional[int] = ..., decision: _Optional[_Union[EpisodeDecision, str]] = ..., actions: _Optional[int] = ..., features: _Optional[_Iterable[float]] = ..., reward: _Optional[float] = ..., terminated: bool = ..., truncated: bool = ..., placed: bool = ..., steps: _Optional[int] = ..., backtracks: _Optional[int] = ..., restarts: _Optional[int] = ..., depth: _Optional[int] = ..., unplaced: _Optional[int] = ..., root: _Optional[_Iterable[float]] = ..., offsets: _Optional[_Iterable[int]] = ..., error: _Optional[_Union[_status_pb2.Status, _Mapping]] = ...) -> None: ...

class PlayEpisodesRequest(_message.Message):
    __slots__ = ["commands"]
    COMMANDS_FIELD_NUMBER: _ClassVar[int]
    commands: _containers.RepeatedCompositeFieldContainer[EpisodeCommand]
    def __init__(self, commands: _Optional[_Iterable[_Union[EpisodeCommand, _Mapping]]] = ...) -> None: ...

class PlayEpisodesResponse(_message.Message):
    __slots__ = ["observations"]
    OBSERVATIONS_FIELD_NUMBER: _ClassVar[int]
    observations: _containers.RepeatedCompositeFieldContainer[Observation]
    def __init__(self, observations: _Optional[_Iterable[_Union[Observation, _Mapping]]] = ...) -> None: ...

class EpisodeDecision(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
