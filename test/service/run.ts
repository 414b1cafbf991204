import { type ChildProcess, spawn } from "node:child_process";
import { connect } from "node:http2";
import { type CallOptions, Client, credentials, Metadata, type ServiceError } from "@grpc/grpc-js";
import { pino } from "pino";
import { afterAll, afterEach } from "vitest";
import { PlannerClient, type PlannerClientOptions, toWireProblem } from "../../src/client/index.js";
import { generate } from "../../src/instances/index.js";
import { type Problem, TERMS, type Term } from "../../src/problem/index.js";
import { decode, encode, enumNumbers, SERVICE } from "../../src/proto/index.js";
import { defaultSettings, type RunningService, type ServiceSettings, startService } from "../../src/service/index.js";
import { MAIN, prepare } from "../cli/run.js";

/** A server in this process, on a free port, and clients of it; all gone when the test is over. */
export interface Place {
  /** Starts a server; settings are the defaults but for these, one search at a time, no spares and no metrics. */
  start(settings?: Partial<ServiceSettings>): Promise<Served>;
  /** One server for all tests of the file, with the settings that `start` has by itself. */
  shared(): Promise<Served>;
  readonly folder: string;
}

export interface Served {
  readonly service: RunningService;
  readonly address: string;
  /** Lines of the log, as objects. */
  readonly log: Record<string, unknown>[];
  client(options?: PlannerClientOptions): PlannerClient;
  /** Calls with bytes. Resolves to the answer's bytes, rejects with the ServiceError. */
  raw(method: string, bytes: Uint8Array, options?: CallOptions & { headers?: Record<string, string> }): Promise<Buffer>;
}

export const VERSION = "0.0.0-test";

/** Gives the tests of a file servers, and the compiled worker that these need. */
export function place(): Place {
  const prepared = prepare();
  const ends: (() => unknown)[] = [];
  const lastEnds: (() => unknown)[] = [];
  let shared: Promise<Served> | undefined;
  const endAll = async (list: (() => unknown)[]): Promise<void> => {
    for (const end of list.splice(0).reverse()) await end();
  };
  afterEach(() => endAll(ends));
  afterAll(() => endAll(lastEnds));
  return {
    get folder() {
      return prepared.folder;
    },
    shared() {
      shared ??= serve({}, lastEnds);
      return shared;
    },
    start: (settings = {}) => serve(settings, ends),
  };
  async function serve(settings: Partial<ServiceSettings>, ends: (() => unknown)[]): Promise<Served> {
    const log: Record<string, unknown>[] = [];
    const logger = pino({ level: "debug" }, { write: (line: string) => void log.push(JSON.parse(line)) });
    const few = { workers: 1, spareWorkers: 0 };
    const all = { ...defaultSettings(), ...few, listen: "127.0.0.1:0", metrics: null, drainMs: 500, ...settings };
    const service = await startService(all, logger, VERSION);
    ends.push(() => service.drain());
    const address = `127.0.0.1:${service.port}`;
    return {
      service,
      address,
      log,
      client(options) {
        const client = new PlannerClient(address, options);
        ends.push(() => client.close());
        return client;
      },
      raw(method, bytes, { headers = {}, ...options } = {}) {
        const client = new Client(address, credentials.createInsecure(), { "grpc.max_receive_message_length": -1 });
        const metadata = new Metadata();
        for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
        const asIs = (value: Uint8Array): Buffer => Buffer.from(value);
        return new Promise<Buffer>((resolve, reject) => {
          const path = `/${SERVICE}/${method}`;
          client.makeUnaryRequest(path, asIs, asIs, bytes, metadata, options, (error, value) => {
            client.close();
            if (error !== null) reject(error);
            else resolve(value!);
          });
        });
      },
    };
  }
}

/** A `telaplan serve` in a process of its own. */
export interface Spawned {
  readonly child: ChildProcess;
  readonly port: number;
  readonly metricsPort: number | null;
  readonly lines: Record<string, unknown>[];
  /** What it has printed on standard error. */
  complaints(): string;
  /** Exit code and signal. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
}

/** Where a program is that serves, if it is not the one of this checkout: what to start, and in which folder. */
interface Program {
  readonly entry: readonly string[];
  /** The Node that runs it; by default the one of the test. */
  readonly node?: string;
  readonly folder: string;
}

const STANDARD = ["--listen", "127.0.0.1:0", "--metrics", "none", "--workers", "1"];

/** Starts servers as processes; those that are left are killed when the test is over. */
export function processes(): (
  args?: readonly string[],
  env?: NodeJS.ProcessEnv,
  program?: Program,
) => Promise<Spawned> {
  const children: ChildProcess[] = [];
  const killAll = () => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
  };
  afterEach(killAll);
  afterAll(killAll);
  return (args = [], env = {}, program = undefined) =>
    new Promise((resolve, reject) => {
      const entry = program?.entry ?? [MAIN, "serve", ...STANDARD];
      const child = spawn(program?.node ?? process.execPath, [...entry, ...args], {
        cwd: program?.folder,
        stdio: ["pipe", "pipe", "pipe"],
        env: { ...process.env, NODE_OPTIONS: undefined, ...env },
      });
      children.push(child);
      const lines: Record<string, unknown>[] = [];
      const ended = new Promise<{ code: number | null; signal: string | null }>((end) => {
        child.once("exit", (code, signal) => end({ code, signal }));
      });
      let rest = "";
      let complaints = "";
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        complaints += text;
      });
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        const parts = (rest + text).split("\n");
        rest = parts.pop()!;
        for (const part of parts) {
          const line = JSON.parse(part) as Record<string, unknown>;
          lines.push(line);
          if (line.msg !== "listening") continue;
          const metricsPort = line.metricsPort as number | null;
          resolve({ child, port: line.port as number, metricsPort, lines, complaints: () => complaints, ended });
        }
      });
      void ended.then(() => reject(new Error(`the server ended: ${complaints}`)));
    });
}

