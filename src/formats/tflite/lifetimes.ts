/**
 * Lifetimes as TensorFlow Lite Micro counts them. Time is a count of operators; IF, WHILE and CALL_ONCE go on counting
 * through their subgraphs, each of which takes one step to enter. A tensor is live from where it is made to where it is
 * last used, both included. Inputs of a subgraph are made where it is entered, outputs last to its end.
 *
 * Source: `tensorflow/lite/micro/micro_allocation_info.cc` (class AllocationInfoBuilder).
 *
 * TFLM counts the last entry alone where a subgraph is entered several times, and the last writer of a tensor that has
 * several. Bytes are needed from the first of them on, so that this file counts from there.
 */
import type { Model, Operator, Subgraph } from "./model.js";

/** Of a tensor that nothing makes, or nothing uses, as TFLM writes it. */
const NEVER = -1;

/** Subgraphs within each other. */
const MAX_DEPTH = 100;

/** Tensors and operators that are met, beyond those that a file of its length can list once. */
const MOST_STEPS = 2 ** 20;

export interface Lifetimes {
  /** When each tensor of all subgraphs is made; −1 for never. */
  readonly first: Int32Array;
  /** When it is used last; −1 for never. */
  readonly last: Int32Array;
  /** The greatest time. */
  readonly end: number;
  /** How often each subgraph is entered. */
  readonly entries: Int32Array;
}

/** @throws FormatError where a subgraph enters itself, or subgraphs enter each other too often to be counted */
export function lifetimesOf(model: Model): Lifetimes {
  const walk = new Walk(model);
  walk.enter(0, 0);
  return walk;
}

class Walk implements Lifetimes {
  readonly first: Int32Array;
  readonly last: Int32Array;
  readonly entries: Int32Array;
  end = 0;
  readonly #model: Model;
  readonly #isOpen: Uint8Array;
  /** Of each subgraph. */
  readonly #unmade: readonly (readonly number[])[];
  #budget: number;

  constructor(model: Model) {
    this.#model = model;
    this.first = new Int32Array(model.tensorCount).fill(NEVER);
    this.last = new Int32Array(model.tensorCount).fill(NEVER);
    this.entries = new Int32Array(model.subgraphs.length);
    this.#isOpen = new Uint8Array(model.subgraphs.length);
    this.#unmade = model.subgraphs.map(unmadeOutputs);
    this.#budget = MOST_STEPS + model.view.length;
  }

  enter(index: number, depth: number): void {
    const { inputs, outputs, operators, firstTensor, at } = this.#model.subgraphs[index]!;
    const { view } = this.#model;
    if (this.#isOpen[index] === 1)
      view.fail(at, `subgraph ${index} enters itself, so that nothing can be said of time`);
    if (depth > MAX_DEPTH) view.fail(at, `subgraphs enter each other more than ${MAX_DEPTH} deep`);
    this.#spend(at, 1 + inputs.length + outputs.length);
    this.#isOpen[index] = 1;
    this.entries[index]!++;
    for (const tensor of inputs) this.#make(firstTensor + tensor);
    for (const tensor of this.#unmade[index]!) this.#make(firstTensor + tensor);
    for (const operator of operators) this.#run(operator, firstTensor, depth);
    for (const tensor of outputs) this.#use(firstTensor + tensor);
    this.#isOpen[index] = 0;
  }

  #run({ inputs, outputs, calls, at }: Operator, firstTensor: number, depth: number): void {
    this.end++;
    this.#spend(at, 1 + inputs.length + outputs.length);
    for (const tensor of outputs) if (tensor >= 0) this.#make(firstTensor + tensor);
    for (const called of calls) {
      this.end++;
      this.enter(called, depth + 1);
    }
    for (const tensor of inputs) if (tensor >= 0) this.#use(firstTensor + tensor);
    for (const tensor of outputs) if (tensor >= 0) this.#use(firstTensor + tensor);
  }

  #make(tensor: number): void {
    if (this.first[tensor] === NEVER) this.first[tensor] = this.end;
    this.last[tensor] = this.end;
  }

  #use(tensor: number): void {
    this.last[tensor] = this.end;
  }

  #spend(at: number, cost: number): void {
    this.#budget -= cost;
    if (this.#budget < 0) this.#model.view.fail(at, "subgraphs enter each other so often that time has no end");
  }
}

/** Outputs that no operator of the subgraph makes: they are there from its begin. */
function unmadeOutputs({ outputs, operators }: Subgraph): number[] {
  const unmade = new Set(outputs);
  for (const operator of operators) for (const tensor of operator.outputs) unmade.delete(tensor);
  return [...unmade];
}
