import type { Presolved, PresolveTally } from "./presolved.js";

/** What one step of presolve did. */
export interface PresolveNote {
  readonly step: "drop" | "merge" | "ground" | "split" | "loose" | "retime" | "cut" | "plain";
  /**
   * At least 1: rules that were dropped, bodies that were merged, laid or re-timed, reserved ranges that were cut or
   * became something else, parts, and of these the plain ones.
   */
  readonly count: number;
  readonly text: string;
}

/** What presolve did, in the order of its steps. Steps that found nothing to do are left out. */
export function explainPresolve({ tally }: Pick<Presolved, "tally">): PresolveNote[] {
  return [...notesOf(tally)].filter(({ count }) => count > 0);
}

function* notesOf(tally: PresolveTally): Generator<PresolveNote> {
  const { memories, droppedRules, mergedBodies, looseBodies, retimedRules, retimedBodies, retimedMemories } = tally;
  const { trimmedRanges, groundedRanges, cutRanges, shiftedParts, parts, plainParts } = tally;
  yield {
    step: "drop",
    count: droppedRules,
    text: `${many(droppedRules, "rule")} left out, which ${droppedRules === 1 ? "binds" : "bind"} nothing`,
  };
  yield {
    step: "merge",
    count: mergedBodies,
    text: `${many(mergedBodies, "buffer")} with gaps, windows or aliases became one rectangle each`,
  };
  yield {
    step: "ground",
    count: trimmedRanges,
    text: `${many(trimmedRanges, "reserved range")} became the ends of a memory`,
  };
  yield {
    step: "loose",
    count: looseBodies,
    text: `${many(looseBodies, "buffer")} placed at the lowest offset, without conflict with any other`,
  };
  yield {
    step: "retime",
    count: retimedBodies,
    text: `${retimedMemories} of ${many(memories, "memory")} re-timed: ${many(retimedRules, "rule")} became lifetimes`,
  };
  yield {
    step: "cut",
    count: cutRanges,
    text: `${many(cutRanges, "reserved range")} left out above a stack of all buffers`,
  };
  yield {
    step: "ground",
    count: groundedRanges,
    text: `${many(groundedRanges, "reserved range")} became fixed buffers`,
  };
  yield {
    step: "ground",
    count: shiftedParts,
    text: `${many(shiftedParts, "part")} shifted to where all alignments begin at byte 0`,
  };
  yield { step: "split", count: parts, text: `${many(memories, "memory")} cut into ${many(parts, "part")}` };
  yield { step: "plain", count: plainParts, text: `${plainParts} of ${many(parts, "part")} plain` };
}

function many(count: number, noun: string): string {
  if (count === 1) return `${count} ${noun}`;
  return `${count} ${noun.endsWith("y") ? `${noun.slice(0, -1)}ies` : `${noun}s`}`;
}
