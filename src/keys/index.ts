export { Digest, type KeyForm, keyOfColumns } from "./digest.js";
