import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import {
  loadPolicy,
  loadPolicyOrRules,
  MAX_POLICY_BYTES,
  readPolicyFile,
  SHIPPED_POLICY,
  SLACK_GATE,
} from "../../src/policy/index.js";
import { InputError } from "../../src/problem/index.js";
import { RULE_POLICY } from "../../src/search/index.js";
import { policyFile } from "../support/policies.js";

const folder = mkdtempSync(join(tmpdir(), "telaplan-policy-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Writes a policy file, or any text, and returns its path. */
function written(content: unknown, name = "policy.json"): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

type Loose = Record<string, unknown>;

/** A good file with one thing changed: `change` gets a copy that it may do anything to. */
// biome-ignore lint/suspicious/noExplicitAny: what is broken has no type.
function broken(change: (file: any) => void): Loose {
  const file = JSON.parse(JSON.stringify(policyFile())) as Loose;
  change(file);
  return file;
}

describe("a policy file", () => {
  it("is read as it was written", () => {
    const file = policyFile();
    expect(readPolicyFile(written(file))).toEqual(JSON.parse(JSON.stringify(file)));
    expect(loadPolicy(written(file))).toEqual(JSON.parse(JSON.stringify(file.policy)));
  });

  it("is known by name: the rules need none, the learned policy comes with telaplan", () => {
    expect(loadPolicy("rules")).toBe(RULE_POLICY);
    expect(loadPolicy("learned")).toEqual(readPolicyFile(SHIPPED_POLICY).policy);
  });

  it("that was made before there were gates gets the one by slack", () => {
    const older = broken((file) => {
      delete file.features.gate;
      delete file.policy.gate;
    });
    expect(readPolicyFile(written(older)).policy).toEqual({ ...(older.policy as Loose), gate: SLACK_GATE });
    const unguided = broken((file) => {
      delete file.features.gate;
      delete file.policy.gate;
      delete file.policy.guidance;
    });
    expect(readPolicyFile(written(unguided)).policy.gate).toBeUndefined();
  });

  it.each<[string, unknown, RegExp]>([
    ["no JSON", "{", /is no JSON/],
    ["a list", [], /the file is no object/],
    ["too large", " ".repeat(MAX_POLICY_BYTES + 1), /has 262145 bytes, at most 262144 are read/],
    ["of another schema", broken((file) => (file.schema = 99)), /has schema 99, this telaplan reads 1/],
    ["without a schema", {}, /has schema undefined/],
    ["made for other features", broken((file) => file.features.children.reverse()), /other features of children/],
    ["made for fewer features", broken((file) => file.features.targets.pop()), /other features of targets/],
    ["made for another gate", broken((file) => file.features.gate.reverse()), /other features of gate/],
    ["with a gate of unknown features", broken((file) => delete file.features.gate), /other features of gate/],
    ["with a gate of nothing", broken((file) => (file.policy.gate = null)), /policy.gate is no object/],
    [
      "with a gate that weighs too little",
      broken((file) => file.policy.gate.model.weights.pop()),
      /policy.gate: weights must hold 9 numbers, got 8/,
    ],
    ["without a policy", broken((file) => delete file.policy), /policy is no object/],
    ["without a card", broken((file) => delete file.card), /card is no object/],
    ["of a policy without a name", broken((file) => (file.policy.name = "")), /policy.name must be a text/],
    ["of a policy that calls itself the rules", broken((file) => (file.policy.name = "rules")), /calls itself "rules"/],
    ["without members", broken((file) => (file.policy.members = [])), /policy.members must be a list with an entry/],
    ["without provers", broken((file) => delete file.policy.provers), /policy.provers must be a list/],
    [
      "with a member that is none",
      broken((file) => (file.policy.members[1].buffers = "colour")),
      /policy.members\[1\].buffers must be area, lifetime or size, got "colour"/,
    ],
    [
      "with a member that lacks something",
      broken((file) => delete file.policy.members[2].slackFactor),
      /policy.members\[2\].slackFactor must be a finite number ≥ 0, got undefined/,
    ],
    [
      "with a member that is a list",
      broken((file) => (file.policy.members[0] = [])),
      /policy.members\[0\] is no object/,
    ],
    [
      "with a switch that is a text",
      broken((file) => (file.policy.provers[0].weights = "yes")),
      /policy.provers\[0\].weights must be true or false, got "yes"/,
    ],
    [
      "with an opening without end",
      broken((file) => (file.policy.opening = { rule: file.policy.members[0] })),
      /policy.opening.failures must be a number from 0 to 1000000000, got undefined/,
    ],
    ["with guidance of nothing", broken((file) => (file.policy.guidance = null)), /policy.guidance is no object/],
    ["with a member of nothing", broken((file) => (file.policy.provers[0] = null)), /policy.provers\[0\] is no object/],
    [
      "with a weight that is no number",
      broken((file) => (file.policy.guidance.children.model.weights[3] = null)),
      /policy.guidance.children: weights\[3\] must be a finite number, got null/,
    ],
    [
      "with a weight too many",
      broken((file) => file.policy.guidance.targets.model.weights.push(1)),
      /policy.guidance.targets: weights must hold 27 numbers, got 28/,
    ],
    [
      "with an unknown kind of model",
      broken((file) => (file.policy.guidance.targets.model.kind = "oracle")),
      /policy.guidance.targets: kind must be linear, network or trees, got "oracle"/,
    ],
    [
      "with a role of nothing",
      broken((file) => (file.policy.guidance.children = null)),
      /policy.guidance.children is no object/,
    ],
    [
      "with a temperature below 0",
      broken((file) => (file.policy.guidance.children.temperature = -1)),
      /policy.guidance.children.temperature must be a number from 0 to 1000, got -1/,
    ],
    [
      "with a share above 1",
      broken((file) => (file.policy.guidance.targets.fullSections = 2)),
      /policy.guidance.targets.fullSections must be a number from 0 to 1, got 2/,
    ],
    [
      "with a bandit that explores too much",
      broken((file) => (file.policy.guidance.turns = { explore: 7 })),
      /policy.guidance.turns.explore must be a number from 0 to 1, got 7/,
    ],
  ])("that is %s is refused: the message names the file and the culprit", (_, content, message) => {
    const path = written(content);
    expect(() => readPolicyFile(path)).toThrow(InputError);
    expect(() => readPolicyFile(path)).toThrow(message);
    expect(() => readPolicyFile(path)).toThrow(`policy ${path}`);
  });

  it("that is missing, or a folder, is refused", () => {
    expect(() => readPolicyFile(join(folder, "none.json"))).toThrow(
      /cannot read policy .*none.json: there is no such file/,
    );
    expect(() => readPolicyFile(folder)).toThrow(/cannot read policy .*: EISDIR/);
  });

  it("NaN and Infinity are no JSON, so that no weight can be one", () => {
    const text = JSON.stringify(policyFile()).replace(/"weights":\[[^,]+/, '"weights":[NaN');
    expect(() => readPolicyFile(written(text))).toThrow(/is no JSON/);
    const huge = JSON.stringify(policyFile()).replace(/"weights":\[[^,]+/, '"weights":[1e999');
    expect(() => readPolicyFile(written(huge))).toThrow(/weights\[0\] must be a finite number, got Infinity/);
  });
});

describe("a policy that cannot be used", () => {
  it("is one warning, and the rules", () => {
    const warnings: string[] = [];
    expect(loadPolicyOrRules(written("{"), (message) => warnings.push(message))).toBe(RULE_POLICY);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/policy\.json is no JSON: .*; the rules decide instead$/);
    expect(warnings[0]).not.toContain("\n");
  });

  it("is no warning where nothing is wrong", () => {
    const warn = (message: string) => expect.unreachable(message);
    expect(loadPolicyOrRules(written(policyFile()), warn).name).toBe("by hand");
  });
});
