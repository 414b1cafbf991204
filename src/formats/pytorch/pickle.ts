/**
 * Reads a pickle onto a tape. Nothing in it is executed, and there is no recursion; memory is a small multiple of the
 * file's length. The opcodes and what they do are those of Python's `pickletools`.
 *
 * Own code, because the package for it, pickleparser, makes an object of every value, calls constructors, tells no
 * positions and took 1.1 s for a snapshot of 4,657 events.
 */
import type { BinaryView } from "../binary/view.js";
import { Ints } from "./ints.js";
import { LAST_PROTOCOL, OP, REFUSED } from "./opcodes.js";
import { DICT, KINDS, LIST, Pickle, type Ref, SET, TUPLE } from "./tape.js";

/** Values that the stack may hold. Writers add what they have to a container after some thousand. */
const MOST_STACKED = 2 ** 24;
/** Nothing is memoized under this number; no value is as low. */
const NOTHING = -(2 ** 31);
/** Bytes between two reports of progress. */
const REPORT_BYTES = 2 ** 22;

/**
 * Reads the pickle that a file begins with.
 *
 * @param onProgress called now and then with the bytes read
 * @throws FormatError with the byte: at an opcode that would execute something, or is none; where the file is cut off
 */
export function readPickle(view: BinaryView, onProgress: (bytes: number) => void = () => {}): Pickle {
  if (view.length >= 2 ** 31) view.fail(0, "a pickle of 2 GiB or more is not read");
  try {
    return run(view, onProgress);
  } catch (error) {
    // What an array of a gigabyte throws where there is no room for it.
    if (error instanceof RangeError) view.fail(0, `there is not enough memory for this pickle: ${error.message}`);
    throw error;
  }
}

