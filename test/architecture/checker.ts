import { posix } from "node:path";
import ts from "typescript";

/** Sources by their path below `src`, as in `planner/plan.ts`. */
export type Tree = ReadonlyMap<string, string>;

/** What the code of `src` may do; ARCHITECTURE.md says why. */
export interface Rules {
  /** The folders that each folder may import from, besides itself; `.` stands for the files right under `src`. */
  readonly layers: Readonly<Record<string, readonly string[]>>;
  /**
   * Folders within a folder, from the lowest up: each may import from those before it, and from the files beside them.
   */
  readonly rooms: Readonly<Record<string, readonly string[]>>;
  /**
   * Who may import a package or a module of Node: files, or folders with a slash at the end. What is not listed, nobody
   * may.
   */
  readonly packages: Readonly<Record<string, readonly string[]>>;
  /**
   * Who may name a global, or its properties: `process`, `console`, `Math.random`. What is not listed, everybody may.
   */
  readonly globals: Readonly<Record<string, readonly string[]>>;
  /** Words, in code or comments, that a file or folder has no business with. */
  readonly unknownWords: readonly { readonly where: string; readonly words: RegExp }[];
  /** Lines that a file may have, and the files that may have more. */
  readonly longest: number;
  readonly longer: Readonly<Record<string, number>>;
}

/** Everything in the tree that breaks the rules, one sentence each, in the order of the files. */
export function violations(tree: Tree, rules: Rules): string[] {
  const found: string[] = [];
  const imports = new Map<string, string[]>();
  for (const [path, text] of tree) {
    const known: string[] = [];
    for (const specifier of importsOf(text)) {
      if (!specifier.startsWith(".")) {
        if (!allows(rules.packages[specifier] ?? [], path)) found.push(`${path} imports ${specifier}`);
        continue;
      }
      const target = posix.join(posix.dirname(path), specifier).replace(/\.js$/, ".ts");
      if (!tree.has(target)) found.push(`${path} imports ${specifier}, which is no source file`);
      else known.push(target);
      const [from, to] = [folderOf(path), folderOf(target)];
      const below = rules.layers[from];
      if (below === undefined) found.push(`${path} lies in a folder that no layer names`);
      else if (from !== to ? !below.includes(to) : !goesDown(path, target, rules.rooms[from]))
        found.push(`${path} imports upwards or sideways: ${target}`);
    }
    imports.set(path, known);
    for (const name of globalsOf(path, text)) {
      const owners = Object.hasOwn(rules.globals, name) ? rules.globals[name] : undefined;
      if (owners !== undefined && !allows(owners, path)) found.push(`${path} uses ${name}`);
    }
    for (const { where, words } of rules.unknownWords) {
      const word = allows([where], path) ? words.exec(text)?.[0] : undefined;
      if (word !== undefined) found.push(`${path} says ${JSON.stringify(word)}`);
    }
    const rooms = rules.rooms[folderOf(path)];
    if (rooms !== undefined && roomOf(path) !== "" && !rooms.includes(roomOf(path)))
      found.push(`${path} lies in a room that nobody named`);
    const lines = text.replace(/\n$/, "").split("\n").length;
    const most = rules.longer[path] ?? rules.longest;
    if (lines > most) found.push(`${path} has ${lines} lines, ${most} at most`);
  }
  const cycle = findCycle(imports);
  if (cycle !== null) found.push(`import cycle: ${cycle.join(" → ")}`);
  return found;
}

/**
 * Modules that a source names: static and dynamic imports, of values and of types, and what it exports from elsewhere.
 */
export function importsOf(text: string): string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
}

function folderOf(path: string): string {
  const slash = path.indexOf("/");
  return slash < 0 ? "." : path.slice(0, slash);
}

/** Whether an import within a folder stays in its room, goes to a lower one, or goes from or to no room at all. */
function goesDown(path: string, target: string, rooms: readonly string[] | undefined): boolean {
  if (rooms === undefined) return true;
  const [from, to] = [roomOf(path), roomOf(target)].map((room) => rooms.indexOf(room)) as [number, number];
  return from < 0 || to <= from;
}

function roomOf(path: string): string {
  const parts = path.split("/");
  return parts.length > 2 ? parts[1]! : "";
}

function allows(owners: readonly string[], path: string): boolean {
  return owners.some((owner) => owner === path || (owner.endsWith("/") && path.startsWith(owner)));
}

/**
 * Names of free-standing identifiers, and `name.property` where such a name is asked for a property. Comments and
 * strings do not count.
 */
function globalsOf(path: string, text: string): Set<string> {
  const names = new Set<string>();
  const waiting: ts.Node[] = [ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true)];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (ts.isIdentifier(node) && !isMember(node)) {
      names.add(node.text);
      const { parent } = node;
      if (ts.isPropertyAccessExpression(parent)) names.add(`${node.text}.${parent.name.text}`);
    }
    ts.forEachChild(node, (child) => {
      waiting.push(child);
    });
  }
  return names;
}

/** True for a name that means something only within what stands before or around it. */
function isMember(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isQualifiedName(parent) && parent.right === node) ||
    ((ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent) || ts.isMethodDeclaration(parent)) &&
      parent.name === node)
  );
}

/** A chain of imports that ends where it begins, or null. */
function findCycle(imports: ReadonlyMap<string, readonly string[]>): string[] | null {
  const finished = new Set<string>();
  for (const start of imports.keys()) {
    const chain: { readonly file: string; next: number }[] = [{ file: start, next: 0 }];
    while (chain.length > 0) {
      const top = chain[chain.length - 1]!;
      const target = finished.has(top.file) ? undefined : imports.get(top.file)![top.next++];
      if (target === undefined) {
        finished.add(top.file);
        chain.pop();
        continue;
      }
      const at = chain.findIndex(({ file }) => file === target);
      if (at >= 0) return [...chain.slice(at).map(({ file }) => file), target];
      chain.push({ file: target, next: 0 });
    }
  }
  return null;
}
