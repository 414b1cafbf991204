import { InputError, type Problem } from "../problem/index.js";

/** The keys of the entries of each list of a problem. */
const OF_PROBLEM = {
  memories: ["id", "capacity", "base", "alignment", "reserved", "bank", "bandwidth", "latency"],
  aliases: ["buffer", "of", "at"],
  apart: ["buffers", "groups", "distance", "cost", "banks"],
  free: ["buffers", "groups"],
  inplace: ["buffer", "of", "at"],
  operators: ["id", "time", "compute", "reads", "writes"],
} as const;

const OF_BUFFER = {
  gaps: ["lower", "upper", "from", "to"],
  memories: ["id", "cost"],
} as const;

const RESERVED = ["from", "to"];
const CLOCK = ["lower", "upper"];

/**
 * Refuses a key that no entry of a list has: what it was to say would be lost. That lists are lists of objects is
 * checked here too.
 *
 * @throws InputError that names the entry and the key
 */
export function checkEntryKeys(problem: Problem): void {
  for (const [list, keys] of Object.entries(OF_PROBLEM)) {
    const entries = listOf(problem, list, list, { field: list });
    for (const [i, entry] of entries.entries()) checkKeysOf(entry, `${list}[${i}]`, keys, { field: list });
  }
  for (const [m, memory] of (problem.memories ?? []).entries()) {
    const reserved = listOf(memory, "reserved", `memories[${m}].reserved`, { field: "memories" });
    for (const [i, range] of reserved.entries()) {
      checkKeysOf(range, `memories[${m}].reserved[${i}]`, RESERVED, { field: "memories" });
    }
  }
  for (const [bufferIndex, buffer] of problem.buffers.entries()) {
    const called = `buffer ${JSON.stringify(buffer.id)}: `;
    if (buffer.clock !== undefined) {
      checkKeysOf(buffer.clock, `${called}clock`, CLOCK, { bufferIndex, field: "clock" });
    }
    if (buffer.gaps === undefined && buffer.memories === undefined) continue;
    for (const [list, keys] of Object.entries(OF_BUFFER)) {
      const entries = listOf(buffer, list, `${called}${list}`, { bufferIndex, field: list });
      for (const [i, entry] of entries.entries()) {
        checkKeysOf(entry, `${called}${list}[${i}]`, keys, { bufferIndex, field: list });
      }
    }
  }
}

type Culprit = ConstructorParameters<typeof InputError>[1];

function listOf(owner: object, list: string, called: string, culprit: Culprit): readonly object[] {
  const entries = (owner as Readonly<Record<string, unknown>>)[list];
  if (entries === undefined || entries === null) return [];
  if (!Array.isArray(entries)) throw new InputError(`${called} must be an array`, culprit);
  return entries;
}

function checkKeysOf(entry: unknown, called: string, keys: readonly string[], culprit: Culprit): void {
  if (entry === null || typeof entry !== "object" || Array.isArray(entry)) {
    throw new InputError(`${called} must be an object`, culprit);
  }
  for (const key in entry) {
    if (keys.includes(key)) continue;
    const known = keys.map((each) => JSON.stringify(each)).join(", ");
    throw new InputError(`${called}: key ${JSON.stringify(key)} is not known; there are ${known}`, culprit);
  }
}
