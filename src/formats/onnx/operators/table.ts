/** All operators, by domain and name. */
import { ARRANGEMENTS } from "./arrange.js";
import { ATTENTION } from "./attention.js";
import { CONVOLUTIONS } from "./conv.js";
import { EINSUM } from "./einsum.js";
import { ELEMENTWISE } from "./elementwise.js";
import { GENERATORS } from "./generate.js";
import { MATRICES } from "./matrix.js";
import { MICROSOFT } from "./microsoft.js";
import { NORMALISATIONS } from "./normal.js";
import type { Operator, Operators } from "./operator.js";
import { POOLS } from "./pool.js";
import { QUANTIZATION } from "./quantize.js";
import { RECURRENT } from "./recurrent.js";
import { REDUCTIONS } from "./reduce.js";
import { RESHAPES } from "./reshape.js";
import { RESIZES } from "./resize.js";
import { SELECTIONS } from "./select.js";
import { SIGNALS } from "./signal.js";
import { TRAINING } from "./training.js";

/** By domain; the name of ONNX's own is empty. Gradients are in either, as their writers have it. */
const DOMAINS: ReadonlyMap<string, ReadonlyMap<string, Operator>> = new Map([
  [
    "",
    byName(
      TRAINING,
      ARRANGEMENTS,
      ATTENTION,
      CONVOLUTIONS,
      EINSUM,
      ELEMENTWISE,
      GENERATORS,
      MATRICES,
      NORMALISATIONS,
      POOLS,
      QUANTIZATION,
      RECURRENT,
      REDUCTIONS,
      RESHAPES,
      RESIZES,
      SELECTIONS,
      SIGNALS,
    ),
  ],
  ["com.microsoft", byName(TRAINING, MICROSOFT)],
]);

function byName(...families: readonly Operators[]): ReadonlyMap<string, Operator> {
  return new Map(families.flatMap((family) => Object.entries(family)));
}

/** Undefined for one that is not known. */
export function operatorOf(domain: string, name: string): Operator | undefined {
  return DOMAINS.get(domain)?.get(name);
}

/** Operators that run graphs of their own, as often as the content says. */
export const CONTROL_FLOW: ReadonlySet<string> = new Set(["If", "Loop", "Scan", "SequenceMap"]);
