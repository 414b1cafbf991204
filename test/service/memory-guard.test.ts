import { afterEach, describe, expect, it, vi } from "vitest";
import { MemoryGuard } from "../../src/service/host/memory-guard.js";

const MIB = 2 ** 20;

/** A guard over a process whose memory and work are numbers here. */
function guarded(at: { resident: number; searching: boolean }, maxBytes: number) {
  let now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => now);
  const seen = { shed: 0, collected: 0, rooms: [] as boolean[] };
  const guard = new MemoryGuard({
    maxBytes,
    residentBytes: () => at.resident,
    isBusy: () => at.searching,
    isSearching: () => at.searching,
    shed: () => ++seen.shed > 0,
    collectElsewhere: () => void seen.collected++,
    onRoom: (hasRoom) => void seen.rooms.push(hasRoom),
  });
  const look = (times: number): void => {
    for (let i = 0; i < times; i++) {
      now += 250;
      guard.look();
    }
  };
  return { look, seen };
}

describe("where memory is short", () => {
  afterEach(() => void vi.restoreAllMocks());

  it("garbage is collected before a search is ended, and health is told", () => {
    const at = { resident: 100 * MIB, searching: true };
    const { look, seen } = guarded(at, 200 * MIB);
    look(8);
    expect(seen).toEqual({ shed: 0, collected: 0, rooms: [] });
    at.resident = 300 * MIB;
    look(1);
    expect(seen).toEqual({ shed: 0, collected: 1, rooms: [false] });
    look(1);
    expect(seen.shed).toBe(1);
    at.resident = 100 * MIB;
    look(1);
    expect(seen.rooms).toEqual([false, true]);
  });

  it("no search is ended for what the process keeps while nothing runs, but one that adds to it is", () => {
    const at = { resident: 100 * MIB, searching: false };
    const { look, seen } = guarded(at, 200 * MIB);
    at.resident = 300 * MIB;
    look(12);
    at.searching = true;
    look(12);
    at.resident += 20 * MIB;
    look(12);
    expect(seen.shed).toBe(0);
    at.resident += 20 * MIB;
    look(4);
    expect(seen.shed).toBeGreaterThan(0);
  });

  it("a limit below what the server takes at its start leaves no room for any search", () => {
    const { look, seen } = guarded({ resident: 100 * MIB, searching: true }, 1);
    look(4);
    expect(seen.shed).toBeGreaterThan(0);
  });
});
