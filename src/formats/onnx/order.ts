/**
 * The nodes of a graph in the order in which they run: that of the file. Some tools put nodes behind others that read
 * what they give; such a node runs directly before the first that needs it.
 */
import type { WireMessage } from "../binary/wire.js";
import { type Node, readNode } from "./node.js";

/** What a walk does at each node. */
export interface Visitor {
  /** Whether the tensor is there. */
  readonly has: (name: string) => boolean;
  readonly visit: (node: Node) => void;
  /** @param isGiven whether a node gives the tensor, though only after it was read itself */
  readonly missing: (node: Node, name: string, isGiven: boolean) => never;
  /** Told once for each node that runs before its place in the file. */
  readonly moved: (node: Node) => void;
}

/** @param nodes the nodes of one graph, in the order of the file */
export function visitInOrder(nodes: () => Iterable<Node>, visitor: Visitor): void {
  const early = new Set<number>();
  let givers: ReadonlyMap<string, Node> | null = null;
  for (const node of nodes()) {
    if (early.has(node.at)) continue;
    if (!node.inputs.every((name) => name === "" || visitor.has(name))) {
      givers ??= giversOf(nodes());
      visitNeeded(node, givers, visitor, early);
    }
    visitor.visit(node);
  }
}

/** @param messages parts of one graph, which hold its nodes as the field of that number */
export function* nodesOf(messages: readonly WireMessage[], fieldNumber: number): Generator<Node, void> {
  for (const message of messages) {
    for (const field of message.fields()) if (field.number === fieldNumber) yield readNode(field.message);
  }
}

/** The node that gives each tensor. */
function giversOf(nodes: Iterable<Node>): Map<string, Node> {
  const givers = new Map<string, Node>();
  for (const node of nodes) for (const name of node.outputs) givers.set(name, node);
  return givers;
}

/** Visits the nodes that give what one needs and is not there, and before these what they need. */
function visitNeeded(last: Node, givers: ReadonlyMap<string, Node>, visitor: Visitor, early: Set<number>): void {
  const stack = [{ node: last, next: 0 }];
  const onStack = new Set([last.at]);
  while (stack.length > 0) {
    const top = stack.at(-1)!;
    const name = top.node.inputs[top.next];
    if (name !== undefined && (name === "" || visitor.has(name))) top.next++;
    else if (name !== undefined) {
      const giver = givers.get(name);
      if (giver === undefined || onStack.has(giver.at)) visitor.missing(top.node, name, giver !== undefined);
      onStack.add(giver.at);
      stack.push({ node: giver, next: 0 });
    } else {
      stack.pop();
      onStack.delete(top.node.at);
      if (top.node === last) continue;
      early.add(top.node.at);
      visitor.moved(top.node);
      visitor.visit(top.node);
    }
  }
}
