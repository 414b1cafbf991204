/**
 * An ExecuTorch program, a `.pte` file: FlatBuffers with the identifier `ET12`, and segments of data behind. Only what
 * memory planning needs is read: the tensors that have a place, and which instruction names which value.
 *
 * Source: schema/program.fbs and schema/extended_header.h of ExecuTorch.
 */
import { Table } from "../binary/flatbuffer.js";
import type { BinaryView } from "../binary/view.js";

export const IDENTIFIER = [0x45, 0x54, 0x31, 0x32] as const;
/** `eh00` */
const EXTENDED = [0x65, 0x68, 0x30, 0x30] as const;

/** Kinds of values, as the union `KernelTypes` numbers them. */
const TENSOR = 5;
const LISTS: ReadonlySet<number> = new Set([10, 11]);

/** Kinds of instructions, as the union `InstructionArguments` numbers them. */
const KERNEL = 1;
const DELEGATE = 2;
const FREE = 5;
const KINDS: readonly string[] = ["NONE", "KernelCall", "DelegateCall", "MoveCall", "JumpFalseCall", "FreeCall"];

const DYNAMIC_UNBOUND = 2;
/** Bytes of an element, by PyTorch's number of its type. */
const ELEMENTS: readonly number[] = [
  1, 1, 2, 4, 8, 2, 4, 8, 4, 8, 16, 1, 1, 1, 4, 2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 1, 2, 4, 8,
];
const MAX_DIMENSIONS = 64;

/** A tensor with a place in a memory. */
export interface PlannedTensor {
  readonly memory: number;
  /** Bytes. */
  readonly offset: number;
  readonly size: number;
  /** Its name in the module; null for most. */
  readonly name: string | null;
  /** Whether the file has bytes that it begins with. */
  readonly hasContent: boolean;
  /** Where it stands in the file. */
  readonly at: number;
}

export interface Value {
  readonly isTensor: boolean;
  /** Null where it is no tensor, or one without a place. */
  readonly tensor: PlannedTensor | null;
  /** Indices of the values in a list; empty for anything else. */
  readonly items: readonly number[];
}

export interface Instruction {
  /** Of the kernel, or the backend of a delegate: `conv2d.out`. */
  readonly name: string;
  readonly isDelegate: boolean;
  /** Indices of values. */
  readonly args: readonly number[];
}

export interface Method {
  readonly budget: Budget;
  readonly name: string;
  readonly at: number;
  readonly values: readonly Value[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly instructions: readonly Instruction[];
  /** The size of each memory, by its number; number 0 is not in use. */
  readonly memorySizes: readonly number[];
  /** Tensors that have neither a place nor content, and whose shapes are unbounded. */
  readonly unbounded: number;
  readonly chainCount: number;
}

/**
 * Counts what is read of lists and texts. In a damaged file many tables can point at one long list; in a whole one each
 * has its own.
 */
export class Budget {
  #left: number;

  constructor(readonly view: BinaryView) {
    this.#left = 16 * view.length;
  }

