/**
 * Puts rules in front of one game's two markets.
 *
 * @module
 */
import type { BookSnapshot, Trade } from "../../src/core/market/events.ts";
import { assert, assertEquals } from "@std/assert";
import type { GamePhase, GameState } from "../../src/core/game/game.ts";
import { Holding } from "../../src/core/execution/holding.ts";
import { Market } from "../../src/core/market/market.ts";
import type { PregameSource } from "../../src/core/strategy/estimate.ts";
import { formatReason, type Reason } from "../../src/core/reasons.ts";
import type { RoundTrip } from "../../src/core/orders.ts";
import {
  type Intent,
  isReason,
  type Strategy,
  type StrategyPortfolio,
  type StrategyState,
} from "../../src/core/strategy/strategy.ts";
import { STRATEGIES } from "../../strategies/mod.ts";
import { refuse } from "../../src/core/result.ts";
import { dollars, events, infoOf, NOON, price, quantity } from "../core/support.ts";

export type Side = "home" | "away";

/** Prices in 1/10,000 dollar. */
export interface Quote {
  readonly bid?: number;
  readonly ask?: number;
  readonly last?: number;
}

/** One moment of a game. */
export interface Situation {
  readonly event?: string;
  /** Which market the state is about. @default "home" */
  readonly about?: Side | "third";
  /** Milliseconds since the start. @default a second after the state before, so that each is a price state */
  readonly at?: number;
  readonly home?: Quote;
  readonly away?: Quote;
  readonly period?: number;
  readonly secondsLeft?: number;
  readonly score?: readonly [home: number, away: number];
  readonly phase?: GamePhase;
  readonly noGame?: boolean;
  readonly noTeams?: boolean;
  readonly closed?: Side;
  /** A model's chance that the home team wins. @default none */
  readonly chance?: number;
  /** Where the model has its chance before the game from. @default "market" */
  readonly source?: PregameSource;
  /** Why the model has none. */
  readonly noEstimate?: Reason;
  /** Milliseconds. @default 0 */
  readonly ages?: { readonly game?: number; readonly estimate?: number; readonly book?: number };
}

const EVENT = "KXNBAGAME-26NOV22LALBOS";

function market(ticker: string, { bid, ask, last }: Quote): Market {
  const made = new Market(infoOf(ticker));
  const bids = bid === undefined ? [] : [[bid, 100] as const];
  const asks = ask === undefined ? [] : [[ask, 100] as const];
  made.snapshot(events.book(NOON, bids, asks, ticker) as BookSnapshot);
  if (last !== undefined) made.trade(events.trade(NOON, "bid", last, 100, ticker) as Trade);
  return made;
}

/** What a model says of the market that the state is about. */
function estimateOf(
  { about = "home", chance, ages, source = "market", noEstimate }: Situation,
): Pick<StrategyState, "estimate" | "noEstimate"> {
  if (chance === undefined || about === "third") return { noEstimate };
  const probability = about === "home" ? chance : 1 - chance;
  return {
    estimate: { probability, pregame: 0.5, source, model: "test", ageMs: ages?.estimate ?? 0 },
  };
}

/** The state of a moment. */
export function stateOf(situation: Situation): StrategyState {
  const { event = EVENT, about = "home", at = 0, period = 4, secondsLeft = 120, score = [90, 90] } =
    situation;
  const home = market(`${event}-BOS`, situation.home ?? {});
  const away = market(`${event}-LAL`, situation.away ?? {});
  const third = market(`${event}-TIE`, { bid: 100, ask: 200, last: 150 });
  if (situation.closed !== undefined) {
    (situation.closed === "home" ? home : away).status = "inactive";
  }
  const team = { name: "", code: "", id: "" };
  const game: GameState = {
    league: "nba",
    gameId: "1",
    home: { ...team, score: score[0] },
    away: { ...team, score: score[1] },
    phase: situation.phase ?? "live",
    period,
    secondsLeftInPeriod: secondsLeft,
    secondsLeftInGame: secondsLeft,
    overtime: false,
  };
  return {
    at: NOON + at,
    market: about === "home" ? home : about === "away" ? away : third,
    markets: [home, away, third],
    bookAgeMs: situation.ages?.book ?? 0,
    ...(situation.noGame === true ? {} : { game, gameAgeMs: situation.ages?.game ?? 0 }),
    ...estimateOf(situation),
    ...(situation.noTeams === true ? {} : { homeMarket: home, awayMarket: away }),
  };
}

