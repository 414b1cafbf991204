import { describe, expect, test } from "vitest";
import { ints, modelBytes, node, weights } from "./build.js";
import { ALL } from "./cases/all.js";
import { caseBytes, inferred } from "./cases/case.js";
import { NEWEST } from "./cases/others.js";

describe("the inference of shapes", () => {
  test.each([...ALL, ...NEWEST].map((each) => [`${each.operator}: ${each.claim}`, each] as const))("%s", (_, each) => {
    const { shapes, contents } = inferred(caseBytes(each));
    const found = each.gives.map((given, i) => (given === "" ? "" : shapes[`out${i}`]));
    expect(found).toEqual(each.gives);
    if (each.holds !== undefined) expect(contents.out0).toEqual(each.holds);
  });

  test("of a loss that gives its probabilities alone, as in Deeploy's graphs, goes by its gradient", () => {
    const loss = (gradientInputs: readonly string[]) =>
      modelBytes({
        inputs: { scores: "float[2,5]", labels: "int64[2]" },
        outputs: ["d"],
        nodes: [
          node("SoftmaxCrossEntropyLoss", ["scores", "labels"], ["p"]),
          node("com.microsoft:SoftmaxCrossEntropyLossGrad", gradientInputs, ["d"]),
        ],
      });
    expect(inferred(loss(["p", "labels"])).shapes).toMatchObject({ p: "float[2,5]", d: "float[2,5]" });
    expect(inferred(loss(["p", "scores", "labels"])).shapes).toMatchObject({ p: "float[]", d: "float[2,5]" });
  });

  test("follows shapes that a model computes of its inputs, as torch exports them", () => {
    const bytes = modelBytes({
      version: 14,
      inputs: { ids: "int64[batch,seq]" },
      outputs: ["masked"],
      constants: [
        weights("table", "float[100,16]"),
        ints("i0", [0], []),
        ints("i1", [1], []),
        ints("axis", [0]),
        ints("heads", [4, 4]),
        ints("minus", [-1]),
      ],
      nodes: [
        node("Gather", ["table", "ids"], ["words"]),
        node("Shape", ["ids"], ["shape"]),
        node("Gather", ["shape", "i0"], ["batch"]),
        node("Gather", ["shape", "i1"], ["length"]),
        node("Unsqueeze", ["batch", "axis"], ["b"]),
        node("Unsqueeze", ["length", "axis"], ["l"]),
        node("Concat", ["b", "l", "heads"], ["split"], { axis: 0 }),
        node("Reshape", ["words", "split"], ["byHead"]),
        node("Transpose", ["byHead"], ["turned"], { perm: [0, 2, 1, 3] }),
        node("Range", ["i0", "length", "i1"], ["places"]),
        node("Unsqueeze", ["places", "minus"], ["column"]),
        node("LessOrEqual", ["places", "column"], ["causal"]),
        node("ConstantOfShape", ["split"], ["zeros"]),
        node("Transpose", ["zeros"], ["zerosTurned"], { perm: [0, 2, 1, 3] }),
        node("MatMul", ["turned", "turnedBack"], ["scores"]),
        node("Transpose", ["turned"], ["turnedBack"], { perm: [0, 1, 3, 2] }),
        node("Where", ["causal", "scores", "scores"], ["masked"]),
      ],
    });
    const { shapes } = inferred(bytes, { batch: 2, seq: 7 });
    expect(shapes).toMatchObject({
      byHead: "float[2,7,4,4]",
      turned: "float[2,4,7,4]",
      causal: "bool[7,7]",
      zerosTurned: "float[2,4,7,4]",
      masked: "float[2,4,7,7]",
    });
  });
});
