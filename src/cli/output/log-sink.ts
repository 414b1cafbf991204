import { constants, fstatSync, openSync, write } from "node:fs";
import { Socket } from "node:net";

/** Bytes of lines, about, that wait to be written. What comes on top is dropped. */
const MOST_BYTES = 1 << 20;

/** Lines are written together, because a write for each wakes threads: from so many bytes on, or after so long. */
const BATCH = { bytes: 4_096, ms: 50 };

/** A reader that has no room just now, as a terminal that was stopped: the same bytes are tried again. */
const NO_ROOM = new Set(["EAGAIN", "EWOULDBLOCK"]);

/** Where bytes go. `done` is told once, how many were taken or why none were. */
interface Outlet {
  write(bytes: Buffer, done: (error: NodeJS.ErrnoException | null, taken: number) => void): void;
  close(): void;
}

/** Lines that are written together. */
interface Batch {
  /** From the first byte that has not been taken. */
  rest: Buffer;
  readonly lines: number;
  readonly bytes: number;
}

/**
 * Takes the lines of a log to a file descriptor and never waits for it. Where the disk is full, or nobody reads the
 * pipe, lines are dropped and counted, and the process neither grows nor hangs.
 */
export class LogSink {
  readonly #outlet: Outlet;
  /** Told, once lines can be written again, how many were lost in between. */
  readonly #onGap: (lines: number) => void;
  #lines: string[] = [];
  #pending = 0;
  #batch: Batch | null = null;
  #busy = false;
  #timer: NodeJS.Timeout | undefined;
  #gap = 0;
  /** The last line was cut off in the middle. */
  #torn = false;
  #closed = false;
  #onIdle: (() => void) | null = null;
  /** Lines that were lost since the start. */
  dropped = 0;

  constructor(fd: number, onGap: (lines: number) => void) {
    this.#outlet = outletOf(fd);
    this.#onGap = onGap;
  }

  /** Takes a line, with its line break. */
  write(line: string): void {
    if (this.#closed || this.#pending + line.length > MOST_BYTES) {
      this.#lose(1);
      return;
    }
    this.#lines.push(line);
    this.#pending += line.length;
    if (this.#pending >= BATCH.bytes) this.#flush();
    else this.#later();
  }

  /** Writes what waits, for so many milliseconds at most; what is left then is lost. */
  async close(mostMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#onIdle = resolve;
      timer = setTimeout(resolve, mostMs);
      this.#flush();
    });
    clearTimeout(timer);
    clearTimeout(this.#timer);
    this.#closed = true;
    this.#lose(this.#lines.length + (this.#batch?.lines ?? 0));
    this.#outlet.close();
  }

  #later(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#flush();
    }, BATCH.ms);
  }

  #flush(): void {
    if (this.#busy || this.#closed) return;
    this.#batch ??= this.#nextBatch();
    if (this.#batch === null) {
      this.#onIdle?.();
      return;
    }
    this.#busy = true;
    this.#outlet.write(this.#batch.rest, (error, taken) => {
      this.#busy = false;
      if (this.#closed) return;
      if (error === null) this.#took(taken);
      else if (NO_ROOM.has(error.code ?? "")) this.#later();
      else this.#failed();
    });
  }

  #nextBatch(): Batch | null {
    if (this.#lines.length === 0) return null;
    // What follows a line that was cut off begins a line of its own.
    const text = (this.#torn ? "\n" : "") + this.#lines.join("");
    const batch = { rest: Buffer.from(text), lines: this.#lines.length, bytes: this.#pending };
    this.#lines = [];
    return batch;
  }

  #took(bytes: number): void {
    const batch = this.#batch!;
    batch.rest = batch.rest.subarray(bytes);
    this.#torn = batch.rest.length > 0;
    if (this.#torn) {
      this.#flush();
      return;
    }
    this.#end(batch);
    const gap = this.#gap;
    this.#gap = 0;
    if (gap > 0) this.#onGap(gap);
    if (this.#pending >= BATCH.bytes || this.#onIdle !== null) this.#flush();
    else if (this.#pending > 0) this.#later();
  }

  #failed(): void {
    const batch = this.#batch!;
    this.#lose(batch.lines);
    this.#end(batch);
    if (this.#pending > 0) this.#later();
    else this.#onIdle?.();
  }

  #end({ bytes }: Batch): void {
    this.#pending -= bytes;
    this.#batch = null;
  }

  #lose(lines: number): void {
    this.dropped += lines;
    this.#gap += lines;
  }
}

function outletOf(fd: number): Outlet {
  const kind = fstatSync(fd);
  return kind.isFIFO() || kind.isSocket() ? streamOutlet(fd) : fileOutlet(kind.isCharacterDevice() ? reopened(fd) : fd);
}

/** Pipes and sockets: the event loop tells when there is room, so that no thread waits for it. */
function streamOutlet(fd: number): Outlet {
  const socket = new Socket({ fd, readable: false, writable: true });
  let why: NodeJS.ErrnoException | null = null;
  socket.on("error", (error) => {
    why = error;
  });
  return {
    write(bytes, done) {
      if (socket.destroyed) return void setImmediate(done, why ?? new Error("closed"), 0);
      socket.write(bytes, (error) => done(error ?? null, bytes.length));
    },
    // Also lets go of what is being written: it would keep the process.
    close: () => void socket.destroy(),
  };
}

/** Files, which take their time at most, and devices that were opened so that they never wait. */
function fileOutlet(fd: number): Outlet {
  return { write: (bytes, done) => write(fd, bytes, done), close: () => {} };
}

/** A terminal opened anew so that writing never waits, whoever stopped it; as it was, where that cannot be. */
function reopened(fd: number): number {
  try {
    return openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch {
    return fd;
  }
}
