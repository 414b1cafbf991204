import { describe, expect, it } from "vitest";
import { Outlook } from "../../src/service/calls/outlook.js";
import { partyOf } from "../../src/service/calls/party.js";
import { Places } from "../../src/service/calls/places.js";
import { ServiceError } from "../../src/service/faults.js";
import type { Party } from "../../src/service/workers/party.js";

const party = (caller: string, connection = "1"): Party => ({ caller, connection });
const NEVER = new AbortController().signal;

function placesFor(most: number, mostOfCaller = most): Places {
  return new Places({ most, mostOfCaller }, "requests", () => 1_234);
}

function refusalOf(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error instanceof ServiceError ? error.fault : error;
  }
  return null;
}

describe("places", () => {
  it("are refused to one caller alone above the limit, with the time to try again", () => {
    const places = placesFor(2);
    const first = places.enter(party("a"), () => {});
    places.enter(party("a"), () => {});
    const fault = refusalOf(() => places.enter(party("a"), () => {}));
    expect(fault).toMatchObject({ reason: "OVERLOADED", retryAfterMs: 1_234 });
    first.leave();
    expect(refusalOf(() => places.enter(party("a"), () => {}))).toBeNull();
  });

  it("are had by another all the same: the latest that waits of who has most is pushed out, and is told", () => {
    const places = placesFor(4);
    const out: number[] = [];
    const faults: unknown[] = [];
    const taken = [0, 1, 2, 3].map((i) =>
      places.enter(party("a"), ({ fault }) => {
        out.push(i);
        faults.push(fault);
      }),
    );
    taken[3]!.begin();
    places.enter(party("b"), () => {});
    expect(out).toEqual([2]);
    expect(faults).toEqual([expect.objectContaining({ reason: "OVERLOADED", retryAfterMs: 1_234 })]);
    // Then both have their share.
    places.enter(party("b"), () => {});
    expect(out).toEqual([2, 1]);
    expect(refusalOf(() => places.enter(party("b"), () => {}))).toMatchObject({ reason: "OVERLOADED" });
    expect(places.count).toBe(4);
  });

  it("are shared between the connections of one caller likewise", () => {
    const places = placesFor(3);
    let out = 0;
    for (let i = 0; i < 3; i++) places.enter(party("a"), () => out++);
    places.enter(party("a", "2"), () => {});
    expect(out).toBe(1);
    expect(refusalOf(() => places.enter(party("a", "2"), () => {}))).toMatchObject({ reason: "OVERLOADED" });
  });

  it("have a quota for each caller, which takes nothing from others", () => {
    const places = placesFor(9, 2);
    for (let i = 0; i < 2; i++) places.enter(party("a"), () => {});
    expect(refusalOf(() => places.enter(party("a"), () => {}))).toMatchObject({
      message: "the server is busy with 2 requests of yours, which is its limit",
    });
    expect(refusalOf(() => places.enter(party("b"), () => {}))).toBeNull();
  });

  it("are waited for by who is patient: half of them, those with fewest first, and nobody is refused", async () => {
    const places = placesFor(4);
    const [first, second] = [places.tryEnter(party("a")), places.tryEnter(party("a"))];
    expect(places.tryEnter(party("a"))).toBeNull();
    const seated: string[] = [];
    const waiting = ["a", "a", "b"].map((caller) =>
      places.wait(party(caller), NEVER).then((place) => {
        seated.push(caller);
        return place!;
      }),
    );
    first!.leave();
    second!.leave();
    await Promise.all([waiting[0], waiting[2]]);
    expect(seated.sort()).toEqual(["a", "b"]);
    (await waiting[2]!).leave();
    await waiting[1];
    expect(places.count).toBe(2);
  });

  it("are not kept for who is gone", async () => {
    const places = placesFor(2);
    const place = places.tryEnter(party("a"))!;
    const gone = new AbortController();
    const waiting = places.wait(party("b"), gone.signal);
    gone.abort();
    expect(await waiting).toBeNull();
    place.leave();
    expect(places.count).toBe(0);
  });
});

describe("the time to try again", () => {
  it("is when a search is expected to end, and later for each who was told before", () => {
    let now = 0;
    const outlook = new Outlook(2, () => now);
    outlook.begin(60_000);
    now = 10_000;
    outlook.begin(60_000);
    expect([0, 1, 2].map(() => outlook.retryAfterMs(0))).toEqual([50_000, 80_000, 110_000]);
  });

  it("learns that searches take less than their limits", () => {
    let now = 0;
    const outlook = new Outlook(1, () => now);
    for (let i = 0; i < 200; i++) {
      const end = outlook.begin(60_000);
      now += 600;
      end();
    }
    outlook.begin(60_000);
    expect(outlook.retryAfterMs(0)).toBeLessThan(1_000);
  });

  it("is within its bounds where nothing runs, and where hours wait", () => {
    expect(new Outlook(1, () => 0).retryAfterMs(0)).toBe(50);
    const outlook = new Outlook(1, () => 0);
    outlook.begin(3_600_000);
    expect(outlook.retryAfterMs(0)).toBe(600_000);
  });
});

describe("who calls", () => {
  const call = (token: string | null, peer: string, fingerprint256?: string) =>
    ({
      metadata: { get: () => (token === null ? [] : [token]) },
      getPeer: () => peer,
      getAuthContext: () => ({ sslPeerCertificate: { fingerprint256 } }),
    }) as never;

  it("is told by the token, the certificate or the address, as far as the server has checked it", () => {
    const checked = { tokens: true, certificates: true };
    const known = partyOf(call("Bearer secret", "10.0.0.1:5", "AB"), checked);
    expect(known.caller).toMatch(/^token [0-9a-f]{16}$/);
    expect(known.connection).toBe("10.0.0.1:5");
    expect(partyOf(call("bearer  secret", "10.0.0.2:7"), checked).caller).toBe(known.caller);
    expect(partyOf(call(null, "10.0.0.1:5", "AB"), checked).caller).toBe("certificate AB");
    // Whoever is not asked for a token cannot be many callers by making some up.
    expect(partyOf(call("Bearer x", "10.0.0.1:5", "AB"), { tokens: false, certificates: false }).caller).toBe(
      "10.0.0.1",
    );
    expect(partyOf(call(null, "[::1]:5"), checked).caller).toBe("[::1]");
  });
});
