import { basename, extname } from "node:path";
import { capacityFromFileName, type Ends, type Form, type Stated, withCapacity } from "../../formats/index.js";
import type { Problem } from "../../problem/index.js";
import { isStdout } from "./place.js";

/** A file that was written. */
export interface Written {
  readonly target: string;
  readonly form: Form;
  readonly problem: Pick<Problem, "capacity" | "base">;
  /** What its content says. */
  readonly stated: Stated;
  /** What its times mean; absent where they mean what they are taken for anyway. */
  readonly ends?: Ends | undefined;
  /** Other options that it is to be read with. */
  readonly others?: readonly string[];
}

/**
 * What is to be said where a file, read again without options, would be another problem: which options it needs, and
 * the name that would carry the capacity. Null where it says all itself.
 */
export function unsaid({ target, form, problem, stated, ends, others = [] }: Written): string | null {
  const { capacity, base = 0 } = problem;
  const isPipe = isStdout(target);
  const options: string[] = [];
  const found = stated.capacity ?? (isPipe ? undefined : capacityOfName(target));
  const lacksCapacity = found !== capacity;
  if (lacksCapacity) options.push(`-c ${capacity ?? "none"}`);
  if ((stated.base ?? 0) !== base) options.push(`--base ${base}`);
  if (ends !== undefined && ends !== stated.ends) options.push(`--ends ${ends}`);
  options.push(...others);
  if (options.length === 0) return null;
  const name = isPipe ? "standard output" : target;
  const needs = `${name}: to be read with ${options.join(" ")}, as it does not say so itself`;
  if (!lacksCapacity || capacity === undefined || isPipe || stated.capacity !== undefined) return needs;
  return `${needs}; the name ${betterName(target, capacity, form)} would say the capacity`;
}

/** The target's name with the capacity in it, in place of another one or of one that is not taken for it. */
function betterName(target: string, capacity: number, form: Form): string {
  const extension = extname(target);
  const stem = basename(target, extension);
  const isNumbered = capacityOfName(target) !== undefined || stem.endsWith(`.${capacity}`);
  const bare = isNumbered ? stem.slice(0, stem.lastIndexOf(".")) : stem;
  return withCapacity(bare, capacity, extension.slice(1) || form);
}

function capacityOfName(target: string): number | undefined {
  try {
    return capacityFromFileName(target);
  } catch {
    return undefined;
  }
}
