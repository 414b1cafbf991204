/** The shape of a policy. What scorers make of the models is checked where scorers are built. */

/** What is wrong with a value, and where: messages continue the path, as in `policy.name must be a text`. */
type Check = (value: unknown, path: string) => string | null;

/** What is wrong with a policy, with the path to it; null where it has the shape of one. */
export function faultInPolicy(policy: unknown): string | null {
  return POLICY(policy, "policy");
}

const flag: Check = (value, path) => (typeof value === "boolean" ? null : mustBe(path, "true or false", value));

const text: Check = (value, path) => (typeof value === "string" && value.length > 0 ? null : `${path} must be a text`);

function number(least: number, most: number, what = `a number from ${least} to ${most}`): Check {
  return (value, path) =>
    typeof value === "number" && value >= least && value <= most ? null : mustBe(path, what, value);
}

function oneOf(...names: readonly string[]): Check {
  const what = `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
  return (value, path) => (names.includes(value as string) ? null : mustBe(path, what, value));
}

/** A list with an entry at least. */
function list(entry: Check): Check {
  return (value, path) => {
    if (!Array.isArray(value) || value.length === 0) return `${path} must be a list with an entry`;
    return first(value.map((each, i) => () => entry(each, `${path}[${i}]`)));
  };
}

/** An object with these keys, and perhaps others. */
function object(entries: Readonly<Record<string, Check>>): Check {
  return (value, path) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return `${path} is no object`;
    const owner = value as Record<string, unknown>;
    return first(
      Object.entries(entries).map(
        ([key, check]) =>
          () =>
            check(owner[key], `${path}.${key}`),
      ),
    );
  };
}

function optional(check: Check): Check {
  return (value, path) => (value === undefined ? null : check(value, path));
}

function first(checks: readonly (() => string | null)[]): string | null {
  for (const check of checks) {
    const fault = check();
    if (fault !== null) return fault;
  }
  return null;
}

function mustBe(path: string, what: string, got: unknown): string {
  return `${path} must be ${what}, got ${typeof got === "string" ? JSON.stringify(got) : String(got)}`;
}

const BRANCHING = object({
  buffers: oneOf("area", "lifetime", "size"),
  slackFactor: number(0, Number.MAX_VALUE, "a finite number ≥ 0"),
  countWaste: flag,
  weights: flag,
  guided: optional(flag),
});

const CHOOSER = { temperature: number(0, 1000), confidence: number(0, 1000) };

const POLICY = object({
  name: text,
  members: list(BRANCHING),
  provers: list(BRANCHING),
  guidance: optional(
    object({
      children: optional(object(CHOOSER)),
      targets: optional(object({ ...CHOOSER, fullSections: number(0, 1) })),
      preorder: optional(object({})),
      turns: optional(object({ explore: number(0, 1) })),
    }),
  ),
  gate: optional(object({})),
  effort: optional(
    object({
      attempt: optional(number(0.1, 20)),
      growth: optional(number(1, 2)),
      prover: optional(number(0, 20)),
    }),
  ),
  opening: optional(object({ rule: BRANCHING, failures: number(0, 1e9) })),
});
