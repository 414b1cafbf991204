import { CONSTRAINT_KINDS, type ConstraintViolation } from "../constrained/violations.js";
import { alignmentRule } from "./alignment.js";
import { capacityRule } from "./capacity.js";
import { clobberedReadRule } from "./clobbered-read.js";
import { fixedRule } from "./fixed.js";
import { offsetRule } from "./offset.js";
import { overlapRule } from "./overlap.js";
import type { PlanRule } from "./rule.js";

/** What the plan of a problem without constraints is checked for, in the order of the report. */
export const PLAN_RULES = [offsetRule, fixedRule, alignmentRule, capacityRule, overlapRule, clobberedReadRule] as const;

type PlainViolation = (typeof PLAN_RULES)[number] extends PlanRule<infer V> ? V : never;
export type Violation = PlainViolation | ConstraintViolation;
export type ViolationKind = Violation["kind"];

/** Every kind of violation, in the order of the report. */
export const VIOLATION_KINDS: readonly ViolationKind[] = [...PLAN_RULES.map(({ kind }) => kind), ...CONSTRAINT_KINDS];

/** Counts to begin with. */
export const NO_VIOLATIONS = Object.fromEntries(VIOLATION_KINDS.map((kind) => [kind, 0])) as Readonly<
  Record<ViolationKind, number>
>;
