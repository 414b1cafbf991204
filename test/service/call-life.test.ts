import { afterEach, describe, expect, it, vi } from "vitest";
import { Admission } from "../../src/service/calls/admission.js";
import { live } from "../../src/service/calls/call-life.js";
import type { ServiceContext } from "../../src/service/calls/context.js";
import { Deadline } from "../../src/service/deadline.js";
import { type Fault, MASKED, refuse, SHUTTING_DOWN } from "../../src/service/faults.js";

const RESPONSE = Uint8Array.of(1, 2);

/** A caller that notes what it is told, and a server that lets in one of its requests at a time. */
function scene() {
  let leaveNow = (): void => {};
  const told: (Uint8Array | Fault)[] = [];
  const logged: unknown[] = [];
  const admission = new Admission({ maxInFlightBytes: 15 });
  const caller = {
    bytes: new Uint8Array(10),
    onGone: (cancel: () => void) => {
      leaveNow = cancel;
    },
    answer: (response: Uint8Array) => void told.push(response),
    fail: (fault: Fault) => void told.push(fault),
  };
  const context = { admission, onBroken: (error: unknown) => void logged.push(error) } as unknown as ServiceContext;
  return { gone: () => leaveNow(), told, logged, admission, caller, context };
}

describe("the life of a call", () => {
  it("ends with its answer, after it has left", async () => {
    const { told, admission, caller, context } = scene();
    const inFlight: number[] = [];
    const answer = (response: Uint8Array): void => {
      inFlight.push(admission.inFlight);
      caller.answer(response);
    };
    const work = async (): Promise<Uint8Array> => {
      inFlight.push(admission.inFlight);
      return RESPONSE;
    };
    await live({ ...caller, answer }, work, context);
    expect(told).toEqual([RESPONSE]);
    expect(inFlight).toEqual([1, 0]);
    expect(admission.inFlightBytes).toBe(0);
  });

  it.each([
    ["a ServiceError", refuse("INVALID_FIELD", "no"), refuse("INVALID_FIELD", "no").fault, 0],
    ["a fault of ours, which is logged and masked", new TypeError("x of undefined"), MASKED, 1],
  ])("ends with the fault of %s, thrown at once or later", async (_, error, fault, lines) => {
    const thrower = (): never => {
      throw error;
    };
    for (const work of [
      thrower,
      async () => thrower(),
      () => new Promise<never>((__, reject) => setTimeout(reject, 5, error)),
    ]) {
      const { told, logged, admission, caller, context } = scene();
      await live(caller, work, context);
      expect(told).toEqual([fault]);
      expect(logged).toHaveLength(lines);
      expect(admission.inFlight).toBe(0);
    }
  });

  it("is refused while another is under way, and does not leave what it has not entered", async () => {
    const { told, admission, caller, context } = scene();
    let finish!: (response: Uint8Array) => void;
    const first = live(caller, () => new Promise((resolve) => (finish = resolve)), context);
    await live(caller, async () => RESPONSE, context);
    expect(told).toEqual([expect.objectContaining({ reason: "OVERLOADED" })]);
    expect(admission.inFlight).toBe(1);
    finish(RESPONSE);
    await first;
    expect(told).toHaveLength(2);
    expect(admission.inFlight).toBe(0);
  });

  it("is refused by a server that goes down", async () => {
    const { told, admission, caller, context } = scene();
    admission.closed = true;
    await live(caller, async () => RESPONSE, context);
    expect(told).toEqual([SHUTTING_DOWN]);
  });

  it("is over with its answer: that the caller goes then cancels nothing", async () => {
    const { gone, told, caller, context } = scene();
    let given!: AbortSignal;
    const work = async (signal: AbortSignal): Promise<Uint8Array> => {
      given = signal;
      return RESPONSE;
    };
    await live(caller, work, context);
    gone();
    expect([told, given.aborted]).toEqual([[RESPONSE], false]);
  });

  it.each([
    ["answers all the same", (resolve: (bytes: Uint8Array) => void) => resolve(RESPONSE)],
    ["ends with the signal's reason", (_: unknown, reject: (reason: unknown) => void) => reject("cancel")],
  ])("whose caller is gone tells and logs nothing, and leaves, where the work %s", async (_, settle) => {
    const { gone, told, logged, admission, caller, context } = scene();
    const work = (signal: AbortSignal): Promise<Uint8Array> =>
      new Promise((resolve, reject) => signal.addEventListener("abort", () => settle(resolve, reject)));
    const life = live(caller, work, context);
    expect(admission.inFlight).toBe(1);
    gone();
    await life;
    expect([told, logged, admission.inFlight]).toEqual([[], [], 0]);
  });
});

describe("a deadline", () => {
  const NOW = 1_000_000;
  afterEach(() => vi.useRealTimers());
  const freeze = (): void => void vi.useFakeTimers({ now: NOW });

  it.each([
    [100, 0, 20],
    [50, 0, 20],
    [10, 0, 5],
    [60_000, 0, 150],
    [100, 30_000, 50],
  ])("%i ms ahead with %i buffers keeps %i ms for the way back", (ahead, count, kept) => {
    freeze();
    const deadline = Deadline.ofCall(new Date(NOW + ahead), 1e6, count);
    expect(deadline.at).toBe(NOW + ahead - kept);
    expect(deadline.remainingMs()).toBe(ahead - kept);
  });

  it("leaves time for the answer to many buffers, but no more than half of the limit", () => {
    const limits = [100_000, 1e6].map((count) => Deadline.ofCall(Number.POSITIVE_INFINITY, 1_000, count).limitMs);
    expect(limits).toEqual([900, 500]);
  });

  it("counts the limit from when it is asked, and never beyond the call's own end", () => {
    freeze();
    const deadline = Deadline.ofCall(NOW + 1_000, 300, 0);
    expect([deadline.remainingMs(), deadline.endIfBegunNow()]).toEqual([300, NOW + 300]);
    vi.setSystemTime(NOW + 700);
    expect([deadline.remainingMs(), deadline.endIfBegunNow()]).toEqual([150, NOW + 850]);
    vi.setSystemTime(NOW + 2_000);
    expect(deadline.remainingMs()).toBe(0);
  });

  it("that there is none leaves the limit alone", () => {
    const deadline = Deadline.ofCall(Number.POSITIVE_INFINITY, 300, 999);
    expect([deadline.at, deadline.remainingMs()]).toEqual([Number.POSITIVE_INFINITY, 300]);
  });

  it("of several is as patient as the most patient, in both", () => {
    const latest = Deadline.latest([new Deadline(5, 900), new Deadline(7, 10)]);
    expect([latest.at, latest.limitMs]).toEqual([7, 900]);
  });

  it("means the same on the other side of a thread", () => {
    freeze();
    const sent = structuredClone(new Deadline(NOW + 50, 300));
    expect(Deadline.of(sent).remainingMs()).toBe(50);
  });
});
