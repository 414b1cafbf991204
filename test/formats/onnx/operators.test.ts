import { describe, expect, test } from "vitest";
import { ALL } from "./cases/all.js";
import { caseBytes, inferred } from "./cases/case.js";

describe("the inference of shapes", () => {
  test.each(ALL.map((each) => [`${each.operator}: ${each.claim}`, each] as const))("%s", (_, each) => {
    const { shapes, contents } = inferred(caseBytes(each));
    const found = each.gives.map((given, i) => (given === "" ? "" : shapes[`out${i}`]));
    expect(found).toEqual(each.gives);
    if (each.holds !== undefined) expect(contents.out0).toEqual(each.holds);
  });
});
