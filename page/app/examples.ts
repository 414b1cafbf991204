/** Files to try, which come with the page. */
import model from "../../examples/model.1024.csv?raw";
import guillotine from "../examples/guillotine.csv?raw";
import memories from "../examples/two-memories.json?raw";
import unet from "../examples/unet-training.csv?raw";

export interface Example {
  readonly title: string;
  readonly name: string;
  readonly text: string;
}

/** The small one with less memory than it needs. */
const tooSmall = model;

export const EXAMPLES: readonly Example[] = [
  { title: "Training step of U-Net, 166 buffers", name: "unet-training.csv", text: unet },
  { title: "Six buffers, 1,024 bytes", name: "model.1024.csv", text: model },
  { title: "Six buffers that do not fit into 896 bytes", name: "too-small.896.csv", text: tooSmall },
  { title: "A hard one: 60 buffers without any slack", name: "guillotine.csv", text: guillotine },
  { title: "Two memories, aliases, gaps and windows", name: "two-memories.json", text: memories },
];
