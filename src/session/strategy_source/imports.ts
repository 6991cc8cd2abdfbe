/**
 * Reads the imports of a user's source file.
 *
 * @module
 */
import { fileURLToPath, pathToFileURL } from "node:url";
import { init, parse, type StaticImport } from "es-module-lexer";
import { type Result, succeed } from "../../core/result.ts";
import { type Place, placeOf, refuseAt } from "./place.ts";

/** One import, and where it leads. */
export interface FileImport {
  /** As it is written. */
  readonly specifier: string;
  readonly place: Place;
  /** The specifier between its quotes. */
  readonly start: number;
  readonly end: number;
  /** The end of the statement, import attributes included. */
  readonly statementEnd: number;
  /** The program's own zod, or the absolute path of a file. */
  readonly target: { readonly kind: "zod" } | { readonly kind: "file"; readonly path: string };
}

/** The imports of a file, and its text without those that imported nothing but types. */
export interface FoundImports {
  readonly text: string;
  readonly imports: readonly FileImport[];
}

/** The ways to name the program's zod, which is version 4. */
const ZOD = /^(?:zod|npm:\/?zod(?:@[\^~]?4(?:\.\w+)*)?)(?:\/v4)?$/;

/** `import { type A }` after stripping. */
const EMPTY_IMPORT = /^import\s*\{[\s,]*\}/;

const ALLOWED = 'a strategy file may import zod, and files by relative paths such as "./helper.ts"';

/**
 * Finds the imports of a file of plain JavaScript.
 *
 * @param path absolute path of the file
 * @param name how messages call the file, left out for the strategy's own
 */
export async function findImports(text: string, path: string, name?: string): Promise<Result<FoundImports>> {
  await init();
  let parsed: ReturnType<typeof parse>[0];
  try {
    [parsed] = parse(text);
  } catch (error) {
    const offset = error instanceof Error && "idx" in error ? Number(error.idx) : 0;
    return refuseAt(name, placeOf(text, offset), "unexpected syntax");
  }
  let kept = text;
  const imports: FileImport[] = [];
  for (const each of parsed) {
    if (each.type === "import-meta") continue;
    const place = placeOf(text, each.type === "dynamic" ? each.importStart : each.start);
    if (each.type === "dynamic") {
      return refuseAt(name, place, "import() is not supported, import at the top of the file");
    }
    if (each.phase !== null) return refuseAt(name, place, `import ${each.phase} is not supported`);
    if (EMPTY_IMPORT.test(text.slice(each.importStart, each.start))) {
      kept = blank(kept, each.importStart, each.importEnd);
      continue;
    }
    const target = targetOf(each, path);
    if (target === undefined) return refuseAt(name, place, `cannot import "${each.specifier}": ${ALLOWED}`);
    if (each.attributes !== null && !isTable(target)) {
      return refuseAt(name, placeOf(text, each.attributesStart), "with { … } is for .json files alone");
    }
    const { specifier, start, end, importEnd } = each;
    imports.push({ specifier, place, start, end, statementEnd: importEnd, target });
  }
  return succeed({ text: kept, imports });
}

/** Whether an import leads to a file of JSON. */
export function isTable(target: FileImport["target"]): boolean {
  return target.kind === "file" && /\.json$/i.test(target.path);
}

function targetOf({ specifier }: StaticImport, importer: string): FileImport["target"] | undefined {
  if (ZOD.test(specifier)) return { kind: "zod" };
  if (!/^(?:\.{0,2}\/|file:)/.test(specifier)) return undefined;
  try {
    return { kind: "file", path: fileURLToPath(new URL(specifier, pathToFileURL(importer))) };
  } catch {
    return undefined;
  }
}

/** The text with spaces from one offset to another, line ends kept. */
export function blank(text: string, start: number, end: number): string {
  return text.slice(0, start) + text.slice(start, end).replace(/[^\n\r\u2028\u2029]/g, " ") + text.slice(end);
}
