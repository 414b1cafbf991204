import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { decode, encode, messageType } from "../../src/proto/index.js";
import { place, VERSION } from "./run.js";

const DOCS = readFileSync(new URL("../../docs/service.md", import.meta.url), "utf8");
const at = place();

/** A message in the JSON of protobuf, as the schema names and numbers it. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === "string") return /^\d+$/.test(value) ? Number(value) : value;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [
      key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      plain(entry),
    ]),
  );
}

describe("the call that docs/service.md works out", () => {
  const request = JSON.parse(/-d '(\{.*\})'/.exec(DOCS)![1]!) as object;
  const answer = plain(JSON.parse(/```json\n(\{\n {2}"status"[^`]*)```/.exec(DOCS)![1]!)) as Record<string, unknown>;
  const numberOf = (name: string, word: unknown): number | undefined =>
    messageType("PlanResponse").root.lookupEnum(`telaplan.v1.${name}`).values[word as string];

  it("gets the answer that is printed there, and the stored one when it is made again", async () => {
    const server = await at.shared();
    const bytes = encode("PlanRequest", request);
    expect(DOCS).toContain(`The request has ${bytes.length} bytes.`);
    const first = decode("PlanResponse", await server.raw("Plan", bytes));
    const { solve_ms, solver_version, status, stopped_by, counters, ...rest } = answer;
    expect(first).toMatchObject({
      ...rest,
      status: numberOf("PlanStatus", status),
      stopped_by: numberOf("StoppedBy", stopped_by),
      solver_version: VERSION,
    });
    expect([typeof solve_ms, typeof solver_version, counters]).toEqual(["number", "string", {}]);
    expect(first.counters).toEqual({ steps: 0, backtracks: 0, restarts: 0 });
    expect(DOCS).toContain('`"cached": true`');
    expect(decode("PlanResponse", await server.raw("Plan", bytes))).toMatchObject({ ...first, cached: true });
  });
});
