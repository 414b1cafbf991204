import { WireError } from "../../proto/index.js";
import { type Reason, refuse } from "../faults.js";

const WIRE_REASONS: Readonly<Record<WireError["kind"], Reason>> = {
  malformed: "MALFORMED_MESSAGE",
  "unknown-field": "UNKNOWN_FIELD",
  "unknown-value": "UNKNOWN_VALUE",
  range: "INVALID_FIELD",
  "too-many": "TOO_MANY_BUFFERS",
  "too-many-messages": "TOO_MANY_CONSTRAINTS",
};

/** Reads a request. What the decoder finds wrong with it is the caller's fault. @throws ServiceError */
export function blaming<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (error instanceof WireError) throw refuse(WIRE_REASONS[error.kind], error.message, error.field);
    throw error;
  }
}
