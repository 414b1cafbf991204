/**
 * The shape of a policy, as a schema of valibot, which is loaded when the first policy is checked. What scorers make of
 * the models is checked where scorers are built.
 */
import { createRequire } from "node:module";
import type { BaseIssue, GenericSchema, ObjectIssue } from "valibot";

const require = createRequire(import.meta.url);

/** What is wrong with a value, and where: messages continue the path, as in `policy.name must be a text`. */
type Check = (value: unknown, path: string) => string | null;

let check: Check | null = null;

/** What is wrong with a policy, with the path to it; null where it has the shape of one. */
export function faultInPolicy(policy: unknown): string | null {
  check ??= makeCheck();
  return check(policy, "policy");
}

function makeCheck(): Check {
  const v = require("valibot") as typeof import("valibot");

  const object = (entries: Readonly<Record<string, GenericSchema>>): GenericSchema => {
    // Of a key that is missing, valibot asks the object, not the key's own schema, for the message.
    const message = ({ expected, path }: ObjectIssue): string => {
      const key = expected?.startsWith('"') ? path?.at(-1)?.key : undefined;
      return key === undefined ? "is no object" : v.safeParse(entries[String(key)]!, undefined).issues![0].message;
    };
    // An array is an object to valibot.
    return v.pipe(
      v.custom<object>((value) => !Array.isArray(value), "is no object"),
      v.looseObject(entries, message as never),
    ) as GenericSchema;
  };
  const got = (what: string) => (issue: BaseIssue<unknown>) => `must be ${what}, got ${shown(issue.input)}`;
  const number = (least: number, most: number, what = `a number from ${least} to ${most}`): GenericSchema =>
    v.pipe(v.number(got(what)), v.minValue(least, got(what)), v.maxValue(most, got(what)));
  const flag = v.boolean(got("true or false"));
  const list = (entry: GenericSchema): GenericSchema => {
    const message = "must be a list with an entry";
    return v.pipe(v.array(entry, message), v.minLength(1, message));
  };

  const branching = object({
    buffers: v.picklist(["area", "lifetime", "size"], got("area, lifetime or size")),
    slackFactor: number(0, Number.MAX_VALUE, "a finite number ≥ 0"),
    countWaste: flag,
    weights: flag,
    guided: v.optional(flag),
  });
  const chooser = { temperature: number(0, 1000), confidence: number(0, 1000) };
  const policy = object({
    name: v.pipe(v.string("must be a text"), v.minLength(1, "must be a text")),
    members: list(branching),
    provers: list(branching),
    guidance: v.optional(
      object({
        children: v.optional(object(chooser)),
        targets: v.optional(object({ ...chooser, fullSections: number(0, 1) })),
        preorder: v.optional(object({})),
        turns: v.optional(object({ explore: number(0, 1) })),
      }),
    ),
    gate: v.optional(object({})),
    effort: v.optional(
      object({
        attempt: v.optional(number(0.1, 20)),
        growth: v.optional(number(1, 2)),
        prover: v.optional(number(0, 20)),
      }),
    ),
    opening: v.optional(object({ rule: branching, failures: number(0, 1e9) })),
  });
  return (value, path) => {
    const { issues } = v.safeParse(policy, value, { abortEarly: true });
    if (issues === undefined) return null;
    const [{ message, path: steps = [] }] = issues;
    const keys = steps.map(({ key }) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`));
    return `${path}${keys.join("")} ${message}`;
  };
}

function shown(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
