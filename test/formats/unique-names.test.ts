import { expect, test } from "vitest";
import { UniqueNames } from "../../src/formats/unique-names.js";

test("names that come again get a count, or the number that they are given, and none is empty or twice", () => {
  const names = new UniqueNames();
  const taken = ["a", "a", "a#2", "", "a", ""].map((name) => names.take(name));
  expect(taken).toEqual(["a", "a#2", "a#2#2", "#2", "a#3", "#3"]);
  expect([names.take("b", 7), names.take("b", 7), names.take("b", 9)]).toEqual(["b", "b#7", "b#9"]);
  expect(names.take("b#7", 7)).toBe("b#7#7");
});
