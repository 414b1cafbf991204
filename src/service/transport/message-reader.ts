/** Bytes before a message: whether it is compressed, and its length. */
const HEAD_BYTES = 5;

/** Bytes of a message that are kept where it is refused: its id mostly stands first. */
const KEPT_BYTES = 1_024;

/** Larger messages get pages of their own, which go back to the system when the message goes. */
const PAGES_BYTES = 65_536;

/** Told of messages as they come. */
export interface MessageSink {
  /** So many bytes more are held. */
  held(bytes: number): void;
  /** A message is whole; its bytes are no longer the reader's. */
  message(bytes: Buffer, isCompressed: boolean): void;
  /** A message says that it is longer than allowed. What follows of it is dropped. */
  tooLong(length: number): void;
  /** Of that one, its first bytes are here. */
  skipped(head: Buffer): void;
}

/**
 * Cuts what arrives into messages. Bytes are copied at once into a place of the message's own: a frame of one byte
 * would otherwise keep the whole piece of memory that it was read into.
 */
export class MessageReader {
  readonly #most: number;
  readonly #sink: MessageSink;
  readonly #head = Buffer.alloc(HEAD_BYTES);
  #headLength = 0;
  #length = 0;
  #body: Buffer | null = null;
  #filled = 0;
  /** Bytes of a refused message that are still to come. */
  #toSkip = 0;
  /** What is kept of it. */
  #kept: Buffer[] | null = null;
  #keptLength = 0;

  constructor(most: number, sink: MessageSink) {
    this.#most = most;
    this.#sink = sink;
  }

  /** Bytes that are held of an unfinished message. */
  get heldBytes(): number {
    return this.#filled;
  }

  /** A message has begun, if only by its head, and its sink has not been told what became of it. */
  get isAmid(): boolean {
    const isSkipped = this.#headLength === HEAD_BYTES && this.#body === null && this.#kept === null;
    return this.#headLength > 0 && !isSkipped;
  }

  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#headLength < HEAD_BYTES) at = this.#readHead(chunk, at);
      else if (this.#body === null) at = this.#skip(chunk, at);
      else at = this.#fill(chunk, at);
    }
  }

  /** Drops what there is of the unfinished message, and what will come of it. @returns its first bytes */
  refuse(): Buffer {
    const head = this.#body === null ? Buffer.alloc(0) : Buffer.from(this.#body.subarray(0, this.#keepable()));
    this.#toSkip = this.#headLength < HEAD_BYTES ? 0 : this.#length - this.#filled;
    this.#kept = null;
    this.#body = null;
    this.#filled = 0;
    if (this.#toSkip === 0) this.#headLength = 0;
    return head;
  }

  #keepable(): number {
    return Math.min(this.#filled, KEPT_BYTES);
  }

  #readHead(chunk: Buffer, at: number): number {
    const end = Math.min(chunk.length, at + HEAD_BYTES - this.#headLength);
    this.#headLength += chunk.copy(this.#head, this.#headLength, at, end);
    if (this.#headLength < HEAD_BYTES) return end;
    this.#length = this.#head.readUInt32BE(1);
    this.#filled = 0;
    if (this.#length > this.#most) {
      this.#toSkip = this.#length;
      this.#kept = [];
      this.#keptLength = 0;
      this.#sink.tooLong(this.#length);
    } else {
      this.#body = placeFor(this.#length);
      if (this.#length === 0) this.#finish();
    }
    return end;
  }

  #fill(chunk: Buffer, at: number): number {
    const end = Math.min(chunk.length, at + this.#length - this.#filled);
    const body = this.#roomy(this.#filled + end - at);
    this.#filled += chunk.copy(body, this.#filled, at, end);
    this.#sink.held(end - at);
    if (this.#filled === this.#length) this.#finish();
    return end;
  }

  /** The message's place, with room for so many bytes: short messages get it as their bytes come. */
  #roomy(needed: number): Buffer {
    const body = this.#body!;
    if (body.length >= needed) return body;
    const wider = Buffer.allocUnsafeSlow(Math.min(this.#length, Math.max(needed, 2 * body.length)));
    body.copy(wider, 0, 0, this.#filled);
    this.#body = wider;
    return wider;
  }

  #finish(): void {
    const body = this.#body!.subarray(0, this.#length);
    this.#body = null;
    this.#headLength = 0;
    this.#filled = 0;
    this.#sink.message(body, this.#head[0] !== 0);
  }

  #skip(chunk: Buffer, at: number): number {
    const end = Math.min(chunk.length, at + this.#toSkip);
    this.#toSkip -= end - at;
    if (this.#kept !== null) this.#keep(chunk.subarray(at, end));
    if (this.#toSkip === 0) this.#headLength = 0;
    return end;
  }

  #keep(part: Buffer): void {
    const head = Buffer.from(part.subarray(0, KEPT_BYTES - this.#keptLength));
    this.#kept!.push(head);
    this.#keptLength += head.length;
    if (this.#keptLength < KEPT_BYTES && this.#toSkip > 0) return;
    const kept = Buffer.concat(this.#kept!);
    this.#kept = null;
    this.#sink.skipped(kept);
  }
}

/** The first room of a message. Pages of a large one are the system's until something is written into them. */
function placeFor(length: number): Buffer {
  if (length <= PAGES_BYTES) return Buffer.allocUnsafeSlow(Math.min(length, 1_024));
  // What can be resized is mapped by itself; whatever else is freed, the C library may keep.
  const Resizable = ArrayBuffer as unknown as new (length: number, options: { maxByteLength: number }) => ArrayBuffer;
  return Buffer.from(new Resizable(length, { maxByteLength: length }), 0, length);
}
