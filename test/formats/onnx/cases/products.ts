import type { Case } from "./case.js";

export const MATRICES: readonly Case[] = [
  { claim: "MatMul", operator: "MatMul", inputs: ["float[2,3]", "float[3,4]"], gives: ["float[2,4]"] },
  {
    claim: "MatMul of batches that are stretched",
    operator: "MatMul",
    inputs: ["float[5,1,2,3]", "float[6,3,4]"],
    gives: ["float[5,6,2,4]"],
  },
  { claim: "MatMul of a row", operator: "MatMul", inputs: ["float[3]", "float[6,3,4]"], gives: ["float[6,4]"] },
  { claim: "MatMul of a column", operator: "MatMul", inputs: ["float[6,2,3]", "float[3]"], gives: ["float[6,2]"] },
  { claim: "MatMul of a row and a column", operator: "MatMul", inputs: ["float[3]", "float[3]"], gives: ["float[]"] },
  {
    claim: "MatMulInteger gives int32",
    operator: "MatMulInteger",
    inputs: ["uint8[2,3]", "uint8[3,4]"],
    gives: ["int32[2,4]"],
  },
  {
    claim: "QLinearMatMul",
    operator: "QLinearMatMul",
    inputs: ["uint8[2,3]", "=float[]", "=uint8[]", "uint8[3,4]", "=float[]", "=uint8[]", "=float[]", "=uint8[]"],
    gives: ["uint8[2,4]"],
  },
  {
    claim: "Gemm turns both",
    operator: "Gemm",
    inputs: ["float[3,2]", "float[4,3]", "float[4]"],
    attributes: { transA: 1, transB: 1 },
    gives: ["float[2,4]"],
  },
  { claim: "Det", operator: "Det", inputs: ["float[5,3,3]"], gives: ["float[5]"] },
  {
    claim: "Einsum of a product",
    operator: "Einsum",
    inputs: ["float[2,3,4]", "float[2,4,5]"],
    attributes: { equation: "bij, bjk -> bik" },
    gives: ["float[2,3,5]"],
  },
  {
    claim: "Einsum without a right side",
    operator: "Einsum",
    inputs: ["float[3,4]", "float[4,5]"],
    attributes: { equation: "ij,jk" },
    gives: ["float[3,5]"],
  },
  {
    claim: "Einsum with an ellipsis",
    operator: "Einsum",
    inputs: ["float[7,2,3,4]", "float[4,5]"],
    attributes: { equation: "...ij,jk->...ik" },
    gives: ["float[7,2,3,5]"],
  },
  {
    claim: "Einsum of a diagonal",
    operator: "Einsum",
    inputs: ["float[3,3]"],
    attributes: { equation: "ii->i" },
    gives: ["float[3]"],
  },
];

export const REDUCTIONS: readonly Case[] = [
  {
    claim: "ReduceMean of version 13 names its axes in an attribute",
    operator: "ReduceMean",
    version: 13,
    inputs: ["float[2,3,4]"],
    attributes: { axes: [-1] },
    gives: ["float[2,3,1]"],
  },
  {
    claim: "ReduceMean of version 18 in an input",
    operator: "ReduceMean",
    version: 18,
    inputs: ["float[2,3,4]", [0, 2]],
    attributes: { keepdims: 0 },
    gives: ["float[3]"],
  },
  { claim: "ReduceSum of all", operator: "ReduceSum", inputs: ["float[2,3]"], gives: ["float[1,1]"] },
  {
    claim: "ReduceSum of nothing",
    operator: "ReduceSum",
    inputs: ["float[2,3]", []],
    attributes: { noop_with_empty_axes: 1 },
    gives: ["float[2,3]"],
  },
  {
    claim: "ReduceProd of known numbers",
    operator: "ReduceProd",
    version: 13,
    inputs: [[2, 3, 4]],
    attributes: { keepdims: 0 },
    gives: ["int64[]"],
    holds: [24],
  },
  {
    claim: "ReduceMax of known numbers",
    operator: "ReduceMax",
    version: 13,
    inputs: [{ of: [1, 5, 3, 2], shape: [2, 2] }],
    attributes: { axes: [0] },
    gives: ["int64[1,2]"],
    holds: [3, 5],
  },
  {
    claim: "ReduceL2",
    operator: "ReduceL2",
    version: 13,
    inputs: ["float[2,3]"],
    attributes: { axes: [1], keepdims: 0 },
    gives: ["float[2]"],
  },
  {
    claim: "ArgMax gives int64",
    operator: "ArgMax",
    inputs: ["float[2,3]"],
    attributes: { axis: 1, keepdims: 0 },
    gives: ["int64[2]"],
  },
  { claim: "ArgMin keeps its axis", operator: "ArgMin", inputs: ["float[2,3]"], gives: ["int64[1,3]"] },
  {
    claim: "TopK of version 1 has k as an attribute",
    operator: "TopK",
    version: 9,
    inputs: ["float[2,9]"],
    attributes: { k: 4 },
    gives: ["float[2,4]", "int64[2,4]"],
  },
  {
    claim: "TopK of version 11 as an input",
    operator: "TopK",
    inputs: ["float[2,9]", [3]],
    attributes: { axis: 1 },
    gives: ["float[2,3]", "int64[2,3]"],
  },
];

export const RECURRENT: readonly Case[] = [
  {
    claim: "LSTM both ways: all states, the last, the last of the cell",
    operator: "LSTM",
    inputs: ["float[7,2,3]", "=float[2,20,3]", "=float[2,20,5]"],
    attributes: { hidden_size: 5, direction: "bidirectional" },
    gives: ["float[7,2,2,5]", "float[2,2,5]", "float[2,2,5]"],
  },
  {
    claim: "GRU, its last state alone",
    operator: "GRU",
    inputs: ["float[7,2,3]", "=float[1,15,3]", "=float[1,15,5]"],
    attributes: { hidden_size: 5 },
    gives: ["", "float[1,2,5]"],
  },
  {
    claim: "RNN",
    operator: "RNN",
    inputs: ["float[7,2,3]", "=float[1,5,3]", "=float[1,5,5]"],
    attributes: { hidden_size: 5 },
    gives: ["float[7,1,2,5]", "float[1,2,5]"],
  },
];

export const QUANTIZATION: readonly Case[] = [
  {
    claim: "QuantizeLinear gives the type of the zero point",
    operator: "QuantizeLinear",
    inputs: ["float[2,3]", "=float[]", "=int8[]"],
    gives: ["int8[2,3]"],
  },
  {
    claim: "QuantizeLinear without one gives uint8",
    operator: "QuantizeLinear",
    inputs: ["float[2,3]", "=float[]"],
    gives: ["uint8[2,3]"],
  },
  {
    claim: "DequantizeLinear gives the type of the scale",
    operator: "DequantizeLinear",
    inputs: ["int8[2,3]", "=float[]", "=int8[]"],
    gives: ["float[2,3]"],
  },
  {
    claim: "DynamicQuantizeLinear gives a scale and a zero point too",
    operator: "DynamicQuantizeLinear",
    inputs: ["float[2,3]"],
    gives: ["uint8[2,3]", "float[]", "uint8[]"],
  },
];
