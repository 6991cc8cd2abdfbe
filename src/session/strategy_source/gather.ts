/**
 * A strategy's file and the files that it imports, as one link.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { basename, extname, resolve } from "node:path";
import { refuse, type Result, succeed } from "../../core/result.ts";
import { blank, type FileImport, findImports, isTable } from "./imports.ts";
import { moduleLink, zodModuleLink } from "./module_link.ts";
import { type Edit, nameFrom, placeOf, refuseAt, shortLine } from "./place.ts";
import { readSourceFile } from "./read.ts";
import { stripTypes } from "./strip.ts";

/** Everything that a strategy's file is made of, as plain data that can be handed to a worker. */
export interface StrategySource {
  /** The whole as a link to import: the same texts have the same link, other texts another. */
  readonly link: string;
  /** SHA-256 of the texts and their names as seen from the strategy's file, in hexadecimal. */
  readonly digest: string;
  /** The files by the number that an error's place gives. The first is the strategy's own. */
  readonly files: readonly GatheredFile[];
}

/** One of the files. */
export interface GatheredFile {
  /** How messages call it, left out for the strategy's own. */
  readonly name?: string;
  readonly edits: readonly Edit[];
}

/** Most files that a strategy may be made of. */
const MAX_FILES = 200;

/**
 * Longest link. It takes a second or two to import one. A file stands in the links of all that import it, so that a tangle
 * grows faster than its text.
 */
const MAX_LINK_LENGTH = 6_000_000;

/** Types of files with code. A file without any is taken for JavaScript. */
const CODE_TYPES = new Set([".ts", ".mts", ".cts", ".js", ".mjs", ".cjs", ""]);

/** Reads a strategy's file with all that it imports, and strips the types. Nothing of it runs. */
export async function readStrategySource(path: string): Promise<Result<StrategySource>> {
  const entry = resolve(path);
  const text = await readSourceFile(entry);
  if (!text.ok) return text;
  const type = extname(entry).toLowerCase();
  if (!CODE_TYPES.has(type)) {
    return refuse("strategy_unloadable", `expected a file such as mine.ts or mine.js, was a ${type} file`);
  }
  const collector = new SourceCollector(entry);
  const link = await collector.add(entry, text.value, []);
  if (!link.ok) return link;
  return succeed({ link: link.value, digest: collector.digest(), files: collector.files });
}

class SourceCollector {
  readonly files: GatheredFile[] = [];
  readonly #entry: string;
  readonly #links = new Map<string, string>();
  readonly #hash = createHash("sha256");

  constructor(entry: string) {
    this.#entry = entry;
  }

  /**
   * Adds a file and all that it imports.
   *
   * @param trail the files that led here, to find circles
   * @returns its link
   */
  async add(path: string, text: string, trail: readonly string[]): Promise<Result<string>> {
    const edits: Edit[] = [];
    const number = String(this.files.length);
    const name = nameFrom(this.#entry, path);
    this.files.push({ ...(name === undefined ? {} : { name }), edits });
    this.#hash.update(JSON.stringify([name ?? "", text]));
    const module = extname(path).toLowerCase() === ".json"
      ? jsonModule(text, name)
      : await this.#codeModule({ path, name, text, trail: [...trail, path], edits });
    if (!module.ok) return module;
    const link = moduleLink(number, module.value);
    this.#links.set(path, link);
    return succeed(link);
  }

  /** Ends the digest of what was added. */
  digest(): string {
    return this.#hash.digest("hex");
  }

  async #codeModule({ path, name, text, trail, edits }: CodeFile): Promise<Result<string>> {
    const stripped = await stripTypes(text, name);
    if (!stripped.ok) return stripped;
    // JavaScript runs as it is; it was parsed for the sake of a message that names the place.
    const code = /ts$/i.test(extname(path)) ? stripped.value : text;
    const found = await findImports(code, path, name);
    if (!found.ok) return found;
    const { imports } = found.value;
    let rest = found.value.text;
    let length = rest.length;
    let linked = "";
    let from = 0;
    for (const each of imports) {
      const link = await this.#linkOf(each, name, trail);
      if (!link.ok) return link;
      length += link.value.length;
      if (length > MAX_LINK_LENGTH) return refuseAt(name, each.place, "the imported files are too large");
      // A table is made a module of code, which is not imported as a table.
      if (isTable(each.target)) rest = blank(rest, each.end + 1, each.statementEnd);
      linked += rest.slice(from, each.start) + link.value;
      edits.push({ ...each.place, before: each.end - each.start, after: link.value.length });
      from = each.end;
    }
    return succeed(linked + rest.slice(from));
  }

  async #linkOf(
    { specifier, place, target }: FileImport,
    name: string | undefined,
    trail: readonly string[],
  ): Promise<Result<string>> {
    if (target.kind === "zod") return succeed(zodModuleLink());
    const { path } = target;
    if (trail.includes(path)) {
      const circle = [...trail.slice(trail.indexOf(path)), path].map((each) => basename(each)).join(" → ");
      return refuseAt(name, place, `cannot import "${specifier}": the imports run in a circle, ${circle}`);
    }
    const known = this.#links.get(path);
    if (known !== undefined) return succeed(known);
    const type = extname(path).toLowerCase();
    const text = await readSourceFile(path);
    const why = !text.ok
      ? text.reason.message + await suggestion(specifier, path)
      : !CODE_TYPES.has(type) && type !== ".json"
      ? `expected a .ts, .js or .json file`
      : this.files.length >= MAX_FILES
      ? `expected at most ${MAX_FILES} files`
      : undefined;
    if (!text.ok || why !== undefined) return refuseAt(name, place, `cannot import "${specifier}": ${why}`);
    return await this.add(path, text.value, trail);
  }
}

interface CodeFile {
  readonly path: string;
  readonly name: string | undefined;
  readonly text: string;
  readonly trail: readonly string[];
  readonly edits: Edit[];
}

/** A module that exports a JSON file's value. */
function jsonModule(text: string, name: string | undefined): Result<string> {
  try {
    JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // V8 names the place of some errors and quotes the text of others.
    const [tail = "", offset] = /(?: in JSON)? at position (\d+).*$/s.exec(message) ?? [];
    if (offset === undefined) return refuse("strategy_unloadable", shortLine(`${name}: ${message}`));
    return refuseAt(name, placeOf(text, Number(offset)), message.slice(0, message.length - tail.length));
  }
  return succeed(`export default JSON.parse(${JSON.stringify(text)});`);
}

/** A file's own type is part of its name in an import: other tools let it be left out, or have it as it is compiled. */
async function suggestion(specifier: string, path: string): Promise<string> {
  for (const [ending, type] of [[/$/, ".ts"], [/$/, ".js"], [/\.js$/, ".ts"]] as const) {
    if (!ending.test(path)) continue;
    try {
      const { isFile } = await Deno.stat(path.replace(ending, type));
      if (isFile) return `, did you mean "${specifier.replace(ending, type)}"?`;
    } catch {
      // No such file: nothing to suggest.
    }
  }
  return "";
}
