import type { Problem } from "../src/problem/index.js";

/** An instance whose optimum is proved. */
export interface Certified {
  readonly family: string;
  readonly seed: number;
  /** The load bound in bytes. */
  readonly load: number;
  /** The least peak of any plan in bytes. */
  readonly optimum: number;
  /** Who proved it. */
  readonly provers: readonly string[];
  /** When, as in 2026-11-21. */
  readonly date: string;
  readonly problem: Problem;
}

export const FOLDER: string;
export function fileOf(family: string): string;
export function familiesOnDisk(): string[];
export function readFamily(family: string): Certified[];
export function parseRecord(line: string, family: string): Certified;
export function formatRecord(record: Omit<Certified, "family">): string;