function run(view: BinaryView, onProgress: (bytes: number) => void): Pickle {
  const { bytes, length } = view;
  const pickle = new Pickle(view);
  const stack = new Ints();
  const marks = new Ints();
  const memo = new Ints();
  let at = 0;
  let op = 0;
  let report = REPORT_BYTES;

  /** Values of the stack that an opcode may take: not those below the last mark. */
  const need = (count: number): void => {
    const floor = marks.length === 0 ? 0 : marks.at(marks.length - 1);
    if (stack.length - floor < count) view.fail(at, `${name(op)} finds too few values on the stack`);
  };
  const mark = (): number =>
    marks.length === 0 ? view.fail(at, `${name(op)} finds no mark on the stack`) : marks.pop();
  const top = (): Ref => stack.at(stack.length - 1);
  /** Makes a container of what the stack holds from `from` on. */
  const gather = (kind: number, from: number): void => {
    const ref = pickle.begin(kind, at);
    pickle.add(ref, stack, from);
    stack.truncate(from);
    stack.push(ref);
  };
  const addTo = (kind: number, from: number): void => {
    if (from === 0) view.fail(at, `${name(op)} finds no ${KINDS[kind]} to add to`);
    const count = stack.length - from;
    if (kind === DICT && count % 2 !== 0) view.fail(at, `${name(op)} finds a key without a value`);
    const ref = stack.at(from - 1);
    if (!pickle.isKind(ref, kind)) view.fail(at, `${name(op)} finds no ${KINDS[kind]} to add to`);
    pickle.add(ref, stack, from);
    stack.truncate(from);
  };
  const recall = (index: number): void => {
    const ref = index < memo.length ? memo.at(index) : NOTHING;
    if (ref === NOTHING) view.fail(at, `${name(op)} asks for number ${index} of the memo, which holds nothing`);
    stack.push(ref);
  };
  const remember = (index: number): void => {
    need(1);
    if (index >= length) view.fail(at, `${name(op)} names number ${index} of the memo: the file is too short for that`);
    memo.extendTo(index + 1, NOTHING);
    memo.set(index, top());
  };
  /** The length that stands in `width` bytes after the opcode, of bytes that are all there. */
  const sized = (width: 1 | 4 | 8): number => {
    const size = width === 1 ? view.u8(at + 1) : width === 4 ? view.u32(at + 1) : view.u64(at + 1);
    view.need(at + 1 + width, size, `what ${name(op)} begins, of ${size} bytes,`);
    return 1 + width + size;
  };
  const line = (from = at + 1): number => {
    const end = bytes.indexOf(10, from);
    return end < 0 ? view.fail(at, `the line that ${name(op)} begins has no end: the file is cut off`) : end + 1;
  };

  for (;;) {
    if (at >= length) view.fail(length, "the pickle has no end: the file is cut off");
    if (at >= report) {
      onProgress(at);
      report = at + REPORT_BYTES;
    }
    if (stack.length > MOST_STACKED)
      view.fail(at, `more than ${MOST_STACKED} values on the stack: no snapshot has that`);
    op = bytes[at]!;
    let next = at + 1;
    switch (op) {
      case OP.BINGET:
        recall(view.u8(at + 1));
        next = at + 2;
        break;
      case OP.LONG_BINGET:
        recall(view.u32(at + 1));
        next = at + 5;
        break;
      case OP.MEMOIZE:
        remember(memo.length);
        break;
      case OP.BINPUT:
        remember(view.u8(at + 1));
        next = at + 2;
        break;
      case OP.LONG_BINPUT:
        remember(view.u32(at + 1));
        next = at + 5;
        break;
      case OP.GET:
      case OP.PUT: {
        next = line();
        const index = decimal(view, at + 1, next - 1);
        if (op === OP.GET) recall(index);
        else remember(index);
        break;
      }
      case OP.BININT1:
        view.need(at, 2);
        stack.push(at);
        next = at + 2;
        break;
      case OP.BININT2:
        view.need(at, 3);
        stack.push(at);
        next = at + 3;
        break;
      case OP.BININT:
        view.need(at, 5);
        stack.push(at);
        next = at + 5;
        break;
      case OP.BINFLOAT:
        view.need(at, 9);
        stack.push(at);
        next = at + 9;
        break;
      case OP.NONE:
      case OP.NEWTRUE:
      case OP.NEWFALSE:
        stack.push(at);
        break;
      case OP.INT:
      case OP.LONG:
      case OP.FLOAT:
      case OP.STRING:
      case OP.UNICODE:
        next = line();
        stack.push(at);
        break;
      case OP.LONG1:
      case OP.SHORT_BINSTRING:
      case OP.SHORT_BINUNICODE:
      case OP.SHORT_BINBYTES:
        next = at + sized(1);
        stack.push(at);
        break;
      case OP.LONG4:
      case OP.BINSTRING:
      case OP.BINUNICODE:
      case OP.BINBYTES:
        next = at + sized(4);
        stack.push(at);
        break;
      case OP.BINUNICODE8:
      case OP.BINBYTES8:
      case OP.BYTEARRAY8:
        next = at + sized(8);
        stack.push(at);
        break;
      case OP.EMPTY_LIST:
        stack.push(pickle.begin(LIST, at));
        break;
      case OP.EMPTY_DICT:
        stack.push(pickle.begin(DICT, at));
        break;
      case OP.EMPTY_TUPLE:
        stack.push(pickle.begin(TUPLE, at));
        break;
      case OP.EMPTY_SET:
        stack.push(pickle.begin(SET, at));
        break;
      case OP.LIST:
        gather(LIST, mark());
        break;
      case OP.TUPLE:
        gather(TUPLE, mark());
        break;
      case OP.FROZENSET:
        gather(SET, mark());
        break;
      case OP.DICT: {
        const from = mark();
        if ((stack.length - from) % 2 !== 0) view.fail(at, `${name(op)} finds a key without a value`);
        gather(DICT, from);
        break;
      }
      case OP.TUPLE1:
      case OP.TUPLE2:
      case OP.TUPLE3: {
        const count = op - OP.TUPLE1 + 1;
        need(count);
        gather(TUPLE, stack.length - count);
        break;
      }
      case OP.APPEND:
        need(2);
        addTo(LIST, stack.length - 1);
        break;
      case OP.SETITEM:
        need(3);
        addTo(DICT, stack.length - 2);
        break;
      case OP.APPENDS:
        addTo(LIST, mark());
        break;
      case OP.SETITEMS:
        addTo(DICT, mark());
        break;
      case OP.ADDITEMS:
        addTo(SET, mark());
        break;
      case OP.MARK:
        marks.push(stack.length);
        break;
      case OP.POP:
        // Python takes a mark away too.
        if (marks.length > 0 && marks.at(marks.length - 1) === stack.length) marks.pop();
        else {
          need(1);
          stack.pop();
        }
        break;
      case OP.POP_MARK:
        stack.truncate(mark());
        break;
      case OP.DUP:
        need(1);
        stack.push(top());
        break;
      case OP.PROTO: {
        const protocol = view.u8(at + 1);
        if (protocol > LAST_PROTOCOL)
          view.fail(at, `the pickle is of protocol ${protocol}; 0 to ${LAST_PROTOCOL} are read`);
        next = at + 2;
        break;
      }
      case OP.FRAME:
        view.need(at + 9, view.u64(at + 1), "the frame that begins here");
        next = at + 9;
        break;
      case OP.STOP:
        need(1);
        pickle.root = top();
        return pickle;
      default:
        refuse(view, at);
    }
    at = next;
  }
}

/** Throws for an opcode that is not carried out: it names what a pickle would have imported. */
function refuse(view: BinaryView, at: number): never {
  const op = view.u8(at);
  const what = REFUSED[op];
  if (what === undefined) view.fail(at, `0x${op.toString(16).padStart(2, "0")} is no opcode of a pickle`);
  let wanted = "";
  if (what === "GLOBAL" || what === "INST") {
    const lines = new TextDecoder().decode(view.bytes.subarray(at + 1, at + 200)).split("\n");
    if (lines.length > 2) wanted = ` ${JSON.stringify(lines.slice(0, 2).join("."))}`;
  }
  const told = "a pickle is data from outside, and nothing in it is executed";
  view.fail(at, `the pickle has the opcode ${what}${wanted}, which a memory snapshot does not need; ${told}`);
}

const NAMES = new Map<number, string>(Object.entries(OP).map(([each, code]) => [code, each]));

function name(op: number): string {
  return NAMES.get(op) ?? "the opcode";
}

/** The digits in [from, to) as an integer ≥ 0. */
function decimal(view: BinaryView, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = view.u8(at) - 48;
    if (!(digit >= 0 && digit <= 9)) view.fail(from, "the number of an entry of the memo must be digits");
    value = value * 10 + digit;
  }
  if (from === to || value > Number.MAX_SAFE_INTEGER)
    view.fail(from, "the number of an entry of the memo must be digits");
  return value;
}
