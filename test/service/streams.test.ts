import { connect } from "node:http2";
import { status } from "@grpc/grpc-js";
import { describe, expect, it } from "vitest";
import { PlannerError, type StreamedPlan, toWireRequest } from "../../src/client/index.js";
import { decode, encode } from "../../src/proto/index.js";
import { simulate } from "../../src/sim/index.js";
import { columnsOf, easyProblem, hardProblem, place, sleep, until } from "./run.js";

const at = place();

describe("PlanStream", () => {
  it("sends ever better incumbents with verified plans, and the result last", async () => {
    const client = (await at.start()).client();
    const problem = hardProblem();
    const messages: StreamedPlan[] = [];
    for await (const message of client.planStream(problem, { timeLimitMs: 500 })) messages.push(message);
    const { result } = messages.at(-1)!;
    expect(result).toMatchObject({ status: "feasible", stoppedBy: "deadline" });
    const incumbents = messages.slice(0, -1).map(({ incumbent }) => incumbent!);
    expect(incumbents.length).toBeGreaterThan(0);
    let [peak, bound] = [Number.POSITIVE_INFINITY, 0];
    for (const incumbent of incumbents) {
      expect(incumbent.peak < peak || incumbent.lowerBound > bound || incumbent.offsets === null).toBe(true);
      expect(incumbent.peak).toBeLessThanOrEqual(peak);
      expect(incumbent.lowerBound).toBeGreaterThanOrEqual(bound);
      expect(incumbent.offsets !== null).toBe(incumbent.peak < peak);
      [peak, bound] = [incumbent.peak, incumbent.lowerBound];
      if (incumbent.offsets === null) continue;
      expect(simulate(problem, incumbent.offsets)).toMatchObject({ ok: true, peak });
    }
    expect(result!.peak).toBe(peak);
  });

  it("has only the result where the heuristics settle the problem", async () => {
    const client = (await at.start()).client();
    const messages: StreamedPlan[] = [];
    for await (const message of client.planStream(easyProblem(1))) messages.push(message);
    expect(messages).toHaveLength(1);
    expect(messages[0]!.result?.verification?.ok).toBe(true);
  });

  it("tells of incumbents though an equal call that does not listen began before", async () => {
    const client = (await at.start({ workers: 2 })).client();
    const problem = hardProblem();
    const silent = client.plan(problem, { timeLimitMs: 3_000 });
    await sleep(300);
    const kinds: string[] = [];
    for await (const { incumbent } of client.planStream(problem, { timeLimitMs: 3_000 })) {
      kinds.push(incumbent === undefined ? "result" : "incumbent");
    }
    expect(kinds.length).toBeGreaterThan(1);
    expect(kinds.indexOf("result")).toBe(kinds.length - 1);
    expect((await silent).stoppedBy).toBe("deadline");
  });

  it("ends the run when the reader leaves the loop", async () => {
    const client = (await at.start()).client();
    for await (const { incumbent } of client.planStream(hardProblem(), { timeLimitMs: 60_000 })) {
      expect(incumbent).toBeDefined();
      break;
    }
    expect(await client.plan(hardProblem(2), { deadlineMs: 6_000 })).toMatchObject({ stoppedBy: "deadline" });
  });
});

