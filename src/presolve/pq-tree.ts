/**
 * A PQ-tree (Booth and Lueker 1976): all orders of some leaves in which each of the sets that it was reduced by is
 * consecutive. Children of a P node may be permuted, those of a Q node only turned round.
 *
 * The templates are those of the paper; what differs is that a reduction walks the whole tree instead of the part above
 * its leaves, which costs leaves × sets in all and needs a third of the code.
 */
interface Node {
  readonly kind: "leaf" | "P" | "Q";
  /** −1 but for leaves. */
  readonly leaf: number;
  children: Node[];
  /** Leaves below, and how many of them are in the set that the tree is being reduced by. */
  leaves: number;
  marked: number;
}

export class PqTree {
  #root: Node;
  readonly #marks: Uint8Array;

  /** All orders of `leaves` leaves. */
  constructor(leaves: number) {
    this.#marks = new Uint8Array(leaves);
    this.#root = group(
      Array.from({ length: leaves }, (_, leaf): Node => {
        return { kind: "leaf", leaf, children: [], leaves: 1, marked: 0 };
      }),
    );
  }

  /**
   * Keeps the orders in which these leaves are consecutive; false where there are none, and the tree then is of no more
   * use.
   */
  reduce(set: Int32Array): boolean {
    if (set.length < 2 || set.length === this.#marks.length) return true;
    for (const leaf of set) this.#marks[leaf] = 1;
    count(this.#root, this.#marks);
    for (const leaf of set) this.#marks[leaf] = 0;
    // The lowest node with all of the set below it, and the way there.
    let root = this.#root;
    let above: Node | null = null;
    for (;;) {
      const inside: Node | undefined = root.children.find(({ marked }) => marked === set.length);
      if (inside === undefined) break;
      above = root;
      root = inside;
    }
    const reduced = root.kind === "P" ? reducedP(root) : reducedQ(root);
    if (reduced === null) return false;
    if (above === null) this.#root = reduced;
    else above.children[above.children.indexOf(root)] = reduced;
    return true;
  }

  /** One of the orders. */
  order(): Int32Array {
    const order = new Int32Array(this.#marks.length);
    const stack = [this.#root];
    let at = 0;
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (node.kind === "leaf") order[at++] = node.leaf;
      for (let i = node.children.length - 1; i >= 0; i--) stack.push(node.children[i]!);
    }
    return order;
  }
}

const isEmpty = ({ marked }: Node): boolean => marked === 0;
const isFull = ({ marked, leaves }: Node): boolean => marked === leaves;
const isPartial = (node: Node): boolean => !isEmpty(node) && !isFull(node);

/** Counts leaves and marked ones below every node, children first. */
function count(root: Node, marks: Uint8Array): void {
  const order = [root];
  for (let i = 0; i < order.length; i++) for (const child of order[i]!.children) order.push(child);
  for (let i = order.length - 1; i >= 0; i--) {
    const node = order[i]!;
    if (node.kind === "leaf") {
      node.marked = marks[node.leaf]!;
      continue;
    }
    node.leaves = 0;
    node.marked = 0;
    for (const child of node.children) {
      node.leaves += child.leaves;
      node.marked += child.marked;
    }
  }
}

/** A node whose children may be permuted; one child is its own group. */
function group(children: Node[]): Node {
  return children.length === 1 ? children[0]! : { kind: "P", leaf: -1, children, leaves: 0, marked: 0 };
}

function row(children: Node[]): Node {
  // Two can only be turned round, which is all that permuting them does.
  return children.length < 3 ? group(children) : { kind: "Q", leaf: -1, children, leaves: 0, marked: 0 };
}

/** The P node at the root of a reduction: full children together, partial ones at both their ends. */
function reducedP({ children }: Node): Node | null {
  const empty = children.filter(isEmpty);
  const full = children.filter(isFull);
  const partial = children.filter(isPartial);
  if (partial.length > 2) return null;
  const middle = full.length === 0 ? [] : [group(full)];
  if (partial.length === 0) return empty.length === 0 ? group(full) : group([...empty, ...middle]);
  const [left, right] = partial.map(line);
  if (left === null || left === undefined || right === null) return null;
  const joined = row([...left, ...middle, ...(right === undefined ? [] : right.reverse())]);
  return group([...empty, joined]);
}

/** The Q node at the root of a reduction: empty, partial, full, partial, empty ones in this order. */
function reducedQ({ children }: Node): Node | null {
  const first = children.findIndex((child) => !isEmpty(child));
  const last = children.findLastIndex((child) => !isEmpty(child));
  const found: Node[] = [];
  for (const [i, child] of children.entries()) {
    if (i > first && i < last && !isFull(child)) return null;
    if (!isPartial(child)) {
      found.push(child);
      continue;
    }
    const parts = line(child);
    if (parts === null) return null;
    found.push(...(i === first ? parts : parts.reverse()));
  }
  return row(found);
}

/** What a partial node is on the way from its empty end to its full one; null where it cannot be that. */
function line(node: Node): Node[] | null {
  const before: Node[][] = [];
  const after: Node[][] = [];
  let at: Node | undefined = node;
  while (at !== undefined) {
    const children: Node[] = at.children;
    const partial: Node[] = children.filter(isPartial);
    if (partial.length > 1) return null;
    if (at.kind === "P") {
      const [empty, full] = [children.filter(isEmpty), children.filter(isFull)];
      if (empty.length > 0) before.push([group(empty)]);
      if (full.length > 0) after.push([group(full)]);
    } else {
      const turned: Node[] = isFull(children[0]!) || isEmpty(children.at(-1)!) ? children.toReversed() : children;
      const empties = turned.findIndex((child) => !isEmpty(child));
      const fulls = turned.findLastIndex((child) => !isFull(child)) + 1;
      // Between the empty ones and the full ones there is room for the partial one alone.
      if (fulls - empties !== partial.length) return null;
      before.push(turned.slice(0, empties));
      after.push(turned.slice(fulls));
    }
    at = partial[0];
  }
  return [...before.flat(), ...after.reverse().flat()];
}
