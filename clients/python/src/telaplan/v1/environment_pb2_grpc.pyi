# Written by scripts/proto-python.mjs. DO NOT EDIT!
from typing import Any, Iterator, Optional, Protocol, Sequence, Tuple, TypeVar, Union

from telaplan.v1 import environment_pb2 as _pb2

_Request = TypeVar("_Request", contravariant=True)
_Response = TypeVar("_Response", covariant=True)

class _Call(Iterator[_Response], Protocol[_Response]):
    def cancel(self) -> bool: ...
    def trailing_metadata(self) -> Any: ...

class _UnaryUnary(Protocol[_Request, _Response]):
    def __call__(
        self,
        request: _Request,
        timeout: Optional[float] = ...,
        metadata: Optional[Sequence[Tuple[str, Union[str, bytes]]]] = ...,
        credentials: Any = ...,
        wait_for_ready: Optional[bool] = ...,
        compression: Any = ...,
    ) -> _Response: ...
    def with_call(
        self,
        request: _Request,
        timeout: Optional[float] = ...,
        metadata: Optional[Sequence[Tuple[str, Union[str, bytes]]]] = ...,
        credentials: Any = ...,
        wait_for_ready: Optional[bool] = ...,
        compression: Any = ...,
    ) -> Tuple[_Response, Any]: ...

class _UnaryStream(Protocol[_Request, _Response]):
    def __call__(
        self,
        request: _Request,
        timeout: Optional[float] = ...,
        metadata: Optional[Sequence[Tuple[str, Union[str, bytes]]]] = ...,
        credentials: Any = ...,
        wait_for_ready: Optional[bool] = ...,
        compression: Any = ...,
    ) -> _Call[_Response]: ...

class _StreamUnary(Protocol[_Request, _Response]):
    def __call__(
        self,
        request: Iterator[_Request],
        timeout: Optional[float] = ...,
        metadata: Optional[Sequence[Tuple[str, Union[str, bytes]]]] = ...,
        credentials: Any = ...,
        wait_for_ready: Optional[bool] = ...,
        compression: Any = ...,
    ) -> _Response: ...

class _StreamStream(Protocol[_Request, _Response]):
    def __call__(
        self,
        request: Iterator[_Request],
        timeout: Optional[float] = ...,
        metadata: Optional[Sequence[Tuple[str, Union[str, bytes]]]] = ...,
        credentials: Any = ...,
        wait_for_ready: Optional[bool] = ...,
        compression: Any = ...,
    ) -> _Call[_Response]: ...

class EnvironmentServiceStub:
    def __init__(self, channel: Any) -> None: ...
    PlayEpisodes: _StreamStream[_pb2.PlayEpisodesRequest, _pb2.PlayEpisodesResponse]
    DescribeEnvironment: _UnaryUnary[_pb2.DescribeEnvironmentRequest, _pb2.DescribeEnvironmentResponse]
