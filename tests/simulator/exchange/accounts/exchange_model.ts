/**
 * The exchange in plain words: lists that are searched through, and money counted from scratch. It shares nothing with what it
 * is held against.
 *
 * Prices are 1/10,000 dollar, counts 1/100 contract, money micro-dollars.
 *
 * @module
 */

/** An order, whatever has become of it. */
export interface ModelOrder {
  readonly user: number;
  readonly market: number;
  readonly side: "bid" | "ask";
  readonly rule: ModelRule;
  readonly postOnly: boolean;
  price: number;
  count: number;
  filled: number;
  left: number;
  place: number;
  status: "resting" | "canceled" | "executed";
  collected: number;
}

interface ModelRule {
  readonly life: "gtc" | "ioc" | "fok";
  readonly meetsOwn: "taker_at_cross" | "maker";
}

/** What may be asked for. */
export interface ModelAsk extends ModelRule {
  readonly user: number;
  readonly market: number;
  readonly side: "bid" | "ask";
  readonly price: number;
  readonly count: number;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
}

/** A market: the shard whose money it takes, and whether a maker pays a quarter of the taker's fee. */
export interface ModelMarket {
  readonly shard: number;
  readonly chargesMakers: boolean;
}

interface ModelUser {
  /** By shard. */
  readonly cash: Map<number, number>;
  fees: number;
  /** By market. */
  readonly positions: { contracts: number; cost: number; realized: number }[];
}

const SLACK = 10_000;
const UNIT = 100;

/** The exchange; users, markets and orders are numbered from 0. */
export class ExchangeModel {
  readonly users: readonly ModelUser[];
  readonly orders: ModelOrder[] = [];
  readonly #markets: readonly ModelMarket[];
  #places = 0;

  /** @param cash of each user on each shard */
  constructor(users: number, cash: number, markets: readonly ModelMarket[]) {
    this.#markets = markets;
    this.users = Array.from({ length: users }, () => ({
      cash: new Map(markets.map(({ shard }) => [shard, cash])),
      fees: 0,
      positions: markets.map(() => ({ contracts: 0, cost: 0, realized: 0 })),
    }));
  }

