import {
  type Change,
  decode,
  encode,
  fieldNumber,
  fieldPath,
  messagesAt,
  replaced,
  textField,
  textOf,
  textsAt,
} from "../../proto/index.js";
import type { PlanMethod } from "./task.js";

/** PlanResponse's field of why there is no plan, and of what was done before. */
const INFEASIBILITY_FIELD = fieldNumber("PlanResponse", "infeasibility");
const PRESOLVE_FIELD = fieldNumber("PlanResponse", "presolve");

const PROBLEM: Readonly<Record<PlanMethod, string>> = {
  PlanRequest: "problem",
  PlanStreamRequest: "plan.problem",
  PlanManyRequest: "plan.problem",
};

/** Where a request has a field of its problem: numbers of fields, from outside. */
function pathsOf(field: string): Readonly<Record<PlanMethod, readonly number[]>> {
  const path = (method: PlanMethod): number[] => fieldPath(method, `${PROBLEM[method]}.${field}`);
  return {
    PlanRequest: path("PlanRequest"),
    PlanStreamRequest: path("PlanStreamRequest"),
    PlanManyRequest: path("PlanManyRequest"),
  };
}

const BUFFER_NAMES = pathsOf("id");
const MEMORIES = pathsOf("memories");
const MEMORY_NAME = fieldNumber("Memory", "id");

/**
 * A PlanResponse in the names of the one who asked. Answers are made, stored and shared without names, and sentences
 * have the positions that stand for them: `buffer "3"`, `memory "m0"`. Only the few names that a sentence quotes are
 * looked for.
 */
export function inNames(answer: Uint8Array, request: Uint8Array, method: PlanMethod): Uint8Array {
  const named = (sentence: string): string => {
    const quoted = Array.from(sentence.matchAll(QUOTED));
    const buffers = positions(quoted, "");
    const memories = positions(quoted, "m");
    const names = new Map([
      ...find(textsAt(request, BUFFER_NAMES[method]), buffers, ""),
      ...find(memoryNames(request, method), memories, "m"),
    ]);
    return sentence.replace(QUOTED, (given, kind, index) => names.get(`${kind}${index}`) ?? given);
  };
  const changes = new Map<number, Change>([
    [
      INFEASIBILITY_FIELD,
      (bytes) => {
        const infeasibility = decode("Infeasibility", bytes) as { message: string };
        return encode("Infeasibility", { ...infeasibility, message: named(infeasibility.message) });
      },
    ],
    [PRESOLVE_FIELD, (bytes) => Buffer.from(named(textOf(bytes)))],
  ]);
  return replaced(answer, changes);
}

/** A position in the place of a name: a buffer's, or behind an m a memory's. */
const QUOTED = /"(m?)(\d+)"/g;

function positions(quoted: readonly RegExpMatchArray[], kind: string): Set<number> {
  return new Set(quoted.filter((match) => match[1] === kind).map((match) => Number(match[2])));
}

/** Those of a memory without one are its position. */
function* memoryNames(request: Uint8Array, method: PlanMethod): Generator<string> {
  let index = 0;
  for (const memory of messagesAt(request, MEMORIES[method])) {
    yield textField(memory, MEMORY_NAME) || `${index}`;
    index++;
  }
}

/** Names at these positions, quoted, by what stands for them; none where the request has no names. */
function find(names: Iterable<string>, wanted: ReadonlySet<number>, kind: string): Map<string, string> {
  const found = new Map<string, string>();
  if (wanted.size === 0) return found;
  let index = 0;
  for (const name of names) {
    if (wanted.has(index)) found.set(`${kind}${index}`, JSON.stringify(name));
    if (found.size === wanted.size) break;
    index++;
  }
  return found;
}
