// Original file: proto/telaplan/v1/planner.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { GetCapabilitiesRequest as _telaplan_v1_GetCapabilitiesRequest, GetCapabilitiesRequest__Output as _telaplan_v1_GetCapabilitiesRequest__Output } from '../../telaplan/v1/GetCapabilitiesRequest.js';
import type { GetCapabilitiesResponse as _telaplan_v1_GetCapabilitiesResponse, GetCapabilitiesResponse__Output as _telaplan_v1_GetCapabilitiesResponse__Output } from '../../telaplan/v1/GetCapabilitiesResponse.js';
import type { PlanManyRequest as _telaplan_v1_PlanManyRequest, PlanManyRequest__Output as _telaplan_v1_PlanManyRequest__Output } from '../../telaplan/v1/PlanManyRequest.js';
import type { PlanManyResponse as _telaplan_v1_PlanManyResponse, PlanManyResponse__Output as _telaplan_v1_PlanManyResponse__Output } from '../../telaplan/v1/PlanManyResponse.js';
import type { PlanRequest as _telaplan_v1_PlanRequest, PlanRequest__Output as _telaplan_v1_PlanRequest__Output } from '../../telaplan/v1/PlanRequest.js';
import type { PlanResponse as _telaplan_v1_PlanResponse, PlanResponse__Output as _telaplan_v1_PlanResponse__Output } from '../../telaplan/v1/PlanResponse.js';
import type { PlanSessionRequest as _telaplan_v1_PlanSessionRequest, PlanSessionRequest__Output as _telaplan_v1_PlanSessionRequest__Output } from '../../telaplan/v1/PlanSessionRequest.js';
import type { PlanSessionResponse as _telaplan_v1_PlanSessionResponse, PlanSessionResponse__Output as _telaplan_v1_PlanSessionResponse__Output } from '../../telaplan/v1/PlanSessionResponse.js';
import type { PlanStreamRequest as _telaplan_v1_PlanStreamRequest, PlanStreamRequest__Output as _telaplan_v1_PlanStreamRequest__Output } from '../../telaplan/v1/PlanStreamRequest.js';
import type { PlanStreamResponse as _telaplan_v1_PlanStreamResponse, PlanStreamResponse__Output as _telaplan_v1_PlanStreamResponse__Output } from '../../telaplan/v1/PlanStreamResponse.js';
import type { VerifyRequest as _telaplan_v1_VerifyRequest, VerifyRequest__Output as _telaplan_v1_VerifyRequest__Output } from '../../telaplan/v1/VerifyRequest.js';
import type { VerifyResponse as _telaplan_v1_VerifyResponse, VerifyResponse__Output as _telaplan_v1_VerifyResponse__Output } from '../../telaplan/v1/VerifyResponse.js';

/**
 * Plans memory for ML accelerators.
 */
export interface PlannerServiceClient extends grpc.Client {
  /**
   * What this server is, understands and takes.
   */
  GetCapabilities(argument: _telaplan_v1_GetCapabilitiesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_telaplan_v1_GetCapabilitiesResponse__Output>): grpc.ClientUnaryCall;
  GetCapabilities(argument: _telaplan_v1_GetCapabilitiesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_telaplan_v1_GetCapabilitiesResponse__Output>): grpc.ClientUnaryCall;
  GetCapabilities(argument: _telaplan_v1_GetCapabilitiesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_telaplan_v1_GetCapabilitiesResponse__Output>): grpc.ClientUnaryCall;
  GetCapabilities(argument: _telaplan_v1_GetCapabilitiesRequest, callback: grpc.requestCallback<_telaplan_v1_GetCapabilitiesResponse__Output>): grpc.ClientUnaryCall;
  /**
   * What this server is, understands and takes.
   */
  getCapabilities(argument: _telaplan_v1_GetCapabilitiesRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_telaplan_v1_GetCapabilitiesResponse__Output>): grpc.ClientUnaryCall;
  getCapabilities(argument: _telaplan_v1_GetCapabilitiesRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_telaplan_v1_GetCapabilitiesResponse__Output>): grpc.ClientUnaryCall;
  getCapabilities(argument: _telaplan_v1_GetCapabilitiesRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_telaplan_v1_GetCapabilitiesResponse__Output>): grpc.ClientUnaryCall;
  getCapabilities(argument: _telaplan_v1_GetCapabilitiesRequest, callback: grpc.requestCallback<_telaplan_v1_GetCapabilitiesResponse__Output>): grpc.ClientUnaryCall;
  
