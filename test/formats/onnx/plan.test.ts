import { describe, expect, test } from "vitest";
import {
  convert,
  type Document,
  FormatError,
  formatBytes,
  type ParseOptions,
  parse,
} from "../../../src/formats/index.js";
import { MODEL, modelBytes, node, type Parts } from "./build.js";

const KEY = "telaplan.plan";

const PARTS: Parts = {
  inputs: { x: "float[n,6]" },
  outputs: ["y"],
  nodes: [
    node("Relu", ["x"], ["a"]),
    node("Flatten", ["a"], ["v"], { axis: 0 }),
    node("Neg", ["v"], ["b"]),
    node("Add", ["b", "b"], ["y"]),
  ],
  properties: { author: "somebody" },
};

const DIMS = { n: 4 };

function offsetsFor({ problem }: Document): number[] {
  return problem.buffers.map((_, i) => 128 * i);
}

function planned(bytes: Uint8Array, options: ParseOptions = { dims: DIMS }): Uint8Array {
  const document = parse(bytes, "m.onnx", options);
  return formatBytes(document, offsetsFor(document));
}

function refusal(bytes: Uint8Array, options: ParseOptions): string {
  try {
    parse(bytes, "m.onnx", options);
  } catch (error) {
    if (error instanceof FormatError) return error.message;
    throw error;
  }
  throw new Error("the plan was accepted");
}

function properties(bytes: Uint8Array): { key: string; value: string }[] {
  const { metadata_props } = MODEL.toObject(MODEL.decode(bytes)) as {
    metadata_props: { key: string; value: string }[];
  };
  return metadata_props;
}

function withText(value: string): Uint8Array {
  return modelBytes({ ...PARTS, properties: { [KEY]: value } });
}

