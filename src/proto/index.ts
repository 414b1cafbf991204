export { type IllegalCharacter, illegalInHeader, illegalInToken, isShownPath } from "./headers.js";
export { enumNumbers, enumValues, fieldName, fieldNumber, fieldPath } from "./numbers.js";
export { type Change, messagesAt, replaced, textOf, textsAt, without } from "./scan.js";
export {
  BATCH_FILE,
  BATCH_SERVICE,
  decode,
  ENVIRONMENT_FILE,
  ENVIRONMENT_SERVICE,
  encode,
  fileDescriptors,
  messageType,
  numberField,
  PROTO_FILE,
  PROTO_FOLDER,
  SERVICE,
  schema,
  textField,
  wrapped,
} from "./schema.js";
export { decodeStrict, WireError } from "./strict.js";
export { VIOLATION_FIELDS } from "./violation-fields.js";