/** Easy: the heuristics settle it. The same for the same number. */
export function easyProblem(seed: number, count = 100): Problem {
  let state = seed + 1;
  const draw = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const buffers = Array.from({ length: count }, (_, i) => {
    const lower = draw(count);
    return { id: `b${i}`, lower, upper: lower + 1 + draw(9), size: 1 + draw(1000) };
  });
  return { buffers, capacity: 1_000_000 };
}

/** Hard: nobody settles its least peak within the time that a test takes. There are plans from the first moment on. */
export function hardProblem(seed = 0): Problem {
  return { buffers: generate("residual", { seed, buffers: 300, full: 8 }).problem.buffers };
}

/** A problem in columns, with its constraints, named as in the .proto; enums are numbers. */
export function columnsOf(problem: Problem): Record<string, unknown> {
  return asInProto(toWireProblem(problem)) as Record<string, unknown>;
}

const TERM_NUMBERS = enumNumbers("Term", TERMS);

/** A message of the stub by the names of the .proto. */
function asInProto(value: unknown): unknown {
  if (Array.isArray(value)) return typeof value[0] === "number" ? value : value.map(asInProto);
  if (typeof value === "string" && value.startsWith("TERM_"))
    return TERM_NUMBERS[value.slice("TERM_".length).toLowerCase() as Term];
  if (typeof value !== "object" || value === null) return value;
  const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [snake(name), asInProto(field)]));
}

/** An encoded PlanRequest. */
export function planBytes(problem: Problem, more: object = {}): Uint8Array {
  return encode("PlanRequest", { problem: columnsOf(problem), ...more });
}

/** Sends encoded messages of a session, one when the one before is answered, and gives the answers decoded. */
export async function spoken(server: Served, messages: readonly Uint8Array[]): Promise<Record<string, unknown>[]> {
  const session = connect(`http://${server.address}`);
  const stream = session.request({
    ":method": "POST",
    ":path": "/telaplan.v1.PlannerService/PlanSession",
    "content-type": "application/grpc",
    te: "trailers",
  });
  const answers: Record<string, unknown>[] = [];
  let rest = Buffer.alloc(0);
  const next = (): void => {
    const message = messages[answers.length];
    if (message === undefined) stream.end();
    else stream.write(framed(message));
  };
  const over = (trailers: object): void => {
    if (!("grpc-status" in trailers)) return;
    answers.push({ code: Number(trailers["grpc-status"]) });
    stream.end();
  };
  // Where nothing is answered, the status comes with the headers.
  stream.on("response", over);
  stream.on("trailers", over);
  stream.on("data", (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 5 && rest.length >= 5 + rest.readUInt32BE(1)) {
      const end = 5 + rest.readUInt32BE(1);
      answers.push(decode("PlanSessionResponse", rest.subarray(5, end)));
      rest = rest.subarray(end);
      next();
    }
  });
  next();
  await new Promise((resolve, reject) => stream.on("close", resolve).on("error", reject));
  session.close();
  return answers.filter(({ code }) => code !== 0);
}

/** A message as gRPC frames it, not compressed. */
export function framed(message: Uint8Array): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

/** The google.rpc.Status of a failed call, its details by name. */
export function detailsOf(error: unknown): {
  readonly code: number;
  readonly message: string;
  readonly reason?: string;
  readonly violations?: readonly { field: string; description: string }[];
  readonly retryMs?: number;
} {
  const { code, details, metadata } = error as ServiceError;
  if (metadata === undefined) throw error;
  const [bytes] = metadata.get("grpc-status-details-bin");
  if (!(bytes instanceof Uint8Array)) return { code, message: details };
  const status = decode("google.rpc.Status", bytes) as {
    code: number;
    message: string;
    details: { type_url: string; value: Uint8Array }[];
  };
  if (status.code !== code || status.message !== details) throw new Error(`${code} ${details} carries another status`);
  const found: Record<string, Record<string, unknown>> = {};
  for (const { type_url, value } of status.details) {
    const name = type_url.split("/")[1]!;
    found[name] = decode(name, value);
  }
  const retry = found["google.rpc.RetryInfo"]?.retry_delay as { seconds?: number; nanos?: number } | undefined;
  return {
    code,
    message: details,
    reason: found["google.rpc.ErrorInfo"]?.reason as string,
    violations: found["google.rpc.BadRequest"]?.field_violations as { field: string; description: string }[],
    ...(retry !== undefined && { retryMs: 1000 * (retry.seconds ?? 0) + (retry.nanos ?? 0) / 1e6 }),
  };
}

/** Waits until it holds; throws where it does not within half a minute, which a busy machine may need. */
export async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`not within 30 seconds: ${what}`);
    await sleep(5);
  }
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
