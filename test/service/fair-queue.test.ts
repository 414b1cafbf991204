import { describe, expect, it } from "vitest";
import { FairQueue } from "../../src/service/workers/fair-queue.js";
import type { Party } from "../../src/service/workers/party.js";
import { NICE, stepBack } from "../../src/service/workers/priority.js";
import { QueuedJob } from "../../src/service/workers/queued-job.js";

const party = (caller: string, connection = "1"): Party => ({ caller, connection });

let lastId = 0;
function jobOf(of: Party): QueuedJob {
  const work = () => ({ kind: "verify" as const, bytes: new Uint8Array() });
  return new QueuedJob(++lastId, "search", of, work, 1, () => {});
}

function queued(queue: FairQueue, of: Party, count: number): QueuedJob[] {
  const jobs = Array.from({ length: count }, () => jobOf(of));
  for (const job of jobs) queue.add(job, of, "normal");
  return jobs;
}

/** Takes jobs one after the other, each of which runs for so long. */
function served(queue: FairQueue, count: number, tookMs = 10): string[] {
  return Array.from({ length: count }, () => {
    const job = queue.take()!;
    queue.ended(job, tookMs);
    return `${job.party.caller}${job.party.connection}`;
  });
}

describe("jobs that wait", () => {
  it("of two callers go in turns, however many one of them has", () => {
    const queue = new FairQueue();
    queued(queue, party("a"), 500);
    queued(queue, party("b"), 3);
    expect(served(queue, 7)).toEqual(["a1", "b1", "a1", "b1", "a1", "b1", "a1"]);
  });

  it("of one caller with many connections have one caller's share, in equal parts", () => {
    const queue = new FairQueue();
    for (const connection of ["1", "2", "3"]) queued(queue, party("a", connection), 9);
    queued(queue, party("b"), 9);
    const turns = served(queue, 12);
    expect(turns.filter((turn) => turn === "b1")).toHaveLength(6);
    for (const connection of ["1", "2", "3"]) {
      expect(turns.filter((turn) => turn === `a${connection}`)).toHaveLength(2);
    }
  });

  it("of batches go after all others, whoever asks, and in turns among themselves", () => {
    const queue = new FairQueue();
    for (const caller of ["a", "a", "a", "b"]) queue.add(jobOf(party(caller)), party(caller), "batch");
    queue.add(jobOf(party("a")), party("a"), "low");
    queued(queue, party("c"), 2);
    expect(served(queue, 7)).toEqual(["a1", "c1", "c1", "b1", "a1", "a1", "a1"]);
  });

  it("go by the time that was had, and not by their number", () => {
    const queue = new FairQueue();
    queued(queue, party("long"), 9);
    queued(queue, party("short"), 9);
    const tookMs = (job: QueuedJob): number => (job.party.caller === "long" ? 60 : 10);
    const turns = Array.from({ length: 8 }, () => {
      const job = queue.take()!;
      queue.ended(job, tookMs(job));
      return job.party.caller;
    });
    expect(turns.filter((caller) => caller === "long")).toHaveLength(2);
  });

  it("of a caller who comes late have no more than those who waited: idle time is not saved up", () => {
    const queue = new FairQueue();
    queued(queue, party("a"), 9);
    served(queue, 5);
    queued(queue, party("b"), 9);
    expect(served(queue, 4)).toEqual(["a1", "b1", "a1", "b1"]);
  });

  it("go to who has fewest that run first", () => {
    const queue = new FairQueue();
    queued(queue, party("a"), 3);
    expect([queue.take()!.party.caller, queue.take()!.party.caller]).toEqual(["a", "a"]);
    queued(queue, party("b"), 1);
    expect(queue.take()!.party.caller).toBe("b");
  });

  it("go by priority among those of one caller, and take nothing from another", () => {
    const queue = new FairQueue();
    const [low, normal, high, other] = [party("a"), party("a"), party("a"), party("b")].map(jobOf);
    queue.add(low!, party("a"), "low");
    queue.add(normal!, party("a"), "normal");
    queue.add(high!, party("a"), "high");
    queue.add(other!, party("b"), "low");
    const order = Array.from({ length: 4 }, () => {
      const job = queue.take()!;
      queue.ended(job, 10);
      return job;
    });
    expect(order).toEqual([high, other, normal, low]);
  });

  it("for which another waits too go at the turn of whoever is first, who pays for it", () => {
    const queue = new FairQueue();
    const jobs = queued(queue, party("a"), 5);
    queue.join(jobs[4]!, party("b"), "normal");
    expect(queue.take()).toBe(jobs[0]);
    expect(queue.take()).toBe(jobs[4]);
    expect(jobs[4]!.party.caller).toBe("b");
    expect(queue.size).toBe(3);
    expect([queue.take(), queue.take(), queue.take(), queue.take()]).toEqual([jobs[1], jobs[2], jobs[3], null]);
  });

  it("that a worker gave back go before all others, and those that are deleted never", () => {
    const queue = new FairQueue();
    const [first, second, third] = queued(queue, party("a"), 3);
    const taken = queue.take()!;
    queue.ended(taken, 0);
    queue.giveBack(taken);
    queue.delete(second!);
    expect([queue.take(), queue.take(), queue.take()]).toEqual([first, third, null]);
  });

  it("are looked for among newcomers only where that is asked: connections, or callers", () => {
    const queue = new FairQueue();
    queued(queue, party("a"), 2);
    queue.take();
    expect(queue.take({ newcomer: "connection" })).toBeNull();
    queued(queue, party("a", "2"), 1);
    expect(queue.take({ newcomer: "caller" })).toBeNull();
    expect(queue.take({ newcomer: "connection" })!.party.connection).toBe("2");
    queued(queue, party("b"), 1);
    expect(queue.take({ newcomer: "caller" })!.party.caller).toBe("b");
  });
});

describe("the priority of a worker thread", () => {
  const system = (own: number, refusal?: string) => {
    const set: number[] = [];
    return {
      set,
      platform: () => "linux" as const,
      getPriority: () => own,
      setPriority: (_: number, priority?: number) => {
        if (refusal !== undefined) throw new Error(refusal);
        set.push(priority!);
      },
    };
  };

  it("is below the process's own, whatever that is, and never below the lowest", () => {
    for (const [own, wanted] of [
      [0, [5]],
      [-10, [-5]],
      [6, [11]],
      [17, [19]],
      [19, []],
    ] as const) {
      const here = system(own);
      expect(stepBack(NICE.search, here as never)).toBeNull();
      expect(here.set).toEqual(wanted);
    }
  });

  it("stays as it is where the system refuses, with a warning and no error", () => {
    const warning = stepBack(NICE.search, system(0, "EACCES: permission denied") as never);
    expect(warning).toBe("worker threads keep the priority of the process: EACCES: permission denied");
  });
});
