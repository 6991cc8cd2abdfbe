/**
 * `deno task study [lag] [--games N]`: the tables of `strategies/model_edge.md`, as Markdown.
 *
 * - `lag`: model_edge in generated games whose scoreboard is ahead of the book or behind it, with a model that knows the
 *   truth of whatever the scoreboard shows.
 *
 * All of it is seeded: the same program prints the same tables. It takes some minutes.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import {
  GENERATED_LEAGUES,
  type GeneratedGame,
  type GeneratedLeague,
} from "../../src/simulator/game/game_event.ts";
import { generateGame } from "../../src/simulator/game/generate.ts";
import { type LagRow, LAGS, tradeAt } from "./lag_study.ts";
import { oracleOf } from "./oracle.ts";
import { markdown, numberText, withInterval } from "./table.ts";
import type { Given } from "./trade_game.ts";

const GAMES = 50;

function gamesOf(league: GeneratedLeague, count: number): GeneratedGame[] {
  return Array.from({ length: count }, (_, index) => generateGame({ league, seed: index + 1 }));
}

/** The rule as it ships, the same without its wait, and both with a smaller edge. */
const VARIANTS: readonly Given[] = [
  {},
  { feed_lag_seconds: 0 },
  { min_edge: 0.03 },
  { min_edge: 0.03, feed_lag_seconds: 0 },
];

function* lag(count: number): Generator<string> {
  for (const league of GENERATED_LEAGUES) {
    const games = gamesOf(league, count);
    for (const given of VARIANTS) {
      yield `${league}, ${count} games, ${JSON.stringify(given)}, a model that knows the truth:\n`;
      yield lagTable(LAGS.map((seconds) => tradeAt(seconds, games, oracleOf, given)));
    }
  }
}

function lagTable(rows: readonly LagRow[]): string {
  const head = [
    "scoreboard behind the book",
    "round trips",
    "won",
    "P&L a game",
    "fees a game",
    "FEED_BEHIND",
  ];
  return markdown(
    head,
    rows.map(({ lagSeconds, trips, won, pnl, fees, feedBehind }) => [
      `${numberText(lagSeconds, 0)} s`,
      String(trips),
      String(won),
      withInterval(pnl),
      numberText(fees),
      String(feedBehind),
    ]),
  );
}

const { _: [part = "lag"], games = GAMES } = parseArgs(Deno.args, { string: [], default: {} });
const count = Number(games);
if (part !== "lag" || !Number.isSafeInteger(count) || count < 1) {
  console.error("Cannot study: expected lag [--games N], N of 1 or more");
  Deno.exit(2);
}
for (const text of lag(count)) console.log(text);
