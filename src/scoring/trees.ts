import type { RowScorer, TreesData } from "./data.js";
import { numbers } from "./numbers.js";

export function buildTrees(data: TreesData, featureCount: number): RowScorer {
  const nodes = Array.isArray(data.feature) ? data.feature.length : 0;
  const feature = Int32Array.from(numbers(data.feature, nodes, "feature"));
  const threshold = numbers(data.threshold, nodes, "threshold");
  const left = Int32Array.from(numbers(data.left, nodes, "left"));
  const right = Int32Array.from(numbers(data.right, nodes, "right"));
  const value = numbers(data.value, nodes, "value");
  const roots = Int32Array.from(numbers(data.roots, data.roots?.length, "roots"));
  for (let node = 0; node < nodes; node++) {
    if (data.feature[node] === -1) continue;
    if (data.feature[node] !== feature[node] || feature[node]! < 0 || feature[node]! >= featureCount) {
      throw new RangeError(`feature[${node}] is ${data.feature[node]}, not one of ${featureCount}`);
    }
    // Links that only go forward cannot form a circle.
    for (const [name, links] of Object.entries({ left, right })) {
      if (!(links[node]! > node && links[node]! < nodes)) throw new RangeError(`${name}[${node}] is ${links[node]}`);
    }
  }
  for (const [i, root] of roots.entries()) {
    if (!(root >= 0 && root < nodes)) throw new RangeError(`roots[${i}] is ${root}`);
  }
  return (rows, at) => {
    let sum = 0;
    for (let i = 0; i < roots.length; i++) {
      let node = roots[i]!;
      for (let f = feature[node]!; f >= 0; f = feature[node]!) {
        node = rows[at + f]! <= threshold[node]! ? left[node]! : right[node]!;
      }
      sum += value[node]!;
    }
    return sum;
  };
}
