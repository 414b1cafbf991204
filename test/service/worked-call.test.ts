import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { decode, encode, messageType } from "../../src/proto/index.js";
import { place, spoken, VERSION } from "./run.js";

const DOCS = readFileSync(new URL("../../docs/service.md", import.meta.url), "utf8");
const SESSIONS = readFileSync(new URL("../../docs/sessions.md", import.meta.url), "utf8");
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

describe("the session that docs/sessions.md works out", () => {
  it("gets the answers that are printed there", async () => {
    const messages = /<<'END'\n([^`]*)\nEND/.exec(SESSIONS)![1]!.split("\n");
    const sent = messages.map((text) => encode("PlanSessionRequest", JSON.parse(text) as object));
    const answers = await spoken(await at.shared(), sent);
    const [second, third] = [...SESSIONS.matchAll(/```json\n([^`]*)```/g)].map(([, text]) => JSON.parse(text!));
    expect(answers).toHaveLength(3);
    expect((answers[0]!.moved as { id: string }[]).map(({ id }) => id)).toEqual(["a", "b", "c"]);
    const { status, stoppedBy, solveMs: _, solverVersion: __, counters: ___, ...rest } = second.result;
    const enumOf = (name: string, word: string) =>
      messageType("PlanResponse").root.lookupEnum(`telaplan.v1.${name}`).values[word];
    expect(answers[1]).toMatchObject({
      result: {
        ...(plain(rest) as object),
        status: enumOf("PlanStatus", status),
        stopped_by: enumOf("StoppedBy", stoppedBy),
      },
      moved: plain(second.moved),
      checked: second.checked,
    });
    expect((answers[1]!.result as { verification?: object }).verification).toBeUndefined();
    const error = answers[2]!.error as { code: number; message: string; details: { value: Uint8Array }[] };
    expect([error.code, error.message]).toEqual([third.error.code, third.error.message]);
    expect(decode("google.rpc.ErrorInfo", error.details[0]!.value).reason).toBe(third.error.details[0].reason);
    const { field_violations } = decode("google.rpc.BadRequest", error.details[1]!.value);
    expect(field_violations).toEqual(third.error.details[1].fieldViolations);
  });
});
