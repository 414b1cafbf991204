import { defineColumnFamily } from "../columns.js";
import { chooseStyle, cutRectangle, styleOption } from "./cut.js";
import { groundOptions, layGround } from "./ground.js";
import { instanceOf, Layout } from "./layout.js";

/** The whole rectangle cut into the buffers: no slack anywhere, so the capacity is the load bound at every time. */
export const guillotine = defineColumnFamily(
  {
    name: "guillotine",
    kind: "synthetic",
    description: "time x capacity cut edge to edge into buffers: zero slack, optimum = capacity = load bound",
    options: [...groundOptions, styleOption],
  },
  (values) => {
    const { ground, random } = layGround("guillotine", values);
    const style = chooseStyle(values.style, random);
    const layout = new Layout(ground.buffers);
    const whole = { lower: 0, upper: ground.ticks, bottom: 0, top: ground.units };
    cutRectangle(layout, whole, ground.buffers, style, random);
    return instanceOf("guillotine", ground, layout, random);
  },
);
