import { dirname, join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { packageFolders } from "../../src/cli/planners/package-folders.js";
import { prepare, write } from "./run.js";

const at = prepare();

describe("the folders of a user's packages", () => {
  afterEach(() => vi.unstubAllEnvs());

  test("are those around where telaplan was called, the nearest first", () => {
    const around = packageFolders().slice(0, 2);
    expect(around).toEqual([join(process.cwd(), "node_modules"), join(dirname(process.cwd()), "node_modules")]);
    expect(packageFolders()).toContain("/node_modules");
  });

  test("and those that NODE_PATH names", () => {
    vi.stubEnv("NODE_PATH", "/one:/two:");
    expect(packageFolders()).toEqual(expect.arrayContaining(["/one", "/two"]));
    expect(packageFolders()).not.toContain("");
  });

  test("and the global ones: of the environment, of the user's settings, and beside Node", () => {
    vi.stubEnv("npm_config_prefix", "/by/environment");
    vi.stubEnv("HOME", at.folder);
    const global = (): string[] => packageFolders().filter((path) => path.endsWith("/lib/node_modules"));
    const byDefault = join(dirname(dirname(process.execPath)), "lib/node_modules");
    expect(global()).toEqual(expect.arrayContaining(["/by/environment/lib/node_modules", byDefault]));
    for (const [line, prefix] of [
      ["prefix=/own", "/own"],
      ["prefix = ~/.packages", `${at.folder}/.packages`],
      [`prefix="\${HOME}/global"`, `${at.folder}/global`],
    ] as const) {
      write(at.folder, ".npmrc", `fund=false\n${line}\naudit=false\n`);
      expect(global(), line).toContain(join(prefix, "lib/node_modules"));
    }
  });
});
