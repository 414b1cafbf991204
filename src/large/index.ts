export { type CoreLadderOptions, coreLadder } from "./core-ladder.js";
export { RuinRecreate } from "./ruin-recreate.js";
export { Scene } from "./scene.js";
export { Shares } from "./shares.js";
export { type SqueakyWheelOptions, squeakyWheel } from "./squeaky-wheel.js";
export { coreOf, DEPTH, type Goal, planAround, planBySize, stackCore, stackPeak, type Work } from "./stack.js";
