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
  type PositionAt,
  restingClosesStayWithin,
} from "../../src/simulator/control/claims.ts";
import { Ledger } from "../../src/simulator/control/ledger.ts";
import type { Doubts } from "../../src/simulator/exchange/doubts.ts";
import type { Habits } from "./small_client/habits.ts";
import type { Player } from "./player.ts";
import { SmallClient } from "./small_client/small_client.ts";
import { Stage, type StageOptions } from "./stage.ts";

/** A situation in which clients lost money, and its right end. */
export interface LiveCase {
  /** In plain words, what happens. */
  readonly name: string;
  readonly stage?: StageOptions;
  /** Whether the player listens to its private channels: where it does not, it reads. @default false */
  readonly listens?: boolean;
  /** Wrong habits that this case must show up, each in plain words. */
  readonly naive?: Readonly<Record<string, Partial<Habits>>>;
  /** Naive clients that do something else in the situation, each in plain words. */
  readonly naiveDeeds?: Readonly<Record<string, (client: SmallClient, stage: Stage) => Promise<void>>>;
  /** The situation. */
  play(player: Player, stage: Stage): Promise<void>;
  /** What must hold besides what must hold at every end. */
  right?(stage: Stage, player: Player, positionAt: PositionAt): Breaches | Promise<Breaches>;
  /** Why the live session cannot play it; it does where this is left out. */
  readonly notLive?: string;
  /**
   * Which care the case is about that the small client has not: then it plays as a naive one alone, and the live session has to
   * come to the right end.
   */
  readonly onlyLive?: string;
  /** Whether the exchange's money is not what its own trades and results come to, so that nobody can know it. @default false */
  readonly wrongMoney?: boolean;
  /** Whether others trade on the account too, so that its position is not the player's. @default false */
  readonly shared?: boolean;
}

/** What makes the player of a case. */
export type MakePlayer = (stage: Stage) => Promise<Player>;

/** The small client, wrong where it is said. */
export function small(wrong: Partial<Habits>, listens = false): MakePlayer {
  return async (stage) => {
    const client = new SmallClient(stage, wrong);
    if (listens) await client.listen();
    return client;
  };
}

/** A client that must not come to the right end. */
export interface NaiveClient {
  /** What is wrong about it, in plain words. */
  readonly what: string;
  readonly play: (seed: number) => Promise<Breaches>;
}

/** The naive clients of a case: wrong in a habit, or doing something else in the situation. */
export function naiveClients(one: LiveCase): readonly NaiveClient[] {
  return [
    ...Object.entries(one.naive ?? {}).map(([what, habits]) => ({
      what,
      play: (seed: number) => played(one, small(habits, one.listens), seed),
    })),
    ...Object.entries(one.naiveDeeds ?? {}).map(([what, deed]) => ({
      what,
      play: (seed: number) =>
        played(one, small({}, one.listens), seed, {}, async (player, stage) => {
          if (player instanceof SmallClient) await deed(player, stage);
        }),
    })),
  ];
}

/**
 * Plays a case to its end.
 *
 * @param doubts answers to open questions about the exchange; those that the case itself is about stay
 * @param play the situation, where it is another than the case's
 * @returns what was not right, one line each
 */
export async function played(
  one: LiveCase,
  make: MakePlayer,
  seed: number,
  doubts: Partial<Doubts> = {},
  play: (player: Player, stage: Stage) => Promise<void> = one.play,
): Promise<Breaches> {
  const stage = await Stage.open({ ...one.stage, doubts: { ...doubts, ...one.stage?.doubts } }, seed);
  const { witness } = stage.simulator.control;
  const ledger = new Ledger(stage.simulator.accounts);
  let player: Player | undefined;
  try {
    player = await make(stage);
    await play(player, stage);
    await player.settle();
    const { userId } = stage.account;
    const positionAt = (ticker: string, atMs: number) => ledger.positionAt(userId, ticker, atMs);
    return [
      ...agrees(player, stage, one.shared === true, one.wrongMoney === true),
      ...noCreateTwice(witness),
      ...everyWriteNamesItsShard(witness),
      ...everyRestingOrderExpires(witness),
      ...exitsAreInNoGroup(witness, positionAt),
      ...restingClosesStayWithin(ledger.restingSteps(userId)),
      ...ledger.moneyAddsUp(),
      ...await one.right?.(stage, player, positionAt) ?? [],
    ];
  } finally {
    await player?.close();
    ledger.close();
    await stage.close();
  }
}

/**
 * What the player believes, and its journal says, is what the engine knows.
 *
 * @param shared whether others trade on the account too: then a player that looks knows what is theirs, and one that does not is
 * asked nothing
 */
function agrees(player: Player, stage: Stage, shared: boolean, wrongMoney: boolean): Breaches {
  const { positions, outside, resting, cash } = player.belief();
  const breaches: string[] = [...player.disagrees?.() ?? []];
  if (shared && outside === undefined) return breaches;
  for (const ticker of [stage.ticker, stage.football]) {
    const others = outside?.get(ticker) ?? 0;
    const [believed, held] = [positions.get(ticker) ?? 0, stage.held(ticker)];
    if (believed + others !== held) {
      const of = others === 0 ? "" : ` beside ${others / 100} of others`;
      breaches.push(`${ticker}: believes to hold ${believed / 100}${of}, the account holds ${held / 100}`);
    } else if (others !== 0 && !shared) {
      breaches.push(`${ticker}: takes ${others / 100} of its own for somebody else's`);
    }
  }
  if (shared) return breaches;
  const rest = stage.account.resting().length;
  if (resting !== rest) breaches.push(`believes that ${resting} of its orders rest, ${rest} do`);
  const money = stage.money();
  // Without netting both legs of a sale stay until the settlement, and their dollar with them.
  if (stage.nets && !wrongMoney && cash !== undefined && cash !== money) {
    breaches.push(`believes to have ${cash / 1e6} dollars, has ${money / 1e6}`);
  }
  return breaches;
}
