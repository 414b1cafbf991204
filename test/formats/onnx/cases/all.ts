import { ARRANGEMENTS, RESHAPES, SELECTIONS } from "./arrangements.js";
import type { Case } from "./case.js";
import { ELEMENTWISE, NORMALISATIONS } from "./elementwise.js";
import { CONVOLUTIONS, POOLS, RESIZES } from "./images.js";
import { GENERATORS, MICROSOFT, SIGNALS, TRAINING } from "./others.js";
import { MATRICES, QUANTIZATION, RECURRENT, REDUCTIONS } from "./products.js";

/** Each is one node; what it gives was worked out by hand from the operator's specification. */
export const ALL: readonly Case[] = [
  ...ELEMENTWISE,
  ...NORMALISATIONS,
  ...CONVOLUTIONS,
  ...POOLS,
  ...RESIZES,
  ...RESHAPES,
  ...ARRANGEMENTS,
  ...SELECTIONS,
  ...MATRICES,
  ...REDUCTIONS,
  ...RECURRENT,
  ...QUANTIZATION,
  ...GENERATORS,
  ...SIGNALS,
  ...TRAINING,
  ...MICROSOFT,
];
