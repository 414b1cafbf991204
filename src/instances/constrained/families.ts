import type { Buffer, Term } from "../../problem/index.js";
import { defineFamily, type Family, type GeneratedInstance } from "../instance.js";
import { addAliases, addFree, addGaps, addInPlace, addWindows, fixSome, keepInBanks } from "./changes.js";
import { Draft } from "./draft.js";
import { addApart, addOtherBanks, addReuse } from "./pairs.js";
import { fill, type Ground, groundOf, plantedOptions, take } from "./plant.js";

/**
 * Families of problems with constraints, one for each construct, and their mixture. Each is planted: memories are cut
 * edge to edge into buffers, and the constraint is added so that this plan keeps to it.
 */
export const constraintFamilies: readonly Family[] = [
  changed("gaps", "buffers with gaps, each of which takes in another buffer: optimum = capacity", addGaps),
  changed("windows", "buffers that need a window of their bytes for a time: optimum = capacity", addWindows),
  planted("memories", "three memories, some buffers may choose: optimum = all capacities", severalMemories),
  planted("reserved", "reserved bytes below, within and above: the optimum ends below the last of them", reserved),
  changed("aliases", "views of buffers, and buffers that go on under another name: optimum = capacity", addAliases),
  bound("apart", "pairs and groups that share no byte at any time, some with a distance: optimum = capacity", addApart),
  planted("exclusive", "buffers that share no byte with any other: optimum = capacity", exclusive),
  changed("free", "buffers of exclusive branches, which may share bytes: optimum = capacity", addFree),
  changed("inplace", "outputs that may lie in place of their inputs: optimum = capacity", addInPlace),
  planted("banks", "buffers within one bank, pairs in no common one: optimum = capacity", banks),
  bound("fixed", "buffers that are fixed where they lie: optimum = capacity", fixSome),
  planted("clocks", "four threads that meet now and then, lifetimes by vector clocks: optimum = capacity", clocks),
  planted("reuse", "pairs that pay for shared bytes, in a memory with a tenth to spare", reuse),
  planted("spill", "more buffers than the fast memory holds, each with the cost of the slow one", spill),
  planted("tiers", "a fast memory and a slow one, and an operator every other time: the least time", tiers),
  planted("hints", "where buffers lay before some were added, in a memory with a tenth to spare", hints),
  planted("mixture", "most of these constructs together, in two memories", mixture),
];

type Build = (draft: Draft, ground: Ground) => number | null;

/** A family whose draft `build` makes; it returns the optimum in bytes where that is known. */
function planted(name: string, description: string, build: Build): Family {
  return defineFamily(
    { name, kind: "synthetic", description, options: plantedOptions },
    (values): GeneratedInstance => {
      const ground = groundOf(name, values);
      const draft = new Draft();
      const optimum = build(draft, ground);
      return draft.finish(name, ground.seed, ground.random, optimum);
    },
  );
}

/** A full memory, some of whose rows are bound to each other. */
function bound(name: string, description: string, bind: (draft: Draft, ground: Ground, count: number) => void): Family {
  return planted(name, description, (draft, ground) => {
    const { unit, units, buffers, about } = ground;
    draft.memories.push({ capacity: units * unit });
    fill(draft, ground, { memory: 0, bottom: 0, units }, buffers);
    bind(draft, ground, about);
    return units * unit;
  });
}

/** A full memory, some of whose rows are changed by others that are added, without less being occupied. */
function changed(
  name: string,
  description: string,
  change: (draft: Draft, ground: Ground, count: number) => void,
): Family {
  return planted(name, description, (draft, ground) => {
    const { unit, units, buffers } = ground;
    const added = Math.min(ground.about, Math.floor(buffers / 2));
    draft.memories.push({ capacity: units * unit });
    fill(draft, ground, { memory: 0, bottom: 0, units }, buffers - added);
    change(draft, ground, added);
    // What found no row to change.
    cutInTime(draft, ground, buffers - draft.rows.length);
    return units * unit;
  });
}

