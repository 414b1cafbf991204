import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PlannerClient } from "../../src/client/index.js";
import { MAIN, prepare } from "../cli/run.js";
import { hasRedis, type OwnRedis, ownRedis } from "./redis.js";
import { easyProblem, processes, until } from "./run.js";

prepare();
const startServer = processes();

// biome-ignore lint/suspicious/noExplicitAny: what a collector is sent
type Loose = any;

describe.skipIf(!hasRedis)("a server and a worker with a queue between them", () => {
  let redis: OwnRedis;
  const children: ChildProcess[] = [];
  const spans: Loose[] = [];
  const collector = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    for (const { scopeSpans } of JSON.parse(Buffer.concat(chunks).toString()).resourceSpans)
      spans.push(...scopeSpans.flatMap((scope: Loose) => scope.spans));
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  });
  beforeAll(async () => {
    redis = await ownRedis(["--requirepass", "hidden-word"]);
    await new Promise<void>((resolve) => collector.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => {
    for (const child of children) child.kill("SIGKILL");
    collector.close().closeAllConnections();
    redis.stop();
  });

  it("are seen by Prometheus, have one trace from submission to answer, and show no password", async () => {
    const { port } = collector.address() as { port: number };
    const otlp = `http://127.0.0.1:${port}`;
    const env = { TELAPLAN_QUEUE: redis.url.replace("//", "//:hidden-word@") };
    const server = await startServer(["--otlp", otlp], env);
    const args = ["worker", "--concurrency", "1", "--metrics", "127.0.0.1:0", "--otlp", otlp, "--json"];
    const worker = spawn(process.execPath, [MAIN, ...args], {
      env: { ...process.env, NODE_OPTIONS: undefined, ...env },
    });
    children.push(worker);
    let said = "";
    for (const stream of [worker.stdout, worker.stderr]) stream.on("data", (text: Buffer) => (said += text));
    const portOf = (): string | undefined => /"metricsPort":(\d+)/.exec(said)?.[1];
    await until(() => portOf() !== undefined, "the worker says where its metrics are");
    const client = new PlannerClient(`127.0.0.1:${server.port}`);
    const traceId = "0af7651916cd43dd8448eb211c80319c";
    const headers = { traceparent: `00-${traceId}-b7ad6b7169203331-01` };
    const entries = [1, 2, 3].map((seed) => ({ problem: easyProblem(seed, 20) }));
    await client.submitBatch(entries, { batchId: "b", policy: "rules", headers });
    let answers = 0;
    for await (const { result } of client.watchBatch({ batchId: "b" })) if (result!.verification!.ok) answers++;
    expect(answers).toBe(3);
    const text = await (await fetch(`http://127.0.0.1:${portOf()}/metrics`)).text();
    for (const line of [
      'telaplan_worker_jobs_total{outcome="answered"} 3',
      "telaplan_worker_wait_seconds_count 3",
      "telaplan_worker_job_seconds_count 3",
      "telaplan_worker_threads 1",
      "telaplan_queue_jobs_waiting 0",
      "telaplan_queue_workers 1",
      "telaplan_queue_jobs_set_aside 0",
    ])
      expect(text).toContain(`${line}\n`);
    expect((await fetch(`http://127.0.0.1:${portOf()}/readyz`)).status).toBe(200);
    client.close();
    const ended = new Promise((resolve) => worker.once("exit", resolve));
    worker.kill("SIGTERM");
    expect(await ended).toBe(0);
    server.child.kill("SIGTERM");
    await server.ended;
    const mine = spans.filter((span) => span.traceId === traceId);
    const submit = mine.find(({ name }) => name === "telaplan.v1.BatchService/SubmitBatch");
    const waits = mine.filter(({ name }) => name === "telaplan.queue");
    const plans = mine.filter(({ name }) => name === "telaplan.plan");
    expect([waits.length, plans.length]).toEqual([3, 3]);
    for (const wait of waits) expect(wait.parentSpanId).toBe(submit.spanId);
    expect(plans.map(({ parentSpanId }) => parentSpanId).sort()).toEqual(waits.map(({ spanId }) => spanId).sort());
    for (const output of [said, JSON.stringify(server.lines), server.complaints()])
      expect(output).not.toContain("hidden-word");
  });
});
