export {
  type MemoryPicture,
  type Picture,
  type PictureFacts,
  type PieceColumns,
  pictureJson,
  pictureOf,
  type Tie,
} from "./picture.js";
export { DATA_PLACE, escapeHtml, reportOf, scriptSafe, TITLE_PLACE } from "./report.js";
export { MOST_SHOWN, shownName } from "./shown-name.js";
