import type {
  CoreConstraint,
  MemoryExplanation,
  Reasons,
  SuggestedChange,
  Suggestion,
  ToldPlan,
} from "../explain/index.js";
import { SUGGESTION_KINDS } from "../explain/suggest/change.js";
import type { ClosestPlan__Output } from "./generated/telaplan/v1/ClosestPlan.js";
import type { Core__Output } from "./generated/telaplan/v1/Core.js";
import type { CoreConstraint__Output } from "./generated/telaplan/v1/CoreConstraint.js";
import type { LeastCapacities__Output } from "./generated/telaplan/v1/LeastCapacities.js";
import type { MemoryWhy__Output } from "./generated/telaplan/v1/MemoryWhy.js";
import type { PeakBound__Output } from "./generated/telaplan/v1/PeakBound.js";
import type { SuggestedChange__Output } from "./generated/telaplan/v1/SuggestedChange.js";
import type { Suggestion__Output } from "./generated/telaplan/v1/Suggestion.js";
import type { Undecided__Output } from "./generated/telaplan/v1/Undecided.js";
import type { Why__Output } from "./generated/telaplan/v1/Why.js";
import { type Names, termOf } from "./report.js";

// Reasons of a server as those of the library.

/** A suggestion of a server: the changed problem is for the caller to make, and costs are not known there. */
export type RemoteSuggestion = Omit<Suggestion, "problem" | "cost">;

/** What reasons call buffers and memories. */
export interface ReasonNames extends Pick<Names, "memories"> {
  readonly buffers: readonly string[];
}

/** @throws Error for what this client does not know: the server is of a later version */
export function toReasons({ memories, bound, core, least, undecided }: Why__Output, names: ReasonNames): Reasons {
  return {
    peak: { memories: memories.map((memory) => toMemory(memory, names)), bound: toBound(bound) },
    core: core ? toCore(core, names) : null,
    least: least ? toLeast(least, names) : null,
    unknown: undecided ? toUnknown(undecided, names) : null,
  };
}

/** A word of ours for a value of an enum. @throws Error for one that is none of ours */
function wordOf<Word extends string>(prefix: string, value: string, words: readonly Word[]): Word {
  const short = value.replace(`${prefix}_`, "").toLowerCase().replaceAll("_", "");
  const word = words.find((each) => each.toLowerCase() === short);
  if (word === undefined) throw new Error(`${value} is not understood`);
  return word;
}

const REASONS = ["load", "stack", "clique", "buffer", "search"] as const;
const WASTES = ["alignment", "fixed", "reserved", "fragmentation"] as const;
const CAUSES = ["load", "alone", "collision", "constraints", "fragmentation"] as const;
const MORE_TIME = ["likely", "unlikely", "unclear"] as const;

function toBound(bound: PeakBound__Output | null): MemoryExplanation["bound"] {
  return { bytes: bound!.bytes, restsOn: wordOf("BOUND_REASON", bound!.restsOn, REASONS) };
}

function toMemory(told: MemoryWhy__Output, names: ReasonNames): MemoryExplanation {
  const { memoryIndex, capacity, base, peak, time, liveBytes, live, loadBytes, waste, bound, message } = told;
  const hasPlan = peak !== undefined;
  return {
    memory: names.memories[memoryIndex] ?? "",
    capacity: capacity ?? Number.POSITIVE_INFINITY,
    base,
    peak: peak ?? null,
    time: time ?? null,
    liveBytes,
    live: live.map(({ bufferIndex, offset, bytes, share }) => {
      return { buffer: bufferIndex, id: names.buffers[bufferIndex]!, offset: offset ?? null, bytes, share };
    }),
    loadBytes,
    load: {
      times: Float64Array.from(told.loadTime),
      liveBytes: Float64Array.from(told.loadLive),
      tops: hasPlan ? Float64Array.from(told.loadTop) : null,
    },
    waste: waste ? toWaste(waste) : null,
    bound: toBound(bound),
    message,
  };
}

function toWaste({ bytes, holes }: NonNullable<MemoryWhy__Output["waste"]>): MemoryExplanation["waste"] {
  const byCause = { alignment: 0, fixed: 0, reserved: 0, fragmentation: 0 };
  const found = holes.map(({ from, to, cause: name, aboveIndex }) => {
    const cause = wordOf("WASTE_CAUSE", name, WASTES);
    byCause[cause] += to - from;
    return { from, to, cause, above: aboveIndex ?? null };
  });
  return { bytes, byCause, holes: found };
}

