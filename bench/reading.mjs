/**
 * Group `reading`: how long large dumps take to read, and how much memory the process has at most, each in a process
 * of its own. The files are made anew, by a generator of chance with a seed.
 *
 * @import { Column } from "./report.mjs"
 *
 * @typedef {object} ReadingRow
 * @property {string} name
 * @property {number} megabytes
 * @property {number} buffers
 * @property {number} seconds
 * @property {number} peakMegabytes of the whole process, the file included
 * @property {string | null} fault
 */
import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { colours, count, Table } from "./report.mjs";

const EVENTS = 1_000_000;
/** What is asked for of the snapshot. */
const ASKED = { seconds: 10, peakMegabytes: 1_500 };

const CHILD = fileURLToPath(new URL("reading-once.mjs", import.meta.url));

/**
 * @param {AbortSignal} signal
 * @returns {Promise<ReadingRow[]>}
 */
export async function measureReading(signal) {
  const folder = mkdtempSync(join(tmpdir(), "telaplan-reading-"));
  /** @type {Column<ReadingRow>[]} */
  const columns = [
    { title: "file", width: 24, left: true, cell: (row) => row.name },
    { title: "MB", width: 6, cell: (row) => row.megabytes.toFixed(1) },
    { title: "buffers", width: 8, cell: (row) => count(row.buffers) },
    { title: "s", width: 6, cell: (row) => row.seconds.toFixed(2) },
    { title: "peak MB", width: 8, cell: (row) => row.peakMegabytes.toFixed(0) },
    { title: "", width: 0, left: true, cell: (row) => row.fault ?? "", paint: colours.red },
  ];
  const table = new Table(columns);
  table.head();
  /** @type {ReadingRow[]} */
  const rows = [];
  try {
    for (const [name, write] of FILES) {
      if (signal.aborted) break;
      const file = join(folder, name);
      const out = openSync(file, "w");
      write((bytes) => writeSync(out, bytes));
      closeSync(out);
      const { status, stdout, stderr } = spawnSync(process.execPath, [CHILD, file], { encoding: "utf8" });
      const found = status === 0 ? JSON.parse(stdout) : { buffers: 0, seconds: Number.NaN, peakMegabytes: Number.NaN };
      const isSlow = found.seconds > ASKED.seconds || found.peakMegabytes > ASKED.peakMegabytes;
      const asked = `more than ${ASKED.seconds} s or ${ASKED.peakMegabytes} MB`;
      const fault = status !== 0 ? stderr.trim() : isSlow ? asked : null;
      const row = { name, megabytes: statSync(file).size / 1e6, ...found, fault };
      rows.push(row);
      table.row(row);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return rows;
}

/**
 * What an allocator does: half of the events allocate, the others free what is live.
 *
 * @param {(event: { index: number, frees: boolean, address: number, size: number }) => void} visit
 */
function allocate(visit) {
  let state = 1;
  const random = (/** @type {number} */ below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  /** @type {{ address: number, size: number }[]} */
  const live = [];
  let next = 0x7f00_0000_0000;
  for (let index = 0; index < EVENTS; index++) {
    const frees = live.length > 10 && random(100) < 50;
    if (frees) {
      const at = random(live.length);
      const last = /** @type {{ address: number, size: number }} */ (live.pop());
      const freed = live[at] ?? last;
      if (at < live.length) live[at] = last;
      visit({ index, frees, ...freed });
    } else {
      const size = 512 * (1 + random(100_000));
      live.push({ address: next, size });
      visit({ index, frees, address: next, size });
      next += size;
    }
  }
}

/** Bytes that are written in pieces. */
class Pieces {
  #buffer = Buffer.alloc(2 ** 20);
  #at = 0;
  #write;

  /** @param {(bytes: Uint8Array) => void} write */
  constructor(write) {
    this.#write = write;
  }

  /** @param {...number} bytes */
  put(...bytes) {
    if (this.#at + bytes.length > this.#buffer.length) this.flush();
    for (const byte of bytes) this.#buffer[this.#at++] = byte;
  }

  /** @param {string} text */
  text(text) {
    this.put(...Buffer.from(text));
  }

  /**
   * @param {number} value
   * @param {number} bytes
   */
  integer(value, bytes) {
    if (this.#at + bytes > this.#buffer.length) this.flush();
    for (let i = 0; i < bytes; i++) this.#buffer[this.#at++] = Math.floor(value / 256 ** i) % 256;
  }

  flush() {
    this.#write(this.#buffer.subarray(0, this.#at));
    this.#at = 0;
  }
}

const [MARK, STOP, DICT, LIST, APPENDS, SETITEMS] = [..."(.}]eu"].map((each) => each.charCodeAt(0));
const [BININT, BININT1, BINGET, LONG_BINGET] = [..."JKhj"].map((each) => each.charCodeAt(0));
const [MEMOIZE, SHORT_BINUNICODE, LONG1] = [0x94, 0x8c, 0x8a];
const FRAMES = 400;
/** Frames of an event, so that it takes some 100 bytes. */
const DEPTH = 9;

/**
 * A snapshot as Python pickles those of PyTorch, with protocol 4: keys and frames by the memo.
 *
 * @param {(bytes: Uint8Array) => void} write
 */
function writeSnapshot(write) {
  const out = new Pieces(write);
  /** @type {Map<string, number>} */
  const texts = new Map();
  let memo = 0;
  const code = (/** @type {number | undefined} */ op) => out.put(/** @type {number} */ (op));
  const memoize = () => {
    code(MEMOIZE);
    return memo++;
  };
  const recall = (/** @type {number} */ index) => {
    if (index < 256) out.put(/** @type {number} */ (BINGET), index);
    else {
      code(LONG_BINGET);
      out.integer(index, 4);
    }
  };
  const text = (/** @type {string} */ value) => {
    const known = texts.get(value);
    if (known !== undefined) {
      recall(known);
      return;
    }
    out.put(SHORT_BINUNICODE, value.length);
    out.text(value);
    texts.set(value, memoize());
  };
  const small = (/** @type {number} */ value) => {
    code(value < 256 ? BININT1 : BININT);
    out.integer(value, value < 256 ? 1 : 4);
  };
  const long = (/** @type {number} */ value) => {
    out.put(LONG1, 7);
    out.integer(value, 7);
  };
  /** @type {number[]} */
  const frames = [];
  const begin = (/** @type {number | undefined} */ op) => {
    code(op);
    const index = memoize();
    code(MARK);
    return index;
  };

  out.put(0x80, 4);
  begin(DICT);
  text("segments");
  begin(LIST);
  begin(DICT);
  for (const [key, value] of Object.entries({ device: 0, total_size: 2 ** 30 })) {
    text(key);
    small(value);
  }
  text("address");
  long(0x7f00_0000_0000);
  text("blocks");
  code(LIST);
  text("frames");
  begin(LIST);
  for (let frame = 0; frame < FRAMES; frame++) {
    frames.push(begin(DICT));
    text("filename");
    text(frame % 3 === 0 ? "/home/user/train/model.py" : "/opt/lib/python3/site-packages/torch/nn/modules/module.py");
    text("line");
    small(frame);
    text("name");
    text(`forward${frame % 20}`);
    code(SETITEMS);
  }
  code(APPENDS);
  code(SETITEMS);
  code(APPENDS);
  text("device_traces");
  begin(LIST);
  code(LIST);
  memoize();
  allocate(({ index, frees, address, size }) => {
    if (index % 1000 === 0) code(MARK);
    begin(DICT);
    text("action");
    text(frees ? "free_completed" : "alloc");
    text("addr");
    long(address);
    text("size");
    small(size);
    text("stream");
    small(0);
    text("compile_context");
    text("N/A");
    text("user_metadata");
    text("");
    text("frames");
    begin(LIST);
    for (let depth = 0; depth < DEPTH; depth++)
      recall(/** @type {number} */ (frames[(index * 7 + depth * 31) % FRAMES]));
    code(APPENDS);
    text("time_us");
    long(1_700_000_000_000_000 + index);
    code(SETITEMS);
    if (index % 1000 === 999) code(APPENDS);
  });
  code(APPENDS);
  code(SETITEMS);
  code(STOP);
  out.flush();
}

/**
 * @param {(bytes: Uint8Array) => void} write
 * @param {"csv" | "jsonl"} form
 */
function writeTrace(write, form) {
  const out = new Pieces(write);
  if (form === "csv") out.text("time,op,addr,size\n");
  allocate(({ index, frees, address, size }) => {
    const event = { time: index, op: frees ? "free" : "alloc", addr: `0x${address.toString(16)}`, size };
    out.text(form === "csv" ? `${Object.values(event).join(",")}\n` : `${JSON.stringify(event)}\n`);
  });
  out.flush();
}

/** @type {readonly (readonly [name: string, write: (write: (bytes: Uint8Array) => void) => void])[]} */
const FILES = [
  ["snapshot.pickle", writeSnapshot],
  ["trace.csv", (write) => writeTrace(write, "csv")],
  ["trace.jsonl", (write) => writeTrace(write, "jsonl")],
];
