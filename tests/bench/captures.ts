/**
 * The captured files that figures are taken from.
 *
 * @module
 */
import { gunzipSync } from "node:zlib";
import type { EngineEvent } from "../../src/core/events.ts";
import { Decoder } from "../../src/kalshi/decoding/decoder.ts";
import { dataPath } from "../support/data.ts";

/** The day they are of. */
export const CAPTURE_DAY = "kalshi-ws/2026-03-18";
const LARGEST = "KXNBAGAME-26MAR18LALHOU-LAL.ndjson.gz";

/** The largest file of the day, or all ten; `undefined` where the captures are missing. */
export function capturePaths(all: boolean): readonly string[] | undefined {
  const folder = dataPath(CAPTURE_DAY);
  if (folder === undefined) return undefined;
  const names = all ? [...Deno.readDirSync(folder)].map(({ name }) => name).sort() : [LARGEST];
  return names.filter((name) => name.endsWith(".ndjson.gz")).map((name) => `${folder}/${name}`);
}

/** The lines of a file that hold a frame: read, gunzipped, split. */
export function readFrames(path: string): string[] {
  const text = new TextDecoder().decode(gunzipSync(Deno.readFileSync(path)));
  return text.split("\n").filter((line) => line !== "");
}

/** A decoder as captures need it: they were made without `use_yes_price`, and of some markets of a subscription. */
export function captureDecoder(): Decoder {
  return new Decoder({ yesPrices: false, seqCheck: false });
}

/** All events of a file. */
export function readEvents(path: string): EngineEvent[] {
  const decoder = captureDecoder();
  const events: EngineEvent[] = [];
  for (const [at, line] of readFrames(path).entries()) decoder.decode(at, "ws", JSON.parse(line), events, []);
  return events;
}
