/**
 * Events of all kinds at random, and tapes of them.
 *
 * @module
 */
import fc from "fast-check";
import type { MarketStatus } from "../../../src/core/market/events.ts";
import type { Level } from "../../../src/core/market/book.ts";
import type { EngineEvent } from "../../../src/core/events.ts";
import type { Command } from "../../../src/core/commands.ts";
import { QUADRATIC } from "../../../src/core/market/fees.ts";
import type { GamePhase } from "../../../src/core/game/game.ts";
import type { League } from "../../../src/core/game/leagues.ts";
import type { Micros, Price, Quantity } from "../../../src/core/numbers/money.ts";
import { CENT_GRID } from "../../../src/core/market/ticks.ts";
import { FORMAT_KEY, RecordingHeaderSchema } from "../../../src/recording/format/format.ts";
import { TapeBuilder } from "../../../src/recording/tape/builder.ts";
import { MOST_MARKETS, NO_PRICE } from "../../../src/recording/tape/columns.ts";
import type { Tape, TapeSource } from "../../../src/recording/tape/tape.ts";
import { DESCRIPTION } from "../support/recordings.ts";

/** What the tapes of the tests say of their recording. */
export const SOURCE: TapeSource = {
  // As a reader gives it: with its fields in the order of the schema.
  header: RecordingHeaderSchema.parse({ ...DESCRIPTION, [FORMAT_KEY]: 1 }),
  inputs: 3,
  from: 0.125,
  to: 1e12 + 0.123,
  tear: { code: "no_end", line: 5, reason: "cut off — at “half” a line" },
};

/** Limits of every column, and what is beyond them. */
const time = fc.oneof(
  fc.constantFrom(0, 0.001, 1763859000123.456, 8_640_000_000_000_000, Number.MIN_VALUE, -1),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: 0, max: 1e13 }).map((value) => value + 0),
);
const price = fc.oneof(
  fc.integer({ min: 0, max: 10_000 }),
  fc.constantFrom(0, 1, 9_999, 10_000, NO_PRICE - 1, NO_PRICE, NO_PRICE + 1, -1, 0.5),
).map((value) => value as Price);
const quantity = fc.oneof(
  fc.integer({ min: -1_000_000, max: 1_000_000 }),
  fc.constantFrom(0, 1, -1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER),
).map((value) => value as Quantity);
const market = fc.oneof(
  fc.constantFrom(
    "KXNBAGAME-26NOV22LALBOS-LAL",
    "KXNBAGAME-26NOV22LALBOS-BOS",
    "",
    "é",
    "🏀-YES",
    "\ufeffBOM",
    "\ud800",
  ),
  fc.string({ unit: "binary", maxLength: 12 }),
);
const tradeId = fc.oneof(
  fc.uuid(),
  fc.uuid().map((id) => id.toUpperCase()),
  fc.constantFrom(
    "",
    "x",
    "0".repeat(35),
    "0".repeat(36),
    "0".repeat(37),
    "é".repeat(36),
    `${"0".repeat(35)}\n`,
  ),
  fc.string({ minLength: 36, maxLength: 36 }),
);
const side = fc.constantFrom("bid" as const, "ask" as const);
const text = fc.string({ unit: "binary", maxLength: 20 });
const status = fc.constantFrom<MarketStatus>("initialized", "active", "closed", "finalized");
const levels = fc.array(fc.record({ price, quantity }), { maxLength: 4 }) as fc.Arbitrary<Level[]>;
const league = fc.constantFrom<League>("nba", "nfl");
const team = fc.record({ name: text, code: text, id: text, score: fc.nat() });
const command = fc.oneof(
  fc.constantFrom("pause_entries" as const, "resume_entries" as const, "cancel_all" as const, "kill" as const)
    .map((word): Command => ({ command: word })),
  text.map((reason): Command => ({ command: "halt_entries", reason })),
  fc.constant<Command>({ command: "flatten" }),
  market.map((ticker): Command => ({ command: "close_position", market: ticker })),
  fc.record({ market, strategy: text }).map((which): Command => ({ command: "close_position", ...which })),
);
const info = fc.record({
  ticker: market,
  event: text,
  series: text,
  title: text,
  yesLabel: text,
  grid: fc.constant(CENT_GRID),
  fees: fc.constant(QUADRATIC),
  status,
  exchangeIndex: fc.nat(3),
  teamId: text,
  result: fc.record({ yesPays: fc.integer({ min: 0, max: 1_000_000 }).map((value) => value as Micros) }),
}, {
  requiredKeys: ["ticker", "event", "series", "title", "yesLabel", "grid", "fees", "status", "exchangeIndex"],
});
const game = fc.record({
  league,
  gameId: text,
  home: team,
  away: team,
  phase: fc.constantFrom<GamePhase>("scheduled", "live", "final"),
  period: fc.nat(9),
  secondsLeftInPeriod: fc.double({ noNaN: true, min: 0, max: 1200 }).map((value) => value + 0),
  secondsLeftInGame: fc.nat(5_000),
  overtime: fc.boolean(),
  lastPlay: text,
}, {
  requiredKeys: [
    "league",
    "gameId",
    "home",
    "away",
    "phase",
    "period",
    "secondsLeftInPeriod",
    "secondsLeftInGame",
    "overtime",
  ],
});

