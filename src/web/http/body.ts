/**
 * The body of a request: bounded in size, time and depth, then JSON.
 *
 * @module
 */
import type { Timers } from "../../lib/timers.ts";
import { ApiError } from "./api_error.ts";
import type { HttpLimits } from "./limits.ts";

const JSON_TYPE = /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i;

/**
 * Reads a body as JSON.
 *
 * @throws {ApiError} 415 for another type, 413 for a long one, 408 for a slow one, 400 for what is no JSON, is nested too deeply
 *   or has a key twice
 */
export async function readJson(request: Request, limits: HttpLimits, timers: Timers): Promise<unknown> {
  const { headers } = request;
  if (!JSON_TYPE.test(headers.get("content-type") ?? "") || headers.has("content-encoding")) {
    const message =
      "Cannot read the body: expected content type application/json, in UTF-8 and not compressed";
    throw new ApiError(415, "unsupported_media_type", message, { headers: { accept: "application/json" } });
  }
  if (Number(headers.get("content-length") ?? 0) > limits.bodyBytes) throw tooLarge(limits);
  const text = decode(await readBytes(request, limits, timers));
  if (isDeeper(text, limits.jsonDepth)) {
    throw new ApiError(400, "too_deep", `Cannot read the body: expected at most ${limits.jsonDepth} levels`);
  }
  const value = parse(text);
  const twice = repeatedKey(text);
  if (twice === undefined) return value;
  const message = `Cannot read the body: key "${twice.slice(0, 120)}" stands twice in one object`;
  throw new ApiError(400, "bad_request", message);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text, withoutPrototype);
  } catch (error) {
    if (error instanceof ApiError) throw error;
    const why = error instanceof Error ? error.message : "unreadable";
    throw new ApiError(400, "bad_json", `Cannot read the body: expected JSON, ${why}`);
  }
}

/** A key that schemas would pass over in silence is named. */
function withoutPrototype(key: string, value: unknown): unknown {
  if (key !== "__proto__") return value;
  throw new ApiError(400, "bad_request", 'Cannot read the body: unknown key "__proto__"');
}

function tooLarge({ bodyBytes }: HttpLimits): ApiError {
  const message = `Cannot read the body: expected at most ${bodyBytes} bytes`;
  return new ApiError(413, "too_large", message);
}

async function readBytes({ body }: Request, limits: HttpLimits, timers: Timers): Promise<Uint8Array> {
  const reader = body?.getReader();
  if (reader === undefined) return new Uint8Array();
  let isLate = false;
  const timer = timers.after(limits.bodyMs, () => {
    isLate = true;
    // The pending read then ends.
    reader.cancel().catch(() => {});
  });
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (isLate) throw new ApiError(408, "too_slow", "Cannot read the body: it took too long to arrive");
      if (done) break;
      bytes += value.length;
      if (bytes > limits.bodyBytes) {
        reader.cancel().catch(() => {});
        throw tooLarge(limits);
      }
      chunks.push(value);
    }
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw new ApiError(400, "cut_off", "Cannot read the body: it broke off");
  } finally {
    timer.clear();
  }
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new ApiError(400, "bad_encoding", "Cannot read the body: expected UTF-8");
  }
}

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
