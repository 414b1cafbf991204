import { type ClientHttp2Session, type ClientHttp2Stream, connect, type Settings } from "node:http2";
import { Metadata } from "@grpc/grpc-js";
import { SERVICE } from "../../src/proto/index.js";
import { detailsOf, type Served } from "./run.js";

/** A client that speaks HTTP/2 by hand, as no gRPC library would. */
export interface RawClient {
  readonly session: ClientHttp2Session;
  /** Texts of the GOAWAYs that came. */
  readonly goaways: string[];
  open(method: string, headers?: Record<string, string>): RawCall;
}

export interface RawCall {
  readonly stream: ClientHttp2Stream;
  /** Code, message, reason and waiting time of the end; code null where the stream was broken off. */
  readonly ended: Promise<{
    readonly code: number | null;
    readonly message: string;
    readonly reason?: string;
    readonly retryMs?: number;
  }>;
  /** What came, without the frames of gRPC. */
  readonly messages: Buffer[];
}

export function rawClient(address: string, settings: Settings = {}): RawClient {
  const session = connect(`http://${address}`, { settings });
  session.on("error", () => {});
  const goaways: string[] = [];
  session.on("goaway", (_code, _last, text) => void goaways.push(text?.toString() ?? ""));
  return { session, goaways, open: (method, headers = {}) => openCall(session, method, headers) };
}

function openCall(session: ClientHttp2Session, method: string, headers: Record<string, string>): RawCall {
  const stream = session.request({
    ":method": "POST",
    ":path": method.startsWith("/") ? method : `/${SERVICE}/${method}`,
    "content-type": "application/grpc",
    te: "trailers",
    ...headers,
  });
  stream.on("error", () => {});
  const messages: Buffer[] = [];
  let rest = Buffer.alloc(0);
  let found: Record<string, unknown> | null = null;
  const note = (given: Record<string, unknown>): void => {
    if (given["grpc-status"] !== undefined) found = given;
  };
  stream.on("response", note).on("trailers", note);
  stream.on("data", (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 5 && rest.length >= 5 + rest.readUInt32BE(1)) {
      const end = 5 + rest.readUInt32BE(1);
      messages.push(rest.subarray(5, end));
      rest = rest.subarray(end);
    }
  });
  const ended = new Promise<Awaited<RawCall["ended"]>>((resolve) => {
    stream.on("close", () => resolve(found === null ? { code: null, message: "" } : endOf(found)));
  });
  return { stream, ended, messages };
}

function endOf(trailers: Record<string, unknown>): Awaited<RawCall["ended"]> {
  const metadata = new Metadata();
  const bytes = trailers["grpc-status-details-bin"];
  if (bytes !== undefined) metadata.set("grpc-status-details-bin", Buffer.from(String(bytes), "base64"));
  const details = decodeURI(String(trailers["grpc-message"] ?? ""));
  return detailsOf({ code: Number(trailers["grpc-status"]), details, metadata });
}

/** The head of a message of so many bytes. */
export function headOf(length: number, flag = 0): Buffer {
  const head = Buffer.alloc(5);
  head[0] = flag;
  head.writeUInt32BE(length, 1);
  return head;
}

/** A metric without labels, or with them as they are printed. */
export async function metricOf(server: Served, name: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${server.service.metricsPort}/metrics`)).text();
  const line = text.split("\n").find((one) => one.startsWith(`${name} `));
  return Number(line?.slice(name.length) ?? 0);
}
