/**
 * The part of a TensorFlow Lite model that memory planning needs, read from the FlatBuffer.
 *
 * Vectors and texts may be shared by many tables, so that a small file can describe much; a budget, of what an honest
 * file of that length can say, ends that.
 */
import { Table, type Vector } from "../binary/flatbuffer.js";
import type { BinaryView } from "../binary/view.js";
import { clip } from "../errors.js";
import {
  BUFFER,
  bitsOf,
  CUSTOM,
  FOREIGN_CALLS,
  MODEL,
  OPERATOR,
  OPERATOR_CODE,
  SUBGRAPH,
  SUBGRAPH_OPTIONS,
  TENSOR,
  typeName,
} from "./schema.js";

export interface Tensor {
  /** Empty where it has none. */
  readonly name: string;
  /** Where it stands in the file. */
  readonly at: number;
  /** Bytes, before they are rounded up; 0 where it is constant. */
  readonly size: number;
  readonly isVariable: boolean;
  /** Its content is in the file. */
  readonly isConstant: boolean;
  /** The entry of the model's buffers that has its content. */
  readonly buffer: number;
}

export interface Operator {
  /** The value of `BuiltinOperator`. */
  readonly code: number;
  /** Empty where it is builtin. */
  readonly custom: string;
  readonly at: number;
  /** Tensors of its subgraph; −1 where an optional one is left out. */
  readonly inputs: Int32Array;
  readonly outputs: Int32Array;
  /** Subgraphs that it runs, in their order. */
  readonly calls: readonly number[];
}

export interface Subgraph {
  readonly name: string;
  readonly at: number;
  readonly tensors: readonly Tensor[];
  readonly inputs: Int32Array;
  readonly outputs: Int32Array;
  readonly operators: readonly Operator[];
  /** The first of its tensors among those of all subgraphs, one after the other. */
  readonly firstTensor: number;
}

export interface Model {
  readonly view: BinaryView;
  readonly root: Table;
  readonly buffers: readonly Table[];
  readonly subgraphs: readonly Subgraph[];
  /** Tensors of all subgraphs. */
  readonly tensorCount: number;
  /** Tensors whose content stands behind the FlatBuffer. */
  readonly outsideCount: number;
}

/** The bytes of the smallest table, and of the offset that points at it. */
const TABLE_COST = 8;

/** @throws FormatError at the first fault */
export function readModel(view: BinaryView): Model {
  return new ModelReader(view).read();
}

/** Says `tensor "x"`, or its place where it has no name. */
export function calledTensor({ name }: Tensor, index: number): string {
  return name === "" ? `tensor ${index}` : `tensor ${clip(name)}`;
}

class ModelReader {
  readonly #view: BinaryView;
  #budget: number;
  #buffers: readonly Table[] = [];
  #outsideCount = 0;

  constructor(view: BinaryView) {
    this.#view = view;
    this.#budget = 2 * view.length + 65_536;
  }

