import { type Budget, finite, finiteNumbers, list, show, wholeNumbers } from "./checks.js";
import { MAX_PARAMETERS, type Scorer } from "./data.js";

const LEAF = -1;

/** A sum of binary trees. */
export class TreesScorer implements Scorer {
  private readonly base: number;
  private readonly feature: Int32Array;
  /** A node's threshold or a leaf's value: no node has both, and one array stays closer to the processor. */
  private readonly number: Float64Array;
  /** Left and right child of each node. */
  private readonly children: Int32Array;
  private readonly roots: Int32Array;

  /** @throws RangeError naming what is wrong with the data */
  constructor(
    data: Readonly<Record<string, unknown>>,
    readonly featureCount: number,
    budget: Budget,
  ) {
    this.base = finite(data.base, "base");
    const count = list(data.feature, "feature").length;
    this.feature = wholeNumbers(data.feature, count, LEAF, featureCount - 1, "feature", budget);
    const threshold = finiteNumbers(data.threshold, count, "threshold", budget);
    const value = finiteNumbers(data.value, count, "value", budget);
    this.number = threshold.map((limit, node) => (this.feature[node] === LEAF ? value[node]! : limit));
    const left = wholeNumbers(data.left, count, -MAX_PARAMETERS, MAX_PARAMETERS, "left", budget);
    const right = wholeNumbers(data.right, count, -MAX_PARAMETERS, MAX_PARAMETERS, "right", budget);
    const roots = list(data.roots, "roots");
    this.roots = wholeNumbers(roots, roots.length, 0, count - 1, "roots", budget);
    this.children = joinChildren(this.feature, left, right, this.roots);
  }

  score(rows: Float64Array, count: number, scores: Float64Array): void {
    const { feature, number, children, roots, base, featureCount } = this;
    for (let i = 0, row = 0; i < count; i++, row += featureCount) {
      let sum = base;
      for (let t = 0; t < roots.length; t++) {
        let node = roots[t]!;
        for (let asked = feature[node]!; asked >= 0; asked = feature[node]!) {
          node = children[2 * node + (rows[row + asked]! <= number[node]! ? 0 : 1)]!;
        }
        sum += number[node]!;
      }
      // Also what overflowed: no finite values are refused.
      scores[i] = Number.isFinite(sum) ? sum : 0;
    }
  }
}

/**
 * Checks that the links make a forest. Children with greater indices than their parents end every walk; a node that is reached once only
 * bounds what all walks of a candidate take together by the number of nodes.
 */
function joinChildren(feature: Int32Array, left: Int32Array, right: Int32Array, roots: Int32Array): Int32Array {
  const count = feature.length;
  const reached = new Uint8Array(count);
  const reach = (node: number, name: string): void => {
    if (reached[node]! > 0)
      throw new RangeError(`${name} leads to node ${node}, which something else leads to already`);
    reached[node] = 1;
  };
  roots.forEach((root, i) => {
    reach(root, `roots[${i}]`);
  });
  const children = new Int32Array(2 * count);
  for (let node = 0; node < count; node++) {
    if (feature[node] === LEAF) continue;
    for (const [name, links, side] of [["left", left, 0] as const, ["right", right, 1] as const]) {
      const child = links[node]!;
      if (child <= node || child >= count) {
        throw new RangeError(
          `${name}[${node}] must be a node after ${node} and before ${count}, got ${show(child)}: links go forward only`,
        );
      }
      reach(child, `${name}[${node}]`);
      children[2 * node + side] = child;
    }
  }
  return children;
}
