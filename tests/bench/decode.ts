/**
 * `decode`: what reading captured frames to the end, into books, costs beside bare parsing.
 *
 * @module
 */
import { gunzipSync } from "node:zlib";
import type { EngineEvent } from "../../src/core/events.ts";
import { infoOf } from "../core/support.ts";
import { Market } from "../../src/core/market/market.ts";
import type { Control } from "../../src/kalshi/input.ts";
import { importKalshiWs } from "../../src/recording/import/kalshi_ws.ts";
import { openRecording } from "../../src/recording/reader.ts";
import { CAPTURE_DAY, captureDecoder, capturePaths } from "./captures.ts";
import {
  alternate,
  type BenchOptions,
  type BenchResult,
  type Figure,
  median,
  medianRatio,
} from "./figure.ts";
import { must } from "../support/must.ts";

const TARGET_RATIO = 0.5;
const ROUNDS = 9;
const SECOND_MS = 1_000;

/** Bare gunzip, split and parse. @returns how many frames there are */
function parseOnly(paths: readonly string[]): number {
  let frames = 0;
  for (const path of paths) {
    for (const line of new TextDecoder().decode(gunzipSync(Deno.readFileSync(path))).split("\n")) {
      if (line === "") continue;
      JSON.parse(line);
      frames++;
    }
  }
  return frames;
}

/** Books by ticker, folded as the engine folds them. */
class Fold {
  readonly markets = new Map<string, Market>();

  take(event: EngineEvent): void {
    switch (event.kind) {
      case "book_change":
        return this.#market(event.market).change(event);
      case "book_snapshot":
        return this.#market(event.market).snapshot(event);
      case "trade":
        return this.#market(event.market).trade(event);
      case "ticker":
        return this.#market(event.market).summary(event);
    }
  }

  #market(ticker: string): Market {
    let market = this.markets.get(ticker);
    if (market === undefined) {
      market = new Market(infoOf(ticker));
      this.markets.set(ticker, market);
    }
    return market;
  }
}

/** The same, then validated, decoded and folded. @returns how many changes went below zero */
function decodeAndFold(paths: readonly string[]): number {
  const fold = new Fold();
  const events: EngineEvent[] = [];
  const controls: Control[] = [];
  for (const path of paths) {
    const decoder = captureDecoder();
    let at = 0;
    for (const line of new TextDecoder().decode(gunzipSync(Deno.readFileSync(path))).split("\n")) {
      if (line === "") continue;
      events.length = 0;
      decoder.decode(++at, "ws", JSON.parse(line), events, controls);
      for (const event of events) fold.take(event);
    }
  }
  return [...fold.markets.values()].reduce((sum, market) => sum + market.book.faults, 0);
}

/** The way a replay goes: a recording read as a stream, in batches. */
async function readRecording(path: string): Promise<void> {
  const recording = must(await openRecording(path));
  const decoder = captureDecoder();
  const fold = new Fold();
  const events: EngineEvent[] = [];
  for await (const batch of recording.batches()) {
    for (const { at, src, raw } of batch) {
      events.length = 0;
      decoder.decode(at, src, raw, events, []);
      for (const event of events) fold.take(event);
    }
  }
}

/** Runs it. */
export async function decode({ all }: BenchOptions): Promise<BenchResult> {
  const paths = capturePaths(all);
  if (paths === undefined) return { kind: "skipped", name: "decode", reason: `no captures (${CAPTURE_DAY})` };
  const folder = await Deno.makeTempDir({ prefix: "bench-decode-" });
  try {
    let frames = 0;
    let faults = 0;
    const [parsed = [], decoded = []] = await alternate(ROUNDS, [
      () => frames = parseOnly(paths),
      () => faults = decodeAndFold(paths),
    ]);
    const value = medianRatio(parsed, decoded);
    const imported = must(await importKalshiWs(paths, folder, { program: "bench" }));
    const [again = [], streamed = []] = await alternate(3, [
      () => parseOnly(paths),
      () => readRecording(imported.path),
    ]);
    const rate = (label: string, ms: number): Figure => ({
      label,
      value: frames / ms * SECOND_MS / 1e6,
      unit: "million frames/s",
    });
    return {
      kind: "measured",
      name: "decode",
      figures: [
        { label: "decoded : bare parse", value, unit: "" },
        rate("decoded", median(decoded)),
        rate("bare parse", median(parsed)),
        { label: "first round", value: (parsed[0] ?? NaN) / (decoded[0] ?? NaN), unit: "" },
        { label: "recording, streamed : bare parse", value: medianRatio(again, streamed), unit: "" },
      ],
      target: `≥ ${TARGET_RATIO}`,
      met: value >= TARGET_RATIO,
      detail:
        `${frames} frames of ${paths.length} file${
          paths.length === 1 ? "" : "s"
        }; median of ${ROUNDS} rounds ` +
        `in alternation; ${faults} changes below zero`,
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