describe("PlanMany", () => {
  it("answers every request once, by its id, in whatever order, and goes on after faults", async () => {
    const server = await at.start();
    const call = server.client().stub.planMany();
    const answers = new Map<string, string>();
    call.on("data", ({ requestId, result, error }) => {
      expect(answers.has(requestId)).toBe(false);
      answers.set(requestId, result ? result.status : `error ${error!.code}`);
    });
    const slow = toWireRequest(hardProblem(), { timeLimitMs: 300 });
    call.write({ requestId: "slow", plan: slow });
    call.write({ requestId: "none" });
    call.write({ requestId: "", plan: slow });
    call.write({ requestId: "bad", plan: { problem: { lower: [0], upper: [-1], size: [1] } } });
    for (let i = 0; i < 400; i++)
      call.write({ requestId: `r${i}`, plan: toWireRequest(easyProblem(i % 50), { seed: i }) });
    call.end();
    await new Promise((resolve, reject) => call.on("end", resolve).on("error", reject));
    expect(answers.size).toBe(404);
    const order = [...answers.keys()];
    expect(order.indexOf("slow")).toBeGreaterThan(order.indexOf("r0"));
    for (const id of ["none", "", "bad"]) expect(answers.get(id)).toBe(`error ${status.INVALID_ARGUMENT}`);
    for (let i = 0; i < 400; i++) expect(answers.get(`r${i}`)).toMatch(/OPTIMAL|FEASIBLE/);
  });

  it("reads no further than its window from a client that does not read", async () => {
    const server = await at.start({ planManyWindow: 8, metrics: "127.0.0.1:0" });
    const session = connect(`http://${server.address}`);
    const stream = session.request({
      ":method": "POST",
      ":path": "/telaplan.v1.PlannerService/PlanMany",
      "content-type": "application/grpc",
      te: "trailers",
    });
    // Answers of 2,000 offsets: a dozen of them fill what HTTP/2 sends ahead of the reader.
    const problem = columnsOf(easyProblem(1, 2_000));
    for (let seed = 0; seed < 300; seed++) {
      const plan = { problem, seed, limits: { step_limit: 0 } };
      const message = encode("PlanManyRequest", { request_id: `r${seed}`, plan });
      const head = Buffer.alloc(5);
      head.writeUInt32BE(message.length, 1);
      stream.write(Buffer.concat([head, message]));
    }
    stream.end();
    const metric = async (name: string): Promise<number> => {
      const text = await (await fetch(`http://127.0.0.1:${server.service.metricsPort}/metrics`)).text();
      return Number(new RegExp(`^${name} (\\d+)$`, "m").exec(text)?.[1] ?? 0);
    };
    let answered = -1;
    await until(async () => {
      const now = await metric('telaplan_plan_many_requests_total\\{code="OK"\\}');
      const still = now === answered && now > 0;
      answered = now;
      await sleep(150);
      return still;
    }, "the server waits for the reader");
    expect(answered).toBeLessThan(300);
    expect(await metric("telaplan_in_flight")).toBeLessThanOrEqual(8);
    // Others are served meanwhile, and the slow one gets everything when it reads.
    expect((await server.client().plan(easyProblem(3))).verification?.ok).toBe(true);
    let rest = Buffer.alloc(0);
    const ids = new Set<string>();
    stream.on("data", (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk]);
      while (rest.length >= 5 && rest.length >= 5 + rest.readUInt32BE(1)) {
        const end = 5 + rest.readUInt32BE(1);
        ids.add(decode("PlanManyResponse", rest.subarray(5, end)).request_id as string);
        rest = rest.subarray(end);
      }
    });
    await new Promise((resolve, reject) => stream.on("end", resolve).on("error", reject));
    session.close();
    expect(ids.size).toBe(300);
  });

  it("ends its runs when the client goes away", async () => {
    const server = await at.start({ metrics: "127.0.0.1:0" });
    const session = server.client().planMany();
    const open = [0, 1, 2].map((seed) =>
      session.plan(hardProblem(seed), { timeLimitMs: 60_000 }).catch((error) => error),
    );
    await sleep(200);
    session.cancel();
    for (const error of await Promise.all(open)) expect(error).toBeInstanceOf(PlannerError);
    expect(await server.client().plan(hardProblem(3), { deadlineMs: 6_000 })).toMatchObject({ stoppedBy: "deadline" });
  });

  it("answers what is under way when the server drains, and ends with UNAVAILABLE", async () => {
    const server = await at.start({ drainMs: 200 });
    const session = server.client().planMany();
    const slow = session.plan(hardProblem(), { timeLimitMs: 60_000 });
    await sleep(300);
    await server.service.drain();
    expect(await slow).toMatchObject({ status: "feasible", stoppedBy: "shutdown" });
    await expect(session.plan(easyProblem(1))).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });
});
