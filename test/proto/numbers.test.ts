import { describe, expect, it } from "vitest";
import { encode, enumNumbers, enumValues, fieldNumber, fieldPath, messageType } from "../../src/proto/index.js";

describe("numbers of the .proto", () => {
  it("of a field are those that its encoding begins with", () => {
    const [tag] = encode("PlanResponse", { cached: true });
    expect(tag! >> 3).toBe(fieldNumber("PlanResponse", "cached"));
  });

  it("of a path lead to the field through its messages", () => {
    const [plan, problem, id] = fieldPath("PlanManyRequest", "plan.problem.id");
    expect(messageType("PlanManyRequest").fieldsById[plan!]?.name).toBe("plan");
    expect(messageType("PlanRequest").fieldsById[problem!]?.name).toBe("problem");
    expect(messageType("Problem").fieldsById[id!]?.name).toBe("id");
  });

  it("of an enum are found by our own words", () => {
    const { values } = messageType("Violation").root.lookupEnum("telaplan.v1.ViolationKind");
    expect(enumNumbers("ViolationKind", ["clobbered-read", "offset"])).toEqual({
      "clobbered-read": values.VIOLATION_KIND_CLOBBERED_READ,
      offset: values.VIOLATION_KIND_OFFSET,
    });
    expect(enumValues("ViolationKind")).toEqual(Object.values(values).filter((value) => value !== 0));
  });

  it("that it does not have are an error with the name", () => {
    expect(() => fieldNumber("PlanResponse", "colour")).toThrow("PlanResponse has no field colour");
    expect(() => fieldPath("PlanRequest", "problem.colour")).toThrow("Problem has no field colour");
    expect(() => fieldPath("PlanRequest", "seed.id")).toThrow(/seed\.id: what is before id is no message/);
    expect(() => enumNumbers("PlanStatus", ["maybe"])).toThrow("PlanStatus has no value PLAN_STATUS_MAYBE");
  });
});
