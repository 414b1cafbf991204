/** A file that must be refused, and what the refusal must say. */
export interface Malformed {
  /** What is wrong, as a test's name has it. */
  readonly name: string;
  readonly fileName: string;
  readonly text: string;
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
  /** A part of the message that names the culprit. */
  readonly message: string;
}

const HEADER = "id,lower,upper,size\n";

const MALFORMED_CSV: readonly Malformed[] = [
  csv("an empty file", "", 1, 1, "the file is empty"),
  csv("a file of blanks", "\uFEFF \r\n\t\n", 1, 1, "the file is empty"),
  csv("no header", "a,0,4,16\nb,0,4,16\n", 1, 1, 'the header has "a", "0", "4", "16"'),
  csv("no id column", "name,lower,upper,size\na,0,4,16\n", 1, 1, 'no column "id" (or "buffer", "buffer_id")'),
  csv("no lower column", "id,upper,size\na,4,16\n", 1, 1, 'no column "lower" (or "start", "begin")'),
  csv("no upper column", "id,lower,size\na,0,16\n", 1, 1, 'no column "upper" (or "end")'),
  csv("no size column", "\nid,lower,upper,bytes\na,0,4,16\n", 2, 1, 'no column "size"; the header has "id", "lower"'),
  csv("bars between the columns", "id|lower|upper|size\na|0|4|16\n", 1, 1, 'the header has "id|lower|upper|size"'),
  csv("nothing but comments", "# id,lower,upper,size\n# a,0,4,16\n", 1, 1, "the file has nothing but comments"),
  csv("a comment that could be a buffer", `${HEADER}#a,0,4,16\n`, 2, 1, 'a comment, or a buffer called "#a"?'),
  csv("a NUL", `${HEADER}a,0,4,1\0\n`, 2, 8, "a NUL byte; telaplan reads UTF-8"),
  csv("a column twice", "id,lower,upper,size,SIZE\na,0,4,16,16\n", 1, 21, 'column "SIZE" is there twice'),
  csv("two names for id", "id,lower,Buffer,upper,size\n", 1, 10, 'columns "id" and "Buffer" both stand for id'),
  csv("two names for lower", "id,start,upper,size, begin\n", 1, 22, '"start" and "begin" both stand for lower'),
  csv("upper and end", "id,lower,upper,end,size\na,0,4,3,16\n", 1, 16, '"upper" and "end" both stand for upper'),
  csv("a row too short", `${HEADER}a,0,4,16\nb,0,4\n`, 3, 6, "the row has 3 fields, the header has 4"),
  csv("a row of one field", `${HEADER}a\n`, 2, 2, "the row has 1 field, the header has 4"),
  csv("a row too long", `${HEADER}\na,0,4,16, 7,8\n`, 3, 11, "the row has 6 fields, the header has 4"),
  csv("an empty id", `${HEADER}a,0,4,16\n,0,4,16\n`, 3, 1, "the row has no id"),
  csv("an empty quoted id", `${HEADER}"",0,4,16\n`, 2, 1, "the row has no id"),
  csv("an id twice", `${HEADER}a,0,4,16\nb,0,4,16\n\na,4,8,16\n`, 5, 1, 'buffer "a": id is used twice'),
  csv("an id twice, once quoted", `${HEADER}a,0,4,16\r\n"a",4,8,16\r\n`, 3, 1, 'buffer "a": id is used twice'),
  csv("a negative size", `${HEADER}a,0,4,16\nx,0,4,-8\n`, 3, 7, 'buffer "x": size must be ≥ 0 bytes, got -8'),
  csv("a size in floating point", `${HEADER}a,0,4,1e3\n`, 2, 7, 'buffer "a": size must be an integer, got "1e3"'),
  csv("a size in wrong hexadecimal", `${HEADER}a,0,4,0x1g\n`, 2, 7, 'size must be an integer, got "0x1g"'),
  csv("a size of 0x alone", `${HEADER}a,0,4,0x\n`, 2, 7, 'size must be an integer, got "0x"'),
  csv("a hexadecimal size beyond 2^53 − 1", `${HEADER}a,0,4,0x20000000000000\n`, 2, 7, "±(2^53 − 1), got"),
  csv("a size with a fraction", `${HEADER}a,0,4,1.5\n`, 2, 7, 'buffer "a": size must be an integer, got "1.5"'),
  csv("a size with a plus", `${HEADER}a,0,4,+5\n`, 2, 7, 'buffer "a": size must be an integer, got "+5"'),
  csv("a size with a unit", `${HEADER}a,0,4,16 KiB\n`, 2, 7, 'buffer "a": size must be an integer, got "16 KiB"'),
  csv("a size that is a lone minus", `${HEADER}a,0,4,-\n`, 2, 7, 'buffer "a": size must be an integer, got "-"'),
  csv("a size that is NaN", `${HEADER}a,0,4,NaN\n`, 2, 7, 'buffer "a": size must be an integer, got "NaN"'),
  csv("an infinite size", `${HEADER}a,0,4,Infinity\n`, 2, 7, 'size must be an integer, got "Infinity"'),
  csv("no size", `${HEADER}a,0,4,\n`, 2, 7, 'buffer "a": size is empty'),
  csv("a blank upper", "id,lower, Upper ,size\na,0,  ,16\n", 2, 7, 'buffer "a": Upper is empty'),
  csv(
    "a size beyond 2^53 − 1",
    `${HEADER}a,0,4,9007199254740993\n`,
    2,
    7,
    'within ±(2^53 − 1), got "9007199254740993"',
  ),
  csv(
    "a lower beyond −(2^53 − 1)",
    `${HEADER}a,-9007199254740992,4,1\n`,
    2,
    3,
    "lower must be an integer within ±(2^53 − 1)",
  ),
  csv(
    "a number of 400 digits",
    `${HEADER}a,0,${"9".repeat(400)},1\n`,
    2,
    5,
    "upper must be an integer within ±(2^53 − 1)",
  ),
  csv("digits of another script", `${HEADER}a,0,4,١٦\n`, 2, 7, 'size must be an integer, got "١٦"'),
  csv("upper before lower", `upper,size,id,lower\n3,16,a,4\n`, 2, 1, 'buffer "a": upper must be ≥ lower, got [4, 3)'),
  csv(
    "end before start",
    "id,start,end,size\na,5,3,16\n",
    2,
    5,
    'upper must be ≥ lower, got [5, 4) (the last live time is "end"',
  ),
  csv("an end of 2^53 − 1", "id,start,end,size\na,5,9007199254740991,16\n", 2, 5, "upper must be an integer within"),
  csv(
    "an alignment of zero",
    "id,lower,upper,size,alignment\na,0,4,16,0\n",
    2,
    10,
    "alignment must be > 0 bytes, got 0",
  ),
  csv(
    "an alignment that is no number",
    "id,lower,upper,size,alignment\na,0,4,16,x\n",
    2,
    10,
    'alignment must be an integer, got "x"',
  ),
  csv(
    "a negative hint",
    "id,hint,lower,upper,size\na,-2,0,4,16\n",
    2,
    3,
    'buffer "a": hint must be ≥ 0 bytes, or −1 for none, got -2',
  ),
  csv(
    "a negative fixed offset",
    "offset,id,lower,upper,size\n-4,a,0,4,16\n",
    2,
    1,
    "fixed offset must be ≥ 0 bytes, or −1 for none, got -4",
  ),
  csv(
    "a misaligned fixed offset",
    "id,lower,upper,size,alignment,offset\na,0,4,16,8,12\n",
    2,
    12,
    "fixed offset 12 is no multiple of the alignment 8",
  ),
  csv(
    "a column of pools",
    `id,pool,lower,upper,size\na,0,0,10,10\n`,
    1,
    4,
    'column "pool" is not known; did you mean "memory"?',
  ),
  csv("a misspelt column", `id,lower,upper,size,alignement\na,0,1,1,64\n`, 1, 21, 'did you mean "alignment"?'),
  csv("a column of addresses", `id,lower,upper,size,Address\na,0,1,1,64\n`, 1, 21, 'did you mean "offset"?'),
  csv(
    "sizes that sum to more than 2^53 − 1",
    `${HEADER}a,0,4,9007199254740991\nb,4,8,1\n`,
    3,
    7,
    'buffer "b": the sizes up to this buffer',
  ),
  named(
    "huge.99999999999999999999.csv",
    "a capacity in the name beyond 2^53 − 1",
    HEADER,
    1,
    1,
    "99999999999999999999, is beyond",
  ),
  csv(
    "a quote that is never closed",
    `${HEADER}a,0,4,16\nb,0,"4,16\nc,0,4,16\n`,
    3,
    5,
    "the quote that opens here is never closed",
  ),
  csv("text after a closing quote", `${HEADER}é,"0"x,4,16\n`, 2, 3, "misplaced quote"),
  csv("a quote within a field", `${HEADER}a,0,4,16\n b"c,0,4,16\n`, 3, 2, "misplaced quote"),
  csv("a quoted field after another", `${HEADER}"" "a",0,4,16\n`, 2, 1, "misplaced quote"),
  csv(
    "a fault below a quoted line end",
    `${HEADER}"a\n,b",0,4,16\nc,0,x,16\n`,
    4,
    5,
    'buffer "c": upper must be an integer',
  ),
  csv("a fault between lone carriage returns", `id,lower,upper,size\ra,0,4,16\rb,0,4,x\r`, 3, 7, 'buffer "b": size'),
  csv("a fault after a byte order mark", `\uFEFFid,lower,upper,Größe\n`, 1, 1, 'no column "size"'),
  named(
    "notes.txt",
    "a text that is no table",
    "Dear reader,\nthis is no table.\n",
    1,
    1,
    'the header has "Dear reader", ""',
  ),
  csv("a JSON file by the name of CSV", '{"buffers": 7}', 1, 13, "buffers must be an array, got 7"),
];

