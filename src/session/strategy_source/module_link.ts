/**
 * Modules as `data:` links: a compiled program imports them, while it takes neither `blob:` links nor TypeScript that it
 * was not compiled with.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import * as zod from "zod";

/** A module of plain JavaScript as a link. The tag says which file a place in an error's text is of. */
export function moduleLink(tag: string, text: string): string {
  // A map to other sources counts at the end of a module only: errors shall tell the places in this one.
  const code = Buffer.from(`${text}\n//\n`).toString("base64");
  return `data:text/javascript;charset=utf-8;file=${tag};base64,${code}`;
}

/** A link in an error's text, and its tag. Stacks shorten long links to a beginning and an end, with dots between. */
export const LINK_PATTERN: string = String
  .raw`data:text\/javascript;charset=utf-8;file=(\w+);base64,[\w+/=.]*`;

/** Where modules of users' files find the program's zod: a link can hold no object. */
const ZOD_KEY = "kalshi-live.zod";

/** The tag of the module that hands on the program's zod. */
export const ZOD_TAG = "zod";

/**
 * The link of a module that exports what the program's own zod does, so that a schema made in a user's file is one of the
 * program's. It works after {@linkcode provideZod}.
 */
export function zodModuleLink(): string {
  const names = Object.keys(zod);
  const values = names.map((name, index) => `_${index}=zod[${JSON.stringify(name)}]`);
  const exports = names.map((name, index) => `_${index} as ${name}`);
  const text = `const zod=globalThis[Symbol.for("${ZOD_KEY}")],${values};export{${exports}}`;
  return moduleLink(ZOD_TAG, text);
}

/** Puts the program's zod where {@linkcode zodModuleLink} finds it: once in every process and worker. */
export function provideZod(): void {
  const key = Symbol.for(ZOD_KEY);
  if (!(key in globalThis)) Object.defineProperty(globalThis, key, { value: zod });
}
