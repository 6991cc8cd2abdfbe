/**
 * The strategy contract: what a rule sees, and what it may answer.
 *
 * @module
 */
import type { ExitPlan } from "../execution/exit_plan.ts";
import type { GameState } from "../game/game.ts";
import type { Pregame } from "../game/pregame.ts";
import type { EstimateView } from "../game/estimate_view.ts";
import type { HoldingView } from "../execution/holding_view.ts";
import type { OutcomeSide } from "../market/outcome_side.ts";
import type { MarketView } from "../market/market_view.ts";
import type { RoundTrip } from "../orders.ts";
import type { Micros, Price, Quantity } from "../numbers/money.ts";
import type { Reason } from "../reasons.ts";
import { refuse, type Result, succeed } from "../result.ts";
import type { LimitsLeft } from "../risk/limits_left.ts";

/** How much: money at the price of the intent, from which contracts follow, or contracts. */
export type IntentSize = { readonly stake: Micros } | { readonly quantity: Quantity };

/** A wish to buy YES or NO. */
export interface BuyIntent {
  readonly action: "buy";
  readonly market: string;
  /** The side to be bought. @default {"yes"} */
  readonly outcomeSide?: OutcomeSide;
  /** Limit price of that side: a NO at .30 is a YES at .70. */
  readonly price: Price;
  readonly size: IntentSize;
  /** In prices of that side. */
  readonly exits?: ExitPlan;
  /** 0–100, where the strategy has one. */
  readonly confidence?: number;
  /** The chance that YES pays by which it was decided, 0 to 1, where the strategy has one: recorded, and shown. */
  readonly probability?: number;
  readonly note?: string;
}

/** A wish to sell what the strategy holds in a market, YES or NO, at the market. */
export interface SellIntent {
  readonly action: "sell";
  readonly market: string;
  /** The side to be sold; where the other side is held it is refused. @default {the side that is held} */
  readonly outcomeSide?: OutcomeSide;
  /** The price of that side at which it was decided. */
  readonly price: Price;
  /** How much of it; the rest is kept, with its exits. @default {all} */
  readonly size?: IntentSize;
  /** As in {@linkcode BuyIntent}. */
  readonly probability?: number;
  readonly note?: string;
}

/** An order that a strategy may ask for. */
export type Intent = BuyIntent | SellIntent;

/** Intents, or the one reason why there are none. */
export type Decision = readonly Intent[] | Reason;

/** The merged state of a moment, as a strategy sees it. Valid during the call only. */
export interface StrategyState {
  /** Unix milliseconds. */
  readonly at: number;
  /** The market that this state is about. */
  readonly market: MarketView;
  /** The markets of the same exchange event, this one included. */
  readonly markets: readonly MarketView[];
  /** Since the market's book last came, changed or was confirmed; infinite for a book never seen. */
  readonly bookAgeMs: number;
  /** The latest known state of the game at or before `at`. */
  readonly game?: GameState | undefined;
  /** Since the scoreboard last confirmed it. */
  readonly gameAgeMs?: number | undefined;
  /** The facts known of the game before it started, as far as they had been read by then. */
  readonly pregame?: Pregame | undefined;
  /** A model's estimate of this market; `undefined` without a model, and where it has none. */
  readonly estimate?: EstimateView | undefined;
  /** Why the model has no estimate of this market; `undefined` where it has one, and without a model. */
  readonly noEstimate?: Reason | undefined;
  /** The winner markets of the home and the away team, where it is known which is which. */
  readonly homeMarket?: MarketView | undefined;
  readonly awayMarket?: MarketView | undefined;
}

/**
 * A strategy's own book-keeping, and the account that it shares. Nothing of it is computed before it is asked
 * for.
 */
export interface StrategyPortfolio {
  /** Money of the account that is not set aside for open orders. */
  readonly cash: Micros;
  /** The account with all that is held at the market. */
  readonly equity: Micros;
  /** The room that the gate's limits still leave for entries in a market. */
  limitsLeft(market: string): LimitsLeft;
  /** This strategy's holding in a market. */
  holding(market: string): HoldingView | undefined;
  /** How many of its orders are open in a market. */
  openOrders(market: string): number;
  /** Its last round trip in a market. */
  lastClosed(market: string): RoundTrip | undefined;
}

/** A rule with its memory, made by a definition. */
export interface Strategy {
  onState(state: StrategyState, portfolio: StrategyPortfolio): Decision;
}

/** Checks parameters; a zod schema is one. */
export interface ParameterSchema<P> {
  safeParse(input: unknown):
    | { readonly success: true; readonly data: P }
    | {
      readonly success: false;
      readonly error: {
        readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
      };
    };
}

/** The export of a strategy file. */
export interface StrategyDefinition<P = unknown> {
  readonly name: string;
  readonly category: string;
  /** The rule in a sentence. */
  readonly description: string;
  /** Whether it reads the game: then a stale or retracted score holds its entries back. @default {false} */
  readonly needsGame?: boolean;
  readonly parameters: ParameterSchema<P>;
  /** A strategy with fresh memory. */
  create(parameters: P): Strategy;
}

/** A definition whose parameters only it knows. */
export interface RegisteredStrategy {
  readonly name: string;
  readonly category: string;
  readonly description: string;
  readonly needsGame: boolean;
  readonly parameters: ParameterSchema<unknown>;
  /**
   * Checks parameters, fills in defaults and makes a strategy with fresh memory.
   *
   * @returns the strategy and all its parameters; a refusal of code `bad_parameters` where it cannot be made of them
   */
  make(parameters: unknown): Result<MadeStrategy>;
}

/** A strategy with fresh memory, and all its parameters. */
export interface MadeStrategy {
  readonly strategy: Strategy;
  readonly parameters: unknown;
}

/** The strategies by name: those that ship with the program and a user's own. */
export type Registry = ReadonlyMap<string, RegisteredStrategy>;

/** Hides the type of a definition's parameters, so that definitions of all kinds fit in one registry. */
export function register<P>(definition: StrategyDefinition<P>): RegisteredStrategy {
  const { name, category, description, parameters, needsGame = false } = definition;
  return {
    name,
    category,
    description,
    needsGame,
    parameters,
    make(given) {
      const checked = parameters.safeParse(given);
      if (checked.success) {
        try {
          return succeed({ strategy: definition.create(checked.data), parameters: checked.data });
        } catch (error) {
          // A user's own file may do anything.
          const why = error instanceof Error ? error.message : String(error);
          return refuse("bad_parameters", `Cannot make ${name}: ${why}`);
        }
      }
      const issues = checked.error.issues.map(({ path, message }) =>
        `${path.join(".") || "parameters"}: ${message}`
      );
      return refuse("bad_parameters", `Cannot use these parameters for ${name}: ${issues.join("; ")}`);
    },
  };
}

/** A strategy ready to run. */
export interface ActiveStrategy {
  readonly name: string;
  readonly needsGame?: boolean;
  readonly strategy: Strategy;
}

/** Whether a decision is a reason for doing nothing. */
export function isReason(decision: Decision): decision is Reason {
  return !Array.isArray(decision);
}