/** An event's own fields, with a time of arrival and, half the time, one of the source. */
function event<T extends object>(
  fields: fc.Arbitrary<T>,
): fc.Arbitrary<T & { at: number; sourceAt?: number }> {
  return fc.tuple(fields, time, fc.option(time, { nil: undefined })).map(([own, at, sourceAt]) => ({
    ...own,
    at,
    ...(sourceAt === undefined ? {} : { sourceAt }),
  }));
}

const of = <K extends EngineEvent["kind"]>(kind: K) => fc.constant(kind);

/** Any event that a recording can give, those that fill columns more often. */
export const anyEvent: fc.Arbitrary<EngineEvent> = fc.oneof(
  {
    weight: 6,
    arbitrary: event(fc.record({ kind: of("book_change"), market, side, price, delta: quantity })),
  },
  {
    weight: 6,
    arbitrary: event(fc.record({ kind: of("trade"), market, tradeId, price, quantity, takerSide: side })),
  },
  {
    weight: 4,
    arbitrary: event(fc.record(
      { kind: of("ticker"), market, last: price, volume: quantity, openInterest: quantity },
      { requiredKeys: ["kind", "market"] },
    )),
  },
  { weight: 3, arbitrary: event(fc.record({ kind: of("clock") })) },
  { weight: 3, arbitrary: event(fc.record({ kind: of("heartbeat") })) },
  event(fc.record({ kind: of("book_snapshot"), market, bids: levels, asks: levels })),
  event(fc.record({ kind: of("market"), info })),
  event(fc.record(
    {
      kind: of("market_life"),
      market,
      status,
      closeAt: time,
      grid: fc.constant(CENT_GRID),
      result: fc.record({ yesPays: fc.integer({ min: 0, max: 1_000_000 }).map((value) => value as Micros) }),
    },
    { requiredKeys: ["kind", "market"] },
  )),
  event(fc.record({ kind: of("fees_changed"), event: text, fees: fc.constant(QUADRATIC) })),
  event(fc.record({ kind: of("books_suspect"), markets: fc.array(market, { maxLength: 3 }), reason: text }, {
    requiredKeys: ["kind", "reason"],
  })),
  event(fc.record({
    kind: of("feed"),
    feed: fc.constantFrom("market_data" as const, "score" as const),
    up: fc.boolean(),
    detail: text,
  })),
  event(fc.record({ kind: of("exchange"), exchangeIndex: fc.nat(3), tradingActive: fc.boolean() })),
  event(fc.record({ kind: of("game"), feed: text, event: text, game })),
  event(fc.record({ kind: of("command"), command })),
) as fc.Arbitrary<EngineEvent>;

/** A tape of some events. */
export function tapeOf(events: readonly EngineEvent[], source: TapeSource = SOURCE): Tape {
  const builder = new TapeBuilder();
  for (const each of events) builder.push(each);
  return builder.finish(source);
}

/** All events that a tape gives, each copied: a player uses its own again. @param sizes how many at a time, in turn */
export function played(tape: Tape, sizes: readonly number[] = [Infinity]): EngineEvent[] {
  const player = tape.player();
  const events: EngineEvent[] = [];
  for (
    let turn = 0;
    player.play(sizes[turn % sizes.length] ?? 1, (each) => events.push(structuredClone(each)));
  ) {
    turn++;
  }
  return events;
}

/** A change of a market with a number of its own, for tapes of very many markets. */
export function changeOf(index: number): EngineEvent {
  return {
    kind: "book_change",
    at: index,
    market: `M-${index}`,
    side: "bid",
    price: index % 10_000 as Price,
    delta: index as Quantity,
  };
}

/** One more market than the columns can name. */
export const TOO_MANY_MARKETS: number = MOST_MARKETS + 1;
