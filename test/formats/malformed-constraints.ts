/** Files with constraints that must be refused, and what the refusal must say. */
import type { Malformed } from "./malformed.js";

const MEMORIES = '"memories": [{"id": "L1", "capacity": 64}, {"id": "dram"}],\n';
const PLAIN = '"lower": 0, "upper": 9, "size": 16';

/** A buffer `a` with more keys, in line 2, at column 66 where `PLAIN` is all that stands before. */
function inBuffer(name: string, keys: string, column: number, message: string): Malformed {
  const text = `{${MEMORIES}"buffers": [{"id": "a", ${PLAIN}, "memory": "L1", ${keys}}]}`;
  return { name, fileName: "bad.json", text, line: 2, column, message };
}

/** Three buffers, and more keys of the problem in line 3. */
function inProblem(name: string, keys: string, column: number, message: string): Malformed {
  const buffers = ["a", "b", "c"].map((id) => `{"id": "${id}", ${PLAIN}}`).join(", ");
  return { name, fileName: "bad.json", text: `{\n"buffers": [${buffers}],\n${keys}}`, line: 3, column, message };
}

/** The list of memories in line 1, and no buffers. */
function inMemories(name: string, memories: string, column: number, message: string): Malformed {
  return { name, fileName: "bad.json", text: `{"memories": ${memories}, "buffers": []}`, line: 1, column, message };
}

function csv(name: string, text: string, line: number, column: number, message: string): Malformed {
  return { name, fileName: "bad.csv", text, line, column, message };
}

const KEYS = 'there are "lower", "upper", "from", "to"';
const HEADER = "id,lower,upper,size";

