import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import {
  InputError,
  loadPolicy,
  Planner,
  type PlanOptions,
  plan,
  planSync,
  RULE_POLICY,
  type SearchPolicy,
} from "../../src/index.js";
import { generate } from "../../src/instances/index.js";
import { DEFAULT_TIME_LIMIT_MS, settled } from "../../src/library/plan-with-policy.js";
import { planSync as planner } from "../../src/planner/index.js";
import { policyFile } from "../support/policies.js";

const folder = mkdtempSync(join(tmpdir(), "telaplan-policy-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { problem } = generate("guillotine", { buffers: 120, seed: 7 });
const STEPS = { stepLimit: 3_000 };

/** What a run did, without its time. */
const counters = ({ status, peak, steps, backtracks, restarts }: ReturnType<typeof planner>) => {
  return { status, peak, steps, backtracks, restarts };
};
const expected = (policy: SearchPolicy) => counters(planner(problem, { ...STEPS, policy }));

describe("plan of the library", () => {
  it("takes a policy by name, by path and as a value, and follows the learned one by default", async () => {
    const path = join(folder, "own.json");
    writeFileSync(path, JSON.stringify(policyFile()));
    const own = policyFile().policy;
    const cases = [
      [undefined, loadPolicy("learned")],
      ["learned", loadPolicy("learned")],
      ["rules", RULE_POLICY],
      [path, own],
      [own, own],
    ] as const;
    const onWarning = (message: string) => expect.unreachable(message);
    for (const [policy, meant] of cases) {
      const options = { ...STEPS, onWarning, ...(policy !== undefined && { policy }) };
      expect(counters(planSync(problem, options))).toEqual(expected(meant));
      expect(counters(await plan(problem, options))).toEqual(expected(meant));
    }
    // The cases differ: the test would not see one taken for another otherwise.
    expect(expected(own)).not.toEqual(expected(RULE_POLICY));
  });

  it("plans by the rules where a policy's file cannot be used, and says why to whoever listens", () => {
    const path = join(folder, "none.json");
    const warnings: string[] = [];
    const result = planSync(problem, { ...STEPS, policy: path, onWarning: (message) => warnings.push(message) });
    expect(counters(result)).toEqual(expected(RULE_POLICY));
    expect(warnings).toEqual([`cannot read policy ${path}: there is no such file; the rules decide instead`]);
    expect(counters(planSync(problem, { ...STEPS, policy: path }))).toEqual(expected(RULE_POLICY));
  });

  it("refuses a value that is no policy, and names what is wrong with it", () => {
    const { policy } = policyFile();
    const { children, targets } = policy.guidance!;
    const deaf = { ...children!, model: { kind: "linear", weights: [Number.NaN] } as const };
    const wrong: [unknown, RegExp][] = [
      [null, /option policy must be a name, a path or a policy, got null/],
      [7, /got 7/],
      [{ ...policy, members: [] }, /option policy: policy.members must be a list with an entry/],
      [
        { ...policy, guidance: { children: deaf, targets } },
        /option policy: policy.guidance.children: weights must hold 37 numbers, got 1/,
      ],
    ];
    for (const [value, message] of wrong) {
      const call = () => planSync(problem, { policy: value as SearchPolicy });
      expect(call).toThrow(InputError);
      expect(call).toThrow(message);
    }
  });

  it("hands a policy on to its threads", async () => {
    const { policy } = policyFile();
    // A search that takes long, so that another thread joins it.
    const { buffers } = generate("residual", { buffers: 333, full: 8, seed: 1023 }).problem;
    const result = await plan({ buffers }, { policy, threads: 2, stepLimit: 5_000 });
    expect(result.verification?.ok).toBe(true);
    expect(result.threads).toBe(Math.min(2, availableParallelism()));
  });
});

describe("the library's limit of time", () => {
  it("is ten seconds where none is named, and none where steps are limited or it is switched off", () => {
    const limitOf = (options: PlanOptions): number | undefined => settled(options).timeLimitMs;
    expect(limitOf({})).toBe(10_000);
    expect(limitOf({ minimize: true, seed: 3 })).toBe(10_000);
    expect(limitOf({ timeLimitMs: 25 })).toBe(25);
    expect(limitOf({ stepLimit: 7, timeLimitMs: 25 })).toBe(25);
    for (const none of [{ stepLimit: 7 }, { timeLimitMs: null }, { timeLimitMs: Infinity }]) {
      expect(limitOf(none)).toBe(Infinity);
    }
    expect(DEFAULT_TIME_LIMIT_MS / 1000).toBe(Number(limitOfPack()));
  });

  it("takes null for none, in plan, planSync and a session", async () => {
    const { status } = planSync(problem, { timeLimitMs: null, stepLimit: 1 });
    expect((await plan(problem, { timeLimitMs: null, stepLimit: 1 })).status).toBe(status);
    expect(new Planner(problem, { timeLimitMs: null, stepLimit: 1 }).planSync().status).toBe(status);
    expect(() => planSync(problem, { timeLimitMs: "10" as never })).toThrow("timeLimitMs must be a number");
  });
});

/** The default of `telaplan pack --time-limit`, as its help says. */
function limitOfPack(): string {
  const program = readFileSync(new URL("../../src/cli/commands/program.ts", import.meta.url), "utf8");
  return /parser\(seconds\("--time-limit"\)\)\s*\.default\(10_000, "(\d+)"\)/i.exec(program)![1]!;
}