  /**
   * Plans one problem and answers with the best verified plan when it is proved best (or to fit), or when a limit
   * comes.
   */
  Plan(argument: _telaplan_v1_PlanRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_telaplan_v1_PlanResponse__Output>): grpc.ClientUnaryCall;
  Plan(argument: _telaplan_v1_PlanRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_telaplan_v1_PlanResponse__Output>): grpc.ClientUnaryCall;
  Plan(argument: _telaplan_v1_PlanRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_telaplan_v1_PlanResponse__Output>): grpc.ClientUnaryCall;
  Plan(argument: _telaplan_v1_PlanRequest, callback: grpc.requestCallback<_telaplan_v1_PlanResponse__Output>): grpc.ClientUnaryCall;
  /**
   * Plans one problem and answers with the best verified plan when it is proved best (or to fit), or when a limit
   * comes.
   */
  plan(argument: _telaplan_v1_PlanRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_telaplan_v1_PlanResponse__Output>): grpc.ClientUnaryCall;
  plan(argument: _telaplan_v1_PlanRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_telaplan_v1_PlanResponse__Output>): grpc.ClientUnaryCall;
  plan(argument: _telaplan_v1_PlanRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_telaplan_v1_PlanResponse__Output>): grpc.ClientUnaryCall;
  plan(argument: _telaplan_v1_PlanRequest, callback: grpc.requestCallback<_telaplan_v1_PlanResponse__Output>): grpc.ClientUnaryCall;
  
