import { describe, expect, test } from "vitest";
import { BUFFER_NAMES, bindsNothing, type Level, meaningOf, PROBLEM_NAMES } from "../../src/problem/vocabulary.js";

/** The kind, and what it is about. */
function told(name: string, level: Level = "buffer"): string {
  const meaning = meaningOf(name, level);
  if (meaning.kind === "field") return `field ${meaning.field}`;
  if (meaning.kind === "nearMiss") return `near ${meaning.of}${meaning.at === undefined ? "" : ` of ${meaning.at}`}`;
  return meaning.kind === "constraint" ? `constraint ${meaning.word}` : "other";
}

const words = (text: string): string[] => text.split(" ");

describe("the meaning of a name", () => {
  test("is a field under each of its names, whatever the case and the separators", () => {
    for (const [names, level] of [
      [BUFFER_NAMES, "buffer"],
      [PROBLEM_NAMES, "problem"],
    ] as const) {
      for (const [field, all] of Object.entries(names)) {
        for (const name of all) {
          const camel = name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
          for (const spelt of [name, name.toUpperCase(), camel, name.replace("_", " "), name.replace("_", "-")]) {
            expect(told(spelt, level), spelt).toBe(`field ${field}`);
          }
        }
      }
    }
  });

  test.each([
    [
      "alignment",
      "alignement aligment alignments aligned align_to byteAlignment ALIGNMENT_BYTES min-alignment granularity",
    ],
    [
      "offset",
      "offsets offest ofset address addr Addresses start_address ptr fixed pinned pinnedAt mem_offset placement",
    ],
    ["hint", "hints offset_of_hint hint_bytes"],
    ["memory", "memery memroy mem pool pools pool_id allowedPools bank banks bank_id address_space device heap region"],
    ["exclusive", "exlusive"],
    ["gaps", "gap gap_list windows live_intervals liveRanges lifetimes"],
    ["withinBank", "withinBnak"],
  ])("is nearly %s", (of, names) => {
    for (const name of words(names)) expect(["near offset", `near ${of}`], name).toContain(told(name));
    expect(told(words(names)[0]!)).toBe(`near ${of}`);
  });

  test.each([
    ["apart", "apart separations seperation min_distance no_alias conflicts disjoint_from"],
    ["aliases", "alias aliases alias_of aliasOf view_of shared_with colocations"],
    ["inplace", "in_place inplace InPlaceOf"],
    ["free", "free temporal_exclusions"],
  ])("is nearly %s of the problem in a buffer", (of, names) => {
    for (const name of words(names)) expect(told(name), name).toBe(`near ${of} of problem`);
  });

  test.each(
    words(
      "reserved reserved_ranges reuse exclusions contiguous adjacentTo spill spill_cost costs penalties capacity base",
    ),
  )("is said elsewhere, or not supported, in a buffer: %s", (name) => {
    const meaning = meaningOf(name, "buffer");
    expect(meaning.kind).toBe("constraint");
    expect(meaning.kind === "constraint" && meaning.meaning).toMatch(/^[a-z]/);
  });

  test.each([
    ["capacity_bytes", "near capacity"],
    ["capcity", "near capacity"],
    ["memory_size", "near capacity"],
    ["memorySize", "near capacity"],
    ["limit", "near capacity"],
    ["size", "near capacity"],
    ["offset", "near base"],
    ["base_address", "near base"],
    ["buffer", "near buffers"],
    ["memory", "near memories"],
    ["pools", "near memories"],
    ["alias", "near aliases"],
    ["alises", "near aliases"],
    ["separations", "near apart"],
    ["objective", "near minimize"],
    ["minimise", "near minimize"],
    ["gaps", "near gaps of buffer"],
    ["exclusive", "near exclusive of buffer"],
    ["vector_clocks", "near clock of buffer"],
    ["reserved", "constraint reserved"],
    ["alignment", "constraint alignment"],
    ["contiguous", "constraint contiguous"],
  ])("of a problem: %s is %s", (name, expected) => {
    expect(told(name, "problem")).toBe(expected);
  });

  test("is nothing for what files hold besides", () => {
    const harmless = words(
      "color colour name note comment kind type dtype shape op layer layers node tensor model version " +
        "producer consumer consumers first_use last_use index weight weights seed date author description " +
        "metadata framework tags count bytes duration lifetime order rank priority label scope graph stage " +
        "batch channels format layout quantization stride source target lower_bound size_mb element_size " +
        "padding free_time part power opacity assignment hash group uid ns x 1 Größe 大小",
    );
    for (const name of harmless) expect(told(name), name).toBe("other");
    for (const name of words("model name version metadata id peak status tensors seed schema_version date")) {
      expect(told(name, "problem"), name).toBe("other");
    }
    expect(told("")).toBe("other");
  });
});

test("a value binds nothing exactly if it says that there is nothing", () => {
  for (const value of [undefined, null, false, "", " \t", [], {}]) expect(bindsNothing(value)).toBe(true);
  for (const value of [0, 1, true, "0", "none", [0], [[]], { a: 1 }]) expect(bindsNothing(value)).toBe(false);
});