  read(): Model {
    const view: BinaryView = this.#view;
    const root = Table.root(view);
    this.#buffers = this.#tables(root, MODEL.buffers);
    const codes = this.#tables(root, MODEL.operatorCodes).map((table) => {
      this.#spendText(table, OPERATOR_CODE.customCode);
      // Files before 2020 have the code in one byte only; later ones have both, and the greater counts.
      const deprecated = table.i8(OPERATOR_CODE.deprecatedBuiltinCode);
      const code = Math.max(deprecated, table.i32(OPERATOR_CODE.builtinCode));
      return { code, custom: code === CUSTOM ? (table.text(OPERATOR_CODE.customCode) ?? "") : "" };
    });
    const tables = this.#tables(root, MODEL.subgraphs);
    if (tables.length === 0) view.fail(root.at, "the model has no subgraph");
    let tensorCount = 0;
    const subgraphs = tables.map((table): Subgraph => {
      const tensors = this.#tables(table, SUBGRAPH.tensors).map((each, i) => this.#tensor(each, i));
      const firstTensor = tensorCount;
      tensorCount += tensors.length;
      this.#spendText(table, SUBGRAPH.name);
      return {
        name: table.text(SUBGRAPH.name) ?? "",
        at: table.at,
        tensors,
        inputs: this.#indices(table, SUBGRAPH.inputs, tensors.length),
        outputs: this.#indices(table, SUBGRAPH.outputs, tensors.length),
        operators: this.#tables(table, SUBGRAPH.operators).map((each) =>
          this.#operator(each, codes, tensors.length, tables.length),
        ),
        firstTensor,
      };
    });
    return { view, root, buffers: this.#buffers, subgraphs, tensorCount, outsideCount: this.#outsideCount };
  }

  #tensor(table: Table, index: number): Tensor {
    const view: BinaryView = this.#view;
    this.#spend(table.at, TABLE_COST);
    this.#spendText(table, TENSOR.name);
    const name = table.text(TENSOR.name) ?? "";
    const fail = (detail: string): never =>
      view.fail(table.at, `${calledTensor({ name } as Tensor, index)}: ${detail}`);
    const buffer = table.u32(TENSOR.buffer);
    if (buffer >= this.#buffers.length) fail(`there is no buffer ${buffer}; the file has ${this.#buffers.length}`);
    if (table.u32(TENSOR.externalBuffer) !== 0) {
      fail("its content is in another file (external_buffer), which TensorFlow Lite Micro does not know");
    }
    const data = this.#buffers[buffer]!;
    // The schema says that positions of 0 and 1 mean none.
    const isOutside = data.u64(BUFFER.offset) > 1;
    if (isOutside) this.#outsideCount++;
    const isConstant = isOutside || data.vector(BUFFER.data, 1).count > 0;
    const size = isConstant ? 0 : this.#size(table, fail);
    return { name, at: table.at, size, isVariable: table.bool(TENSOR.isVariable), isConstant, buffer };
  }

  /** By `shape`, in which every dimension has a size; `shape_signature` says which of them were open. */
  #size(table: Table, fail: (detail: string) => never): number {
    const shape = this.#vector(table, TENSOR.shape, 4).i32s();
    let count = 1;
    for (const dimension of shape) {
      if (dimension < 0) fail(`its shape has a dimension of ${dimension}`);
      count *= dimension;
    }
    const type = table.i8(TENSOR.type);
    const bits = bitsOf(type);
    if (bits === undefined) return fail(`its type, ${typeName(type)}, has no fixed size`);
    const bytes = Math.ceil((count * bits) / 8);
    return Number.isSafeInteger(count * bits) ? bytes : fail("its size is beyond 2^53 − 1 bits");
  }

  #operator(
    table: Table,
    codes: readonly Pick<Operator, "code" | "custom">[],
    tensorCount: number,
    subgraphCount: number,
  ): Operator {
    const view: BinaryView = this.#view;
    this.#spend(table.at, TABLE_COST);
    const index = table.u32(OPERATOR.opcodeIndex);
    const known = codes[index];
    if (known === undefined) view.fail(table.at, `there is no operator code ${index}; the file has ${codes.length}`);
    const { code, custom } = known;
    const foreign = FOREIGN_CALLS[code];
    if (foreign !== undefined) {
      view.fail(table.at, `the operator ${foreign} runs other subgraphs, and not as TensorFlow Lite Micro does`);
    }
    const calls: number[] = [];
    const options = SUBGRAPH_OPTIONS[code];
    if (options !== undefined) {
      const given = table.u8(OPERATOR.optionsType) === options.type ? table.table(OPERATOR.options) : null;
      if (given === null)
        view.fail(table.at, `the operator ${code} (IF, WHILE or CALL_ONCE) does not say its subgraphs`);
      for (let field = 0; field < options.fields; field++) {
        const called = given.i32(field);
        if (called < 0 || called >= subgraphCount) {
          view.fail(table.at, `there is no subgraph ${called}; the file has ${subgraphCount}`);
        }
        calls.push(called);
      }
    }
    const inputs = this.#indices(table, OPERATOR.inputs, tensorCount, -1);
    const outputs = this.#indices(table, OPERATOR.outputs, tensorCount, -1);
    return { code, custom, at: table.at, inputs, outputs, calls };
  }

  /** Indices of tensors of one subgraph. */
  #indices(table: Table, field: number, tensorCount: number, least = 0): Int32Array {
    const vector = this.#vector(table, field, 4);
    const indices = vector.i32s();
    for (const [i, index] of indices.entries()) {
      if (index >= least && index < tensorCount) continue;
      this.#view.fail(vector.begin + 4 * i, `there is no tensor ${index}; the subgraph has ${tensorCount}`);
    }
    return indices;
  }

  #tables(table: Table, field: number): Table[] {
    return this.#vector(table, field, 4).tables();
  }

  #vector(table: Table, field: number, width: number): Vector {
    const vector = table.vector(field, width);
    this.#spend(table.at, 1 + vector.count);
    return vector;
  }

  #spendText(table: Table, field: number): void {
    this.#spend(table.at, 1 + table.vector(field, 1).count);
  }

  #spend(at: number, cost: number): void {
    this.#budget -= cost;
    if (this.#budget >= 0) return;
    this.#view.fail(at, `the file of ${this.#view.length} bytes describes more than it can hold: parts are used again`);
  }
}
