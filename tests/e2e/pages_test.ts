/**
 * What pages and doc comments say is where, is there.
 */
import { assertEquals, assertGreater } from "@std/assert";
import { filesIn, ROOT } from "../cli/support.ts";

const FOLDERS = ["src", "tests", "strategies", "config", "recordings"];

/** Names of files, as code or as links. */
const NAMED =
  /`((?:\.\.?\/)*[A-Za-z0-9_][A-Za-z0-9_/-]*\.(?:d\.ts|ts|js|css|md))`|\]\(([^)#:\s]+\.[a-z]+)\)/g;

async function repository(): Promise<readonly string[]> {
  const files = await Promise.all(
    FOLDERS.map(async (folder) => (await filesIn(`${ROOT}${folder}`)).map((path) => `${folder}/${path}`)),
  );
  return ["README.md", ...files.flat()];
}

/** The lines of a file that are for people: all of a page, the comments of code. */
function prose(path: string, text: string): string[] {
  const lines = text.split("\n");
  return path.endsWith(".md") ? lines : lines.filter((line) => /^\s*(\/\*\*|\*|\/\/)/.test(line));
}

/**
 * The names that lead nowhere: a name is a path from the file's folder or the repository's root, or the end of a path
 * in the file's own folder or the one that holds it.
 */
function astray(path: string, text: string, files: ReadonlySet<string>): string[] {
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  const above = folder.slice(0, folder.slice(0, -1).lastIndexOf("/") + 1);
  const leads = (name: string): boolean => {
    const plain = new URL(name, `file:///${folder}`).pathname.slice(1);
    if ([plain, name, `src/${name}`].some((one) => files.has(one))) return true;
    return [...files].some((one) =>
      one.endsWith(`/${name}`) && (one.startsWith(folder) || (above !== "src/" && one.startsWith(above)))
    );
  };
  return prose(path, text)
    .flatMap((line) => [...line.matchAll(NAMED)].map(([, code, link]) => code ?? link ?? ""))
    .filter((name) => !leads(name));
}

Deno.test("a name that leads nowhere is found", () => {
  const files = new Set(["src/kalshi/rest/transport.ts", "src/kalshi/README.md", "src/core/stops.md"]);
  const text =
    "`transport.ts`, `rest/transport.ts`, `sanitize.ts`, [stops](../core/stops.md), [x](y.md), `./mine.ts`";
  assertEquals(astray("src/kalshi/README.md", text, files), ["sanitize.ts", "y.md", "./mine.ts"]);
  assertEquals(astray("src/kalshi/tickers.ts", "/** As `gone.ts` does. */\nconst a = `also.ts`;", files), [
    "gone.ts",
  ]);
});

Deno.test("every file that a page or a doc comment names is there", async () => {
  const files = await repository();
  const known = new Set(files);
  const found: string[] = [];
  let pages = 0;
  for (const path of files.filter((one) => /(?<!\.d)\.(ts|md)$/.test(one))) {
    pages++;
    const names = astray(path, await Deno.readTextFile(`${ROOT}${path}`), known);
    found.push(...names.map((name) => `${path}: ${name}`));
  }
  assertGreater(pages, 300, "the files are found");
  assertEquals(found, []);
});
