import type { BodyProblem } from "../bodies/body-problem.js";

/** Bodies in groups that nothing connects. */
export interface Components {
  readonly count: number;
  readonly partOf: Int32Array;
  /** Ascending within each. */
  readonly members: readonly Int32Array[];
}

/** Union-find, the lowest as the root. */
export class Groups {
  readonly #parent: Int32Array;

  constructor(count: number) {
    this.#parent = Int32Array.from({ length: count }, (_, i) => i);
  }

  find(at: number): number {
    const parent = this.#parent;
    let root = at;
    while (parent[root] !== root) {
      parent[root] = parent[parent[root]!]!;
      root = parent[root]!;
    }
    return root;
  }

  join(a: number, b: number): void {
    const [x, y] = [this.find(a), this.find(b)];
    if (x !== y) this.#parent[Math.max(x, y)] = Math.min(x, y);
  }

  components(): Components {
    const count = this.#parent.length;
    const partOf = new Int32Array(count);
    const members: number[][] = [];
    for (let i = 0; i < count; i++) {
      const root = this.find(i);
      if (root === i) {
        partOf[i] = members.length;
        members.push([i]);
      } else {
        partOf[i] = partOf[root]!;
        members[partOf[root]!]!.push(i);
      }
    }
    return { count: members.length, partOf, members: members.map((own) => Int32Array.from(own)) };
  }
}

/**
 * Bodies that live together or have a rule for each other are in one component, and so is what they connect. Pairs that
 * are free of each other count as living together. O(n log n) in cells and rules.
 */
export function componentsOf(problem: BodyProblem): Components {
  const { count, cellStart, cellLower, cellUpper, forbidden, otherBanks } = problem;
  const groups = new Groups(count);
  const bodyOf = new Int32Array(cellLower.length);
  for (let b = 0; b < count; b++) bodyOf.fill(b, cellStart[b]!, cellStart[b + 1]!);
  const order = Int32Array.from(cellLower.keys()).sort((x, y) => cellLower[x]! - cellLower[y]!);
  let reach = Number.NEGATIVE_INFINITY;
  let last = -1;
  for (const c of order) {
    // Whoever reaches furthest lives at every time up to there with the one before.
    if (cellLower[c]! < reach) groups.join(bodyOf[c]!, last);
    else last = bodyOf[c]!;
    reach = Math.max(reach, cellUpper[c]!);
  }
  for (const { a, b } of forbidden) groups.join(a, b);
  for (const [a, b] of otherBanks) groups.join(a.body, b.body);
  return groups.components();
}

/** Everything in one component. */
export function oneComponent({ count }: BodyProblem): Components {
  const members = count === 0 ? [] : [Int32Array.from({ length: count }, (_, b) => b)];
  return { count: members.length, partOf: new Int32Array(count), members };
}