  create(ask: ModelAsk): { readonly order?: ModelOrder; readonly code?: string } {
    const { user, market, side, price, count, postOnly, reduceOnly, life, meetsOwn } = ask;
    const order: ModelOrder = {
      user,
      market,
      side,
      rule: { life, meetsOwn },
      postOnly,
      price,
      count,
      filled: 0,
      left: count,
      place: ++this.#places,
      status: "resting",
      collected: 0,
    };
    if (this.#cash(order) < -SLACK) return { code: "available_balance_too_low" };
    if (postOnly && this.#opposite(order).length > 0) return { order: this.#recorded(order, "canceled") };
    if (reduceOnly) {
      const contracts = this.#position(order).contracts;
      order.left = Math.min(count, Math.max(0, side === "ask" ? contracts : -contracts));
      if (order.left === 0) return { order: this.#recorded(order, "canceled") };
    }
    const before = this.#heldBehind(order);
    this.orders.push(order);
    if (!reduceOnly && !this.#isCovered(order, before)) return this.#withdrawn("available_balance_too_low");
    const there = this.#opposite(order).reduce((sum, { left }) => sum + left, 0);
    if (life === "fok" && there < count) return this.#withdrawn("FOK_INSUFFICIENT_VOLUME");
    const rests = this.#match(order) && life === "gtc";
    if (order.filled === count) order.status = "executed";
    else if (!rests) order.status = "canceled";
    this.#cancelUncovered();
    return { order };
  }

  cancel(order: ModelOrder): boolean {
    if (order.status !== "resting") return false;
    order.status = "canceled";
    return true;
  }

  decrease(order: ModelOrder, to: number): boolean {
    if (order.status !== "resting" || to >= order.left) return false;
    if (to <= 0) order.status = "canceled";
    else order.left = to;
    return true;
  }

  amend(order: ModelOrder, price: number, count: number): string | undefined {
    if (order.status !== "resting") {
      return order.status === "executed" ? "CANNOT_UPDATE_FILLED_ORDER" : "not_found";
    }
    const left = count - order.filled;
    if (left < 0) return "INVALID_AMEND_QTY_FOR_ORDER";
    const before = { ...order };
    const held = this.#heldBehind(order);
    if (left === 0) order.status = "canceled";
    else if (price === order.price && left <= order.left) Object.assign(order, { left, count });
    else {
      Object.assign(order, { price, left, count });
      const meets = this.#opposite(order).some(({ user }) => user === order.user);
      if (meets) return this.#restored(order, before, "SELF_CROSS_ATTEMPT");
      if (order.postOnly && this.#opposite(order).length > 0) {
        return this.#restored(order, before, "POST_ONLY_CROSS");
      }
      order.place = ++this.#places;
      if (!this.#isCovered(order, held)) return this.#restored(order, before, "available_balance_too_low");
      this.#match(order);
      if (order.left === 0) order.status = "executed";
      this.#cancelUncovered();
    }
    return undefined;
  }

  /** Pays everybody out. @param yesPays micro-dollars a contract */
  settle(market: number, yesPays: number): void {
    for (const order of this.orders) {
      if (order.market === market && order.status === "resting") order.status = "canceled";
    }
    for (const user of this.users) {
      const position = user.positions[market];
      const shard = this.#markets[market]?.shard;
      if (position === undefined || shard === undefined) continue;
      const { contracts, cost } = position;
      const value = Math.floor(Math.abs(contracts) * (contracts > 0 ? yesPays : 1_000_000 - yesPays) / 100);
      const paid = Math.floor(value / 10_000) * 10_000;
      user.cash.set(shard, (user.cash.get(shard) ?? 0) + paid);
      Object.assign(position, { contracts: 0, cost: 0, realized: position.realized + paid - cost });
    }
  }

  /** Puts money in, or takes it out. */
  deposit(index: number, shard: number, amount: number): void {
    const { cash } = this.#user(index);
    cash.set(shard, (cash.get(shard) ?? 0) + amount);
    this.#cancelUncovered();
  }

  /** The money behind a user's resting orders on a shard. */
  held(user: number, shard: number, without?: ModelOrder): number {
    let held = 0;
    for (const [market, { contracts }] of this.#user(user).positions.entries()) {
      if (this.#markets[market]?.shard !== shard) continue;
      for (const side of ["bid", "ask"] as const) {
        let closes = Math.max(0, side === "bid" ? -contracts : contracts);
        for (const order of this.#queue(market, side)) {
          if (order.user !== user || order === without) continue;
          const opens = Math.max(0, order.left - closes);
          closes = Math.max(0, closes - order.left);
          held += opens * costOf(order) + this.#fee(order, opens, "maker", order.price);
        }
      }
    }
    return held;
  }

  #isCovered(order: ModelOrder, before: number): boolean {
    const { contracts } = this.#position(order);
    let opens = order.left - Math.max(0, order.side === "bid" ? -contracts : contracts);
    for (const other of this.#queue(order.market, order.side)) {
      if (other === order) break;
      if (other.user === order.user) opens += other.left;
    }
    opens = Math.max(0, Math.min(order.left, opens));
    const after = this.#heldBehind(order);
    if (opens === 0 && after <= before) return true;
    const fee = opens === 0
      ? 0
      : this.#fee(order, opens, "taker", order.price) + UNIT - this.#fee(order, opens, "maker", order.price);
    return this.#cash(order) - after >= fee;
  }

  /** @returns whether what is left may rest */
  #match(order: ModelOrder): boolean {
    for (
      let other = this.#opposite(order)[0];
      order.left > 0 && other !== undefined;
      other = this.#opposite(order)[0]
    ) {
      if (other.user === order.user) {
        if (order.rule.meetsOwn === "taker_at_cross") return false;
        other.status = "canceled";
        continue;
      }
      const count = Math.min(order.left, other.left);
      this.#fill(other, "maker", other.price, count);
      this.#fill(order, "taker", other.price, count);
      if (other.left === 0) other.status = "executed";
    }
    return order.left > 0;
  }

  #fill(order: ModelOrder, role: "maker" | "taker", price: number, count: number): void {
    const user = this.#user(order.user);
    const position = this.#position(order);
    const sign = order.side === "bid" ? 1 : -1;
    const cost = order.side === "bid" ? price : 10_000 - price;
    const held = Math.abs(position.contracts);
    const closes = Math.sign(position.contracts) === -sign ? Math.min(count, held) : 0;
    const released = closes === 0
      ? 0
      : closes === held
      ? position.cost
      : Math.floor(position.cost * closes / held);
    const pays = closes * (10_000 - cost) - (count - closes) * cost;
    position.contracts += sign * count;
    position.cost += (count - closes) * cost - released;
    position.realized += closes * (10_000 - cost) - released;
    const fee = this.#fee(order, count, role, price);
    const rounding = mod(pays - fee, UNIT);
    order.collected += rounding;
    const back = Math.floor(Math.min(order.collected, fee + rounding) / UNIT) * UNIT;
    order.collected -= back;
    user.cash.set(this.#shard(order), this.#cash(order) + pays - fee - rounding + back);
    user.fees += fee + rounding - back;
    order.filled += count;
    order.left -= count;
  }

  /** Newest first, whoever has less than is behind the orders. */
  #cancelUncovered(): void {
    for (const order of this.orders.toReversed()) {
      if (order.status !== "resting") continue;
      const held = this.#heldBehind(order);
      if (this.#cash(order) - held >= -SLACK) continue;
      if (this.held(order.user, this.#shard(order), order) < held) order.status = "canceled";
    }
  }

  /** What an order meets, in the order in which it meets it. */
  #opposite({ market, side, price }: ModelOrder): readonly ModelOrder[] {
    const other = side === "bid" ? "ask" : "bid";
    return this.#queue(market, other).filter((resting) =>
      side === "bid" ? resting.price <= price : resting.price >= price
    );
  }

  #queue(market: number, side: "bid" | "ask"): readonly ModelOrder[] {
    const resting = this.orders.filter((order) =>
      order.market === market && order.side === side && order.status === "resting"
    );
    const sign = side === "bid" ? -1 : 1;
    return resting.sort((one, other) => sign * (one.price - other.price) || one.place - other.place);
  }

  #fee({ market }: ModelOrder, count: number, role: "maker" | "taker", price: number): number {
    const share = role === "taker" ? 4n : this.#markets[market]?.chargesMakers === true ? 1n : 0n;
    // 0.0175 is a quarter of 0.07: the product is in 1e-14 dollars.
    const product = share * 175n * BigInt(count) * BigInt(price) * BigInt(10_000 - price);
    return Number((product + 99_999_999n) / 100_000_000n);
  }

  #shard({ market }: ModelOrder): number {
    return this.#markets[market]?.shard ?? -1;
  }

  #cash(order: ModelOrder): number {
    return this.#user(order.user).cash.get(this.#shard(order)) ?? 0;
  }

  #heldBehind(order: ModelOrder): number {
    return this.held(order.user, this.#shard(order));
  }

  #recorded(order: ModelOrder, status: ModelOrder["status"]): ModelOrder {
    order.status = status;
    this.orders.push(order);
    return order;
  }

  #withdrawn(code: string) {
    this.orders.pop();
    return { code };
  }

  #restored(order: ModelOrder, before: ModelOrder, code: string): string {
    Object.assign(order, before);
    return code;
  }

  #user(index: number): ModelUser {
    const user = this.users[index];
    if (user === undefined) throw new RangeError(`There is no user ${index}`);
    return user;
  }

  #position({ user, market }: ModelOrder) {
    const position = this.#user(user).positions[market];
    if (position === undefined) throw new RangeError(`There is no market ${market}`);
    return position;
  }
}

function costOf({ side, price }: ModelOrder): number {
  return side === "bid" ? price : 10_000 - price;
}

function mod(value: number, by: number): number {
  return ((value % by) + by) % by;
}
