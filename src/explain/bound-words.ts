import type { PeakBoundFacts } from "./cheap-bound.js";
import { shownBytes } from "./words.js";

const RESTS: Readonly<Record<PeakBoundFacts["restsOn"], string>> = {
  load: "on the bytes that are needed at one time",
  stack: "on buffers that live together, and the gaps that alignments and fixed offsets leave between them",
  clique: "on buffers that share no byte whenever they live",
  buffer: "on one buffer alone",
  search: "on the exact search",
};

/** What a bound rests on, in words. */
export function boundWords({ bytes, restsOn }: PeakBoundFacts): string {
  return `the bound of ${shownBytes(bytes)} rests ${RESTS[restsOn]}`;
}
