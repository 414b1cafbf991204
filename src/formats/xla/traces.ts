/**
 * Lifetimes from the events of XLA's heap simulator, which replays the schedule: at each step it allocates what is
 * defined there and then frees what is used for the last time. A step begins with the first ALLOC or SHARE_WITH after
 * a FREE, so two buffers live together in these steps exactly if they do in the order of the events.
 */
import type { BinaryView } from "../binary/view.js";
import { ALLOC, FREE, SHARE_WITH, type TraceEvent } from "./hlo-messages.js";

/** A buffer's life in a trace. */
export interface Life {
  /** Which trace. */
  readonly trace: number;
  readonly first: number;
  /** The last step at which it lives. */
  last: number;
  /** The buffer whose bytes it shares; null where it has its own. */
  readonly sharedWith: number | null;
  readonly instructionName: string;
}

/**
 * The life of each buffer that some trace names, by its id. Traces that are the same, which XLA writes for each heap of
 * one run, count once.
 *
 * @throws FormatError where events contradict each other
 */
export function livesOf(traces: readonly (readonly TraceEvent[])[], view: BinaryView): Map<number, Life> {
  const lives = new Map<number, Life>();
  for (const [trace, events] of traces.entries()) {
    const first = events[0] === undefined ? undefined : lives.get(events[0].bufferId);
    if (first !== undefined && isSame(traces[first.trace]!, events)) continue;
    replay(events, trace, lives, view);
  }
  return lives;
}

function isSame(a: readonly TraceEvent[], b: readonly TraceEvent[]): boolean {
  return (
    a.length === b.length && a.every(({ kind, bufferId }, i) => kind === b[i]!.kind && bufferId === b[i]!.bufferId)
  );
}

function replay(events: readonly TraceEvent[], trace: number, lives: Map<number, Life>, view: BinaryView): void {
  const live = new Set<number>();
  let step = 0;
  let hasFreed = false;
  for (const { kind, bufferId, instructionName, canonicalId, at } of events) {
    if (kind === FREE) {
      if (!live.delete(bufferId)) view.fail(at, `the heap simulator frees buffer ${bufferId}, which does not live`);
      lives.get(bufferId)!.last = step;
      hasFreed = true;
      continue;
    }
    if (kind !== ALLOC && kind !== SHARE_WITH) view.fail(at, `the event ${kind} of the heap simulator is not known`);
    if (lives.has(bufferId)) view.fail(at, `the heap simulator allocates buffer ${bufferId} twice`);
    if (kind === SHARE_WITH && lives.get(canonicalId)?.trace !== trace) {
      view.fail(at, `buffer ${bufferId} shares the bytes of buffer ${canonicalId}, which was not allocated before`);
    }
    if (hasFreed) step++;
    hasFreed = false;
    live.add(bufferId);
    const sharedWith = kind === SHARE_WITH ? canonicalId : null;
    lives.set(bufferId, { trace, first: step, last: step, sharedWith, instructionName });
  }
  for (const id of live) lives.get(id)!.last = step;
}
