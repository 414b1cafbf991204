// Original file: proto/telaplan/v1/batch.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { CancelBatchRequest as _telaplan_v1_CancelBatchRequest, CancelBatchRequest__Output as _telaplan_v1_CancelBatchRequest__Output } from '../../telaplan/v1/CancelBatchRequest.js';
import type { CancelBatchResponse as _telaplan_v1_CancelBatchResponse, CancelBatchResponse__Output as _telaplan_v1_CancelBatchResponse__Output } from '../../telaplan/v1/CancelBatchResponse.js';
import type { GetBatchRequest as _telaplan_v1_GetBatchRequest, GetBatchRequest__Output as _telaplan_v1_GetBatchRequest__Output } from '../../telaplan/v1/GetBatchRequest.js';
import type { GetBatchResponse as _telaplan_v1_GetBatchResponse, GetBatchResponse__Output as _telaplan_v1_GetBatchResponse__Output } from '../../telaplan/v1/GetBatchResponse.js';
import type { SubmitBatchRequest as _telaplan_v1_SubmitBatchRequest, SubmitBatchRequest__Output as _telaplan_v1_SubmitBatchRequest__Output } from '../../telaplan/v1/SubmitBatchRequest.js';
import type { SubmitBatchResponse as _telaplan_v1_SubmitBatchResponse, SubmitBatchResponse__Output as _telaplan_v1_SubmitBatchResponse__Output } from '../../telaplan/v1/SubmitBatchResponse.js';
import type { WatchBatchRequest as _telaplan_v1_WatchBatchRequest, WatchBatchRequest__Output as _telaplan_v1_WatchBatchRequest__Output } from '../../telaplan/v1/WatchBatchRequest.js';
import type { WatchBatchResponse as _telaplan_v1_WatchBatchResponse, WatchBatchResponse__Output as _telaplan_v1_WatchBatchResponse__Output } from '../../telaplan/v1/WatchBatchResponse.js';

/**
 * Takes batches and tells of their answers. A batch belongs to the caller that submitted it, by its token or client
 * certificate (by its address where there are neither): to others it is NOT_FOUND. Where a server has no queue, every
 * method is UNIMPLEMENTED, with the reason BATCHES_OFF.
 */
export interface BatchServiceClient extends grpc.Client {
  /**
   * Cancels a batch: nothing comes into it any more, and problems that nobody else waits for leave the queue. Those
   * that are planned just now are finished. Answers that are there stay.
   */
  CancelBatch(argument: _telaplan_v1_CancelBatchRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_telaplan_v1_CancelBatchResponse__Output>): grpc.ClientUnaryCall;
  CancelBatch(argument: _telaplan_v1_CancelBatchRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_telaplan_v1_CancelBatchResponse__Output>): grpc.ClientUnaryCall;
  CancelBatch(argument: _telaplan_v1_CancelBatchRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_telaplan_v1_CancelBatchResponse__Output>): grpc.ClientUnaryCall;
  CancelBatch(argument: _telaplan_v1_CancelBatchRequest, callback: grpc.requestCallback<_telaplan_v1_CancelBatchResponse__Output>): grpc.ClientUnaryCall;
  /**
   * Cancels a batch: nothing comes into it any more, and problems that nobody else waits for leave the queue. Those
   * that are planned just now are finished. Answers that are there stay.
   */
  cancelBatch(argument: _telaplan_v1_CancelBatchRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_telaplan_v1_CancelBatchResponse__Output>): grpc.ClientUnaryCall;
  cancelBatch(argument: _telaplan_v1_CancelBatchRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_telaplan_v1_CancelBatchResponse__Output>): grpc.ClientUnaryCall;
  cancelBatch(argument: _telaplan_v1_CancelBatchRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_telaplan_v1_CancelBatchResponse__Output>): grpc.ClientUnaryCall;
  cancelBatch(argument: _telaplan_v1_CancelBatchRequest, callback: grpc.requestCallback<_telaplan_v1_CancelBatchResponse__Output>): grpc.ClientUnaryCall;
  
  /**
   * How a batch stands.
   */
  GetBatch(argument: _telaplan_v1_GetBatchRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_telaplan_v1_GetBatchResponse__Output>): grpc.ClientUnaryCall;
  GetBatch(argument: _telaplan_v1_GetBatchRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_telaplan_v1_GetBatchResponse__Output>): grpc.ClientUnaryCall;
  GetBatch(argument: _telaplan_v1_GetBatchRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_telaplan_v1_GetBatchResponse__Output>): grpc.ClientUnaryCall;
  GetBatch(argument: _telaplan_v1_GetBatchRequest, callback: grpc.requestCallback<_telaplan_v1_GetBatchResponse__Output>): grpc.ClientUnaryCall;
  /**
   * How a batch stands.
   */
  getBatch(argument: _telaplan_v1_GetBatchRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_telaplan_v1_GetBatchResponse__Output>): grpc.ClientUnaryCall;
  getBatch(argument: _telaplan_v1_GetBatchRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_telaplan_v1_GetBatchResponse__Output>): grpc.ClientUnaryCall;
  getBatch(argument: _telaplan_v1_GetBatchRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_telaplan_v1_GetBatchResponse__Output>): grpc.ClientUnaryCall;
  getBatch(argument: _telaplan_v1_GetBatchRequest, callback: grpc.requestCallback<_telaplan_v1_GetBatchResponse__Output>): grpc.ClientUnaryCall;
  