const MALFORMED_JSON: readonly Malformed[] = [
  json("an empty file", "\n", 1, 1, "the file is empty"),
  json("a value missing", '{"buffers": [{"id": "a", "lower": }]}', 1, 35, 'expected a value, found "}"'),
  json("a trailing comma", '{\n  "buffers": [],\n}', 3, 1, 'expected a key in double quotes, found "}"'),
  json("a comma missing", '[{"id": "a"\n "lower": 0}]', 2, 2, 'expected "," or "}"'),
  json("a file cut short", '{"buffers": [{"id": "a", "low', 1, 26, "malformed string"),
  json("an array never closed", '{"buffers": [', 1, 14, "found the end of the file"),
  json("a comment", "[] // none", 1, 4, "JSON has no comments"),
  json("NaN", '[{"id": "a", "size": NaN}]', 1, 22, 'expected a value, found "NaN"'),
  json("a number with a leading zero", '[{"id": "a", "size": 016}]', 1, 23, 'expected "," or "}", found "16"'),
  json("a control character in a string", '["\u0001"]', 1, 2, "malformed string"),
  json("two documents", "[]\r\n[]", 2, 1, "expected the end of the file"),
  json("a number alone", "12", 1, 1, "the file's content must be an object, got 12"),
  json("no buffers", '{"capacity": 8, "tensors": []}', 1, 1, 'no key "buffers"; its keys are "capacity", "tensors"'),
  json("buffers that are no array", '{"buffers": {"a": 1}}', 1, 13, "buffers must be an array"),
  json("a buffer that is no object", "[\n  [0, 4, 16]\n]", 2, 3, "buffer 0 (counted from 0) must be an object"),
  json("a buffer that is null", "[null]", 1, 2, "buffer 0 (counted from 0) must be an object"),
  json(
    "no id",
    '[{"lower": 0, "upper": 4, "size": 1}]',
    1,
    2,
    'has no "id" (or "buffer", "buffer_id"); its keys are "lower"',
  ),
  json("an empty id", '[{"id": "", "lower": 0, "upper": 4, "size": 1}]', 1, 9, "id is empty"),
  json(
    "an id that is true",
    '[{"id": true, "lower": 0, "upper": 4, "size": 1}]',
    1,
    9,
    "id must be a string or an integer, got",
  ),
  json(
    "an id with a fraction",
    '[{"id": 1.5, "lower": 0, "upper": 4, "size": 1}]',
    1,
    9,
    "id must be an integer, got 1.5",
  ),
  json(
    'the ids 1 and "1"',
    '[{"id": 1, "lower": 0, "upper": 4, "size": 1},\n {"id": "1", "lower": 0, "upper": 4, "size": 1}]',
    2,
    9,
    'buffer "1": id is used twice',
  ),
  json("no upper", '[{"id": "a", "lower": 0, "size": 1}]', 1, 2, 'buffer "a" has no "upper" (or "end"); its keys are'),
  json("a size with a unit", buffer('"size": "16 KiB"'), 1, 46, 'buffer "a": size must be an integer, got "16 KiB"'),
  json("a size in a text with a fraction", buffer('"size": "1.5"'), 1, 46, 'size must be an integer, got "1.5"'),
  json("a size in a text beyond 2^53 − 1", buffer('"size": "9007199254740993"'), 1, 46, "±(2^53 − 1), got"),
  json("a size of null", buffer('"size": null'), 1, 46, 'buffer "a": size must be an integer, got null'),
  json("a size with a fraction", buffer('"size": 1.5'), 1, 46, 'buffer "a": size must be an integer, got 1.5'),
  json("a negative size", buffer('"size": -8'), 1, 46, 'buffer "a": size must be ≥ 0 bytes, got -8'),
  json("a size beyond 2^53 − 1", buffer('"size": 9007199254740993'), 1, 46, "±(2^53 − 1), got 9007199254740993"),
  json("a fraction that rounds to an integer", buffer('"size": 9007199254740991.4'), 1, 46, "got 9007199254740991.4"),
  json("a tiny fraction", buffer('"size": 1.00000000000000000001'), 1, 46, "size must be an integer, got"),
  json("an alignment of zero", buffer('"size": 1,\n"alignment": 0'), 2, 14, "alignment must be > 0 bytes"),
  json("two names for size", '[{"id": "a", "buffer": "b"}]', 1, 24, 'keys "id" and "buffer" both stand for id'),
  json("end before begin", '[{"id": "a", "begin": 4, "end": 2, "size": 1}]', 1, 33, 'the last live time is "end"'),
  json("a capacity with a unit", '{"capacity": "8 B", "buffers": []}', 1, 14, 'capacity must be an integer, got "8 B"'),
  json("a misspelt capacity", '{"capcity": 8, "buffers": []}', 1, 13, 'key "capcity" is not known; did you mean'),
  json("reserved bytes", '{"reserved": [[0, 8]], "buffers": []}', 1, 14, 'key "reserved" is not supported'),
  json(
    "a buffer's bank",
    buffer('"size": 1, "bank": 0'),
    1,
    57,
    '"bank" of buffers is not known; did you mean "memory"',
  ),
  json("a base that is negative", '{"base": -8, "buffers": []}', 1, 10, "base must be an integer ≥ 0 bytes, got -8"),
  json(
    "an id with half a surrogate pair",
    '[{"id": "a\\ud800", "lower": 0, "upper": 4, "size": 1}]',
    1,
    9,
    "id has half a surrogate pair in it",
  ),
  json(
    "a negative capacity",
    '{"buffers": [], "capacity": -8}',
    1,
    29,
    "capacity must be an integer ≥ 0 bytes, got -8",
  ),
  json("a capacity beyond 2^53 − 1", '{"buffers": [], "capacity": 1e300}', 1, 29, "capacity must be an integer within"),
  json(
    "a problem of a later dsa schema",
    '{"schema_version": 2, "problem": {}}',
    1,
    20,
    "schema_version must be 1, got",
  ),
  json(
    "a dsa-problem with a buffer in no pool",
    '{"schema_version": 1, "problem": {"pools": [], "buffers": [\n' +
      '{"id": 0, "size": 1, "live_intervals": [], "allowed_pools": []}]}}',
    2,
    40,
    "live_intervals is empty",
  ),
  json("a CSV file by the name of JSON", `${HEADER}a,0,4,\n`, 2, 7, 'buffer "a": size is empty'),
  named("table.dat", "JSON by its content", '  {"buffers": 7}', 1, 15, "buffers must be an array, got 7"),
];

