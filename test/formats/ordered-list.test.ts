import fc from "fast-check";
import { expect, test } from "vitest";
import { OrderedList } from "../../src/formats/ordered-list.js";

test("a list in chunks answers as a plain one does, whatever comes and goes", () => {
  const change = fc.tuple(fc.nat(3000), fc.nat(700), fc.nat(700));
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 12 }), (changes) => {
      const list = new OrderedList<number>();
      let plain: number[] = [];
      for (const [value, removed, added] of changes) {
        const at = plain.filter((each) => each < value).length;
        const place = list.find((each) => each >= value);
        expect(list.at(place)).toBe(plain[at]);
        expect(list.before(place)).toBe(plain[at - 1]);
        expect([...list.from(place)]).toEqual(plain.slice(at));
        const items = new Array<number>(added).fill(value);
        list.replace(place, removed, items);
        plain = plain.toSpliced(at, removed, ...items);
        expect([...list.from(list.find(() => true))]).toEqual(plain);
      }
    }),
    { numRuns: 300 },
  );
});
