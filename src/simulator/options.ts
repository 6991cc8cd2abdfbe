/**
 * Names what can be simulated, and how.
 *
 * @module
 */
import type { GeneratedLeague, Team } from "./game/game_event.ts";
import type { ExchangeClock } from "./clock.ts";
import type { GridLabel } from "./listing.ts";
import type { Control } from "./control/control.ts";
import type { AccountSeam, AccountsSeam } from "./exchange/accounts/seam.ts";
import type { Doubts } from "./exchange/doubts.ts";
import type { LifeChange } from "./exchange/simulated_event.ts";
import type { OrderReport, TradingSeam } from "./exchange/submission.ts";
import type { PlannedAccount } from "./server/account_keys.ts";
import type { ApiLimits } from "./server/api_limits.ts";
import type { FaultName, PlannedFaults } from "./server/faults.ts";
import type { Interceptor } from "./server/interception.ts";
import type { KeyRing, KnownKey } from "./server/key_ring.ts";
import type { OutgoingHook } from "./server/outgoing.ts";
import type { AccountHistory } from "./server/portfolio/account_history.ts";
import type { Channel } from "./server/subscription.ts";
import type { KeyType } from "../kalshi/signing/pem.ts";
import type { FeedLags } from "./scoreboards/feed_lag.ts";
import type { FeedGameIds } from "./scoreboards/played_game.ts";

/** One game, made up. */
export interface GeneratedPlan {
  readonly kind: "generated";
  readonly league: GeneratedLeague;
  readonly seed: number;
  /** @default drawn by the seed */
  readonly home?: Team;
  /** @default drawn by the seed */
  readonly away?: Team;
  /** Points by which the home team is the better one. @default drawn by the seed */
  readonly homeEdge?: number;
  /** Virtual seconds a wall second. @default 1, or what `seconds` asks for */
  readonly speed?: number;
  /** Wall seconds from the start to the settlement; sets the speed. */
  readonly seconds?: number;
  /** How busy the markets are; 1 is a real game. @default less at higher speeds, so that frames a second stay sane */
  readonly activity?: number;
  /** Trading before the game, virtual ms. @default 300000 */
  readonly pregameMs?: number;
  /** How far the exchange's own scoreboard is behind, virtual ms. @default {low: 5000, high: 20000} */
  readonly scoreLagMs?: { readonly low: number; readonly high: number };
  /** @default "linear_cent" */
  readonly grid?: GridLabel;
}

/** Several games on one exchange. No team plays twice. */
export interface SlatePlan {
  readonly kind: "slate";
  /** 1–16; of one league no more than half its teams: 15 of the NBA. */
  readonly games: number;
  readonly seed: number;
  /** Each in turn. @default ["nba", "nfl"] */
  readonly leagues?: readonly GeneratedLeague[];
  /** Virtual seconds a wall second. @default 1, or what `seconds` asks for */
  readonly speed?: number;
  /** Wall seconds from the start to the last settlement; sets the speed. */
  readonly seconds?: number;
  /** How busy each market is; 1 is a real game. @default less with more games and at higher speeds */
  readonly activity?: number;
  /** Whether two spreads and three totals a game are listed and traded too, a little. @default false */
  readonly lines?: boolean;
  /** Trading before the first game, virtual ms. @default 300000 */
  readonly pregameMs?: number;
  /** Between the starts of two games, virtual ms. @default 300000 */
  readonly staggerMs?: number;
  /**
   * How far each scoreboard is behind, virtual ms.
   *
   * @default nba 4–9 s, espn 11–55 s, sportradar 15–30 s, kalshi 7–9 s
   */
  readonly scoreLagMs?: Partial<FeedLags>;
}

/** Captured frames of the real exchange. */
export interface CapturedPlan {
  readonly kind: "captured";
  /** One market a file, plain or gzipped. */
  readonly paths: readonly string[];
  /** Virtual seconds a wall second. @default 1 */
  readonly speed?: number;
  /** Nothing is sent but what `step` asks for. @default false */
  readonly stepped?: boolean;
}

/** A load for measurements. */
export interface SteadyPlan {
  readonly kind: "steady";
  readonly framesPerSecond: number;
  /** @default 2 */
  readonly markets?: number;
  /** @default without end */
  readonly seconds?: number;
  /** @default 1 */
  readonly seed?: number;
}

/** Markets in which nobody trades but clients and whoever a script sends: a game of the NBA, and one of the NFL. */
export interface QuietPlan {
  readonly kind: "quiet";
  /** @default "linear_cent" */
  readonly grid?: GridLabel;
}

/** The markets and games to simulate. */
export type SimulationPlan = GeneratedPlan | SlatePlan | CapturedPlan | SteadyPlan | QuietPlan;