/** Files that no command that packs may accept. */
export const MALFORMED: readonly Malformed[] = [...MALFORMED_CSV, ...MALFORMED_JSON];

/** Files that can be packed, but are no plan that could be verified. */
export const MALFORMED_PLANS: readonly Malformed[] = [
  csv("a plan without offsets", `${HEADER}a,0,4,16\n`, 1, 1, 'no column "offset"; the header has "id"'),
  csv(
    "a plan with an offset missing",
    "id,lower,upper,offset,size\na,0,4,0,16\nb,0,4,,16\n",
    3,
    7,
    'buffer "b" has no offset',
  ),
  json(
    "a JSON plan with an offset missing",
    `[\n${buffer('"size": 1').slice(1, -1)}]`,
    2,
    1,
    'buffer "a" has no offset',
  ),
  json("a JSON plan with an offset of null", buffer('"size": 1, "offset": null'), 1, 2, 'buffer "a" has no offset'),
];

function csv(name: string, text: string, line: number, column: number, message: string): Malformed {
  return named("bad.csv", name, text, line, column, message);
}

function json(name: string, text: string, line: number, column: number, message: string): Malformed {
  return named("bad.json", name, text, line, column, message);
}

function named(fileName: string, name: string, text: string, line: number, column: number, message: string): Malformed {
  return { name, fileName, text, line, column, message };
}

/**
 * An array of one buffer that ends in these properties, the first of which begins at column 38, with its value at 46
 * if its key is `size`.
 */
function buffer(properties: string): string {
  return `[{"id": "a", "lower": 0, "upper": 4, ${properties}}]`;
}
