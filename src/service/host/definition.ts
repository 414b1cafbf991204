import type { ServiceDefinition } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { BATCH_FILE, ENVIRONMENT_FILE, encode, enumValues, PROTO_FILE, PROTO_FOLDER } from "../../proto/index.js";
import type { Transport } from "../transport/index.js";
import { MAX_CONSTRAINTS } from "../wire/constraints.js";
import type { ServiceSettings } from "./settings.js";

/** A service with messages as bytes: requests are decoded strictly, and answers come encoded from the workers. */
export function rawService({ arrivals }: Transport, service: string): ServiceDefinition {
  const files = [PROTO_FILE, BATCH_FILE, ENVIRONMENT_FILE];
  const definition = loadSync(files, { includeDirs: [PROTO_FOLDER] })[service] as ServiceDefinition;
  const arrived = (ticket: Buffer): Buffer => arrivals.take(ticket);
  // The transport wants a Buffer: it copies with a method that other arrays of bytes do not have.
  const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Object.fromEntries(
    Object.entries(definition).map(([name, method]) => {
      return [name, { ...method, requestDeserialize: arrived, responseSerialize: asBuffer }];
    }),
  );
}

/** An encoded GetCapabilitiesResponse. */
export function capabilitiesOf(settings: ServiceSettings, policies: readonly string[], version: string): Uint8Array {
  return encode("GetCapabilitiesResponse", {
    version,
    constraints: enumValues("Constraint"),
    objectives: enumValues("Objective"),
    policies,
    max_message_bytes: settings.maxMessageBytes,
    max_buffers: settings.maxBuffers,
    max_time_limit_ms: settings.maxTimeLimitMs,
    default_time_limit_ms: settings.defaultTimeLimitMs,
    workers: settings.workers,
    max_in_flight: settings.maxInFlight,
    plan_many_window: settings.planManyWindow,
    terms: enumValues("Term"),
    max_constraints: MAX_CONSTRAINTS,
    max_sessions: settings.maxSessions,
    session_idle_ms: settings.sessionIdleMs,
    max_proof_bytes: settings.maxProofBytes,
  });
}