  /** @throws FormatError where much more was read than the file has */
  spend(count: number, at: number): void {
    this.#left -= count;
    if (this.#left < 0) this.view.fail(at, "the same lists are named over and over: the file is damaged");
  }
}

/** The methods' tables, with their names, which are read one at a time by `methodOf`. */
export function methodsIn(view: BinaryView): { readonly name: string; readonly table: Table }[] {
  checkHeader(view);
  const budget = new Budget(view);
  return Table.root(view)
    .tables(1)
    .map((table) => {
      const name = table.text(0) ?? "";
      budget.spend(1 + name.length, table.at);
      return { name, table };
    });
}

/** Refuses a file that is shorter than its extended header says. */
function checkHeader(view: BinaryView): void {
  const isExtended = EXTENDED.every((byte, i) => view.bytes[8 + i] === byte);
  if (!isExtended) return;
  const length = view.u32(12);
  if (length < 24) view.fail(12, `the extended header cannot have ${length} bytes`);
  const programSize = view.u64(16);
  if (programSize > view.length) {
    view.fail(16, `the program has ${programSize} bytes, the file ${view.length}: it is cut off, or damaged`);
  }
}

export function methodOf({ table }: { readonly table: Table }): Method {
  const { view } = table;
  const budget = new Budget(view);
  let unbounded = 0;
  const values = table.tables(2).map((value): Value => {
    const kind = value.u8(0);
    const inner = value.table(1);
    if (inner === null || (kind !== TENSOR && !LISTS.has(kind))) return { isTensor: false, tensor: null, items: [] };
    if (kind !== TENSOR) {
      const items = inner.vector(0, 4);
      budget.spend(items.count, inner.at);
      return { isTensor: false, tensor: null, items: [...items.i32s()] };
    }
    const tensor = tensorOf(inner);
    budget.spend(1 + (tensor?.name?.length ?? 0), inner.at);
    if (tensor === null && inner.i8(8) === DYNAMIC_UNBOUND) unbounded++;
    return { isTensor: true, tensor, items: [] };
  });
  const named = (each: Table, name: string): string => {
    budget.spend(1 + name.length, each.at);
    return name;
  };
  const operators = table.tables(6).map((each) => named(each, nameOf(each)));
  const delegates = table.tables(7).map((each) => named(each, each.text(0) ?? ""));
  const chains = table.tables(5);
  const instructions = chains.flatMap((chain) =>
    chain.tables(2).map((each) => {
      const instruction = instructionOf(each, operators, delegates, values.length);
      budget.spend(1 + instruction.args.length, each.at);
      return instruction;
    }),
  );
  const sizes = table.vector(8, 8);
  return {
    budget,
    name: table.text(0) ?? "",
    at: table.at,
    values,
    inputs: indicesOf(table, 3, values.length),
    outputs: indicesOf(table, 4, values.length),
    instructions,
    memorySizes: Array.from({ length: sizes.count }, (_, i) => view.i64(sizes.begin + 8 * i)),
    unbounded,
    chainCount: chains.length,
  };
}

/** `aten::add.out` */
function nameOf(operator: Table): string {
  const overload = operator.text(1) ?? "";
  return `${operator.text(0) ?? ""}${overload === "" ? "" : `.${overload}`}`;
}

function tensorOf(tensor: Table): PlannedTensor | null {
  const { at } = tensor;
  const view: BinaryView = tensor.view;
  const place = tensor.table(6);
  if (place === null) return null;
  const dynamism = tensor.i8(8);
  if (dynamism < 0 || dynamism > DYNAMIC_UNBOUND)
    view.fail(at, `a tensor's shape_dynamism is ${dynamism}, which is unknown`);
  if (dynamism === DYNAMIC_UNBOUND) view.fail(at, "a tensor of an unbounded shape has a place");
  const type = tensor.i8(0);
  const element = ELEMENTS[type];
  if (element === undefined) view.fail(at, `a tensor's scalar_type is ${type}, which is unknown`);
  if (tensor.i32(1) !== 0) view.fail(at, `a tensor's storage_offset is ${tensor.i32(1)}, and ExecuTorch reads 0 only`);
  const dimensions = tensor.vector(2, 4);
  if (dimensions.count > MAX_DIMENSIONS) view.fail(at, `a tensor has ${dimensions.count} dimensions`);
  let size = element;
  for (const dimension of dimensions.i32s()) {
    if (dimension < 0) view.fail(at, `a tensor has a dimension of ${dimension}`);
    size *= dimension;
  }
  if (!Number.isSafeInteger(size)) view.fail(at, "a tensor has more than 2^53 − 1 bytes");
  const offset = place.u32(1) + place.u32(2) * 2 ** 32;
  if (!Number.isSafeInteger(offset + size)) view.fail(place.at, "a tensor lies beyond 2^53 − 1 bytes");
  const memory = place.u32(0);
  const name = tensor.table(9)?.text(1) ?? null;
  return { memory, offset, size, name: name === "" ? null : name, hasContent: tensor.u32(5) > 0, at };
}

function instructionOf(
  instruction: Table,
  operators: readonly string[],
  delegates: readonly string[],
  count: number,
): Instruction {
  const { at } = instruction;
  const view: BinaryView = instruction.view;
  const kind = instruction.u8(0);
  const inner = instruction.table(1);
  if (kind === FREE && inner !== null) {
    const value = inner.i32(0);
    return { name: "free", isDelegate: false, args: value >= 0 && value < count ? [value] : [] };
  }
  if ((kind !== KERNEL && kind !== DELEGATE) || inner === null) {
    const isFlow = kind === 3 || kind === 4;
    const name = KINDS[kind] ?? `of kind ${kind}`;
    view.fail(at, isFlow ? `control flow is not read: an instruction is a ${name}` : `an instruction is ${name}`);
  }
  const names = kind === KERNEL ? operators : delegates;
  const index = inner.i32(0);
  const name = names[index];
  if (name === undefined) view.fail(inner.at, `an instruction calls number ${index} of ${names.length}`);
  return { name, isDelegate: kind === DELEGATE, args: indicesOf(inner, 1, count) };
}

/** A vector of indices of values. */
function indicesOf(table: Table, field: number, count: number): number[] {
  const indices = [...table.vector(field, 4).i32s()];
  for (const index of indices) {
    if (index < 0 || index >= count) table.view.fail(table.at, `there is no value ${index}, of ${count}`);
  }
  return indices;
}
