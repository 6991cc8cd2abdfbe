/**
 * What a case is, and how it is judged.
 *
 * @module
 */
import {
  type Breaches,
  everyRestingOrderExpires,
  everyWriteNamesItsShard,
  exitsAreInNoGroup,
  noCreateTwice,
  restingClosesStayWithin,
} from "../../src/simulator/control/claims.ts";
import { Ledger } from "../../src/simulator/control/ledger.ts";
import type { Doubts } from "../../src/simulator/exchange/doubts.ts";
import type { Habits } from "./habits.ts";
import type { Player } from "./player.ts";
import { SmallClient } from "./small_client.ts";
import { Stage, type StageOptions } from "./stage.ts";

/** A situation in which clients lost money, and its right end. */
export interface LiveCase {
  /** In plain words, what happens. */
  readonly name: string;
  readonly stage?: StageOptions;
  /** Whether the player listens to its private channels: where it does not, it reads. @default false */
  readonly listens?: boolean;
  /** Wrong habits that this case must show up, each in plain words. */
  readonly naive: Readonly<Record<string, Partial<Habits>>>;
  /** The situation. */
  play(player: Player, stage: Stage): Promise<void>;
  /** What must hold besides what must hold at every end. */
  right?(stage: Stage, player: Player): Breaches | Promise<Breaches>;
  /** Why the live session cannot play it; it does where this is left out. */
  readonly notLive?: string;
  /** Whether others trade on the account too, so that its position is not the player's. @default false */
  readonly shared?: boolean;
}

/** What makes the player of a case. */
export type MakePlayer = (stage: Stage) => Promise<Player>;

/** The small client, wrong where it is said. */
export function small(wrong: Partial<Habits>, listens = false): MakePlayer {
  return async (stage) => {
    const client = new SmallClient(stage.simulator, stage.shardOf, wrong, stage.options.limits);
    if (listens) await client.listen();
    return client;
  };
}

/**
 * Plays a case to its end.
 *
 * @param doubts answers to open questions about the exchange; those that the case itself is about stay
 * @returns what was not right, one line each
 */
export async function played(
  one: LiveCase,
  make: MakePlayer,
  seed: number,
  doubts: Partial<Doubts> = {},
): Promise<Breaches> {
  const stage = await Stage.open({ ...one.stage, doubts: { ...doubts, ...one.stage?.doubts } }, seed);
  const { witness } = stage.simulator.control;
  const ledger = new Ledger(stage.simulator.accounts);
  let player: Player | undefined;
  try {
    player = await make(stage);
    await one.play(player, stage);
    await player.settle();
    const { userId } = stage.account;
    const positionAt = (ticker: string, atMs: number) => ledger.positionAt(userId, ticker, atMs);
    return [
      ...one.shared === true ? [] : agrees(player, stage),
      ...noCreateTwice(witness),
      ...everyWriteNamesItsShard(witness),
      ...everyRestingOrderExpires(witness),
      ...exitsAreInNoGroup(witness, positionAt),
      ...restingClosesStayWithin(ledger.restingSteps(userId)),
      ...ledger.moneyAddsUp(),
      ...await one.right?.(stage, player) ?? [],
    ];
  } finally {
    await player?.close();
    ledger.close();
    await stage.close();
  }
}

/** What the player believes is what the engine knows. */
function agrees(player: Player, stage: Stage): Breaches {
  const { positions, resting } = player.belief();
  const breaches: string[] = [];
  for (const ticker of [stage.ticker, stage.football]) {
    const [believed, held] = [positions.get(ticker) ?? 0, stage.held(ticker)];
    if (believed !== held) {
      breaches.push(`${ticker}: believes to hold ${believed / 100}, holds ${held / 100}`);
    }
  }
  const rest = stage.account.resting().length;
  if (resting !== rest) breaches.push(`believes that ${resting} of its orders rest, ${rest} do`);
  return breaches;
}
