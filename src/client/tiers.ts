import { type Problem, shown } from "../problem/index.js";
import { wireInteger, wireNumber } from "./checks.js";
import { invalidArgument } from "./errors.js";
import type { Memory as WireMemory } from "./generated/telaplan/v1/Memory.js";
import type { Operator as WireOperator } from "./generated/telaplan/v1/Operator.js";
import type { Problem as WireProblem } from "./generated/telaplan/v1/Problem.js";

// What decides the time that a plan takes, in the fields of the .proto.

type Memory = NonNullable<Problem["memories"]>[number];

/** How fast a memory is. @throws PlannerError for what is no finite number */
export function speedsOf({ bandwidth, latency }: Memory, field: string): Pick<WireMemory, "bandwidth" | "latency"> {
  return {
    ...(bandwidth !== undefined && { bandwidth: wireNumber(`${field}.bandwidth`, bandwidth) }),
    ...(latency !== undefined && { latency: wireNumber(`${field}.latency`, latency) }),
  };
}

/** How often buffers are read and written; a column is left out where none of them says. @throws PlannerError */
export function countFields(buffers: Problem["buffers"]): Pick<WireProblem, "reads" | "writes"> {
  return { ...countsOf(buffers, "reads"), ...countsOf(buffers, "writes") };
}

function countsOf(buffers: Problem["buffers"], side: "reads" | "writes"): { readonly [K in typeof side]?: number[] } {
  if (buffers.every((buffer) => buffer[side] === undefined)) return {};
  const counts = buffers.map((buffer, b) => {
    const count = buffer[side];
    if (count === undefined) return -1;
    const field = `problem.buffers[${b}].${side}`;
    // −1 would be taken for no count.
    if (wireInteger(field, count) >= 0) return count;
    throw invalidArgument(field, `${field} must be an integer ≥ 0, got ${count}`, "INVALID_FIELD");
  });
  return { [side]: counts };
}

/** @param bufferAt the position of what a field names @throws PlannerError for what no field can say */
export function operatorFields(
  operators: Problem["operators"],
  bufferAt: (field: string, id: unknown) => number,
): Pick<WireProblem, "operators" | "noOperators"> {
  if (operators === undefined) return {};
  if (operators.length === 0) return { noOperators: true };
  const listOf = (ids: readonly string[] | undefined, field: string) => {
    if (Array.isArray(ids)) return { bufferIndex: ids.map((id, i) => bufferAt(`${field}[${i}]`, id)) };
    throw invalidArgument(field, `${field} must be an array of ids, got ${shown(ids)}`, "INVALID_FIELD");
  };
  const converted = operators.map(({ id, time, compute, reads, writes }, o): WireOperator => {
    const field = `problem.operators[${o}]`;
    if (id !== undefined && (typeof id !== "string" || id === "")) {
      throw invalidArgument(`${field}.id`, `${field}.id must be a non-empty string, got ${shown(id)}`, "INVALID_FIELD");
    }
    return {
      ...(id !== undefined && { id }),
      time: wireInteger(`${field}.time`, time),
      compute: wireNumber(`${field}.compute`, compute),
      ...(reads !== undefined && { reads: listOf(reads, `${field}.reads`) }),
      ...(writes !== undefined && { writes: listOf(writes, `${field}.writes`) }),
    };
  });
  return { operators: converted };
}
