import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Breaker } from "../../src/service/store/breaker.js";
import { sealed, unsealed } from "../../src/service/store/entry.js";
import { redisStore } from "../../src/service/store/redis-store.js";
import { placeText, type RedisPlace, redisPlaceOf } from "../../src/service/store/redis-url.js";
import type { Store } from "../../src/service/store/store.js";
import { FakeStore, hasRedis, type OwnRedis, ownRedis } from "./redis.js";
import { sleep, until } from "./run.js";

/** A store, and how its time goes by. */
interface Stocked {
  readonly store: Store;
  pass(ms: number): Promise<void>;
}

const SHORT_MS = 60;

/** What every store does. */
function contract(stocked: () => Stocked): void {
  it("gives what it was given, byte by byte, and nothing of a name that it does not know", async () => {
    const { store } = stocked();
    const value = Uint8Array.from({ length: 300 }, (_, i) => i & 255);
    await store.set("telaplan:a", value, 60_000);
    expect([...(await store.get("telaplan:a", 1_000))!]).toEqual([...value]);
    expect(await store.get("telaplan:b", 1_000)).toBeNull();
    await store.ping();
  });

  it("gives no more than one byte beyond what is taken", async () => {
    const { store } = stocked();
    await store.set("telaplan:long", new Uint8Array(5_000).fill(7), 60_000);
    expect((await store.get("telaplan:long", 100))!.length).toBe(101);
  });

  it("forgets what is deleted, and what is too old", async () => {
    const { store, pass } = stocked();
    await store.set("telaplan:c", Uint8Array.of(1), 60_000);
    await store.delete("telaplan:c");
    await store.delete("telaplan:c");
    expect(await store.get("telaplan:c", 10)).toBeNull();
    await store.set("telaplan:d", Uint8Array.of(1), SHORT_MS);
    await pass(2 * SHORT_MS);
    expect(await store.get("telaplan:d", 10)).toBeNull();
  });
}

describe("a store in memory", () => {
  const fake = new FakeStore();
  contract(() => ({
    store: fake,
    pass: async (ms) => {
      fake.now += ms;
    },
  }));
});

describe.skipIf(!hasRedis)("a store in Redis", () => {
  let redis: OwnRedis;
  let store: Store;
  beforeAll(async () => {
    redis = await ownRedis(["--requirepass", "open:sesame"]);
    const place = redisPlaceOf(`redis://:open%3Asesame@127.0.0.1:${redis.port}/1`) as RedisPlace;
    store = await redisStore({ place, ca: undefined });
    await until(
      () =>
        store.ping().then(
          () => true,
          () => false,
        ),
      "it is connected",
    );
  });
  afterAll(() => {
    store.close();
    redis.stop();
  });
  contract(() => ({ store, pass: sleep }));

  it("refuses at once while nobody is there, says where, and is back by itself", async () => {
    redis.child.kill("SIGKILL");
    await until(
      () =>
        store.ping().then(
          () => false,
          () => true,
        ),
      "it is gone",
    );
    const error = (await store.get("telaplan:a", 10).catch((thrown: unknown) => thrown)) as Error;
    expect(error.message).toMatch(/^redis:\/\/127\.0\.0\.1:\d+\/1: /);
    await redis.again();
    await until(
      () =>
        store.ping().then(
          () => true,
          () => false,
        ),
      "it is back",
    );
  });

  it("shows no password where it is wrong", async () => {
    const place = { ...(redisPlaceOf(redis.url) as RedisPlace), password: "not-the-one" };
    const wrong = await redisStore({ place, ca: undefined });
    const failure = (): Promise<string> =>
      wrong.ping().then(
        () => "",
        (error: Error) => error.message,
      );
    await until(async () => /WRONGPASS|NOAUTH|invalid/i.test(await failure()), "it is turned away");
    expect(await failure()).not.toContain("not-the-one");
    wrong.close();
  });
});

