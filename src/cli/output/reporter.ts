import type { FailureRow } from "./rows.js";

/** A file without an answer. */
export interface FailedFile {
  readonly row: FailureRow;
  /** True where the file is at fault: it could not be read or understood. */
  readonly isUnread: boolean;
}

/** Takes rows as they are found. */
export interface Reporter<Row> {
  add(row: Row): void;
  fail(file: FailedFile): void;
  /** Once, after the last row. */
  end(): void;
}

/** One JSON object a line, at once. */
export function jsonLines<Row>(stream: NodeJS.WritableStream = process.stdout): Reporter<Row> {
  const write = (row: Row | FailureRow): void => void stream.write(`${JSON.stringify(row)}\n`);
  return {
    add: write,
    fail: ({ row }) => write(row),
    end: () => {},
  };
}
