/** Plans of plain problems that keep an old plan as far as they can. */
export { type Around, type AroundOptions, aroundSteps } from "./around.js";
