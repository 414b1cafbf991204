import type { GradientRule, Graph, Op, Tensor } from "./graph.js";

/**
 * What becomes of the weight gradients:
 * - `none`: they are results, for someone else to use;
 * - `after`: one update op a weight once the backward pass is over, so that all gradients are live together;
 * - `fused`: a weight is updated as soon as its gradient is complete, which is gone then.
 */
export type Optimizer = "none" | "after" | "fused";

/**
 * Adds the backward pass to a graph that has one or more ops of kind "loss": reverse-mode differentiation (Linnainmaa
 * 1976), one op for each gradient rule of each forward op, from the last to the first.
 *
 * An activation that a rule needs becomes an input of its op, so it stays live until then. A tensor that several ops
 * have read gets a gradient from each, added up by an op as soon as there are two. Inputs of the graph get none.
 */
export function addBackward(graph: Graph, optimizer: Optimizer): void {
  new Backward(graph, optimizer).run();
}

class Backward {
  /** By base tensor: its gradient so far. */
  readonly #gradients = new Map<Tensor, Tensor>();
  /** By base tensor: how many gradients it has got. */
  readonly #contributions = new Map<Tensor, number>();
  readonly #names = new Map<string, number>();
  readonly #differentiable: Set<Tensor>;

  readonly #graph: Graph;
  readonly #optimizer: Optimizer;

  constructor(graph: Graph, optimizer: Optimizer) {
    this.#graph = graph;
    this.#optimizer = optimizer;
    this.#differentiable = differentiableTensors(graph);
  }

  run(): void {
    const graph = this.#graph;
    const optimizer = this.#optimizer;
    const uses = this.#countUses();
    for (const op of graph.ops.slice().reverse()) {
      if (op.gradient === "pass") this.#pass(op);
      else for (const rule of op.gradient) this.#emit(op, rule, uses);
    }
    const weights = graph.tensors.filter(({ role }) => role === "weight");
    const before = graph.ops.slice();
    for (const weight of weights) {
      const gradient = this.#gradients.get(weight);
      if (gradient === undefined) continue;
      if (optimizer === "none") graph.results.push(gradient);
      if (optimizer === "after") this.#update(weight, gradient, before);
    }
  }

  /** How many gradients each weight will get: only then it can be updated. */
  #countUses(): Map<Tensor, number> {
    const uses = new Map<Tensor, number>();
    const reached = new Set<Tensor>();
    for (const op of this.#graph.ops.slice().reverse()) {
      if (op.kind !== "loss" && !op.outputs.some(({ base }) => reached.has(base))) continue;
      const targets = op.gradient === "pass" ? op.inputs : op.gradient.flatMap(({ of }) => of);
      for (const { base } of targets) {
        if (!this.#differentiable.has(base)) continue;
        reached.add(base);
        uses.set(base, (uses.get(base) ?? 0) + 1);
      }
    }
    return uses;
  }

  /** The gradient of a sum is the gradient of each summand, the same bytes. */
  #pass(op: Op): void {
    const gradient = this.#gradients.get(op.outputs[0]!.base);
    if (gradient === undefined) return;
    for (const { base } of op.inputs) if (this.#differentiable.has(base)) this.#contribute(base, gradient);
  }

  #emit(op: Op, rule: GradientRule, uses: ReadonlyMap<Tensor, number>): void {
    const graph = this.#graph;
    const incoming: Tensor[] = [];
    for (const { base } of op.outputs) {
      const gradient = this.#gradients.get(base);
      if (gradient !== undefined) incoming.push(gradient);
    }
    if (incoming.length === 0 && op.kind !== "loss") return;
    const targets = rule.of.map(({ base }) => base).filter((base) => this.#differentiable.has(base));
    if (targets.length === 0) return;
    const outputs = targets.map((target) => this.#gradientTensor(target));
    graph.op({
      name: this.#unique(`${op.name}:backward`),
      kind: `${op.kind}-backward`,
      inputs: [...incoming, ...rule.needs],
      outputs,
      workspaceBytes: op.workspaceBytes,
      // It overwrites the incoming gradient, element by element.
      elementwise: op.elementwise && targets.length === 1,
    });
    for (let i = 0; i < targets.length; i++) {
      const target = targets[i]!;
      this.#contribute(target, outputs[i]!);
      if (this.#optimizer !== "fused" || target.role !== "weight") continue;
      if (this.#contributions.get(target) === uses.get(target)) this.#update(target, this.#gradients.get(target)!, []);
    }
  }

  #contribute(target: Tensor, gradient: Tensor): void {
    const before = this.#gradients.get(target);
    this.#contributions.set(target, (this.#contributions.get(target) ?? 0) + 1);
    if (before === undefined) {
      this.#gradients.set(target, gradient);
      return;
    }
    const sum = this.#gradientTensor(target);
    const name = this.#unique(`${target.name}:accumulate`);
    this.#graph.op({ name, kind: "accumulate", inputs: [before, gradient], outputs: [sum], elementwise: true });
    this.#gradients.set(target, sum);
  }

  #update(weight: Tensor, gradient: Tensor, after: readonly Op[]): void {
    this.#graph.op({ name: `${weight.name}:update`, kind: "update", inputs: [weight, gradient], outputs: [], after });
  }

  #gradientTensor(of: Tensor): Tensor {
    const role = of.role === "weight" ? "weight-gradient" : "gradient";
    return this.#graph.tensor(this.#unique(`${of.name}:gradient`), of.shape, of.elementBytes, role);
  }

  /** The name itself the first time, then with a number. */
  #unique(name: string): string {
    const times = (this.#names.get(name) ?? 0) + 1;
    this.#names.set(name, times);
    return times === 1 ? name : `${name}${times}`;
  }
}

/** Weights, and activations that depend on one. Base tensors only. */
function differentiableTensors(graph: Graph): Set<Tensor> {
  const found = new Set<Tensor>();
  for (const tensor of graph.tensors) if (tensor.role === "weight") found.add(tensor);
  for (const op of graph.ops) {
    if (!op.inputs.some(({ base }) => found.has(base))) continue;
    for (const output of op.outputs) if (output.role === "activation") found.add(output.base);
  }
  return found;
}
