/**
 * A request for a backtest, as plain data: from the command line, over HTTP, and in a run's `config.json`.
 *
 * @module
 */
import { z } from "zod";
import { FILL_MODELS } from "../core/fills/model.ts";
import { LEAGUES } from "../core/game/leagues.ts";
import { isPlainTicker } from "../core/market/ticker.ts";

/** Longest latency and score lag that make sense, ms. */
export const MAX_LATENCY_MS = 60_000;
export const MAX_SCORE_LAG_MS = 600_000;

/** Which games, and how they are traded. */
export const BacktestRequestSchema = z.strictObject({
  strategies: z.array(z.strictObject({
    name: z.string().min(1).max(200),
    parameters: z.record(z.string(), z.json()).default({}),
  })).min(1).max(20).describe("strategies that run side by side, each with book-keeping of its own"),
  sport: z.enum(LEAGUES).optional().describe("only games of this league"),
  games: z.array(z.string().min(1).max(200)).min(1).max(10_000).optional()
    .describe("only these games: event tickers, or the feed's own ids"),
  fill_model: z.enum(FILL_MODELS).optional().describe("how paper orders fill"),
  latency_ms: z.number().min(0).max(MAX_LATENCY_MS).optional()
    .describe("from decision to arrival at the exchange, in milliseconds"),
  score_lag_ms: z.number().min(0).max(MAX_SCORE_LAG_MS).optional()
    .describe("by how much more every scoreboard answer is late, in milliseconds"),
  results: z.record(
    z.string().max(200).refine(isPlainTicker, "expected a ticker"),
    z.string().regex(
      /^(0(\.\d{1,6})?|1(\.0{1,6})?)$/,
      "expected dollars of 0 to 1 as text, at most 6 decimals",
    ),
  ).optional().describe(
    'what a YES contract of a market paid, dollars as text by ticker, such as {"KXNBAGAME-26NOV20LALBOS-LAL": "1"}: ' +
      "counts where the recording has no result, before the score and the last trades",
  ),
  balance: z.number().min(0.01).max(1_000_000_000).optional().describe("dollars every game begins with"),
});

/** A checked request. */
export type BacktestRequest = z.output<typeof BacktestRequestSchema>;