/** What a strategy has. */
export interface Has {
  /** Price paid, by side. */
  readonly holds?: Partial<Record<Side, number>>;
  /** Whether what it holds is NO, and the price one of NO. */
  readonly no?: boolean;
  readonly ordersIn?: Side;
  readonly exiting?: boolean;
  /** When its last round trip in a side's market was over, in milliseconds since the start. */
  readonly closed?: { readonly side: Side; readonly at: number };
  /** What the limits leave for an entry, dollars and contracts. */
  readonly left?: { readonly stake?: number; readonly contracts?: number };
}

function sideOf(ticker: string): string {
  return ticker.endsWith("-BOS") ? "home" : ticker.endsWith("-LAL") ? "away" : "third";
}

/** What a strategy sees that holds nothing. */
export const FLAT: StrategyPortfolio = {
  cash: dollars(1_000),
  equity: dollars(1_000),
  limitsLeft: () => ({
    order: dollars(500),
    orderQuantity: quantity(500_000),
    market: dollars(500),
    total: dollars(1_000),
    dailyLoss: dollars(200),
    openOrders: 20,
    stake: dollars(500),
  }),
  holding: () => undefined,
  openOrders: () => 0,
  lastClosed: () => undefined,
};

function portfolio({ holds = {}, no, ordersIn, exiting, closed, left }: Has): StrategyPortfolio {
  return {
    ...FLAT,
    limitsLeft(ticker) {
      const all = FLAT.limitsLeft(ticker);
      return {
        ...all,
        ...(left?.stake === undefined ? {} : { stake: dollars(left.stake) }),
        ...(left?.contracts === undefined ? {} : { orderQuantity: quantity(left.contracts * 100) }),
      };
    },
    holding(ticker) {
      const side = sideOf(ticker);
      const paid = side === "third" ? undefined : holds[side as Side];
      if (paid === undefined) return undefined;
      const holding = new Holding("test", ticker, NOON, no === true ? "no" : "yes");
      holding.buy(NOON, price(paid), quantity(100));
      if (exiting === true) holding.leave("exit");
      return holding;
    },
    openOrders: (ticker) => sideOf(ticker) === ordersIn ? 1 : 0,
    lastClosed: (ticker) => sideOf(ticker) === closed?.side ? roundTrip(ticker, NOON + closed.at) : undefined,
  };
}

function roundTrip(market: string, closedAt: number): RoundTrip {
  return {
    strategy: "test",
    market,
    quantity: quantity(100),
    entryMicros: dollars(0.6),
    exitMicros: dollars(0.55),
    pnl: dollars(-5),
    fees: dollars(0.03),
    reason: "stop",
    openedAt: closedAt - 10_000,
    closedAt,
  };
}

/** A strategy with fresh memory. */
export function start(name: string, parameters: unknown = {}): Strategy {
  const made = STRATEGIES.get(name)?.make(parameters);
  assert(made?.ok === true, JSON.stringify(made));
  return made.value.strategy;
}

/** How many states each strategy has been shown. */
const shown = new WeakMap<Strategy, number>();

/** Such as `buy home 1200`, `sell NO away 2500`, several joined by commas, or the reason code. */
export function decide(strategy: Strategy, situation: Situation, has: Has = {}): string {
  const count = shown.get(strategy) ?? 0;
  shown.set(strategy, count + 1);
  const decision = strategy.onState(stateOf({ at: count * 1_000, ...situation }), portfolio(has));
  if (isReason(decision)) return decision.code;
  return decision.map(({ action, market, outcomeSide, price }) =>
    `${action} ${outcomeSide === "no" ? "NO " : ""}${sideOf(market)} ${price}`
  ).join(", ");
}

/** The one intent that a strategy has in a moment. */
export function intentIn(strategy: Strategy, situation: Situation, has: Has = {}): Intent {
  const decision = strategy.onState(stateOf(situation), portfolio(has));
  const [intent, ...more] = isReason(decision) ? [] : decision;
  assert(intent !== undefined && more.length === 0, JSON.stringify(decision));
  return intent;
}

