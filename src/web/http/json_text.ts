/**
 * What the text of JSON tells that its value does not: how deep it is before it is parsed, and keys that it has twice.
 *
 * @module
 */

/** Whether brackets outside strings are nested deeper: found before anything recursive sees the text. */
export function isDeeper(text: string, most: number): boolean {
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"?|[[{]|[\]}]/gs)) {
    if (token === "[" || token === "{") depth++;
    else if (token === "]" || token === "}") depth--;
    if (depth > most) return true;
  }
  return false;
}

/**
 * The first key that one object has twice; `JSON.parse` would take the last of its values in silence.
 *
 * @param text must be whole JSON: there a string before a colon is always a key
 */
export function repeatedKey(text: string): string | undefined {
  /** The keys of every object that is open. */
  const open: Set<string>[] = [];
  for (const [token, key] of text.matchAll(/("(?:[^"\\]|\\.)*")\s*:|"(?:[^"\\]|\\.)*"|[{}]/g)) {
    if (token === "{") open.push(new Set());
    else if (token === "}") open.pop();
    else if (key !== undefined) {
      // The same key can be written in several ways, with escapes.
      const name = String(JSON.parse(key));
      const keys = open.at(-1);
      if (keys?.has(name) === true) return name;
      keys?.add(name);
    }
  }
  return undefined;
}
