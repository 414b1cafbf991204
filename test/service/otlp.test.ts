import { createServer, type IncomingHttpHeaders } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { checkSettings } from "../../src/service/host/settings.js";
import { SERVE_DEFAULTS } from "../cli/serve-command.js";
import { easyProblem, place, planBytes, until } from "./run.js";

const at = place();
const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

// biome-ignore lint/suspicious/noExplicitAny: what a collector is sent
type Loose = any;

/** A collector of spans, as OTLP over HTTP has it. */
async function collector(code = 200) {
  const spans: Loose[] = [];
  const resources: Loose[] = [];
  const seen: { path: string | undefined; headers: IncomingHttpHeaders }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    seen.push({ path: request.url, headers: request.headers });
    for (const { resource, scopeSpans } of JSON.parse(Buffer.concat(chunks).toString()).resourceSpans) {
      resources.push(resource);
      spans.push(...scopeSpans.flatMap((scope: Loose) => scope.spans));
    }
    response.writeHead(code, { "content-type": "application/json" }).end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ends.push(() => server.close().closeAllConnections());
  const { port } = server.address() as { port: number };
  return { url: `http://127.0.0.1:${port}`, spans, resources, seen };
}

const valueIn = (list: Loose[], key: string): unknown => {
  const value = list.find((attribute) => attribute.key === key)?.value;
  return value?.stringValue ?? value?.intValue ?? value?.doubleValue;
};

describe("spans for OpenTelemetry", () => {
  it("tell of each call, in its caller's trace or one of their own, under the id that the caller is told", async () => {
    const { url, spans, resources, seen } = await collector();
    const server = await at.start({ otlp: url });
    const traceId = "0af7651916cd43dd8448eb211c80319c";
    const parentId = "b7ad6b7169203331";
    const headers = { traceparent: `00-${traceId}-${parentId}-01` };
    await server.raw("Plan", planBytes(easyProblem(1, 40)), { headers });
    await server.raw("Verify", new Uint8Array()).catch(() => {});
    await server.raw("Plan", planBytes(easyProblem(2)), {
      headers: { traceparent: headers.traceparent.replace(/1$/, "0") },
    });
    await until(() => server.log.filter(({ msg }) => msg === "call").length === 3, "three calls are logged");
    await server.service.drain();
    expect(seen[0]?.path).toBe("/v1/traces");
    // The third caller does not want to be recorded.
    expect(spans).toHaveLength(2);
    const [planned, refused] = spans;
    const lines = server.log.filter(({ msg }) => msg === "call");
    expect(planned).toMatchObject({
      name: "telaplan.v1.PlannerService/Plan",
      kind: 2,
      traceId,
      parentSpanId: parentId,
    });
    expect(planned.spanId).toBe(lines[0]!.spanId);
    expect(valueIn(planned.attributes, "rpc.method")).toBe("Plan");
    expect(Number(valueIn(planned.attributes, "rpc.grpc.status_code"))).toBe(0);
    expect(Number(valueIn(planned.attributes, "telaplan.buffers"))).toBe(40);
    expect(valueIn(planned.attributes, "telaplan.cache")).toBe("miss");
    expect(Number(planned.endTimeUnixNano)).toBeGreaterThan(Number(planned.startTimeUnixNano));
    expect(refused.parentSpanId ?? "").toBe("");
    expect([refused.traceId, refused.spanId]).toEqual([lines[1]!.traceId, lines[1]!.spanId]);
    expect(valueIn(refused.attributes, "error.type")).toBe("INVALID_FIELD");
    expect(valueIn(resources[0].attributes, "service.name")).toBe("telaplan");
  });

  it("that the collector does not take are counted and told, and calls go on", async () => {
    const { url } = await collector(400);
    const server = await at.start({ otlp: url });
    await server.raw("Plan", planBytes(easyProblem(1)));
    await server.raw("Plan", planBytes(easyProblem(2)));
    await until(() => server.log.filter(({ msg }) => msg === "call").length === 2, "two calls are logged");
    await server.service.drain();
    expect(server.log).toContainEqual(expect.objectContaining({ msg: "spans lost", spans: 2 }));
  });

  it.each(["collector:4318", "ftp://collector", "http://", ""])("go to a URL: %j is refused", (otlp) => {
    expect(() => checkSettings({ ...SERVE_DEFAULTS, otlp })).toThrow("--otlp: must be a URL");
  });
});
