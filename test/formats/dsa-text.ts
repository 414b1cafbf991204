/** A dsa-problem of two buffers that a `Problem` can express, with changes to its parts. */
export function dsaText(
  changes: {
    readonly envelope?: object;
    readonly problem?: object;
    readonly constraints?: object;
    readonly first?: object;
    readonly second?: object;
    readonly pool?: object;
  } = {},
): string {
  const document = {
    schema_version: 1,
    profile: "pypto_hard_v1",
    instance: "two",
    problem: {
      pools: [
        { id: 3, name: "Spare", capacity: 8, reserved_ranges: [{ begin: 0, end: 8 }] },
        { id: 1, name: "Vec", capacity: 188416, reserved_ranges: [], ...changes.pool },
      ],
      buffers: [
        {
          id: 0,
          name: "x",
          size: 1024,
          alignment: 32,
          live_intervals: [{ lower: 0, upper: 5 }],
          allowed_pools: [1],
          ...changes.first,
        },
        {
          id: 1,
          name: "y",
          size: 512,
          alignment: 1,
          live_intervals: [{ lower: 4, upper: 9 }],
          allowed_pools: [1],
          ...changes.second,
        },
      ],
      constraints: {
        colocations: [],
        separations: [{ first: 0, second: 1, reasons: ["generic"] }],
        temporal_exclusions: [],
        pinned_allocations: [],
        ...changes.constraints,
      },
      objective: { aggregation: "lexicographic", terms: ["total_peak", "max_peak"] },
      ...changes.problem,
    },
    ...changes.envelope,
  };
  return JSON.stringify(document, null, 2);
}