describe("a plan in an ONNX file", () => {
  const whole = modelBytes(PARTS);

  test("is appended: the old bytes are the begin of the new ones", () => {
    const written = planned(whole);
    expect(written.subarray(0, whole.length)).toEqual(whole);
    expect(properties(written).map(({ key }) => key)).toEqual(["author", KEY]);
  });

  test("says what it needs, how the model was read, and where every tensor lies, views too", () => {
    expect(JSON.parse(properties(planned(whole))[1]!.value)).toEqual({
      version: 1,
      arena: 3 * 128 + 96,
      alignment: 64,
      dims: { n: 4 },
      views: true,
      inPlace: false,
      offsets: { x: 0, a: 128, v: 128, b: 256, y: 384 },
    });
  });

  test("is read again for a check, with the sizes and views that it was made with", () => {
    const made: ParseOptions[] = [{ dims: DIMS }, { dims: DIMS, views: false, inPlace: true, alignment: 32 }];
    for (const options of made) {
      const document = parse(whole, "m.onnx", options);
      const again = parse(planned(whole, options), "m.onnx", { placed: true });
      expect([...again.offsets!]).toEqual(offsetsFor(document));
      expect(again.problem).toEqual(document.problem);
      expect(again.otherPlans).toEqual([]);
    }
  });

  test("is read anew with the sizes and views that it was made with, unless it is to be passed over", () => {
    const options: ParseOptions = { dims: DIMS, inPlace: true, alignment: 32 };
    const written = planned(whole, options);
    const again = parse(written, "m.onnx");
    expect(again.problem).toEqual(parse(whole, "m.onnx", options).problem);
    expect(again.notes.join()).toContain('made: "n=4, in place, aligned to 32"; --ignore-offsets');
    expect(parse(written, "m.onnx", { dims: { n: 8 } }).problem.buffers[0]!.size).toBe(192);
    expect(refusal(written, { ignoreOffsets: true })).toContain('leaves its dimension 0, "n", open');
    const { problem } = parse(written, "m.onnx", { dims: DIMS, ignoreOffsets: true });
    expect(problem).toEqual(parse(whole, "m.onnx", { dims: DIMS }).problem);
  });

  test("comes into another form with the buffers that it was made for", () => {
    const written = planned(whole, { dims: DIMS, inPlace: true });
    const { content } = convert(written, "m.onnx", "json");
    const { buffers, inplace } = JSON.parse(content as string);
    expect(buffers.map(({ offset }: { offset: number }) => offset)).toEqual([0, 128, 256, 384]);
    expect(inplace).not.toEqual([]);
  });

  test("takes the place of one that is there, whatever stands behind it", () => {
    const first = planned(whole);
    const more = MODEL.encode(MODEL.fromObject({ metadata_props: [{ key: "note", value: "later" }] })).finish();
    const document = parse(Uint8Array.from([...first, ...more]), "m.onnx", { dims: { n: 1 } });
    const second = formatBytes(document, [64, 0, 128, 192]);
    expect(properties(second).map(({ key }) => key)).toEqual(["author", "note", KEY]);
    expect([...parse(second, "m.onnx", { placed: true }).offsets!]).toEqual([64, 0, 128, 192]);
    expect(second.subarray(0, whole.length)).toEqual(whole);
  });

  test("stands beside ours where the model is planned anew, unless it is for others or to be passed over", () => {
    const written = planned(whole);
    const { otherPlans, offsets } = parse(written, "m.onnx", { dims: DIMS });
    expect(offsets).toBeNull();
    expect(otherPlans).toEqual([
      { planner: "the plan in the file", peak: 480, offsets: Float64Array.of(0, 128, 256, 384) },
    ]);
    expect(parse(written, "m.onnx", { dims: DIMS, ignoreOffsets: true }).otherPlans).toEqual([]);
    const partial = withText('{"version": 1, "offsets": {"x": 0}}');
    const document = parse(partial, "m.onnx", { dims: DIMS });
    expect(document.otherPlans).toEqual([]);
    expect(document.notes).toEqual(['the plan in the file has no offset for "a": it is passed over']);
  });

  test("is missed where there is none", () => {
    expect(refusal(whole, { dims: DIMS, placed: true })).toBe(
      `m.onnx: byte ${whole.length}: the file has no plan: none of its metadata_props is "${KEY}"`,
    );
  });

  test.each([
    ["{", "the plan in telaplan.plan is no JSON"],
    ["[]", "the plan in telaplan.plan is no object"],
    ['{"version": 2}', 'the plan in telaplan.plan is of version "2", and 1 is read'],
    ['{"version": 1}', "the plan in telaplan.plan has no offsets"],
    ['{"version": 1, "offsets": {"x": -4}}', 'the plan lays "x" at -4, which is no offset'],
    ['{"version": 1, "offsets": {"x": 0}}', 'the plan in the file has no offset for "a"'],
    [
      '{"version": 1, "offsets": {"x": 0, "a": 0, "v": 64, "b": 0, "y": 0}}',
      'the plan in the file lays "v" at 64, and what it is a view of at 0',
    ],
  ])("is refused at its byte: %s", (text, detail) => {
    const bytes = withText(text);
    expect(refusal(bytes, { dims: DIMS, placed: true })).toMatch(/^m\.onnx: byte \d+: /);
    expect(refusal(bytes, { dims: DIMS, placed: true })).toContain(detail);
  });

  test("has tensors of any name", () => {
    const names = ["__proto__", 'a "quoted" name', "käse/☃", "constructor"];
    const nodes = names.slice(1).map((name, i) => node("Neg", [names[i]!], [name]));
    const bytes = modelBytes({ inputs: { [`${names[0]}`]: "float[4]" }, outputs: ["constructor"], nodes });
    const message = MODEL.toObject(MODEL.decode(bytes)) as { graph: { input: unknown[] } };
    message.graph.input = [
      { name: names[0], type: { tensor_type: { elem_type: 1, shape: { dim: [{ dim_value: 4 }] } } } },
    ];
    const written = planned(MODEL.encode(MODEL.fromObject(message)).finish(), {});
    const again = parse(written, "m.onnx", { placed: true });
    expect(again.problem.buffers.map(({ id }) => id)).toEqual(names);
    expect([...again.offsets!]).toEqual([0, 128, 256, 384]);
  });
});