/** Makes two rows each of some that nothing is about. */
function cutInTime(draft: Draft, ground: Ground, count: number): void {
  for (const row of take(draft, ground, count, ({ lower, upper }) => upper - lower >= 2)) {
    const { upper, size, offset, memory } = row;
    row.upper = ground.random.between(row.lower + 1, upper - 1);
    draft.add({ lower: row.upper, upper, size, offset, memory });
  }
}

function severalMemories(draft: Draft, ground: Ground): number {
  const { unit, units, buffers, about } = ground;
  for (let m = 0; m < 3; m++) {
    draft.memories.push({ id: `m${m}`, capacity: units * unit, alignment: m === 0 ? 1 : unit });
    fill(draft, ground, { memory: m, bottom: 0, units }, Math.floor(buffers / 3) + (m < buffers % 3 ? 1 : 0));
  }
  for (const row of take(draft, ground, about)) {
    const other = (row.memory + 1) % 3;
    row.more = { memories: [{ id: `m${row.memory}` }, { id: `m${other}` }] };
  }
  return 3 * units * unit;
}

function reserved(draft: Draft, ground: Ground): number {
  const { random, unit, units, buffers } = ground;
  const [below, within, above] = [random.between(1, 32), random.between(1, 32), random.between(1, 32)];
  const low = random.between(Math.ceil(units / 4), Math.ceil(units / 2));
  const hole = below + low;
  const top = hole + within + units - low;
  const range = (from: number, length: number) => ({ from: from * unit, to: (from + length) * unit });
  draft.memories.push({
    id: "m0",
    capacity: (top + above) * unit,
    reserved: [range(0, below), range(hole, within), range(top, above)],
  });
  fill(draft, ground, { memory: 0, bottom: below, units: low }, Math.floor(buffers / 2));
  fill(draft, ground, { memory: 0, bottom: hole + within, units: units - low }, Math.ceil(buffers / 2));
  return top * unit;
}

function exclusive(draft: Draft, ground: Ground): number {
  const { random, unit, units, buffers, about, ticks } = ground;
  const alone = Math.min(about, Math.floor(units / 4), buffers - 1);
  for (let i = 0; i < alone; i++) {
    const lower = random.between(0, ticks - 1);
    const place = { size: unit, offset: i * unit, memory: 0 };
    draft.add({ lower, upper: random.between(lower + 1, ticks), ...place }, { exclusive: true });
  }
  draft.memories.push({ capacity: units * unit });
  fill(draft, ground, { memory: 0, bottom: alone, units: units - alone }, buffers - alone);
  return units * unit;
}

function banks(draft: Draft, ground: Ground): number {
  const { unit, units, buffers, about } = ground;
  const bank = Math.ceil(units / 4) * unit;
  draft.memories.push({ id: "m0", capacity: units * unit, bank });
  fill(draft, ground, { memory: 0, bottom: 0, units }, buffers);
  keepInBanks(draft, ground, about, bank);
  addOtherBanks(draft, ground, about, bank);
  return units * unit;
}

/**
 * Each thread has addresses and an entry of the clock of its own. Of the others it knows what had passed when all met
 * last. So one ends before another of a different thread begins only if they met between the two.
 */
function clocks(draft: Draft, ground: Ground): number {
  const { unit, units, buffers, ticks } = ground;
  const threads = 4;
  const between = Math.ceil(ticks / 8);
  draft.memories.push({ capacity: units * unit });
  const height = Math.floor(units / threads);
  for (let thread = 0; thread < threads; thread++) {
    const isLast = thread === threads - 1;
    const bed = { memory: 0, bottom: thread * height, units: isLast ? units - thread * height : height };
    const known = (time: number) =>
      Array.from({ length: threads }, (_, other) => (other === thread ? time : time - (time % between)));
    const sum = (entries: readonly number[]) => entries.reduce((total, entry) => total + entry, 0);
    for (const row of fill(draft, ground, bed, Math.floor(buffers / threads) + (thread < buffers % threads ? 1 : 0))) {
      const clock = { lower: known(row.lower), upper: known(row.upper) };
      row.more = { clock };
      row.lower = sum(clock.lower);
      row.upper = sum(clock.upper);
    }
  }
  return units * unit;
}

