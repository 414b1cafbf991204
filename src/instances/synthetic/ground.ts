import { MAX_BYTES } from "../../problem/index.js";
import { optionError } from "../options.js";
import { Xoshiro128 } from "../xoshiro128.js";

/** What every synthetic family is asked: how many buffers, over what time, from which seed. */
export const commonOptions = [
  {
    name: "seed",
    type: "integer",
    min: 0,
    max: MAX_BYTES,
    default: 0,
    description: "the same seed, the same instance",
  },
  {
    name: "buffers",
    type: "integer",
    min: 1,
    max: 1_000_000,
    default: null,
    description: "how many; absent: 80 to 340, drawn from the seed",
  },
  {
    name: "unit",
    type: "integer",
    min: 1,
    max: MAX_BYTES,
    default: 1024,
    description: "bytes that every size is a multiple of",
  },
  {
    name: "ticks",
    type: "integer",
    min: 2,
    max: 2_147_483_647,
    default: null,
    description:
      "instants in all, at least twice the buffers; fewer are harder; absent: 1024, or more where they must be",
  },
  {
    name: "tick",
    type: "integer",
    min: 1,
    max: 1_000_000,
    default: 1024,
    description: "time from one instant to the next",
  },
] as const;

/** What the families are asked too whose memory is full at some time: how much of it there is. */
export const groundOptions = [
  ...commonOptions,
  {
    name: "capacity",
    type: "integer",
    min: 1,
    max: MAX_BYTES,
    default: 1_048_576,
    description: "bytes of memory, a multiple of unit; times buffers at most 2^53 - 1",
  },
] as const;

/** The checked answers. The rectangle of time and memory has `ticks` times `units` cells. */
export interface Ground {
  readonly seed: number;
  readonly buffers: number;
  /** Bytes. */
  readonly capacity: number;
  /** Bytes. */
  readonly unit: number;
  /** The capacity in units. */
  readonly units: number;
  readonly ticks: number;
  /** Time from one instant to the next. */
  readonly tick: number;
}

interface GroundValues {
  readonly seed: number;
  readonly buffers: number | null;
  readonly capacity: number;
  readonly unit: number;
  readonly ticks: number | null;
  readonly tick: number;
}

/** Fewest and most buffers of an instance whose size is drawn: the range of the hard benchmarks. */
export const DRAWN_BUFFERS = { min: 80, max: 340 } as const;

/**
 * Completes the ground and hands out the generator that everything else is drawn from.
 *
 * @param largestBuffer the option that says how many bytes one buffer can have at most
 * @throws InputError where those bytes are no multiple of the unit or the sizes could sum to more than 2^53 − 1, or
 * where there are too few ticks for the buffers.
 */
export function layGround(
  family: string,
  values: GroundValues,
  largestBuffer = "capacity",
): { ground: Ground; random: Xoshiro128 } {
  const { seed, capacity, unit } = values;
  const random = new Xoshiro128(seed, family);
  const drawn = random.between(DRAWN_BUFFERS.min, DRAWN_BUFFERS.max);
  const buffers = values.buffers ?? drawn;
  if (capacity % unit !== 0) throw optionError(largestBuffer, capacity, `must be a multiple of the unit ${unit}`);
  if (capacity > MAX_BYTES / buffers) {
    throw optionError(largestBuffer, capacity, `times ${buffers} buffers must be at most 2^53 - 1 bytes`);
  }
  // On a coarse grid lifetimes that have nothing to do with each other end together, as in the public instances:
  // otherwise the ends alone would tell which buffers follow each other. With two instants a buffer, every band has
  // room for all.
  const ticks = values.ticks ?? Math.max(1024, 2 * buffers);
  if (ticks < 2 * buffers) throw optionError("ticks", ticks, `must be at least twice the ${buffers} buffers`);
  const ground = { seed, buffers, capacity, unit, units: capacity / unit, ticks, tick: values.tick };
  return { ground, random };
}
