import type { Problem } from "../src/problem/index.js";

export interface CertifiedFamily {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly count: number;
  readonly above: number;
}

export const FAMILIES: readonly CertifiedFamily[];
export function drawInstance(family: CertifiedFamily, seed: number): Problem | null;
