import { InputError, type Problem, shown, TERMS, type Term, validateBesidesConstraints } from "../problem/index.js";
import { bodiesOf, ties } from "./bodies.js";
import { checkBuffers } from "./check-buffers.js";
import { checkEntryKeys } from "./entry-keys.js";
import { bufferFault, checkWhole, quote } from "./fault.js";
import { memoriesOf } from "./memories.js";
import type { Body, MemoryFacts, Model, Range } from "./model.js";
import { pairsOf } from "./pairs.js";
import { statesTiers, timingOf } from "./timing.js";
import { checkTotals } from "./totals.js";

/**
 * Checks a problem, and makes bodies of cells and pairs of it.
 *
 * @throws InputError at the first fault, as `validate`, or constraint that contradicts itself; the message names the
 * buffers.
 */
export function compile(problem: Problem): Model {
  validateBesidesConstraints(problem);
  checkEntryKeys(problem);
  const { buffers } = problem;
  const memories = memoriesOf(problem);
  checkBuffers(problem);
  const positions = new Map(buffers.map(({ id }, b) => [id, b]));
  const tied = ties(problem, positions);
  const bodies = bodiesOf(problem, tied, memories).map((body) => withoutReserved(problem, body, memories.facts));
  const bodyOf = new Int32Array(buffers.length);
  for (const [index, { members }] of bodies.entries()) for (const { buffer } of members) bodyOf[buffer] = index;
  const pairs = pairsOf(problem, positions, tied);
  const terms = termsOf(problem);
  const limits = limitsOf(problem);
  checkTotals(problem, memories.facts, bodies, pairs, terms.includes("moved") || limits.moved !== undefined);
  return {
    problem,
    memories: memories.facts,
    bodies,
    bodyOf,
    atOf: tied.at,
    pairs,
    exclusive: Uint8Array.from(buffers, ({ exclusive }) => (exclusive === true ? 1 : 0)),
    withinBank: Uint8Array.from(buffers, ({ withinBank }) => (withinBank === true ? 1 : 0)),
    timing: statesTiers(problem) ? timingOf(problem, bodies) : null,
    terms,
    limits,
  };
}

/** A fixed body without the memories in which its buffers would lie on reserved bytes. */
function withoutReserved({ buffers }: Problem, body: Body, memories: readonly MemoryFacts[]): Body {
  const { fixedOffset, members, choices } = body;
  if (fixedOffset < 0) return body;
  let culprit: InputError | null = null;
  const left = choices.filter(({ memory }) =>
    members.every(({ buffer, at }) => {
      const { size } = buffers[buffer]!;
      const [from, to] = [fixedOffset + at, fixedOffset + at + size];
      const hit = firstAbove(memories[memory]!.reserved, from);
      if (hit === undefined || hit.from >= to) return true;
      const text = `fixed at [${from}, ${to}), in the reserved range [${hit.from}, ${hit.to})`;
      culprit ??= bufferFault(buffers[buffer]!, buffer, "offset", text);
      return false;
    }),
  );
  if (left.length === 0) throw culprit!;
  return { ...body, choices: left };
}

/** The first range that ends above a byte; undefined where none does. */
function firstAbove(ranges: readonly Range[], byte: number): Range | undefined {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ranges[middle]!.to > byte) high = middle;
    else low = middle + 1;
  }
  return ranges[low];
}

function termsOf({ minimize = [] }: Problem): readonly Term[] {
  const known = TERMS.join(", ");
  if (!Array.isArray(minimize)) {
    throw new InputError(`minimize must be an array of ${known}, got ${shown(minimize)}`, { field: "minimize" });
  }
  for (const [i, term] of minimize.entries()) {
    if (!TERMS.includes(term)) {
      throw new InputError(`minimize[${i}] must be one of ${known}, got ${shown(term)}`, { field: "minimize" });
    }
    if (minimize.indexOf(term) < i) throw new InputError(`minimize names ${quote(term)} twice`, { field: "minimize" });
  }
  return minimize;
}

function limitsOf({ limits = {} }: Problem): Model["limits"] {
  const fail = (text: string): InputError => new InputError(`limits: ${text}`, { field: "limits" });
  for (const [term, value] of Object.entries(limits)) {
    if (!TERMS.includes(term as Term)) throw fail(`${shown(term)} is none of ${TERMS.join(", ")}`);
    checkWhole(term, value, 0, fail, "");
  }
  return limits;
}
