"""Batches: many problems that workers plan in their own time (`telaplan serve --queue`)."""

from __future__ import annotations

from typing import Any, Callable, Dict, Iterable, Iterator, Mapping, Optional, Tuple

import grpc

from telaplan import _errors
from telaplan._problem import problem_of, to_message
from telaplan._wire import flag, integer, text
from telaplan.v1 import batch_pb2, batch_pb2_grpc
from telaplan.v1 import planner_pb2 as pb

#: Problems that go in one message.
MESSAGE = 32


class Batches:
    """What a client does with batches. Answers and batches are messages of batch.proto."""

    address: str
    channel: grpc.Channel
    _settings: Callable[[Optional[float], Optional[Mapping[str, str]]], Dict[str, Any]]

    def submit_batch(
        self,
        problems: Iterable[Tuple[str, Any, Mapping[str, Any]]],
        *,
        batch_id: str = "",
        minimize: bool = False,
        time_limit_ms: Optional[int] = None,
        step_limit: Optional[int] = None,
        seed: int = 0,
        policy: str = "",
        interactive: bool = False,
        deadline: Optional[float] = None,
        headers: Optional[Mapping[str, str]] = None,
    ) -> batch_pb2.Batch:
        """Submits problems as they come, each a name, its buffers and what else `plan` takes, and seals the batch.

        A call that was cut off is gone on with by the same problems under the same `batch_id`.
        """
        opening = batch_pb2.BatchOptions(
            batch_id=text("batch_id", batch_id),
            objective=pb.OBJECTIVE_MINIMIZE if flag("minimize", minimize) else pb.OBJECTIVE_FIT,
            seed=integer("seed", seed),
            policy=text("policy", policy),
            priority=batch_pb2.BATCH_PRIORITY_INTERACTIVE if interactive else batch_pb2.BATCH_PRIORITY_BATCH,
        )
        if time_limit_ms is not None:
            opening.limits.time_limit_ms = integer("time_limit_ms", time_limit_ms)
        if step_limit is not None:
            opening.limits.step_limit = integer("step_limit", step_limit)
        call = self._settings(deadline, headers)
        try:
            return self._batches.SubmitBatch(_messages(opening, problems), **call).batch
        except grpc.RpcError as error:
            raise _errors.from_call(error, self.address) from None

    def watch_batch(
        self,
        batch_id: str,
        *,
        cursor: int = 0,
        deadline: Optional[float] = None,
        headers: Optional[Mapping[str, str]] = None,
    ) -> Iterator[Tuple[batch_pb2.BatchAnswer, int]]:
        """Answers as they come, each with the cursor to go on from, until the batch is over."""
        request = batch_pb2.WatchBatchRequest(batch_id=text("batch_id", batch_id), cursor=integer("cursor", cursor))
        call = self._batches.WatchBatch(request, **self._settings(deadline, headers))
        try:
            for message in call:
                if message.HasField("answer"):
                    yield message.answer, message.cursor
        except grpc.RpcError as error:
            raise _errors.from_call(error, self.address) from None
        finally:
            call.cancel()

    def get_batch(self, batch_id: str, *, deadline: Optional[float] = None) -> batch_pb2.Batch:
        """How a batch stands."""
        request = batch_pb2.GetBatchRequest(batch_id=text("batch_id", batch_id))
        try:
            return self._batches.GetBatch(request, **self._settings(deadline, None)).batch
        except grpc.RpcError as error:
            raise _errors.from_call(error, self.address) from None

    def cancel_batch(self, batch_id: str, *, deadline: Optional[float] = None) -> batch_pb2.Batch:
        """Cancels a batch. Answers that are there stay."""
        request = batch_pb2.CancelBatchRequest(batch_id=text("batch_id", batch_id))
        try:
            return self._batches.CancelBatch(request, **self._settings(deadline, None)).batch
        except grpc.RpcError as error:
            raise _errors.from_call(error, self.address) from None

    @property
    def _batches(self) -> batch_pb2_grpc.BatchServiceStub:
        return batch_pb2_grpc.BatchServiceStub(self.channel)


def _messages(
    opening: batch_pb2.BatchOptions,
    problems: Iterable[Tuple[str, Any, Mapping[str, Any]]],
) -> Iterator[batch_pb2.SubmitBatchRequest]:
    message = batch_pb2.SubmitBatchRequest(open=opening)
    for name, buffers, options in problems:
        sent = to_message(problem_of(buffers, dict(options)))
        message.problems.append(batch_pb2.BatchProblem(name=text("name", name), problem=sent.message))
        if len(message.problems) >= MESSAGE:
            yield message
            message = batch_pb2.SubmitBatchRequest()
    if message.HasField("open") or len(message.problems) > 0:
        yield message
