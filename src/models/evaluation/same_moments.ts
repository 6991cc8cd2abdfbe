/**
 * A recorded game, and what a model and the market said about it at the same moments.
 *
 * Both stand on one clock: the model is asked about the game as a scoreboard had it by then, the market by the book of
 * then. Nothing looks ahead. So what is compared is what a session would have had in front of it.
 *
 * @module
 */
import { EngineState, type Fixture } from "../../core/engine_state.ts";
import type { EngineEvent } from "../../core/events.ts";
import type { GameState } from "../../core/game/game.ts";
import type { Market } from "../../core/market/market.ts";
import { MICROS_PER_DOLLAR } from "../../core/numbers/money.ts";
import { formatReason } from "../../core/reasons.ts";
import { refuse, type Result, succeed } from "../../core/result.ts";
import type { Estimator } from "../../core/strategy/estimate.ts";
import { homeChance } from "../../core/strategy/start_price.ts";

/** From one moment to the next, of the recording's clock: prices within seconds of each other say the same. */
export const STEP_MS = 10_000;

/** A game at many moments. */
export interface PricedGame {
  readonly event: string;
  readonly homeWon: boolean;
  /** The home team's chances by the model, by moment. */
  readonly model: readonly number[];
  /** The home team's price at the same moments, as a chance: the middle of the book. */
  readonly price: readonly number[];
}

interface Followed {
  readonly model: number[];
  readonly price: number[];
  /** Moments at which the game was on. */
  live: number;
  /** The last reason for having no estimate. */
  noEstimate: string | undefined;
  last: GameState | undefined;
}

/** Follows a recording, event by event. */
export class SameMoments {
  readonly #state: EngineState;
  readonly #games = new Map<string, Followed>();
  #nextAt = -Infinity;

  /** @param fixtures whose market is whose, where the recording's markets do not say it themselves */
  constructor(estimator: Estimator, fixtures: readonly Fixture[]) {
    this.#state = new EngineState(() => {}, fixtures, undefined, estimator);
  }

  /** The next event, in the order of time. */
  fold(event: EngineEvent): void {
    // What is known before this event is known at all moments until it.
    if (event.at >= this.#nextAt) {
      if (this.#nextAt > -Infinity) this.#look(this.#nextAt);
      this.#nextAt = (Math.floor(event.at / STEP_MS) + 1) * STEP_MS;
    }
    this.#state.fold(event);
    if (event.kind !== "game") return;
    const followed = this.#games.get(event.event) ?? newlyFollowed();
    this.#games.set(event.event, followed);
    followed.last = this.#state.game(event.event)?.game ?? event.game;
  }

  /** The games that can be compared, and of the others why not. */
  games(): readonly Result<PricedGame>[] {
    if (this.#games.size === 0) {
      return [refuse("no_scoreboard", "no scoreboard is in it, so that a model cannot be asked")];
    }
    return [...this.#games].map(([event, followed]) => this.#priced(event, followed));
  }

  #look(at: number): void {
    for (const [event, followed] of this.#games) {
      const game = this.#state.game(event)?.game;
      if (game === undefined || (game.phase !== "live" && game.phase !== "break")) continue;
      followed.live++;
      const home = this.#state.side(event, "home");
      const away = this.#state.side(event, "away");
      const price = homeChance(home, away);
      const chance = this.#chance(home, away, at, followed);
      if (price === undefined || chance === undefined) continue;
      followed.price.push(price);
      followed.model.push(chance);
    }
  }

  /** The home team's chance by the model, asked by way of whichever of its markets is known. */
  #chance(
    home: Market | undefined,
    away: Market | undefined,
    at: number,
    followed: Followed,
  ): number | undefined {
    const market = home ?? away;
    const found = market === undefined ? undefined : this.#state.estimate(market.ticker, at);
    if (found === undefined) return undefined;
    if ("code" in found) {
      followed.noEstimate = formatReason(found);
      return undefined;
    }
    return market === home ? found.probability : 1 - found.probability;
  }

  #priced(event: string, followed: Followed): Result<PricedGame> {
    const homeWon = this.#homeWon(event, followed);
    if (homeWon === undefined) return refuse("no_end", `how ${event} ended is not in it`);
    if (followed.live === 0) return refuse("not_live", `${event} was never on while it was recorded`);
    const { model, price, noEstimate } = followed;
    if (model.length > 0) return succeed({ event, homeWon, model, price });
    const why = noEstimate === undefined ? "no book with both sides while the game was on" : noEstimate;
    return refuse("no_moments", `no moment of ${event} has both a price and an estimate: ${why}`);
  }

  /** Who won, by the scoreboard's final, else by what the exchange paid. */
  #homeWon(event: string, { last }: Followed): boolean | undefined {
    if (last?.phase === "final" && last.home.score !== last.away.score) {
      return last.home.score > last.away.score;
    }
    const home = paid(this.#state.side(event, "home"));
    if (home !== undefined) return home;
    const away = paid(this.#state.side(event, "away"));
    return away === undefined ? undefined : !away;
  }
}

function newlyFollowed(): Followed {
  return { model: [], price: [], live: 0, noEstimate: undefined, last: undefined };
}

/** Whether YES paid all or nothing; `undefined` where it is not known, or was divided. */
function paid(market: Market | undefined): boolean | undefined {
  const pays = market?.result?.yesPays;
  return pays === MICROS_PER_DOLLAR ? true : pays === 0 ? false : undefined;
}