export const MALFORMED_CONSTRAINTS: readonly Malformed[] = [
  inBuffer("gaps that are no list", '"gaps": 7', 85, 'buffer "a": gaps must be an array, got 7'),
  inBuffer("a gap that is no object", '"gaps": [[2, 4]]', 86, 'buffer "a": gaps[0] must be an object, got "[2, 4]"'),
  inBuffer("a gap without an end", '"gaps": [{"lower": 2}]', 86, 'gaps[0] has no "upper"; its keys are "lower"'),
  inBuffer(
    "a gap's time that is a word",
    '"gaps": [{"lower": 2, "upper": "x"}]',
    108,
    "gaps[0].upper must be an integer",
  ),
  inBuffer(
    "a gap's fraction",
    '"gaps": [{"lower": 2, "upper": 4.5}]',
    108,
    "gaps[0].upper must be an integer, got 4.5",
  ),
  inBuffer(
    "a fraction that rounds",
    '"gaps": [{"lower": 2, "upper": 4.0000000000000001}]',
    108,
    "upper must be an integer",
  ),
  inBuffer(
    "a gap's unknown key",
    '"gaps": [{"lower": 2, "upper": 4, "bytes": 1}]',
    120,
    `"bytes" of gaps is not known; ${KEYS}`,
  ),
  inBuffer("a gap's key twice", '"gaps": [{"lower": 2, "LOWER": 2, "upper": 4}]', 108, 'keys "lower" and "LOWER" both'),
  inBuffer(
    "a gap outside the lifetime",
    '"gaps": [{"lower": 2, "upper": 10}]',
    86,
    "gap [2, 10) lies outside its lifetime",
  ),
  inBuffer(
    "a second gap that overlaps the first",
    '"gaps": [{"lower": 2, "upper": 4}, {"lower": 3, "upper": 5}]',
    112,
    'buffer "a": gap [3, 5) overlaps the gap [2, 4)',
  ),
  inBuffer(
    "a window outside the size",
    '"gaps": [{"lower": 2, "upper": 4, "from": 0, "to": 17}]',
    86,
    "window [0, 17) of gap [2, 4) lies outside its 16 bytes",
  ),
  inBuffer("half a window", '"gaps": [{"lower": 2, "upper": 4, "to": 8}]', 86, "needs both from and to"),
  inBuffer("a flag that is a number", '"exclusive": 1', 90, 'buffer "a": exclusive must be true or false, got 1'),
  inBuffer("a flag that is a text", '"within_bank": "yes"', 92, 'within_bank must be true or false, got "yes"'),
  inBuffer(
    "a clock of one side",
    '"clock": {"lower": [0, 0]}',
    86,
    "clock.upper must be an array of integers, got undefined",
  ),
  inBuffer(
    "a clock that is no sum",
    '"clock": {"lower": [0, 1], "upper": [2, 2]}',
    86,
    "lower must be the sum of clock",
  ),
  inBuffer("a clock's word", '"clock": {"lower": [0, "x"], "upper": [2, 2]}', 100, "clock.lower[1] must be an integer"),
  inBuffer("memory and memories", '"memories": [{"id": "L1"}]', 71, "memory beside memories is where a plan lays"),
  inBuffer("a pool", '"pool": 1', 85, 'key "pool" of buffers is not known; did you mean "memory"?'),
  inBuffer(
    "a misspelt memory",
    '"exlusive": true',
    89,
    'key "exlusive" of buffers is not known; did you mean "exclusive"?',
  ),
  inBuffer(
    "what is not supported",
    '"contiguous": true',
    91,
    "not supported: it means buffers that must lie side by side",
  ),
  {
    name: "a memory that is not listed",
    fileName: "bad.json",
    text: `{${MEMORIES}"buffers": [{"id": "a", ${PLAIN}, "memory": "L2"}]}`,
    line: 2,
    column: 71,
    message: 'buffer "a": there is no memory "L2"',
  },
  {
    name: "no memory where there are several",
    fileName: "bad.json",
    text: `{${MEMORIES}"buffers": [{"id": "a", ${PLAIN}}]}`,
    line: 2,
    column: 13,
    message: 'buffer "a": memory is missing: the problem has 2 of them',
  },
  {
    name: "a choice that is not listed",
    fileName: "bad.json",
    text: `{${MEMORIES}"buffers": [{"id": "a", ${PLAIN}, "memories": [{"id": "L1"}, {"id": 7}]}]}`,
    line: 2,
    column: 88,
    message: 'buffer "a": there is no memory "7"',
  },
  {
    name: "a negative cost of a choice",
    fileName: "bad.json",
    text: `{${MEMORIES}"buffers": [{"id": "a", ${PLAIN}, "memories": [{"id": "L1", "cost": -1}]}]}`,
    line: 2,
    column: 74,
    message: 'the cost of memory "L1" must be an integer ≥ 0, got -1',
  },
  inMemories("memories that are no list", '{"id": "L1"}', 14, "memories must be an array, got"),
  inMemories("a memory without an id", '[{"capacity": 8}]', 15, 'memories[0] has no "id"; its keys are "capacity"'),
  inMemories("a memory's id that is empty", '[{"id": ""}]', 22, "memories[0].id is empty"),
  inMemories(
    "a memory's id that is a list",
    '[{"id": [1]}]',
    22,
    'memories[0].id must be a string or an integer, got "[1]"',
  ),
  inMemories("two memories of one id", '[{"id": "L1"}, {"id": "L1"}]', 36, 'memories[1]: the id "L1" is used twice'),
  inMemories(
    "a negative capacity",
    '[{"id": "L1", "capacity": -8}]',
    40,
    'memory "L1": capacity must be an integer ≥ 0',
  ),
  inMemories(
    "a bank of nothing",
    '[{"id": "L1", "Bank": 0}]',
    36,
    'memory "L1": bank must be an integer ≥ 1 bytes, got 0',
  ),
  inMemories(
    "a range without an end",
    '[{"id": "L1", "reserved": [{"from": 0}]}]',
    41,
    'memories[0].reserved[0] has no "to"',
  ),
  inMemories(
    "a range from above",
    '[{"id": "L1", "reserved": [{"from": 4, "to": 2}]}]',
    40,
    "reserved to must be an integer ≥ 4",
  ),
  inMemories(
    "a memory's size",
    '[{"id": "L1", "size": 8}]',
    36,
    'key "size" of memories is not known; there are "id", "capac',
  ),
  {
    name: "a capacity beside memories",
    fileName: "bad.json",
    text: '{"memories": [{"id": "L1"}],\n"Capacity": 64, "buffers": []}',
    line: 2,
    column: 13,
    message: "capacity is the memories' to say, where a problem lists memories",
  },
  inProblem("an alias of nothing", '"aliases": [{"buffer": "a"}]', 13, 'aliases[0] has no "of"; its keys are "buffer"'),
  inProblem("an alias of an unknown buffer", '"aliases": [{"buffer": "a", "of": "zz"}]', 35, 'no buffer "zz"'),
  inProblem(
    "an alias of itself",
    '"aliases": [{"buffer": "a", "of": "a"}]',
    13,
    'buffer "a" cannot be an alias of itself',
  ),
  inProblem(
    "a second alias that contradicts the first",
    '"aliases": [{"buffer": "a", "of": "b"}, {"buffer": "b", "of": "a", "at": 4}]',
    41,
    'aliases[1]: buffer "b" lies 4 bytes above "a"',
  ),
  inProblem("apart of an unknown buffer", '"apart": [{"buffers": ["a", "b"]}, {"buffers": ["a", "zz"]}]', 36, '"zz"'),
  inProblem(
    "apart of one buffer",
    '"apart": [{"buffers": ["a"]}]',
    11,
    "apart[0]: needs at least two buffers or groups",
  ),
  inProblem("apart of nothing", '"apart": [{"distance": 4}]', 11, "apart[0]: needs either buffers or groups"),
  inProblem(
    "a negative distance",
    '"apart": [{"buffers": ["a", "b"], "distance": -1}]',
    47,
    "distance must be an integer ≥ 0",
  ),
  inProblem(
    "cost and distance",
    '"apart": [{"buffers": ["a", "b"], "cost": 1, "distance": 4}]',
    58,
    "cost and distance cannot",
  ),
  inProblem(
    "a group that is no list",
    '"free": [{"groups": ["a", "b"]}]',
    22,
    'free[0].groups[0] must be an array, got "a"',
  ),
  inProblem("a buffer twice", '"free": [{"groups": [["a"], ["b", "a"]]}]', 10, 'free[0]: buffer "a" is listed twice'),
  inProblem(
    "an id that is true",
    '"free": [{"buffers": ["a", true]}]',
    28,
    "free[0].buffers[1] must be a string or an integer",
  ),
  inProblem(
    "in its own place",
    '"inplace": [{"buffer": "a", "of": "a"}]',
    13,
    'buffer "a" cannot lie in its own place',
  ),
  inProblem(
    "at half a byte",
    '"inplace": [{"buffer": "a", "of": "b", "at": 0.5}]',
    46,
    "inplace[0].at must be an integer, got 0.5",
  ),
  inProblem("an unknown term", '"minimize": ["peak", "time?"]', 13, "minimize[1] must be one of time, spill, reuse"),
  inProblem("a term that is a number", '"minimize": [1]', 14, "minimize[0] must be a word, got 1"),
  inProblem(
    "a limit of nothing known",
    '"limits": {"speed": 1}',
    21,
    'key "speed" of limits is not known; there are "time", "spill"',
  ),
  inProblem("separations", '"separations": [["a", "b"]]', 16, 'key "separations" is not known; did you mean "apart"?'),
  inProblem("reserved ranges", '"reserved": [[0, 8]]', 13, 'which entries of "memories" say'),
  csv("a gap of one number", `${HEADER},gaps\na,0,9,4,1-2 3\n`, 2, 13, 'buffer "a": gaps "3" is not of the form 2-4'),
  csv("a gap in quotes", `${HEADER},gaps\na,0,9,4,"1-2 3-x"\n`, 2, 14, 'gaps "3-x" is not of the form 2-4 or 2-4@0:16'),
  csv("a gap of commas", `${HEADER},gaps\na,0,9,4,"1-2,3-4"\n`, 2, 9, 'gaps "1-2,3-4" is not of the form 2-4'),
  csv("a gap beyond 2^53", `${HEADER},gaps\na,0,9,4,1-9007199254740993\n`, 2, 9, "has a number beyond ±(2^53 − 1)"),
  csv(
    "a gap outside the lifetime",
    `${HEADER},gaps\na,0,9,4,1-2 8-10\n`,
    2,
    13,
    "gap [8, 10) lies outside its lifetime",
  ),
  csv("half a window", `${HEADER},gaps\na,0,9,4,1-2@1\n`, 2, 9, 'gaps "1-2@1" is not of the form'),
  csv("a window outside the size", `${HEADER},gaps\na,0,9,4,1-2@1:5\n`, 2, 9, "lies outside its 4 bytes"),
  csv("a gap's end that is inclusive", "id,start,end,size,gaps\na,0,8,4,1-9\n", 2, 9, 'the last live time is "end"'),
  csv("a memory that no comment lists", `${HEADER},memory\na,0,9,4,L1\n`, 2, 9, 'buffer "a": there is no memory "L1"'),
  csv(
    "an alias of an unknown buffer",
    `${HEADER},alias\na,0,9,4,zz+16\n`,
    2,
    9,
    'alias names "zz", and there is no such',
  ),
  csv("an alias of itself", `${HEADER},alias\nb,0,9,4,\na,0,9,4,a\n`, 3, 9, "cannot be an alias of itself"),
  csv(
    "a flag of another kind",
    `${HEADER},exclusive\na,0,9,4,maybe\n`,
    2,
    9,
    'exclusive must be true or false, got "maybe"',
  ),
  csv(
    "a choice of memories",
    `${HEADER},memories\na,0,9,4,L1\n`,
    1,
    21,
    'column "memories" is not read: a choice of memories',
  ),
  csv(
    "a column of clocks",
    `${HEADER},clock\na,0,9,4,0:1\n`,
    1,
    21,
    'column "clock" is not read: in CSV vector clocks stand',
  ),
  csv("a clock of words", `${HEADER}\na,0:x,2:2,4\n`, 2, 5, 'buffer "a": lower must be integers with ":" between them'),
  csv(
    "one clock of two",
    `${HEADER}\na,0:1,2:2,4\nb,0,1,4\n`,
    3,
    3,
    'buffer "b": has no vector clock, and other buffers',
  ),
  csv("clocks of two lengths", `${HEADER}\na,0:1,2:2,4\nb,0:1:2,2:2:2,4\n`, 3, 3, "clock.lower must be 2 integers"),
  csv(
    "a clock that goes back",
    `${HEADER}\na,0:3,2:2,4\n`,
    2,
    3,
    "clock.upper must be at or above clock.lower in every entry",
  ),
  csv(
    "a clock whose end is inclusive",
    "id,start,end,size\na,0:1,2:2,4\n",
    2,
    7,
    "end is a vector clock, and those are half-open",
  ),
  csv(
    "a memory's word",
    `# memory L1 capacity=8 fast\n${HEADER}\n`,
    1,
    24,
    'memory "L1": "fast" is not of the form KEY=VALUE',
  ),
  csv(
    "a memory's unknown key",
    `# memory L1 capacity=8 speed=1\n${HEADER}\n`,
    1,
    24,
    'key "speed" of memory "L1" is not known',
  ),
  csv(
    "a memory's capacity in words",
    `# memory L1 capacity=8k\n${HEADER}\n`,
    1,
    22,
    'memory "L1": capacity must be an integer, got "8k"',
  ),
  csv(
    "a memory's range",
    `# memory L1 reserved=8\n${HEADER}\n`,
    1,
    22,
    'memory "L1": reserved must be ranges as 0-65536',
  ),
  csv(
    "a memory twice",
    `# memory L1 bank=8\n# memory L1 bank=8\n${HEADER}\n`,
    2,
    10,
    'memories[1]: the id "L1" is used twice',
  ),
  csv(
    "a memory's bank of nothing",
    `# memory L1 bank=0\n${HEADER}\n`,
    1,
    18,
    'memory "L1": bank must be an integer ≥ 1',
  ),
  csv("a memory without an id", `# memory capacity=8 bank=8\n${HEADER}\n`, 1, 1, "the memory has no id"),
  csv(
    "a capacity beside memories",
    `# memory L1 bank=8\n# capacity=64\n${HEADER}\n`,
    2,
    12,
    "capacity is the memories' to say",
  ),
  csv(
    "an unknown term",
    `# minimize=spill,speed\n${HEADER}\n`,
    1,
    12,
    "minimize[1] must be one of time, spill, reuse, moved, peak",
  ),
  csv(
    "pairs in a comment",
    `# apart=a,b\n${HEADER}\n`,
    1,
    3,
    'comment "apart" is not read: JSON and files of pairs do',
  ),
];