function toCore(core: Core__Output, names: ReasonNames): NonNullable<Reasons["core"]> {
  const { bufferIndex, constraints, cause, time, neededBytes, capacity, message, remedies } = core;
  const { isIrreducible, questions, steps } = core;
  return {
    buffers: bufferIndex,
    constraints: constraints.map((each) => toConstraint(each, names)),
    cause: wordOf("CORE_CAUSE", cause, CAUSES),
    time: time ?? null,
    neededBytes: neededBytes ?? null,
    capacity: capacity ?? null,
    message,
    remedies,
    isIrreducible,
    questions,
    steps,
  };
}

const CONSTRAINTS = [
  "capacity",
  "reserved",
  "alignment",
  "offset",
  "withinBank",
  "exclusive",
  "apart",
  "alias",
  "limit",
] as const satisfies readonly CoreConstraint["kind"][];

function toConstraint(constraint: CoreConstraint__Output, { memories }: ReasonNames): CoreConstraint {
  const { bufferIndex: buffer = 0, memoryIndex, entry: index = 0, bytes = 0, term } = constraint;
  const memory = memoryIndex === undefined ? "" : memories[memoryIndex]!;
  const kind = wordOf("CORE_CONSTRAINT_KIND", constraint.kind, CONSTRAINTS);
  switch (kind) {
    case "capacity":
      return { kind, memory, bytes };
    case "reserved":
      return { kind, memory, index };
    case "alignment":
      return { kind, buffer, bytes };
    case "offset":
      return { kind, buffer, offset: bytes };
    case "withinBank":
    case "exclusive":
      return { kind, buffer };
    case "limit":
      return { kind, term: termOf(term!), most: bytes };
    default:
      return { kind, index };
  }
}

function toLeast({ memories, isAny, closest, message }: LeastCapacities__Output, names: ReasonNames) {
  return {
    memories: memories.map(({ memoryIndex, capacity, bytes, bound, isProved }) => ({
      memory: names.memories[memoryIndex] ?? "",
      capacity: capacity ?? Number.POSITIVE_INFINITY,
      bytes: bytes ?? null,
      bound: bound ?? Number.POSITIVE_INFINITY,
      isProved,
    })),
    needs: isAny ? ("any" as const) : ("all" as const),
    closest: closest ? toClosest(closest, names) : null,
    message,
  };
}

function toUnknown({ closest, bound, gap, curve, moreTime, message }: Undecided__Output, names: ReasonNames) {
  return {
    closest: closest ? toClosest(closest, names) : null,
    bound,
    gap: gap ?? null,
    curve: curve.map(({ ms, peak, bound: proved }) => ({ ms, peak: peak ?? null, bound: proved })),
    moreTime: wordOf("MORE_TIME", moreTime, MORE_TIME),
    message,
  };
}

function toClosest({ offsets, memoryIndex, peak, overflow }: ClosestPlan__Output, names: ReasonNames): ToldPlan {
  return {
    offsets: Float64Array.from(offsets),
    memories: memoryIndex.length === 0 ? null : memoryIndex.map((index) => names.memories[index]!),
    peak,
    overflow,
  };
}

/** @throws Error for a change that this client does not know */
export function toSuggestion(suggestion: Suggestion__Output): RemoteSuggestion {
  const { kind, changes, bytes, isProved, message, offsets, memoryId, peak } = suggestion;
  return {
    kind: wordOf("SUGGESTION_KIND", kind, [...SUGGESTION_KINDS, "mixed" as const]),
    changes: changes.map(toChange),
    bytes,
    isProved,
    message,
    offsets: Float64Array.from(offsets),
    memories: memoryId.length === 0 ? null : memoryId,
    peak,
  };
}

function toChange(change: SuggestedChange__Output): SuggestedChange {
  const { bufferId: buffer, ofId: of, from = 0, by = 0, againId: again, entry: index = 0 } = change;
  const { to = 0, pairId, memoryId: memory, term } = change;
  const kind = wordOf("SUGGESTION_KIND", change.kind, SUGGESTION_KINDS);
  switch (kind) {
    case "split":
      return { kind, buffer, lower: from, upper: to, again };
    case "shift":
      return { kind, buffer, by };
    case "move":
      return { kind, buffer, from: change.fromMemoryId, to: memory };
    case "exclusive":
    case "withinBank":
      return { kind, buffer };
    case "apart":
      return { kind, index, pair: pairId.length === 0 ? null : [pairId[0]!, pairId[1]!] };
    case "reserved":
      return { kind, memory, index };
    case "limit":
      return { kind, term: termOf(term!), from, to: change.to ?? Number.POSITIVE_INFINITY };
    case "inplace":
    case "view":
      return { kind, buffer, of };
    case "copy":
      return { kind, index, buffer, of };
    case "capacity":
      return { kind, memory, from, to };
    default:
      return { kind, buffer, from, to };
  }
}