/** Why a strategy does nothing in a moment, in words. */
export function whyNot(strategy: Strategy, situation: Situation, has: Has = {}): string {
  const decision = strategy.onState(stateOf(situation), portfolio(has));
  assert(isReason(decision), JSON.stringify(decision));
  return formatReason(decision);
}

/** The answers of one strategy to some moments in a row. */
export function play(strategy: Strategy, situations: readonly Situation[], has: Has = {}): string[] {
  return situations.map((situation) => decide(strategy, situation, has));
}

/** A moment that differs from a base, what the strategy has, and the answer. */
export type Row = readonly [change: Situation, answer: string, has?: Has];

/** Registers a test a row, each with a fresh strategy. */
export function table(
  name: string,
  base: Situation,
  rows: readonly Row[],
  before: readonly Situation[] = [],
  parameters: unknown = {},
): void {
  for (const [change, answer, has] of rows) {
    const words = `${JSON.stringify(change)}${has === undefined ? "" : ` having ${JSON.stringify(has)}`}`;
    Deno.test(`${name}: ${words} → ${answer}`, () => {
      const strategy = start(name, parameters);
      play(strategy, before);
      assertEquals(decide(strategy, { ...base, ...change }, has), answer);
    });
  }
}

/** A parameter's lowest and highest value, and the next ones beyond them, which are refused. */
export type Range = readonly [parameter: string, below: number, least: number, most: number, above: number];

/**
 * Registers tests that defaults are as given, the ends of each range are taken, and what is beyond is refused by name.
 *
 * @param others for a parameter whose ends contradict another's default: values that make room
 */
export function parameters(
  name: string,
  usual: Readonly<Record<string, number>>,
  ranges: readonly Range[],
  others: Readonly<Record<string, Readonly<Record<string, number>>>> = {},
): void {
  const definition = STRATEGIES.get(name);
  assert(definition !== undefined);
  const { make } = definition;
  Deno.test(`${name}: its parameters and their defaults`, () => {
    const made = make({});
    assert(made.ok, JSON.stringify(made));
    assertEquals(made.value.parameters, usual);
    assertEquals(ranges.map(([parameter]) => parameter).sort(), Object.keys(usual).sort());
    for (const strange of [{ strange: 1 }, { Stake: 25 }]) {
      const answer = make(strange);
      const why = answer?.ok === false ? answer.reason.message : "it was taken";
      assert(why.includes(Object.keys(strange)[0] ?? "?"), why);
    }
  });
  for (const [parameter, below, least, most, above] of ranges) {
    Deno.test(`${name}: ${parameter} is taken from ${least} to ${most}, and refused by name beyond`, () => {
      for (const value of [least, most]) {
        const room = others[`${parameter} ${value}`] ?? others[parameter] ?? {};
        const made = make({ ...room, [parameter]: value });
        assert(made.ok, JSON.stringify(made));
      }
      for (const value of [below, above, Number.NaN, "1"]) {
        const answer = make({ ...others[parameter], [parameter]: value });
        const why = answer?.ok === false ? answer.reason.message : `${value} was taken`;
        assert(why.startsWith(`Cannot use these parameters for ${name}: ${parameter}: `), why);
      }
    });
  }
}

/** Registers a test that parameters that contradict each other are refused, by name. */
export function contradiction(name: string, given: Readonly<Record<string, number>>, message: string): void {
  Deno.test(`${name}: ${JSON.stringify(given)} is refused: ${message}`, () => {
    assertEquals(
      STRATEGIES.get(name)?.make(given),
      refuse("bad_parameters", `Cannot use these parameters for ${name}: ${message}`),
    );
  });
}

/** Ranges that many rules share. */
export const STAKE: Range = ["stake", 0, 0.01, 100_000, 100_001];
export const priceRange = (name: string): Range => [name, -0.0001, 0, 1, 1.0001];
export const moveRange = (name: string): Range => [name, 0.0099, 0.01, 1, 1.0001];
export const minutesRange = (name: string): Range => [name, -0.01, 0, 60, 60.01];
export const periodRange = (name: string): Range => [name, 0, 1, 20, 21];
export const WAIT: Range = ["wait_for_score", -0.1, 0, 600, 601];
export const pointsRange = (name: string): Range => [name, -1, 0, 200, 201];
