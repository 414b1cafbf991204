import { gunzip, inflate } from "node:zlib";

/** Messages that are unpacked at one time: each may become as large as a message may be. */
const AT_ONE_TIME = 2;

/** How a message is packed: the names that gRPC gives. */
export type Packing = "gzip" | "deflate";

export function isPacking(name: string): name is Packing {
  return name === "gzip" || name === "deflate";
}

/** Unpacks messages, a few at a time. */
export class Unpacker {
  readonly #most: number;
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(mostBytes: number) {
    this.#most = mostBytes;
  }

  /** The message; "tooLong" where it would be more than a message may be, "broken" where it is no packed message. */
  async unpack(packed: Buffer, packing: Packing): Promise<Buffer | "tooLong" | "broken"> {
    if (this.#running >= AT_ONE_TIME) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#running++;
    try {
      return await this.#one(packed, packing === "gzip" ? gunzip : inflate);
    } finally {
      this.#running--;
      this.#waiting.shift()?.();
    }
  }

  #one(packed: Buffer, how: typeof gunzip): Promise<Buffer | "tooLong" | "broken"> {
    return new Promise((resolve) => {
      how(packed, { maxOutputLength: this.#most }, (error, bytes) => {
        if (error === null) resolve(bytes);
        else resolve((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE" ? "tooLong" : "broken");
      });
    });
  }
}