  /**
   * Puts problems into a batch. The first message opens it, all may bring problems; when the client closes its side,
   * the batch is sealed. A call that is cut off leaves the batch open: submit the same problems, in the same order,
   * under the same id, and it goes on where it was. Where the queue is long, the server reads on later.
   */
  SubmitBatch(metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_telaplan_v1_SubmitBatchResponse__Output>): grpc.ClientWritableStream<_telaplan_v1_SubmitBatchRequest>;
  SubmitBatch(metadata: grpc.Metadata, callback: grpc.requestCallback<_telaplan_v1_SubmitBatchResponse__Output>): grpc.ClientWritableStream<_telaplan_v1_SubmitBatchRequest>;
  SubmitBatch(options: grpc.CallOptions, callback: grpc.requestCallback<_telaplan_v1_SubmitBatchResponse__Output>): grpc.ClientWritableStream<_telaplan_v1_SubmitBatchRequest>;
  SubmitBatch(callback: grpc.requestCallback<_telaplan_v1_SubmitBatchResponse__Output>): grpc.ClientWritableStream<_telaplan_v1_SubmitBatchRequest>;
  /**
   * Puts problems into a batch. The first message opens it, all may bring problems; when the client closes its side,
   * the batch is sealed. A call that is cut off leaves the batch open: submit the same problems, in the same order,
   * under the same id, and it goes on where it was. Where the queue is long, the server reads on later.
   */
  submitBatch(metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_telaplan_v1_SubmitBatchResponse__Output>): grpc.ClientWritableStream<_telaplan_v1_SubmitBatchRequest>;
  submitBatch(metadata: grpc.Metadata, callback: grpc.requestCallback<_telaplan_v1_SubmitBatchResponse__Output>): grpc.ClientWritableStream<_telaplan_v1_SubmitBatchRequest>;
  submitBatch(options: grpc.CallOptions, callback: grpc.requestCallback<_telaplan_v1_SubmitBatchResponse__Output>): grpc.ClientWritableStream<_telaplan_v1_SubmitBatchRequest>;
  submitBatch(callback: grpc.requestCallback<_telaplan_v1_SubmitBatchResponse__Output>): grpc.ClientWritableStream<_telaplan_v1_SubmitBatchRequest>;
  
  /**
   * Tells answers in the order in which they come, from a cursor on, until all problems of a sealed batch are answered
   * or the batch is cancelled. Whoever was cut off goes on from the last cursor that he saw, and misses and repeats
   * nothing.
   */
  WatchBatch(argument: _telaplan_v1_WatchBatchRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_telaplan_v1_WatchBatchResponse__Output>;
  WatchBatch(argument: _telaplan_v1_WatchBatchRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_telaplan_v1_WatchBatchResponse__Output>;
  /**
   * Tells answers in the order in which they come, from a cursor on, until all problems of a sealed batch are answered
   * or the batch is cancelled. Whoever was cut off goes on from the last cursor that he saw, and misses and repeats
   * nothing.
   */
  watchBatch(argument: _telaplan_v1_WatchBatchRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_telaplan_v1_WatchBatchResponse__Output>;
  watchBatch(argument: _telaplan_v1_WatchBatchRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_telaplan_v1_WatchBatchResponse__Output>;
  
}

/**
 * Takes batches and tells of their answers. A batch belongs to the caller that submitted it, by its token or client
 * certificate (by its address where there are neither): to others it is NOT_FOUND. Where a server has no queue, every
 * method is UNIMPLEMENTED, with the reason BATCHES_OFF.
 */
export interface BatchServiceHandlers extends grpc.UntypedServiceImplementation {
  /**
   * Cancels a batch: nothing comes into it any more, and problems that nobody else waits for leave the queue. Those
   * that are planned just now are finished. Answers that are there stay.
   */
  CancelBatch: grpc.handleUnaryCall<_telaplan_v1_CancelBatchRequest__Output, _telaplan_v1_CancelBatchResponse>;
  
  /**
   * How a batch stands.
   */
  GetBatch: grpc.handleUnaryCall<_telaplan_v1_GetBatchRequest__Output, _telaplan_v1_GetBatchResponse>;
  
  /**
   * Puts problems into a batch. The first message opens it, all may bring problems; when the client closes its side,
   * the batch is sealed. A call that is cut off leaves the batch open: submit the same problems, in the same order,
   * under the same id, and it goes on where it was. Where the queue is long, the server reads on later.
   */
  SubmitBatch: grpc.handleClientStreamingCall<_telaplan_v1_SubmitBatchRequest__Output, _telaplan_v1_SubmitBatchResponse>;
  
  /**
   * Tells answers in the order in which they come, from a cursor on, until all problems of a sealed batch are answered
   * or the batch is cancelled. Whoever was cut off goes on from the last cursor that he saw, and misses and repeats
   * nothing.
   */
  WatchBatch: grpc.handleServerStreamingCall<_telaplan_v1_WatchBatchRequest__Output, _telaplan_v1_WatchBatchResponse>;
  
}

export interface BatchServiceDefinition extends grpc.ServiceDefinition {
  CancelBatch: MethodDefinition<_telaplan_v1_CancelBatchRequest, _telaplan_v1_CancelBatchResponse, _telaplan_v1_CancelBatchRequest__Output, _telaplan_v1_CancelBatchResponse__Output>
  GetBatch: MethodDefinition<_telaplan_v1_GetBatchRequest, _telaplan_v1_GetBatchResponse, _telaplan_v1_GetBatchRequest__Output, _telaplan_v1_GetBatchResponse__Output>
  SubmitBatch: MethodDefinition<_telaplan_v1_SubmitBatchRequest, _telaplan_v1_SubmitBatchResponse, _telaplan_v1_SubmitBatchRequest__Output, _telaplan_v1_SubmitBatchResponse__Output>
  WatchBatch: MethodDefinition<_telaplan_v1_WatchBatchRequest, _telaplan_v1_WatchBatchResponse, _telaplan_v1_WatchBatchRequest__Output, _telaplan_v1_WatchBatchResponse__Output>
}
