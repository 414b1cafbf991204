import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { listenForInterrupt } from "../../src/cli/interrupt.js";
import { meddledWith, prepare, rowsOf, telaplan, write } from "./run.js";

const at = prepare();
/** Long enough to be well inside the search, in milliseconds. */
const AFTER_MS = 1500;

/** A hard instance that no run of a few seconds settles: cut without slack into 2,000 pieces. */
function hard(): string {
  const file = join(at.folder, "hard.json");
  if (!existsSync(file)) {
    const { code, stderr } = telaplan(["generate", "guillotine", "--buffers", "2000", "--seed", "1", "-o", file]);
    if (code !== 0) throw new Error(stderr);
  }
  return file;
}

describe("Ctrl-C", () => {
  test.each(["SIGINT", "SIGTERM"] as const)(
    "%s prints and writes the best plan so far and leaves the rest",
    async (signal) => {
      const output = join(at.folder, `best-${signal}`);
      const next = write(at.folder, "next.csv", "id,lower,upper,size\na,0,1,1\n");
      const args = ["pack", "--format", "json", "--minimize", "-c", "1TiB", "-t", "none", "-o", output, hard(), next];
      const { code, stdout, stderr } = await meddledWith(args, (child) =>
        setTimeout(() => child.kill(signal), AFTER_MS),
      );
      const rows = rowsOf(stdout);
      expect(rows).toHaveLength(1);
      expect(rows[0]).toMatchObject({ status: "feasible", stoppedBy: "cancel", verified: true });
      expect(rows[0]!.peak).toBeGreaterThan(rows[0]!.lowerBound as number);
      // The second file was not tried, and counts as undecided.
      expect(stderr).toMatch(/^.* to be read with -c \d+, .*\ninterrupted: 1 of 2 files not tried\n$/);
      expect(code).toBe(3);
      expect(telaplan(["verify", "-c", "1TiB", join(output, "hard.json")]).code).toBe(0);
    },
  );

  test("with a plan for the only file the exit code is 0, without one 3", async () => {
    const interrupt = { found: ["-c", "1TiB", "--minimize"], open: [] };
    const run = (args: readonly string[]) =>
      meddledWith(["pack", "--format", "json", "-t", "none", ...args, hard()], (child) => {
        setTimeout(() => child.kill("SIGINT"), AFTER_MS);
      });
    const found = await run(interrupt.found);
    expect([found.code, found.stderr]).toEqual([0, ""]);
    const open = await run(interrupt.open);
    expect(rowsOf(open.stdout)[0]).toMatchObject({ status: "unknown", stoppedBy: "cancel", peak: null });
    expect(open.code).toBe(3);
  });

  test("works over several threads, too", async () => {
    const args = ["pack", "--format", "json", "--minimize", "-c", "1TiB", "-t", "none", "--threads", "2", hard()];
    const { code, stdout } = await meddledWith(args, (child) => setTimeout(() => child.kill("SIGINT"), AFTER_MS));
    expect(rowsOf(stdout)[0]).toMatchObject({ status: "feasible", stoppedBy: "cancel", threads: 2, verified: true });
    expect(code).toBe(0);
  });
});

describe("Ctrl-C while a large file is read", () => {
  test("is heard by the system's own handling, and afterwards by the listener again", () => {
    const listeners = () => process.listenerCount("SIGINT");
    const before = listeners();
    const interrupt = listenForInterrupt();
    expect(listeners()).toBe(before + 1);
    expect(interrupt.during(listeners)).toBe(before);
    expect(listeners()).toBe(before + 1);
    expect(() =>
      interrupt.during(() => {
        throw new Error("no");
      }),
    ).toThrow("no");
    expect(listeners()).toBe(before + 1);
    interrupt.release();
    expect(listeners()).toBe(before);
  });

  test("ends the process before the file is read", async () => {
    const rows = Array.from({ length: 1_500_000 }, (_, i) => `${i},alloc,${i},8\n`);
    const file = write(at.folder, "long.csv", `time,op,id,size\n${rows.join("")}`);
    const { code, signal, stdout } = await meddledWith(["pack", "--json", file], (child) =>
      setTimeout(() => child.kill("SIGINT"), AFTER_MS / 2),
    );
    expect([code, signal, stdout]).toEqual([null, "SIGINT", ""]);
  });
});

describe("pipes", () => {
  test("no progress goes into a pipe", async () => {
    const { stderr, stdout } = telaplan(["pack", "--format", "json", "-t", "1", hard()]);
    expect(stderr).toBe("");
    expect(rowsOf(stdout)).toHaveLength(1);
  });

  test("a reader that leaves early ends the run without a word, as SIGPIPE would", async () => {
    const file = write(at.folder, "placed.8.csv", "id,lower,upper,size,offset\na,0,4,4,0\nb,2,6,4,4\n");
    const files = Array.from({ length: 3000 }, () => file);
    const args = ["verify", "--format", "json", ...files];
    const { code, stderr, stdout } = await meddledWith(args, ({ stdout }) => {
      stdout.once("data", () => stdout.destroy());
    });
    expect([code, stderr]).toEqual([141, ""]);
    expect(stdout.length).toBeGreaterThan(0);
  });
});
