import { status } from "@grpc/grpc-js";
import type { CallEnd } from "./observe.js";
import { SettingsError } from "./settings.js";
import type { Trace } from "./trace.js";

/** What became of spans: how many, and why where they were lost. */
export type OnSpans = (outcome: "exported" | "lost", spans: number, error: string | null) => void;

/** Sends a span for each call to an OpenTelemetry collector. */
export interface SpanExport {
  record(end: CallEnd): void;
  /** A span of something else than a call. Times are milliseconds since the epoch. */
  span(name: string, trace: Trace, times: SpanTimes, attributes: Readonly<Record<string, string | number>>): void;
  /** Sends what waits, for so many milliseconds at most. */
  close(mostMs: number): Promise<void>;
}

/** When a span began and ended, in milliseconds since the epoch. */
export interface SpanTimes {
  readonly startMs: number;
  readonly endMs: number;
}

/** Packages of the SDK, which are loaded only where spans are asked for. */
const PACKAGES = [
  "@opentelemetry/api@1.9.1",
  "@opentelemetry/exporter-trace-otlp-http@0.223.1",
  "@opentelemetry/resources@2.12.1",
  "@opentelemetry/sdk-trace-base@2.12.1",
];

/** Codes that OpenTelemetry's conventions call errors of a server; others are the caller's. */
const ERRORS: ReadonlySet<status> = new Set([
  status.UNKNOWN,
  status.DEADLINE_EXCEEDED,
  status.UNIMPLEMENTED,
  status.INTERNAL,
  status.UNAVAILABLE,
  status.DATA_LOSS,
]);

/** Machinery asks every few seconds: nobody wants to see that. */
const SILENT = /^grpc\.(health|reflection)\./;

/**
 * Makes ready to send spans by OTLP over HTTP. Sampling, headers, time-outs and more of the resource are set by the
 * variables of OpenTelemetry (OTEL_TRACES_SAMPLER, OTEL_EXPORTER_OTLP_HEADERS, OTEL_RESOURCE_ATTRIBUTES).
 *
 * @param url of the collector, as in http://127.0.0.1:4318
 * @throws SettingsError where the SDK is not installed
 */
export async function spansTo(url: string, version: string, onSpans: OnSpans): Promise<SpanExport> {
  const { api, exporting, resources, sdk } = await loadSdk();
  const exporter = new exporting.OTLPTraceExporter({ url: `${url.replace(/\/+$/, "")}/v1/traces` });
  const told: import("@opentelemetry/sdk-trace-base").SpanExporter = {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        const isLost = result.code !== 0;
        onSpans(
          isLost ? "lost" : "exported",
          spans.length,
          isLost ? (result.error?.message ?? "no reason given") : null,
        );
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush(),
  };
  const given = resources.detectResources({ detectors: [resources.envDetector] });
  const ours = resources.resourceFromAttributes({ "service.name": "telaplan", "service.version": version });
  // The observer has told the caller its ids already.
  let ids: Trace | null = null;
  const provider = new sdk.BasicTracerProvider({
    resource: ours.merge(given),
    spanProcessors: [new sdk.BatchSpanProcessor(told)],
    idGenerator: { generateTraceId: () => ids!.traceId, generateSpanId: () => ids!.spanId },
  });
  const tracer = provider.getTracer("telaplan", version);
  type Details = import("@opentelemetry/api").SpanOptions;
  const begun = (name: string, trace: Trace, details: Details) => {
    ids = trace;
    const { traceId, parentId: spanId, flags } = trace;
    const parent = { traceId, spanId: spanId ?? "", traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
    const context = spanId === null ? api.ROOT_CONTEXT : api.trace.setSpanContext(api.ROOT_CONTEXT, parent);
    return tracer.startSpan(name, details, context);
  };
  return {
    span(name, trace, { startMs, endMs }, attributes) {
      const kind = api.SpanKind.CONSUMER;
      begun(name, trace, { kind, startTime: startMs, attributes }).end(endMs);
    },
    record(end) {
      const { trace, facts, code, details, ms } = end;
      if (trace === null || SILENT.test(facts.method)) return;
      const kind = api.SpanKind.SERVER;
      const startTime = facts.since;
      const span = begun(facts.method, trace, { kind, startTime, attributes: attributesOf(end) });
      if (ERRORS.has(code)) span.setStatus({ code: api.SpanStatusCode.ERROR, message: details });
      span.end(startTime + ms);
    },
    async close(mostMs) {
      await Promise.race([provider.shutdown().catch(() => {}), new Promise((resolve) => setTimeout(resolve, mostMs))]);
    },
  };
}

function attributesOf({ facts, code, peer, fault }: CallEnd): Record<string, string | number> {
  const [service = "", method = ""] = facts.method.split("/");
  const { bytes, buffers, cache, queueMs } = facts.request;
  const address = /^(.*):(\d+)$/.exec(peer);
  return Object.fromEntries(
    Object.entries({
      "rpc.system": "grpc",
      "rpc.service": service,
      "rpc.method": method,
      "rpc.grpc.status_code": code,
      "client.address": address?.[1],
      "client.port": address === null ? undefined : Number(address[2]),
      "error.type": fault?.reason,
      "telaplan.request_id": facts.requestId,
      "telaplan.caller": facts.caller,
      "telaplan.bytes": bytes,
      "telaplan.buffers": buffers,
      "telaplan.cache": cache,
      "telaplan.queue_ms": queueMs,
    }).filter((entry): entry is [string, string | number] => entry[1] !== undefined),
  );
}

async function loadSdk() {
  try {
    const [api, exporting, resources, sdk] = await Promise.all([
      import("@opentelemetry/api"),
      import("@opentelemetry/exporter-trace-otlp-http"),
      import("@opentelemetry/resources"),
      import("@opentelemetry/sdk-trace-base"),
    ]);
    return { api, exporting, resources, sdk };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new SettingsError(`--otlp: OpenTelemetry's SDK is not installed: npm install ${PACKAGES.join(" ")}`);
  }
}
