/**
 * The embedded exchange.
 *
 * - `simulator.ts` starts it: REST and socket on one port.
 * - `options.ts` says what can be simulated.
 * - `exchange/` owns the markets: it matches what is submitted to them, records and publishes what comes of it.
 * - `sources/` submit to it: a game and its traders, captures, a load. `game/` generates games; `traders/` trade them.
 * - `scoreboards/` shows the games in the shapes of the NBA, ESPN and Sportradar.
 * - `server/` speaks the exchange's wire form, and serves the scoreboards.
 *
 * @module
 */
export { startSimulator } from "./simulator.ts";
export type {
  CapturedPlan,
  GeneratedPlan,
  QuietPlan,
  ServedGame,
  ServedMarket,
  SimulationPlan,
  Simulator,
  SimulatorOptions,
  SlatePlan,
  SteadyPlan,
} from "./options.ts";
export { type FaultName, FAULTS, isFault, type PlannedFaults } from "./server/faults.ts";
export type { LifeChange } from "./exchange/simulated_event.ts";
export type {
  AccountEvent,
  BalanceState,
  FillState,
  OrderState,
  PositionState,
  SettlementState,
} from "./exchange/accounts/account_event.ts";
export type { EngineRefusal, EngineResult } from "./exchange/accounts/refusals.ts";
export type { AmendOrder, NewAccountOrder, OrderReference } from "./exchange/accounts/requests.ts";
export type { AccountSeam, AccountsSeam } from "./exchange/accounts/seam.ts";
export { type Doubts, LIKELY } from "./exchange/doubts.ts";
export type { OrderReport, TimeInForce, TradingSeam } from "./exchange/submission.ts";
export type { FeedLags, LagRange, ScoreboardFeed } from "./scoreboards/feed_lag.ts";
export type { FeedGameIds } from "./scoreboards/played_game.ts";
export type {
  AnswerVerdict,
  Interceptor,
  Outcome,
  Silence,
  Verdict,
  WireAnswer,
  WireRequest,
} from "./server/interception.ts";
export { CONTROL_PATH } from "./control/endpoint.ts";
export type { Control } from "./control/control.ts";
export type { FaultScript, FaultScriptInput } from "./control/script.ts";
export { readFaultScript } from "./control/script.ts";
export type { RunningScript } from "./control/running_script.ts";
export type { SentOrder, Sighting, Witness } from "./control/witness.ts";
export type { OutgoingFrame, OutgoingHook } from "./server/outgoing.ts";
export type { Channel } from "./server/subscription.ts";
export type { PlannedAccount } from "./server/account_keys.ts";
export type { ArchiveAges, ReadLags, Resource } from "./server/portfolio/account_history.ts";
export type { ApiLimits, TierGrant } from "./server/api_limits.ts";
export type { Tier } from "./server/rate_limit.ts";
export { KEY_TYPES, type KeyRing, type KeyScope, type KnownKey, MAIN_USER_ID } from "./server/key_ring.ts";
export { GRID_LABELS, type GridLabel } from "./listing.ts";
export { GENERATED_LEAGUES, type GeneratedLeague, type Team } from "./game/game_event.ts";
export { generateGame } from "./game/generate.ts";
export { findTeam } from "./game/teams.ts";
