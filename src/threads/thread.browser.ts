/** What stands in for `thread.ts` where there is no Node: no thread can be started, and whoever wants one is told. */
import type { Entry } from "./entry.js";
import type { Thread as NodeThread, ThreadOptions } from "./thread.js";

const FAULT = "threads are those of Node, and this is a browser's build";

/** As `entryOf` of `thread.ts`. */
export function entryOf(_entry: string): Entry {
  return { url: null, fault: FAULT };
}

/** As `Thread` of `thread.ts`, but none that lives. */
export class Thread<Message> implements Pick<NodeThread<Message>, keyof NodeThread<Message>> {
  constructor(entry: Entry, _options: ThreadOptions<Message>) {
    throw new Error(entry.fault ?? FAULT);
  }

  get failure(): Error {
    return new Error(FAULT);
  }

  listen(): void {}

  post(): void {}

  keepProcessAlive(): void {}

  async end(): Promise<void> {}
}
