import { appendFile, closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { ProblemKeeper, ProblemRecord } from "../../service/index.js";
import { OutputError } from "./write-output.js";

/** Files of the log, in the order in which they were begun. */
export const PROBLEM_LOG_NAME = /^problems-(\d{6})\.jsonl$/;

/** The oldest of so many files is dropped as a whole. */
const FILES = 8;

/** Bytes that wait to be written at most. */
const MOST_WAITING = 4 << 20;

export interface ProblemLogLimits {
  /** Of all files together. */
  readonly bytes: number;
  /** Problems. */
  readonly count: number;
}

/** Told of what is no more: so many problems were dropped as the oldest, or could not be written. */
export type OnLoss = (loss: { readonly dropped: number } | { readonly lost: number; readonly error: string }) => void;

interface LogFile {
  readonly path: string;
  bytes: number;
  readonly ids: string[];
}

/**
 * Keeps problems in files of JSON lines in a folder, the latest of them within limits: whatever would pass a limit
 * drops the oldest file first. A problem that is in it already is not written again. It never waits for the disk.
 */
export class ProblemLog implements ProblemKeeper {
  readonly counts = { kept: 0, equal: 0, dropped: 0, lost: 0 };
  readonly #folder: string;
  readonly #limits: ProblemLogLimits;
  readonly #onLoss: OnLoss;
  readonly #files: LogFile[] = [];
  readonly #known = new Set<string>();
  #next = 1;
  #bytes = 0;
  #waiting: { file: LogFile; line: string }[] = [];
  #waitingBytes = 0;
  #isWriting = false;
  #onIdle: (() => void) | null = null;

  /** Makes the folder where there is none, and goes on from the files that are in it. @throws OutputError */
  constructor(folder: string, limits: ProblemLogLimits, onLoss: OnLoss) {
    this.#folder = folder;
    this.#limits = limits;
    this.#onLoss = onLoss;
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      for (const name of readdirSync(folder).sort()) {
        const [, number] = PROBLEM_LOG_NAME.exec(name) ?? [];
        if (number !== undefined) this.#take(join(folder, name), Number(number));
      }
      this.#begin();
    } catch (error) {
      throw new OutputError(folder, error, "--problem-log: cannot keep problems in");
    }
    this.#dropDownTo(0);
  }

  keep({ id, line }: ProblemRecord): void {
    if (this.#known.has(id)) {
      this.counts.equal++;
      return;
    }
    const bytes = Buffer.byteLength(line);
    if (bytes > this.#limits.bytes || this.#waitingBytes + bytes > MOST_WAITING) {
      this.#lose(1, bytes > this.#limits.bytes ? "larger than the whole log" : "the disk is too slow");
      return;
    }
    const current = this.#files.at(-1)!;
    const isFull =
      current.bytes + bytes > this.#limits.bytes / FILES || current.ids.length >= this.#limits.count / FILES;
    if (isFull && current.ids.length > 0) {
      try {
        this.#begin();
      } catch (error) {
        this.#lose(1, String((error as Error).message));
        return;
      }
    }
    this.#dropDownTo(bytes);
    const file = this.#files.at(-1)!;
    file.bytes += bytes;
    file.ids.push(id);
    this.#bytes += bytes;
    this.#known.add(id);
    this.counts.kept++;
    this.#waiting.push({ file, line });
    this.#waitingBytes += bytes;
    this.#write();
  }

  /** Resolves when all that was kept is written, or after so many milliseconds. */
  async close(mostMs: number): Promise<void> {
    if (!this.#isWriting) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#onIdle = resolve;
      timer = setTimeout(resolve, mostMs);
    });
    clearTimeout(timer);
  }

  #take(path: string, number: number): void {
    const text = readFileSync(path, "utf8");
    const ids = Array.from(text.matchAll(/"id":"([0-9a-f]{64})"/g), ([, id]) => id!);
    const bytes = Buffer.byteLength(text);
    this.#files.push({ path, bytes, ids });
    this.#bytes += bytes;
    for (const id of ids) this.#known.add(id);
    this.#next = number + 1;
  }

  /** Begins a file that nobody else has: two servers in one folder do not write into one another's lines. */
  #begin(): void {
    for (;;) {
      const path = join(this.#folder, `problems-${String(this.#next++).padStart(6, "0")}.jsonl`);
      try {
        closeSync(openSync(path, "ax", 0o600));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "EEXIST") continue;
        throw error;
      }
      this.#files.push({ path, bytes: 0, ids: [] });
      return;
    }
  }

  /** Drops the oldest files until there is room for a problem of so many bytes. */
  #dropDownTo(bytes: number): void {
    const { bytes: mostBytes, count } = this.#limits;
    const more = bytes > 0 ? 1 : 0;
    let dropped = 0;
    while (this.#files.length > 1 && (this.#bytes + bytes > mostBytes || this.#known.size + more > count)) {
      const oldest = this.#files.shift()!;
      this.#bytes -= oldest.bytes;
      for (const id of oldest.ids) this.#known.delete(id);
      this.#waiting = this.#waiting.filter(({ file, line }) => {
        if (file === oldest) this.#waitingBytes -= Buffer.byteLength(line);
        return file !== oldest;
      });
      dropped += oldest.ids.length;
      rmSync(oldest.path, { force: true });
    }
    if (dropped === 0) return;
    this.counts.dropped += dropped;
    this.#onLoss({ dropped });
  }

  #lose(lost: number, error: string): void {
    this.counts.lost += lost;
    this.#onLoss({ lost, error });
  }

  #write(): void {
    if (this.#isWriting) return;
    const [first] = this.#waiting;
    if (first === undefined) {
      this.#onIdle?.();
      return;
    }
    this.#isWriting = true;
    const { file } = first;
    const lines: string[] = [];
    while (this.#waiting[0]?.file === file) lines.push(this.#waiting.shift()!.line);
    const text = lines.join("");
    appendFile(file.path, text, { mode: 0o600 }, (error) => {
      this.#isWriting = false;
      this.#waitingBytes -= Buffer.byteLength(text);
      if (error !== null) {
        this.counts.kept -= lines.length;
        this.#lose(lines.length, error.message);
      }
      // The file was dropped while it was written.
      if (!this.#files.includes(file)) rmSync(file.path, { force: true });
      this.#write();
    });
  }
}
