import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Entry, entryOf, Thread } from "../../src/threads/index.js";

/** A module that a thread can run. */
function entry(code: string): Entry {
  const url = new URL(
    `data:text/javascript,${encodeURIComponent(`import { parentPort } from "node:worker_threads"; ${code}`)}`,
  );
  return { url, fault: null };
}

interface Told {
  readonly messages: unknown[];
  readonly failed: (readonly [string, boolean])[];
  readonly gone: string[];
}

/** Runs a thread to its end, and gives what it told. */
async function lived(code: string, act: (thread: Thread<unknown>, told: Told) => void = () => {}): Promise<Told> {
  const told: Told = { messages: [], failed: [], gone: [] };
  await new Promise<void>((resolve) => {
    const thread: Thread<unknown> = new Thread(entry(code), {
      silent: (exit) => `ended with ${exit}`,
      on: {
        message: (message) => {
          told.messages.push(message);
          act(thread, told);
        },
        failed: ({ message }, silently) => told.failed.push([message, silently]),
        gone: ({ message }) => {
          told.gone.push(message);
          resolve();
        },
      },
    });
  });
  return told;
}

describe("a thread", () => {
  it("that throws tells of its error once, after its messages, and then that it is gone", async () => {
    const told = await lived('parentPort.postMessage(1); parentPort.postMessage(2); throw new Error("broken");');
    expect(told).toEqual({ messages: [1, 2], failed: [["broken", false]], gone: ["broken"] });
  });

  it("that throws what is no Error tells of one all the same", async () => {
    expect((await lived('throw "a text";')).failed).toEqual([["a text", false]]);
  });

  it("that ends by itself tells the code, and that it said nothing", async () => {
    expect(await lived("process.exit(3);")).toEqual({
      messages: [],
      failed: [["ended with 3", true]],
      gone: ["ended with 3"],
    });
  });

  it("that is ended tells the same", async () => {
    const told = await lived("parentPort.postMessage(1); setInterval(() => {}, 1000);", (thread) => void thread.end());
    expect(told).toEqual({ messages: [1], failed: [["ended with 1", true]], gone: ["ended with 1"] });
  });

  it("tells those who listen now, and no others", async () => {
    const later: unknown[] = [];
    const echo = "parentPort.postMessage(0); parentPort.on('message', (m) => parentPort.postMessage(m));";
    const told: unknown[] = [];
    const thread: Thread<unknown> = new Thread(entry(echo), { silent: String });
    await new Promise<void>((resolve) => {
      thread.listen({
        message: (message) => {
          told.push(message);
          thread.listen({
            message: (next) => {
              later.push(next);
              resolve();
            },
          });
          thread.post("second");
        },
      });
    });
    expect([told, later, thread.failure]).toEqual([[0], ["second"], null]);
    await thread.end();
    expect(thread.failure).toBeInstanceOf(Error);
  });
});

describe("the entry of a thread", () => {
  it("is what the build has made of it, where the sources run", () => {
    const { url, fault } = entryOf("service/workers/worker.js");
    expect(url?.href).toBe(new URL("../../dist/service/workers/worker.js", import.meta.url).href);
    expect(fault).toBeNull();
    expect(existsSync(url!)).toBe(true);
  });

  it("that is missing is told by name, and starts no thread", () => {
    const missing = entryOf("planner/none.js");
    expect(missing).toEqual({ url: null, fault: expect.stringContaining("planner/none.js, is missing") });
    expect(() => new Thread(missing, { silent: String })).toThrow(missing.fault!);
  });
});
