export { SMALL_MESSAGE_BYTES } from "./call-stream.js";
export type { Place } from "./doors.js";
export { Transport, type TransportLimits, type TransportWatch } from "./transport.js";