describe("the URL of a Redis", () => {
  it("has host, port, database, TLS and who logs in, and is shown without the latter", () => {
    const place = redisPlaceOf("rediss://ann:p%40ss@cache.example:6380/3") as RedisPlace;
    const wanted = { host: "cache.example", port: 6380, db: 3, tls: true, username: "ann", password: "p@ss" };
    expect(place).toEqual(wanted);
    expect(placeText(place)).toBe("rediss://cache.example:6380/3");
    expect(redisPlaceOf("redis://[::1]")).toMatchObject({ host: "::1", port: 6379, db: 0, tls: false });
  });

  it("is refused without being shown", () => {
    for (const url of ["http://:secret@a", "redis://:secret@a/x", "redis://:secret@a/1?b=c", ":secret", "redis://"]) {
      const refusal = redisPlaceOf(url);
      expect(typeof refusal, url).toBe("string");
      expect(refusal).not.toContain("secret");
    }
  });
});

describe("an entry", () => {
  const answer = Uint8Array.of(8, 1, 2, 3);
  const secret = Buffer.from("a secret of all replicas");

  it.each([null, secret])("is opened under its own name alone, and not at all once a bit is changed (%s)", (key) => {
    const entry = sealed("telaplan:a", answer, key);
    expect([...(unsealed("telaplan:a", entry, key) as Uint8Array)]).toEqual([...answer]);
    expect(unsealed("telaplan:b", entry, key)).toBe("its digest is another's");
    for (let bit = 0; bit < 8 * entry.length; bit++) {
      const changed = entry.slice();
      changed[bit >> 3]! ^= 1 << (bit & 7);
      expect(typeof unsealed("telaplan:a", changed, key), `bit ${bit}`).toBe("string");
    }
    for (let length = 0; length < entry.length; length++)
      expect(typeof unsealed("telaplan:a", entry.subarray(0, length), key)).toBe("string");
  });

  it("that somebody sealed without the secret, or with another one, is none", () => {
    for (const other of [null, Buffer.from("the secret of others")])
      expect(typeof unsealed("telaplan:a", sealed("telaplan:a", answer, other), secret)).toBe("string");
  });
});

describe("a breaker", () => {
  it("opens after three failures among twenty, probes after a pause, and doubles it while that fails", async () => {
    let now = 0;
    let isWell = false;
    let probes = 0;
    const pauses: number[] = [];
    const probe = async (): Promise<void> => {
      probes++;
      if (!isWell) throw new Error("still down");
    };
    const watch = { opened: (ms: number) => void pauses.push(ms), closed: () => void pauses.push(0) };
    const breaker = new Breaker(probe, watch, () => now);
    for (let i = 0; i < 2; i++) breaker.failed("down");
    // Twenty attempts later they are forgotten.
    for (let i = 0; i < 20; i++) breaker.succeeded();
    for (let i = 0; i < 2; i++) breaker.failed("down");
    expect([breaker.allows(), breaker.isOpen]).toEqual([true, false]);
    breaker.failed("down");
    expect([breaker.allows(), breaker.isOpen, pauses]).toEqual([false, true, [1_000]]);
    now += 999;
    expect([breaker.allows(), probes]).toEqual([false, 0]);
    now += 1;
    // Nobody waits for the probe.
    expect([breaker.allows(), breaker.allows(), probes]).toEqual([false, false, 1]);
    await sleep(0);
    expect(pauses).toEqual([1_000, 2_000]);
    for (let i = 0; i < 6; i++) {
      now += 30_000;
      breaker.allows();
      await sleep(0);
    }
    expect(pauses.slice(-2)).toEqual([30_000, 30_000]);
    isWell = true;
    now += 30_000;
    expect(breaker.allows()).toBe(false);
    await sleep(0);
    expect([breaker.allows(), pauses.at(-1)]).toEqual([true, 0]);
    // What was before is forgotten.
    breaker.failed("down");
    expect(breaker.isOpen).toBe(false);
  });
});
