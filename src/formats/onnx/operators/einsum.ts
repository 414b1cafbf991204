/** Einsum: sums over the letters that its equation has on the left alone. Source: the operator Einsum, ONNX. */
import type { Call } from "../call.js";
import { result } from "../known.js";
import { broadcast } from "./broadcast.js";
import type { Operators } from "./operator.js";

const ELLIPSIS = "...";

/** The letters of a term, with "..." as one of them. */
function lettersOf(call: Call, term: string): string[] {
  const letters = term.match(/\.\.\.|./gs) ?? [];
  const odd = letters.find((letter) => !/^([A-Za-z]|\.\.\.)$/.test(letter));
  if (odd !== undefined) call.fail(`has ${JSON.stringify(odd)} in its equation, which is no letter`);
  return letters;
}

interface Sizes {
  readonly of: ReadonlyMap<string, number>;
  /** Those that "..." stands for. */
  readonly others: readonly number[];
}

function sizesOf(call: Call, terms: readonly (readonly string[])[]): Sizes {
  const of = new Map<string, number>();
  const others: (readonly number[])[] = [];
  for (const [index, letters] of terms.entries()) {
    const { shape } = call.input(index);
    const spare = shape.length - (letters.length - (letters.includes(ELLIPSIS) ? 1 : 0));
    if (spare < 0 || (spare > 0 && !letters.includes(ELLIPSIS))) {
      call.fail(`names ${letters.length} dimensions of ${call.nameOf(index)}, which has ${shape.length}`);
    }
    let at = 0;
    for (const letter of letters) {
      if (letter === ELLIPSIS) {
        others.push(shape.slice(at, at + spare));
        at += spare;
        continue;
      }
      const size = shape[at++]!;
      const known = of.get(letter) ?? 1;
      if (known !== 1 && size !== 1 && known !== size) call.fail(`has two sizes for ${letter}: ${known} and ${size}`);
      of.set(letter, Math.max(known === 1 ? size : known, 0));
    }
  }
  return { of, others: broadcast(call, others) };
}

export const EINSUM: Operators = {
  Einsum: {
    infer: (call) => {
      const equation = call.text("equation", "").replace(/\s/g, "");
      const [left = "", right] = equation.split("->");
      const terms = left.split(",").map((term) => lettersOf(call, term));
      if (terms.length !== call.inputs.length) {
        call.fail(`has ${terms.length} terms in its equation for ${call.inputs.length} inputs`);
      }
      const sizes = sizesOf(call, terms);
      const letters = right === undefined ? implicitly(terms.flat()) : lettersOf(call, right);
      const shape = letters.flatMap((letter) => {
        if (letter === ELLIPSIS) return sizes.others;
        return [sizes.of.get(letter) ?? call.fail(`has ${letter} on the right of its equation alone`)];
      });
      return [result(call.input(0).type, shape)];
    },
  },
};

/** What an equation without a right side gives: "...", then the letters that it has once, by the alphabet. */
function implicitly(letters: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const letter of letters) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  const single = [...counts].filter(([letter, count]) => count === 1 && letter !== ELLIPSIS).map(([letter]) => letter);
  return [...(counts.has(ELLIPSIS) ? [ELLIPSIS] : []), ...single.sort()];
}
