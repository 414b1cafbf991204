/**
 * A file as the readers see it: its bytes, and what several forms would otherwise make of them again, the text and the
 * JSON value, each made once and only if a form asks for it.
 */
import { FormatError } from "./errors.js";
import { BYTE_ORDER_MARK, decodeText } from "./text.js";

export class FileContent {
  readonly #given: string | Uint8Array;
  #bytes: Uint8Array | undefined;
  #markedText: string | undefined;
  #json: { readonly value: unknown } | undefined;

  /**
   * @param content bytes that are packed no longer, or the text that they would be
   * @param fileName for messages
   */
  constructor(
    content: string | Uint8Array,
    readonly fileName: string,
  ) {
    this.#given = content;
  }

  /** Whether it was given as text. */
  get isText(): boolean {
    return typeof this.#given === "string";
  }

  get bytes(): Uint8Array {
    this.#bytes ??= typeof this.#given === "string" ? new TextEncoder().encode(this.#given) : this.#given;
    return this.#bytes;
  }

  /**
   * The text, without byte order mark.
   *
   * @throws FormatError where the bytes are no text in UTF-8
   */
  get text(): string {
    const marked = this.#decoded();
    return marked.startsWith(BYTE_ORDER_MARK) ? marked.slice(1) : marked;
  }

  /** The byte order mark, or nothing. Throws as `text` does. */
  get mark(): string {
    return this.#decoded().startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : "";
  }

  /** The value that the text is as JSON; undefined where it is none. Never throws. */
  get json(): unknown {
    this.#json ??= { value: this.#parseJson() };
    return this.#json.value;
  }

  #decoded(): string {
    this.#markedText ??= decodeText(this.#given, this.fileName);
    return this.#markedText;
  }

  #parseJson(): unknown {
    try {
      return JSON.parse(this.text);
    } catch {
      return undefined;
    }
  }
}

/**
 * The text of a file, as readers of texts want it.
 *
 * @throws FormatError where it is blank, and where `FileContent.text` does
 */
export function textOf(file: FileContent): string {
  const { text, fileName } = file;
  if (text.trim() === "") throw new FormatError(fileName, 1, 1, "the file is empty");
  return text;
}
