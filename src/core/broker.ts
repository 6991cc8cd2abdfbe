/**
 * The seam between the engine and where its orders go.
 *
 * A broker inside the engine carries effects out within the same step, as the paper exchange does. Without one, whoever
 * runs the engine carries out what {@linkcode isEffect} picks from its outcomes, and answers with events.
 *
 * @module
 */
import type { EngineEvent } from "./events.ts";
import type { AccountPrecision } from "./market/fees.ts";
import type { Market } from "./market/market.ts";
import type { Micros, Quantity } from "./numbers/money.ts";
import type { OrderReport } from "./orders.ts";
import type { Effect } from "./outcomes.ts";

/** The engine as a broker sees it. */
export interface BrokerContext {
  /** The account at the start, which a broker keeps for itself. */
  readonly startingCash: Micros;
  readonly precision: AccountPrecision;
  market(ticker: string): Market | undefined;
  /** Whether a shard of the exchange takes orders. */
  tradingActive(exchangeIndex: number): boolean;
}

/** An exchange that is worked from inside the engine. It never calls back: what it has to say it returns, in order. */
export interface Broker {
  /** When something next happens without a new event, Unix milliseconds; infinite where nothing will. */
  readonly dueAt: number;
  /** Takes an order or a cancel. Nothing comes of it before the next {@linkcode Broker.advance}. */
  carryOut(effect: Effect): void;
  /** Lets happen what is due by a moment, with the markets as they were until then. */
  advance(at: number): readonly OrderReport[];
  /** Looks at an event that the markets have taken over, after having advanced to its time. */
  onEvent(event: EngineEvent): readonly OrderReport[];
  /** Contracts ahead of an order, where that is known. */
  queueAhead(clientOrderId: string): Quantity | undefined;
}

/** Makes the broker of an engine. */
export type BrokerFactory = (context: BrokerContext) => Broker;
