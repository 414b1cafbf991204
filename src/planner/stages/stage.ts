import type { Part } from "../parts.js";
import type { RunState } from "../state.js";

/**
 * Where a run pauses: `lanes` is a part whose search is worth more threads. A driver that has asked them says so with
 * `true`.
 */
export type Pause = { readonly lanes: Part } | undefined;

/**
 * One piece of a run. It is begun where what came before left something open, pauses every few milliseconds, and ends
 * early where the run is settled or a limit is reached.
 */
export type Stage = (run: RunState) => Generator<Pause, void, unknown>;
