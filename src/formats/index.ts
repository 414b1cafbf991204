/** Problems as files: MiniMalloc CSV and JSON, in and out. */
export { type Document, format, type ParseOptions, parse } from "./document.js";
export { FormatError } from "./errors.js";
export { capacityFromFileName, type Form } from "./file-name.js";
export { serialize } from "./serialize.js";
