import { Client, credentials } from "@grpc/grpc-js";
import { afterEach, describe, expect, it } from "vitest";
import { decode, encode } from "../../src/proto/index.js";
import { place } from "./run.js";

const at = place();
const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

interface Seen {
  readonly episode: number;
  readonly actions: number;
  readonly terminated?: boolean;
  readonly error?: { readonly message: string };
  readonly [name: string]: unknown;
}

const asIs = (bytes: Uint8Array): Buffer => Buffer.from(bytes);

/** A stream of episodes: sends commands, and resolves to what is seen. */
function connect(address: string) {
  const client = new Client(address, credentials.createInsecure());
  const call = client.makeBidiStreamRequest("/telaplan.v1.EnvironmentService/PlayEpisodes", asIs, asIs);
  ends.push(() => {
    call.cancel();
    client.close();
  });
  const waiting: { resolve: (seen: Seen[]) => void; reject: (error: Error) => void }[] = [];
  call.on("data", (bytes: Buffer) => {
    const { observations } = decode("PlayEpisodesResponse", bytes) as { observations: Seen[] };
    waiting.shift()!.resolve(observations);
  });
  call.on("error", (error) => {
    for (const { reject } of waiting.splice(0)) reject(error);
  });
  return {
    raw: (bytes: Uint8Array) =>
      new Promise<Seen[]>((resolve, reject) => {
        waiting.push({ resolve, reject });
        call.write(bytes);
      }),
    send(...commands: object[]) {
      return this.raw(encode("PlayEpisodesRequest", { commands }));
    },
  };
}

const reset = (episode: number, seed: number, more: object = {}) => {
  return { episode, reset: { drawn: { family: "thinned", buffers: 30, seed }, seed, step_limit: 300, ...more } };
};

/** Plays so many episodes at a time to their ends, with actions that go by what was seen, and tells all. */
async function playAll(connection: ReturnType<typeof connect>, episodes: number, more: object): Promise<Seen[]> {
  const told: Seen[] = [];
  let commands: object[] = Array.from({ length: episodes }, (_, i) => reset(i + 1, i + 1, more));
  while (commands.length > 0) {
    const seen = await connection.send(...commands);
    told.push(...seen);
    commands = seen
      .filter(({ actions }) => actions > 0)
      .map(({ episode, actions, depth }) => ({ episode, step: { action: (Number(depth) * 7) % actions } }));
  }
  return told;
}

describe("the environment", () => {
  it("plays many episodes on one connection, and each replays exactly from its seed", async () => {
    const { address } = await at.start({ environment: true });
    const more = { choose_targets: true, choose_sections: true, early_waste: true };
    const [first, again] = [await playAll(connect(address), 8, more), await playAll(connect(address), 8, more)];
    expect(again).toEqual(first);
    const over = first.filter(({ actions }) => actions === 0);
    expect(over).toHaveLength(8);
    expect(over.every(({ terminated, truncated }) => terminated !== truncated)).toBe(true);
    expect(new Set(first.map(({ decision }) => decision)).size).toBe(4);
    // Alone, an episode goes as it does among others.
    const [alone] = await connect(address).send(reset(5, 3, more));
    const among = first.find(({ episode }) => episode === 3)!;
    expect({ ...alone, episode: 0 }).toEqual({ ...among, episode: 0 });
  });

  it("takes a problem of the caller's own, and gives a plan that holds", async () => {
    const { address } = await at.start({ environment: true });
    const connection = connect(address);
    const problem = { lower: [0, 1, 3], upper: [2, 4, 6], size: [4, 5, 3], capacity: 9 };
    let [seen] = await connection.send({ episode: 1, reset: { problem } });
    while (seen!.actions > 0) [seen] = await connection.send({ episode: 1, step: { action: 0 } });
    expect(seen).toMatchObject({ placed: true, terminated: true, reward: expect.closeTo(1, 3) });
    expect(seen!.offsets).toHaveLength(3);
    const [closed] = await connection.send({ episode: 1, close: {} });
    expect(closed).toMatchObject({ episode: 1, features: [] });
    expect(closed!.error).toBeUndefined();
  });

  it("refuses a command by its place and goes on: the other commands of the message are obeyed", async () => {
    const { address } = await at.start({ environment: true });
    const connection = connect(address);
    const told = await connection.send(
      reset(1, 1),
      { episode: 9, step: { action: 0 } },
      { episode: 1 },
      { episode: 1, step: { action: 99 } },
      { episode: 2, reset: { drawn: { family: "squares", buffers: 30 } } },
      { episode: 2, reset: { drawn: { family: "thinned", buffers: 3 } } },
      { episode: 2, reset: {} },
      { episode: 2, reset: { problem: { lower: [0], upper: [1], size: [-1] } } },
      { episode: 2, reset: { problem: { lower: [0], upper: [1], size: [1], memories: [{ id: "a" }] } } },
      reset(2, 1, { step_limit: 0 }),
      { episode: 1, step: { action: 0 } },
    );
    expect(told.map(({ error }) => error?.message.replace(/^(commands\[\d+\])\S*/, "$1") ?? null)).toEqual([
      null,
      "commands[1] 9 is not open, reset it first",
      "commands[2] must have exactly one of reset, step, restart, close, got none",
      expect.stringContaining("action must be a whole number from 0 to"),
      expect.stringContaining("family must be one of guillotine, thinned, long-spans, residual"),
      "commands[5] must be from 4 to 2000, got 3",
      "commands[6] must have either a problem or drawn",
      expect.stringContaining("size"),
      expect.stringContaining("must have no constraints and no hints"),
      "commands[9] must be from 1 to 10000000, got 0",
      null,
    ]);
  });

  it("ends a call whose message it does not understand, with the place", async () => {
    const { address } = await at.start({ environment: true });
    await expect(connect(address).raw(Uint8Array.of(0x7a, 0))).rejects.toThrow(/field|UNKNOWN|\(15\)/i);
    const many = Array.from({ length: 1025 }, (_, i) => ({ episode: i, close: {} }));
    await expect(connect(address).send(...many)).rejects.toThrow("commands has 1025 entries, the server takes 1024");
  });

  it("keeps to its limits: connections at one time, and idle ones are ended", async () => {
    const { address } = await at.start({ environment: true, maxEnvironments: 1, sessionIdleMs: 300 });
    const first = connect(address);
    await first.send(reset(1, 1));
    await expect(connect(address).send(reset(1, 1))).rejects.toThrow("the server keeps 1 environments");
    await expect(
      first.raw(Uint8Array.of()).then(() => new Promise((_, reject) => setTimeout(reject, 2000, new Error("late")))),
    ).rejects.toThrow();
  });

  it("is not there unless it was asked for", async () => {
    const { address } = await at.start();
    await expect(connect(address).send(reset(1, 1))).rejects.toThrow(/UNIMPLEMENTED/);
  });
});
