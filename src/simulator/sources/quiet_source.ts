/**
 * Markets in which nothing happens by itself: what is in their books comes from clients, hands and scripts.
 *
 * @module
 */
import type { League } from "../../core/game/leagues.ts";
import { ALL_TEAMS } from "../game/teams.ts";
import type { Source } from "../exchange/source.ts";
import type { LifeChange } from "../exchange/simulated_event.ts";
import type { ExchangeSeam } from "../exchange/submission.ts";
import { type EventListing, eventTicker, type GridLabel, SERIES } from "../listing.ts";

/** How quiet markets are listed. */
export interface QuietSourceOptions {
  /** @default "linear_cent" */
  readonly grid?: GridLabel | undefined;
  /** For the date in the tickers. Unix milliseconds. */
  readonly startsAt: number;
}

/** One of each shard that games are on: basketball is on 3, football on 0. */
const WINNERS = ["KXNBAGAME", "KXNFLGAME"];
const GAME_MS = 3 * 3_600_000;

/** Quiet markets as a {@linkcode Source}. */
export class QuietSource implements Source {
  readonly events: readonly EventListing[];
  readonly over = false;
  #exchange: ExchangeSeam | undefined;

  constructor({ grid = "linear_cent", startsAt }: QuietSourceOptions) {
    this.events = SERIES.filter(({ ticker }) => WINNERS.includes(ticker)).map((series) => {
      const [home, away] = teamsOf(series.league);
      const ticker = eventTicker(series.ticker, startsAt, away, home);
      return {
        series,
        ticker,
        home,
        away,
        grid,
        markets: [
          { ticker: `${ticker}-${home.code}`, teamSide: "home" },
          { ticker: `${ticker}-${away.code}`, teamSide: "away" },
        ],
        startsAtMs: 0,
        endsAtMs: GAME_MS,
      };
    });
  }

  attach(exchange: ExchangeSeam): void {
    this.#exchange = exchange;
  }

  /** Never. */
  nextAt(): number {
    return Infinity;
  }

  /** @throws {RangeError} always: there is nothing that could be run */
  run(): void {
    throw new RangeError("Cannot run a quiet market: nothing in it is planned");
  }

  turn(change: LifeChange): boolean {
    return this.#exchange?.step(change) ?? false;
  }
}

function teamsOf(league: League) {
  const [home, away] = ALL_TEAMS[league === "nba" ? "nba" : "nfl"];
  if (home === undefined || away === undefined) {
    throw new RangeError(`Cannot list a game: no teams of ${league}`);
  }
  return [home, away] as const;
}
