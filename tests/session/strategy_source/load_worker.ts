/**
 * Loads strategy files in a worker, as a path or as what was read elsewhere, and tells their default exports.
 *
 * @module
 */
import { importStrategySource } from "../../../src/session/strategy_source/evaluate.ts";
import type { StrategySource } from "../../../src/session/strategy_source/gather.ts";
import { load } from "./files.ts";

/** The global of a worker, as far as it is used here. */
declare const self: {
  onmessage: (event: MessageEvent<string | StrategySource>) => void;
  postMessage(value: unknown): void;
};

self.onmessage = async ({ data }) => {
  self.postMessage(typeof data === "string" ? await load(data) : await importStrategySource(data));
};
