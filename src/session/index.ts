/** A problem that is edited and planned again and again. */
export type { Edit, EditKind } from "./edit.js";
export { type Placement, Session, type SessionCall, type SessionOptions, type SessionResult } from "./session.js";