  /**
   * Many problems over one connection. Every request is answered exactly once, with its request_id, in whatever order
   * answers are ready; a request at fault is answered with its error and does not end the stream. The stream ends when
   * the client has closed its side and every answer is sent.
   */
  PlanMany(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_telaplan_v1_PlanManyRequest, _telaplan_v1_PlanManyResponse__Output>;
  PlanMany(options?: grpc.CallOptions): grpc.ClientDuplexStream<_telaplan_v1_PlanManyRequest, _telaplan_v1_PlanManyResponse__Output>;
  /**
   * Many problems over one connection. Every request is answered exactly once, with its request_id, in whatever order
   * answers are ready; a request at fault is answered with its error and does not end the stream. The stream ends when
   * the client has closed its side and every answer is sent.
   */
  planMany(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_telaplan_v1_PlanManyRequest, _telaplan_v1_PlanManyResponse__Output>;
  planMany(options?: grpc.CallOptions): grpc.ClientDuplexStream<_telaplan_v1_PlanManyRequest, _telaplan_v1_PlanManyResponse__Output>;
  
  /**
   * Keeps a problem and plans it again after every edit, in time that goes with the edit. The first message opens the
   * session, each later one edits the problem or is refused; every message is answered once, in their order. Nothing is
   * read while an answer is unsent. The stream ends when the client has closed its side and the last answer is sent,
   * and with an error when it was idle for session_idle_ms of the capabilities, or when the server goes down.
   */
  PlanSession(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_telaplan_v1_PlanSessionRequest, _telaplan_v1_PlanSessionResponse__Output>;
  PlanSession(options?: grpc.CallOptions): grpc.ClientDuplexStream<_telaplan_v1_PlanSessionRequest, _telaplan_v1_PlanSessionResponse__Output>;
  /**
   * Keeps a problem and plans it again after every edit, in time that goes with the edit. The first message opens the
   * session, each later one edits the problem or is refused; every message is answered once, in their order. Nothing is
   * read while an answer is unsent. The stream ends when the client has closed its side and the last answer is sent,
   * and with an error when it was idle for session_idle_ms of the capabilities, or when the server goes down.
   */
  planSession(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_telaplan_v1_PlanSessionRequest, _telaplan_v1_PlanSessionResponse__Output>;
  planSession(options?: grpc.CallOptions): grpc.ClientDuplexStream<_telaplan_v1_PlanSessionRequest, _telaplan_v1_PlanSessionResponse__Output>;
  
  /**
   * The same, and every better incumbent on the way. The last message, and only the last, holds the result.
   */
  PlanStream(argument: _telaplan_v1_PlanStreamRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_telaplan_v1_PlanStreamResponse__Output>;
  PlanStream(argument: _telaplan_v1_PlanStreamRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_telaplan_v1_PlanStreamResponse__Output>;
  /**
   * The same, and every better incumbent on the way. The last message, and only the last, holds the result.
   */
  planStream(argument: _telaplan_v1_PlanStreamRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_telaplan_v1_PlanStreamResponse__Output>;
  planStream(argument: _telaplan_v1_PlanStreamRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_telaplan_v1_PlanStreamResponse__Output>;
  
  /**
   * Replays a plan from anywhere in the simulator. A plan that breaks rules is an answer, with its violations.
   */
  Verify(argument: _telaplan_v1_VerifyRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_telaplan_v1_VerifyResponse__Output>): grpc.ClientUnaryCall;
  Verify(argument: _telaplan_v1_VerifyRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_telaplan_v1_VerifyResponse__Output>): grpc.ClientUnaryCall;
  Verify(argument: _telaplan_v1_VerifyRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_telaplan_v1_VerifyResponse__Output>): grpc.ClientUnaryCall;
  Verify(argument: _telaplan_v1_VerifyRequest, callback: grpc.requestCallback<_telaplan_v1_VerifyResponse__Output>): grpc.ClientUnaryCall;
  /**
   * Replays a plan from anywhere in the simulator. A plan that breaks rules is an answer, with its violations.
   */
  verify(argument: _telaplan_v1_VerifyRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_telaplan_v1_VerifyResponse__Output>): grpc.ClientUnaryCall;
  verify(argument: _telaplan_v1_VerifyRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_telaplan_v1_VerifyResponse__Output>): grpc.ClientUnaryCall;
  verify(argument: _telaplan_v1_VerifyRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_telaplan_v1_VerifyResponse__Output>): grpc.ClientUnaryCall;
  verify(argument: _telaplan_v1_VerifyRequest, callback: grpc.requestCallback<_telaplan_v1_VerifyResponse__Output>): grpc.ClientUnaryCall;
  
}

/**
 * Plans memory for ML accelerators.
 */
export interface PlannerServiceHandlers extends grpc.UntypedServiceImplementation {
  /**
   * What this server is, understands and takes.
   */
  GetCapabilities: grpc.handleUnaryCall<_telaplan_v1_GetCapabilitiesRequest__Output, _telaplan_v1_GetCapabilitiesResponse>;
  
  /**
   * Plans one problem and answers with the best verified plan when it is proved best (or to fit), or when a limit
   * comes.
   */
  Plan: grpc.handleUnaryCall<_telaplan_v1_PlanRequest__Output, _telaplan_v1_PlanResponse>;
  
  /**
   * Many problems over one connection. Every request is answered exactly once, with its request_id, in whatever order
   * answers are ready; a request at fault is answered with its error and does not end the stream. The stream ends when
   * the client has closed its side and every answer is sent.
   */
  PlanMany: grpc.handleBidiStreamingCall<_telaplan_v1_PlanManyRequest__Output, _telaplan_v1_PlanManyResponse>;
  
  /**
   * Keeps a problem and plans it again after every edit, in time that goes with the edit. The first message opens the
   * session, each later one edits the problem or is refused; every message is answered once, in their order. Nothing is
   * read while an answer is unsent. The stream ends when the client has closed its side and the last answer is sent,
   * and with an error when it was idle for session_idle_ms of the capabilities, or when the server goes down.
   */
  PlanSession: grpc.handleBidiStreamingCall<_telaplan_v1_PlanSessionRequest__Output, _telaplan_v1_PlanSessionResponse>;
  
  /**
   * The same, and every better incumbent on the way. The last message, and only the last, holds the result.
   */
  PlanStream: grpc.handleServerStreamingCall<_telaplan_v1_PlanStreamRequest__Output, _telaplan_v1_PlanStreamResponse>;
  
  /**
   * Replays a plan from anywhere in the simulator. A plan that breaks rules is an answer, with its violations.
   */
  Verify: grpc.handleUnaryCall<_telaplan_v1_VerifyRequest__Output, _telaplan_v1_VerifyResponse>;
  
}

export interface PlannerServiceDefinition extends grpc.ServiceDefinition {
  GetCapabilities: MethodDefinition<_telaplan_v1_GetCapabilitiesRequest, _telaplan_v1_GetCapabilitiesResponse, _telaplan_v1_GetCapabilitiesRequest__Output, _telaplan_v1_GetCapabilitiesResponse__Output>
  Plan: MethodDefinition<_telaplan_v1_PlanRequest, _telaplan_v1_PlanResponse, _telaplan_v1_PlanRequest__Output, _telaplan_v1_PlanResponse__Output>
  PlanMany: MethodDefinition<_telaplan_v1_PlanManyRequest, _telaplan_v1_PlanManyResponse, _telaplan_v1_PlanManyRequest__Output, _telaplan_v1_PlanManyResponse__Output>
  PlanSession: MethodDefinition<_telaplan_v1_PlanSessionRequest, _telaplan_v1_PlanSessionResponse, _telaplan_v1_PlanSessionRequest__Output, _telaplan_v1_PlanSessionResponse__Output>
  PlanStream: MethodDefinition<_telaplan_v1_PlanStreamRequest, _telaplan_v1_PlanStreamResponse, _telaplan_v1_PlanStreamRequest__Output, _telaplan_v1_PlanStreamResponse__Output>
  Verify: MethodDefinition<_telaplan_v1_VerifyRequest, _telaplan_v1_VerifyResponse, _telaplan_v1_VerifyRequest__Output, _telaplan_v1_VerifyResponse__Output>
}
