/**
 * The least reuse costs that dsa-solver's own methods found, and whether any of them fitted a problem whose penalties
 * are separations instead: benchmarks/results/dsa-rp-v1/paired-objectives.csv of tonibohnlein/dsa-solver (Apache-2.0),
 * at commit 6993c95. Of its 204 pairs those are listed that cost something; the others cost nothing, and fit.
 */

/** @typedef {{ readonly cost: number | null, readonly fitsHard: boolean }} Best */

/** By `corpus_source_fingerprint_fnv1a64`: pairs that no method fitted with separations. */
const SOFT_ONLY = `
  0494d8ac99db4014 20  0d44c091cda33939 12  0dd60d0b1ae60ad8 2   0f9a34e8f22b2dc7 12  16bc765963754b05 58
  18c339bc74407890 36  19e6b54cf21520af 40  1f4892ffa242f389 12  22d620abdfc08c29 1   27ed8020ab9f2140 16
  3c9c01cf7c617ab8 48  44e705624fdad360 8   46f83cbc34d90f19 3   4beab188577ddf32 2   4e0927f5ffc0f8df 3
  4e1e41e030810bd7 8   5838457dafacd5ab 2   605ccc6f5ef357be 18  826bd46f3dff54a7 1   8c995770ee65b629 40
  92f2d25456c263dd 12  936e1a554cd6b68e 40  9d1eb46ad7c6d6ae 20  a0599ff5185526b6 1   a06f16d1c8184945 9
  a9812cd90ca6772a 13  ae6ce86f640ba9bd 2   b090850536d0ab3b 2   b77782ed7b793936 5   c67f52a77264b4e1 4
  d02c9fb37ea5f36a 2   d0e410d949a24e29 2   ea272def3f54b1bb 1   f2a5fe4bf7f99c04 43  f379978e3ed5aabe 4
  f765ee1488ec02e1 2   f945729bf5d86ace 1   c3932d1d39f3e56c none`;

/** Pairs that cost something with separations too. */
const BOTH = `
  36e48cedc802f73f 2  4142c7c94b0c2084 2  4459d67d95dec3f4 2  5c6847ccf41ba4e8 2  6526cd5f8ce0ac44 2
  8150eb168569ffb6 2  971cde35648f097d 2  9deb5505912f9972 2  ba303b36e1414fad 2  c10474ace2ebf831 4
  ff9e015cb737e50f 2`;

/** @type {ReadonlyMap<string, Best>} */
const BEST = new Map([...entries(SOFT_ONLY, false), ...entries(BOTH, true)]);

/**
 * @param {string} text
 * @param {boolean} fitsHard
 * @returns {[string, Best][]}
 */
function entries(text, fitsHard) {
  return Array.from(text.matchAll(/([0-9a-f]{16}) +(\d+|none)/g), ([, fingerprint = "", cost]) => {
    return [fingerprint, { cost: cost === "none" ? null : Number(cost), fitsHard }];
  });
}

/**
 * The least cost that dsa-solver found for a file; null where it found none, or the file is none of its pairs.
 *
 * @param {string} instance as the file names itself
 * @param {string} fingerprint of its source
 */
export function bestOf(instance, fingerprint) {
  const kind = /-cross-pipe-(soft|hard)(-[0-9a-f]{16})?$/.exec(instance)?.[1];
  if (kind === undefined) return null;
  const best = BEST.get(fingerprint);
  if (best === undefined) return 0;
  return kind === "soft" || best.fitsHard ? best.cost : null;
}
