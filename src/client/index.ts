/** The client of `telaplan serve`: `import { PlannerClient } from "telaplan/client"`. */
export type {
  BatchAnswered,
  BatchEntry,
  RemoteBatch,
  SubmitBatchOptions,
  WatchBatchOptions,
} from "./batch-service.js";
export type { CallSettings } from "./call.js";
export type { Capabilities } from "./client.js";
export {
  PlannerClient,
  type PlannerClientOptions,
  type RemoteIncumbent,
  SERVICE_CONFIG,
  type StreamedPlan,
  type VerifyOptions,
} from "./client.js";
export { type RemoteOptions, type RemoteProof, type RemoteResult, toWireProblem, toWireRequest } from "./convert.js";
export { type FieldViolation, PlannerError } from "./errors.js";
export type { PlannerServiceClient } from "./generated/telaplan/v1/PlannerService.js";
export type { PlanRequest } from "./generated/telaplan/v1/PlanRequest.js";
export { ManySession } from "./many.js";
export { RemoteSession, type RemoteSessionResult } from "./session.js";
export type { RemoteSuggestion } from "./why.js";
