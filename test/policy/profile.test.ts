import { describe, expect, it } from "vitest";
import { halve } from "../../src/imitation/index.js";
import { plan, planSync } from "../../src/index.js";
import { generate } from "../../src/instances/index.js";
import { checkProfile, loadPolicy, type Profile, withProfile } from "../../src/policy/index.js";
import { RULE_POLICY } from "../../src/search/index.js";

const drawn = (seed: number) => {
  const { problem, optimum } = generate("thinned", { buffers: 90, seed });
  return { ...problem, capacity: optimum! };
};

describe("a profile", () => {
  it.each([
    [{ version: 1, provers: 2 }, "profile.provers is no field of a profile"],
    [{ version: 2 }, "profile.version must be 1, got 2"],
    [{}, "profile.version must be 1, got undefined"],
    [{ version: 1, prover: 21 }, "profile.prover must be a number from 0 to 20, got 21"],
    [{ version: 1, growth: "2" }, 'profile.growth must be a number from 1 to 2, got "2"'],
    [{ version: 1, opening: 1.5 }, "profile.opening must be a whole number, got 1.5"],
    [{ version: 1, members: [] }, "profile.members must be a list of 1 to 64 positions from 0 on, got []"],
    [[], "profile is no object"],
  ])("%j is refused by name", (value, message) => {
    expect(() => checkProfile(value)).toThrow(message);
  });

  it("names members that the policy has, or is refused", () => {
    expect(() => withProfile(RULE_POLICY, { version: 1, members: [6] })).toThrow(
      "policy rules has members 0 to 5, got 6",
    );
    expect(withProfile(RULE_POLICY, { version: 1, members: [2, 0] }).members).toEqual([
      RULE_POLICY.members[2],
      RULE_POLICY.members[0],
    ]);
  });

  it("that says nothing changes nothing, and each setting reaches the search", async () => {
    const settings: Omit<Profile, "version">[] = [{ attempt: 0.2 }, { prover: 4 }, { members: [4] }];
    const steps = (profile?: Profile) =>
      [3, 5, 14, 21].map(
        (seed) => planSync(drawn(seed), { policy: "rules", stepLimit: 8000, ...(profile && { profile }) }).steps,
      );
    const asItIs = steps();
    expect(Math.min(...asItIs)).toBeGreaterThan(200);
    expect(steps({ version: 1 })).toEqual(asItIs);
    expect(steps({ version: 1, attempt: 1, prover: 1 })).toEqual(asItIs);
    for (const setting of settings) expect(steps({ version: 1, ...setting })).not.toEqual(asItIs);
    // Rounds grow once every member has had its attempt: attempts have to be short to get there.
    const short = { version: 1, members: [4, 2], attempt: 0.1 } as const;
    expect(steps({ ...short, growth: 2 })).not.toEqual(steps({ ...short, growth: 1 }));
    const guided = (profile: Profile) => withProfile(loadPolicy("learned"), profile);
    expect(guided({ version: 1, temperature: 0.1 }).guidance!.children!.temperature).toBe(0.1);
    expect(guided({ version: 1, opening: 3 }).opening!.failures).toBe(3);
    expect(guided({ version: 1, gateBias: 0.1 }).gate!.model).toMatchObject({ bias: expect.closeTo(0.25, 12) });
    const bad = { version: 1, speed: 2 } as unknown as Profile;
    await expect(plan(drawn(3), { profile: bad })).rejects.toThrow("profile.speed is no field");
  });

  it("is chosen by halving from a seed alone, and is never worse on the problems that it was chosen on", async () => {
    const problems = [3, 5, 11, 14, 21].map((seed) => ({ id: String(seed), problem: drawn(seed), minimize: false }));
    const found = () => halve(problems, RULE_POLICY, 6, 4, { stepLimit: 2000, seeds: 1 });
    const [first, again] = [await found(), await found()];
    expect(again).toEqual(first);
    expect(first.rounds.map(({ profiles, problems: count }) => [profiles, count])).toEqual([
      [6, 4],
      [2, 5],
    ]);
    for (const { ratio } of first.rounds) expect(ratio).toBeLessThanOrEqual(1);
    expect(checkProfile(first.best)).toBe(first.best);
  });
});
