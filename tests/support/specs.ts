/**
 * The exchange's documents of its wire form, which some tests check the simulator against. They are no part of the project.
 *
 * @module
 */
import { parse } from "yaml";
import { dataPath } from "./data.ts";
import { isNode, Schemas } from "./json_schema.ts";

/** A test that needs a document; where it is missing it is skipped and its name says why. @param file of the document */
export function specTest(file: string, name: string, body: (schemas: Schemas) => void | Promise<void>): void {
  const path = dataPath(`../reference/specs/${file}`);
  const ignore = path === undefined;
  Deno.test({
    name: ignore ? `${name} (skipped: no ${file})` : name,
    ignore,
    fn: async () => {
      const document: unknown = parse(await Deno.readTextFile(path ?? ""));
      if (!isNode(document)) throw new Error(`${file} holds no document`);
      await body(new Schemas(document));
    },
  });
}