/** Everything that a simulator is started with. */
export interface SimulatorOptions {
  readonly plan: SimulationPlan;
  /** @default "127.0.0.1" */
  readonly hostname?: string;
  /** 0 takes a free one. @default 0 */
  readonly port?: number;
  /** Keys of clients, besides the one that the simulator makes. @default none */
  readonly keys?: readonly KnownKey[];
  /** Accounts. A key that none names acts for the main one, which has play money unless planned otherwise. @default none */
  readonly accounts?: readonly PlannedAccount[];
  /** Answers to what is not known of the real exchange. @default the likely ones */
  readonly doubts?: Partial<Doubts>;
  /** Kind of the key that the simulator makes. @default "ed25519" */
  readonly keyType?: KeyType;
  /** Time does not pass before the first client has subscribed. @default false */
  readonly waitForSubscriber?: boolean;
  /** Requests beyond their user's budget are refused with 429; users are on the Basic tier. @default false */
  readonly rateLimits?: boolean;
  /** Faults that come by themselves. @default none */
  readonly faults?: PlannedFaults;
  /** Bytes that a client may leave unread before error 25. @default 16 MiB */
  readonly mostBufferedBytes?: number;
}

/** A market that is served. */
export interface ServedMarket {
  readonly ticker: string;
  readonly event: string;
  /** The outcome that YES stands for. */
  readonly yesLabel: string;
}

/** A generated game that is served. */
export interface ServedGame {
  /** The exchange event of its winner markets. */
  readonly event: string;
  readonly league: GeneratedLeague;
  /** Scheduled start, Unix milliseconds. It moves on with the clock until time has started to pass. */
  readonly startsAt: number;
  readonly home: Team;
  readonly away: Team;
  /** The game's ids at the feeds; `kalshi` is the milestone. */
  readonly ids: FeedGameIds & { readonly kalshi: string };
}

/** A simulator that runs. */
export interface Simulator {
  /** `http://host:port`, what `--env` takes. */
  readonly url: string;
  readonly restBase: string;
  readonly socketUrl: string;
  readonly port: number;
  /** The id of the key that the simulator made for its own clients. */
  readonly keyId: string;
  /** PKCS#8. */
  readonly privateKeyPem: string;
  readonly markets: readonly ServedMarket[];
  /** Generated games, in order of their start. Their scoreboards are under `url`, at the paths of the real ones. */
  readonly games: readonly ServedGame[];
  /** Virtual seconds a wall second; `undefined` where stepped. */
  readonly speed: number | undefined;
  /** What it takes for now: every time on the wire, expiries, signatures. */
  readonly clock: ExchangeClock;
  /** Fulfilled when nothing more will happen. */
  readonly done: Promise<void>;
  /** Damage of the captures that are played, one line each, as far as they have been read. */
  readonly damage: readonly string[];
  /** Closes sockets, server and files. A second call does nothing. */
  close(): Promise<void>;
  /**
   * Lets a fault happen now.
   *
   * @param amount `silent`: wall ms, for good where left out, 0 ends a silence. `feed_…`: how many answers fail, 1
   * where left out. `retract`, `clock_up`, `final_live`: for how many wall ms, 10,000 where left out
   * @param target `feed_…`: the feed, any where left out. `retract`, `clock_up`, `final_live`: the exchange event,
   * all games that have started where left out
   */
  fault(name: FaultName, amount?: number, target?: string): void;
  /**
   * Lets a market's life take a turn.
   *
   * @returns whether it did: only markets that are made up can, what is stopped can only go on, and what trades can only be
   * stopped
   */
  turn(change: LifeChange): boolean;
  /**
   * A market to trade in from within this process; what is submitted meets what its source submits.
   *
   * @returns `undefined` where it is not listed
   */
  market(ticker: string): TradingSeam | undefined;
  /**
   * Sets the listener of an owner's order reports. It must not submit within a report: matching is still
   * under way.
   */
  listenFor(owner: string, listener: (report: OrderReport) => void): void;
  /**
   * Puts someone between the clients and the exchange: requests before the exchange sees them, answers before clients do.
   *
   * @returns takes it out again
   */
  intercept(interceptor: Interceptor): () => void;
  /** Puts someone between a channel and its clients, in place of whoever was there; nobody where left out. */
  outgoing(channel: Channel, hook: OutgoingHook | undefined): void;
  /** Makes the exchange misbehave on command, and has a witness write down what came and what left. */
  readonly control: Control;
  /** What the control over HTTP wants to see: `Authorization: Bearer TOKEN` to `POST /simulator/faults`. */
  readonly controlToken: string;
  /** The accounts, within this process. */
  readonly accounts: AccountsSeam;
  /**
   * The account that a key acts for.
   *
   * @param keyId left out: the simulator's own key
   */
  account(keyId?: string): AccountSeam | undefined;
  /** The keys: more of them, other rights, no attestation, at any time. */
  readonly keys: KeyRing;
  /** The tiers of users; they count where `rateLimits` was asked for. */
  readonly limits: ApiLimits;
  /** How far reads of accounts are behind, and from which age on their rows are archived. */
  readonly history: Pick<AccountHistory, "setLags" | "ages" | "asOfMs">;
  /** Lets the next events happen. @returns how many did */
  step(count: number): Promise<number>;
}
