/**
 * Does what an action of a script says.
 *
 * @module
 */
import type { ExchangeClock } from "../clock.ts";
import type { AccountsSeam } from "../exchange/accounts/seam.ts";
import type { LifeChange } from "../exchange/simulated_event.ts";
import type { TradingSeam } from "../exchange/submission.ts";
import type { ApiLimits } from "../server/api_limits.ts";
import type { FaultName } from "../server/faults.ts";
import type { KeyRing } from "../server/key_ring.ts";
import type { Slowness } from "../server/line.ts";
import type { AccountHistory } from "../server/portfolio/account_history.ts";
import type { Deed, LifeDeed } from "./action.ts";
import { moveHand } from "./hand.ts";

/** The owner of orders that are nobody's account: whoever a script lets trade. */
export const STRANGER = "stranger";

/** What a script can reach of the exchange, besides requests and frames. */
export interface World {
  readonly clock: ExchangeClock;
  readonly accounts: AccountsSeam;
  market(ticker: string): TradingSeam | undefined;
  turn(change: LifeChange): boolean;
  readonly slowness: Slowness;
  fault(name: FaultName, amount?: number, target?: string): void;
  readonly keys: KeyRing;
  readonly limits: ApiLimits;
  readonly history: AccountHistory;
  /** Sends what has changed since; after everything that trades. */
  flush(): void;
}

/** Orders of strangers that may rest, by market. One world is one exchange. */
const resting = new WeakMap<World, Map<string, string[]>>();

/** Does it. @returns what came of it, one line: `done`, or why not */
export function perform(deed: Deed, world: World): string {
  const said = performed(deed, world);
  world.flush();
  return said;
}

function performed(deed: Deed, world: World): string {
  switch (deed.kind) {
    case "hand":
      return moveHand(world.accounts, deed.hand);
    case "trade": {
      const { ticker, side, price, count: quantity, timeInForce } = deed;
      const taken = world.market(ticker)?.submit({ owner: STRANGER, side, price, quantity, timeInForce });
      if (taken === undefined) return `market ${ticker} is not listed`;
      if (!taken.ok) return taken.reason.code;
      if (taken.value.resting > 0) ordersIn(world, ticker).push(taken.value.orderId);
      return "done";
    }
    case "withdraw": {
      const orders = ordersIn(world, deed.ticker).splice(0);
      for (const orderId of orders) world.market(deed.ticker)?.cancel(STRANGER, orderId);
      return "done";
    }
    case "clock":
      world.clock.move(deed.ms);
      return "done";
    case "line":
      world.slowness.lateMs = deed.lateMs;
      return "done";
    case "life":
      return world.turn(changeOf(deed.life, world.clock.now())) ? "done" : "not possible";
    case "shard":
      world.accounts.setShard(deed.shard, deed.state);
      return "done";
    case "lag":
      world.history.setLags(deed.ms);
      return "done";
    case "key": {
      const { scopes, expiresInMs } = deed;
      const key = world.keys.of(userOf(world, deed.user))[0];
      if (key === undefined) return "no key";
      world.keys.change(key.keyId, {
        ...scopes === undefined ? {} : { scopes },
        ...expiresInMs === undefined ? {} : { expiresAtMs: world.clock.now() + expiresInMs },
      });
      return "done";
    }
    case "attestation": {
      const { endsInMs } = deed;
      world.keys.attest(
        userOf(world, deed.user),
        endsInMs === undefined ? undefined : world.clock.now() + endsInMs,
      );
      return "done";
    }
    case "tier": {
      const { tier, lapsesInMs } = deed;
      const expiresAtMs = lapsesInMs === undefined ? undefined : world.clock.now() + lapsesInMs;
      world.limits.grant(userOf(world, deed.user), { tier, expiresAtMs, source: "manual" });
      return "done";
    }
    case "pay_less": {
      const { ticker, amount } = deed;
      const account = world.accounts.account(userOf(world, deed.user));
      if (account === undefined) return "no account";
      account.payLess(ticker, amount);
      return "done";
    }
    case "fault":
      try {
        world.fault(deed.name, deed.amount, deed.target);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        return error.message;
      }
      return "done";
  }
}

/** The named user, or the one whose account was opened first. */
function userOf({ accounts }: World, user: string | undefined): string {
  return user ?? accounts.all()[0]?.userId ?? "";
}

function ordersIn(world: World, ticker: string): string[] {
  const all = resting.get(world) ?? new Map<string, string[]>();
  resting.set(world, all);
  const orders = all.get(ticker) ?? [];
  all.set(ticker, orders);
  return orders;
}

function changeOf(life: LifeDeed, nowMs: number): LifeChange {
  const { ticker: market } = life;
  switch (life.step) {
    case "scalar":
      return { kind: "life", market, step: "determined", result: "scalar", yesPays: life.yesPays };
    case "determined":
    case "amended":
      return { kind: "life", market, step: life.step, result: life.result };
    case "close_date_updated":
      return { kind: "life", market, step: life.step, closeAt: nowMs + life.closesInMs };
    case "settlement_floor_updated":
      return { kind: "life", market, step: life.step, floor: life.floor };
    case "metadata_updated":
      return { kind: "life", market, step: life.step, yesTitle: life.yesTitle };
    case "price_level_structure_updated":
      return { kind: "life", market, step: life.step, grid: life.grid };
    default:
      return { kind: "life", market, step: life.step };
  }
}
