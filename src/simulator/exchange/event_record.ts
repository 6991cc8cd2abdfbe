/**
 * Keeps what the exchange knows of one event and its game.
 *
 * @module
 */
import type { FeeType } from "../../core/market/fees.ts";
import type { GameState, TeamSide } from "../../core/game/game.ts";
import type { EventListing } from "../listing.ts";
import { uuidOf } from "../ids.ts";
import type { MarketRecord } from "./market_record.ts";

/** Fees of an event that differ from its series'. */
export interface FeeOverride {
  readonly feeType: FeeType | null;
  readonly feeMultiplier: number | null;
}

/** One event. */
export class EventRecord {
  readonly listing: EventListing;
  readonly #markets: MarketRecord[] = [];
  readonly milestoneId: string;
  /** Structured targets of the two teams. */
  readonly targetIds: Readonly<Record<TeamSide, string>>;
  /** The game as the scoreboard shows it; late, as in reality. */
  game: GameState | undefined;
  gameAt: number | undefined;
  /** Makes the scoreboard show something wrong for a while; changes nothing unless a fault sets it. */
  amend: (game: GameState) => GameState = (game) => game;
  fees: FeeOverride = { feeType: null, feeMultiplier: null };

  constructor(listing: EventListing) {
    const { league } = listing.series;
    this.listing = listing;
    // One game, one milestone, whatever is asked about it.
    this.milestoneId = uuidOf(`milestone ${listing.mainEvent ?? listing.ticker}`);
    this.targetIds = { home: targetId(league, listing.home.code), away: targetId(league, listing.away.code) };
  }

  /** The markets that are listed. */
  get markets(): readonly MarketRecord[] {
    return this.#markets;
  }

  /** Lists a market. */
  list(market: MarketRecord): void {
    this.#markets.push(market);
  }

  /** The game as it is shown now. */
  get shown(): GameState | undefined {
    return this.game === undefined ? undefined : this.amend(this.game);
  }
}

/** The structured target of a team: the same in every game it plays. */
function targetId(league: string, code: string): string {
  return uuidOf(`target ${league} ${code}`);
}
