import { type Buffer, InputError, type Memory, type Operator, type Problem, shown } from "../problem/index.js";
import { bytesOf, type Graph, type Tensor } from "./graph.js";
import { type ScheduleOptions, scheduleOps } from "./schedule.js";
import { worksOf } from "./work.js";

/** A machine on which a network runs. */
export interface Machine {
  /** Operations a nanosecond: 1,000 are 1 TFLOP/s. */
  readonly flopsPerNs: number;
  /** The first is the fast one, by custom. One without capacity takes what fits nowhere else. */
  readonly memories: readonly Memory[];
  /** Where the weights are: the id of a memory; "any" leaves it open. */
  readonly weights: string;
}

/**
 * A network as a problem with tiers: one operator an op, with the time that it computes and the tensors that it reads
 * and writes. The time of the plan is minimised. A view counts as the tensor that it is a view of. Weights are read
 * from where the machine says, inputs are there before the first op, and nobody waits for results to be taken.
 *
 * @throws InputError for a machine that computes nothing, or keeps weights in a memory that it has not
 */
export function tieredProblem(
  graph: Graph,
  { flopsPerNs, memories, weights }: Machine,
  options: Omit<ScheduleOptions, "weights" | "capacity">,
): Problem {
  if (!(Number.isFinite(flopsPerNs) && flopsPerNs > 0)) {
    throw new InputError(`flopsPerNs must be a number > 0, got ${shown(flopsPerNs)}`, { field: "flopsPerNs" });
  }
  if (weights !== "any" && !memories.some(({ id }) => id === weights)) {
    const known = [...memories.map(({ id }) => id), "any"].map((id) => JSON.stringify(id)).join(", ");
    throw new InputError(`weights must be one of ${known}, got ${shown(weights)}`, { field: "weights" });
  }
  const { problem, order, idOf } = scheduleOps(graph, { ...options, weights: true, capacity: undefined });
  const works = worksOf(graph);
  const planned = new Set(problem.buffers.map(({ id }) => id));
  const idsOf = (tensors: readonly Tensor[]): string[] => {
    const ids = tensors.filter((tensor) => bytesOf(tensor) > 0).map(idOf);
    return [...new Set(ids)].filter((id) => planned.has(id));
  };
  const isWeight = new Set(graph.tensors.filter(({ role }) => role === "weight").map(({ name }) => name));
  const operators = order.map((op, time): Operator => {
    const { flops, reads, writes } = works[op.index]!;
    const workspace = op.workspaceBytes > 0 ? [`${op.name}:workspace`] : [];
    return {
      id: op.name,
      time,
      compute: flops / flopsPerNs,
      reads: [...idsOf(reads), ...workspace],
      writes: [...idsOf(writes), ...workspace],
    };
  });
  const buffers = problem.buffers.map((buffer): Buffer => {
    return weights !== "any" && isWeight.has(buffer.id) ? { ...buffer, memory: weights } : buffer;
  });
  return { buffers, memories, operators, minimize: ["time"] };
}
