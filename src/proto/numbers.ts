import protobuf from "protobufjs";
import { messageType, schema } from "./schema.js";

// The numbers of fields and enums, asked of the schema by name, so that no other file writes them down.

/**
 * The number of a field of a message of `telaplan.v1`.
 *
 * @throws Error for a name that the .proto does not have
 */
export function fieldNumber(message: string, field: string): number {
  return fieldOf(messageType(message), field).id;
}

/** The numbers of a field within messages within a message, from outside: `plan.problem.id`. @throws Error as above */
export function fieldPath(message: string, path: string): number[] {
  const numbers: number[] = [];
  let type: protobuf.Type | null = messageType(message);
  for (const name of path.split(".")) {
    if (type === null) throw new Error(`${message} has no field ${path}: what is before ${name} is no message`);
    const field = fieldOf(type, name);
    numbers.push(field.id);
    type = field.resolvedType instanceof protobuf.Type ? field.resolvedType : null;
  }
  return numbers;
}

/** The name of the field with this number; null where the message has none. @throws Error for an unknown message */
export function fieldName(message: string, number: number): string | null {
  return messageType(message).fieldsById[number]?.name ?? null;
}

function fieldOf(type: protobuf.Type, name: string): protobuf.Field {
  const field = type.fields[name];
  if (field === undefined) throw new Error(`${type.fullName} has no field ${name}`);
  return field.resolve();
}

/**
 * The values of an enum of `telaplan.v1` by our own words for them: "clobbered-read" of ViolationKind is
 * VIOLATION_KIND_CLOBBERED_READ.
 *
 * @throws Error for a word that the .proto does not have
 */
export function enumNumbers<Word extends string>(name: string, words: readonly Word[]): Readonly<Record<Word, number>> {
  const { values } = schema().lookupEnum(`telaplan.v1.${name}`);
  const prefix = screaming(name);
  const found = {} as Record<Word, number>;
  for (const word of words) {
    const value = values[`${prefix}_${screaming(word)}`];
    if (value === undefined) throw new Error(`${name} has no value ${prefix}_${screaming(word)}`);
    found[word] = value;
  }
  return found;
}

/** All numbers of an enum of `telaplan.v1` but 0, which is never sent. */
export function enumValues(name: string): number[] {
  return Object.values(schema().lookupEnum(`telaplan.v1.${name}`).values).filter((value) => value !== 0);
}

/** PlanStatus and clobbered-read as PLAN_STATUS and CLOBBERED_READ. */
function screaming(word: string): string {
  return word.replace(/(?<=[a-z])(?=[A-Z])|-/g, "_").toUpperCase();
}