/** A full memory and a tenth more. */
function roomy(draft: Draft, ground: Ground, minimize: readonly Term[]): void {
  const { unit, units, buffers } = ground;
  draft.memories.push({ capacity: Math.floor(units * 1.1) * unit });
  fill(draft, ground, { memory: 0, bottom: 0, units }, buffers);
  draft.minimize = minimize;
}

function reuse(draft: Draft, ground: Ground): null {
  roomy(draft, ground, ["reuse"]);
  addReuse(draft, ground, ground.about * 2);
  return null;
}

function spill(draft: Draft, ground: Ground): null {
  const { random, unit, units, buffers, about } = ground;
  draft.memories.push({ id: "fast", capacity: units * unit }, { id: "slow", capacity: 2 * units * unit });
  const slow = Math.min(about, buffers - 1);
  fill(draft, ground, { memory: 0, bottom: 0, units }, buffers - slow);
  fill(draft, ground, { memory: 1, bottom: 0, units }, slow);
  for (const row of draft.rows) {
    const cost = Math.ceil(row.size / unit) * random.between(1, 4);
    row.more = { memories: [{ id: "fast" }, { id: "slow", cost }] };
  }
  draft.minimize = ["spill"];
  return null;
}

/** Bytes take eight times as long in the slow memory. Operators compute about as long as one access takes there. */
function tiers(draft: Draft, ground: Ground): null {
  const { random, unit, units, buffers, about, ticks } = ground;
  draft.memories.push(
    { id: "fast", capacity: units * unit, bandwidth: 4 * unit },
    { id: "slow", capacity: 2 * units * unit, bandwidth: unit / 2, latency: 10 },
  );
  const slow = Math.min(about, buffers - 1);
  fill(draft, ground, { memory: 0, bottom: 0, units }, buffers - slow);
  for (const row of fill(draft, ground, { memory: 1, bottom: 0, units }, slow)) {
    if (random.chance(50)) row.more = { memory: "slow" };
  }
  // Each of these lives while some operator runs.
  for (const row of take(draft, ground, about, ({ lower, upper }) => upper - lower >= 2)) {
    row.more = { ...row.more, reads: random.between(2, 4) };
  }
  const longest = 4 * Math.ceil(units / Math.ceil(Math.sqrt(buffers)));
  for (let time = 0; time < ticks; time += 2) draft.operators.push({ time, compute: random.between(0, longest) });
  draft.minimize = ["time"];
  return null;
}

function hints(draft: Draft, ground: Ground): null {
  roomy(draft, ground, ["moved", "peak"]);
  const { random, unit, about } = ground;
  const added = new Set(take(draft, ground, about));
  // The others lay lower or higher by what has been added, or where they lie now.
  for (const row of draft.rows) {
    if (added.has(row)) continue;
    const shift = random.chance(20) ? random.between(1, 8) * unit : 0;
    row.more = { hint: Math.max(0, row.offset - shift) };
  }
  return null;
}

function mixture(draft: Draft, ground: Ground): null {
  const { random, unit, units, buffers, about } = ground;
  const bank = Math.ceil(units / 2) * unit;
  draft.memories.push({ id: "m0", capacity: units * unit, bank }, { id: "m1", capacity: 2 * units * unit });
  const changes = [addGaps, addWindows, addAliases, addFree, addInPlace];
  const each = Math.max(1, Math.min(Math.floor(about / changes.length), Math.floor(buffers / 10)));
  const left = Math.max(2, buffers - each * changes.length);
  fill(draft, ground, { memory: 0, bottom: 0, units }, Math.ceil(left / 2));
  fill(draft, ground, { memory: 1, bottom: 0, units }, Math.floor(left / 2));
  for (const change of changes) change(draft, ground, each);
  for (const row of take(draft, ground, each)) {
    const other = { id: `m${1 - row.memory}`, cost: random.between(0, 9) };
    const choices = [{ id: `m${row.memory}`, cost: random.between(0, 3) }, other];
    row.more = { ...row.more, memories: choices } satisfies Partial<Buffer>;
  }
  addApart(draft, ground, each);
  addOtherBanks(draft, ground, each, bank);
  addReuse(draft, ground, each);
  fixSome(draft, ground, Math.ceil(each / 2));
  draft.minimize = ["spill", "reuse", "peak"];
  return null;
}
