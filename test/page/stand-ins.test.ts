import { Buffer as NodeBuffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { Buffer, isUtf8 } from "../../page/stubs/buffer.js";
import { Random } from "../../src/problem/random.js";

describe("the page's stand-in for Node's Buffer", () => {
  const texts = ["", "abc", "ä".repeat(30), "層 and more than twenty-four bytes", "\uFEFFmark", "a\u0000b", "🙂"];

  it.each(texts)("makes and reads %j as Node does", (text) => {
    const own = Buffer.from(text);
    const node = NodeBuffer.from(text);
    expect([...own]).toEqual([...node]);
    expect(own.toString()).toBe(node.toString());
    expect(own.toString("latin1")).toBe(node.toString("latin1"));
    expect(own.subarray(1, 3).toString("utf8")).toBe(node.subarray(1, 3).toString("utf8"));
    expect(Buffer.byteLength(text)).toBe(NodeBuffer.byteLength(text));
    expect(own.equals(node)).toBe(true);
  });

  it("looks into the same memory, as Node's does", () => {
    const { buffer } = Uint8Array.of(1, 2, 3, 4);
    Buffer.from(buffer, 1, 2)[0] = 9;
    expect([...new Uint8Array(buffer)]).toEqual([1, 9, 3, 4]);
    const target = new ArrayBuffer(8);
    expect(Buffer.from(target).write("offset", 1)).toBe(6);
    expect(NodeBuffer.from(target).toString("latin1", 1, 7)).toBe("offset");
    expect([...Buffer.concat([Uint8Array.of(1), Uint8Array.of(2, 3)])]).toEqual([1, 2, 3]);
  });

  it("tells UTF-8 from other bytes as Node does", async () => {
    const node = await import("node:buffer");
    const random = new Random(7);
    let valid = 0;
    for (let i = 0; i < 2_000; i++) {
      const bytes = Uint8Array.from({ length: 1 + (i % 5) }, () => Math.floor(random.next() * 256));
      const whole =
        i % 2 === 0 ? bytes : new TextEncoder().encode(String.fromCodePoint(Math.floor(random.next() * 0xd800)));
      expect(isUtf8(whole), [...whole].join()).toBe(node.isUtf8(whole));
      if (isUtf8(whole)) valid++;
    }
    expect(valid).toBeGreaterThan(900);
  });
});
