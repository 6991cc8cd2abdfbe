/**
 * Orders by hand: placed, changed and cancelled by the trader, through the same gate as those of rules.
 *
 * What they buy is held by {@linkcode HAND}, without exits: the trader sells it, or it settles.
 *
 * @module
 */
import { readDecimal } from "../numbers/decimal.ts";
import type { Command } from "../commands.ts";
import { buyingSide, inSide, OUTCOME_SIDES, type OutcomeSide, sellingSide } from "../market/outcome_side.ts";
import type { TellNote } from "../notes.ts";
import { formatQuantity, type Price, PRICE_ONE, type Quantity } from "../numbers/money.ts";
import { type Order, outcomeSideOf, type TimeInForce } from "../orders.ts";
import type { Outbox } from "../outbox.ts";
import type { SignalOutcome } from "../outcomes.ts";
import { type Reason, shortPrice } from "../reasons.ts";
import { HAND } from "./holding.ts";
import type { OrderManager, OrderWish } from "./order_manager.ts";

type PlaceOrder = Extract<Command, { command: "place_order" }>;
type ChangeOrder = Extract<Command, { command: "change_order" }>;

const ACTIONS = ["buy", "sell"] as const;
const TIMES_IN_FORCE: readonly TimeInForce[] = ["good_till_canceled", "immediate_or_cancel"];
const FLAGS = ["true", "false"] as const;

/** An order as the trader asked for it: a price of its side. */
interface HandWish {
  readonly market: string;
  readonly outcomeSide: OutcomeSide;
  readonly action: "buy" | "sell";
  readonly price: Price;
  readonly quantity: Quantity;
  readonly timeInForce: TimeInForce;
  readonly postOnly: boolean;
}

/** What is to be sent in the place of an order that was asked to end. */
interface Replacement {
  readonly order: Order;
  /** A price of the order's side. */
  readonly price: Price;
  /** Contracts that shall rest; left out: what the order leaves. */
  readonly contracts: Quantity | undefined;
  /** Contracts that were filled when it was asked for: what fills from then to the end is not sent again. */
  readonly filled: Quantity;
}

/** Orders of the trader's hand. */
export class HandOrders {
  readonly #orders: OrderManager;
  readonly #outbox: Outbox;
  readonly #tell: TellNote;
  /** Intents that were carried out. */
  readonly #intents = new Set<string>();
  /** By the `client_order_id` of the order that is to end first. */
  readonly #replacements = new Map<string, Replacement>();

  constructor(orders: OrderManager, outbox: Outbox, tell: TellNote) {
    this.#orders = orders;
    this.#outbox = outbox;
    this.#tell = tell;
  }

  /** Why an order would not be sent now; `undefined` where it would. Nothing is sent, and nothing is remembered. */
  objection(command: PlaceOrder, at: number): Reason | undefined {
    const wish = readWish(command);
    if (typeof wish === "string") return { code: "ORDER_NOT_READ", detail: wish };
    const order = orderOf(wish);
    return (wish.action === "sell" ? this.#whyNotSold(wish, order) : undefined) ??
      this.#orders.objection(order, at);
  }

  /** Whether a command of an intent was carried out before: then it is said, and nothing is done. */
  #isRepeated(intent: string | undefined): boolean {
    if (intent === undefined) return false;
    if (this.#intents.has(intent)) {
      this.#tell("warning", "order by hand not sent again: it came twice");
      return true;
    }
    this.#intents.add(intent);
    return false;
  }

  /** Sends an order. What the gate or a wrong word keeps back is said. */
  place(command: PlaceOrder, at: number): void {
    if (this.#isRepeated(command.intent)) return;
    const wish = readWish(command);
    if (typeof wish === "string") {
      return this.#tell("warning", `order by hand not sent: ${wish}`, command.market);
    }
    this.#send(wish, at);
  }

  /** Makes an order smaller where that is all that is asked for; else ends it, and sends another once that is confirmed. */
  change({ order: id, price: priceText, contracts: contractsText, intent }: ChangeOrder, at: number): void {
    if (this.#isRepeated(intent)) return;
    const order = this.#orders.order(id);
    if (order?.isOpen !== true) return this.#fault(id, "there is no such open order");
    const { request, remaining } = order;
    const side = outcomeSideOf(request);
    const now = inSide(side, request.price);
    const price = priceText === undefined ? now : readPrice(priceText);
    const contracts = contractsText === undefined ? undefined : readContracts(contractsText);
    if (price === undefined) return this.#fault(id, `price ${priceText} is not ${PRICE_WORDS}`);
    if (contracts === undefined && contractsText !== undefined) {
      return this.#fault(id, `contracts ${contractsText} is not ${CONTRACTS_WORDS}`);
    }
    if (order.state === "unknown") {
      return this.#fault(id, "nobody knows whether the exchange has it: it can only be cancelled");
    }
    if (order.cancelSentAt !== undefined) return this.#fault(id, "it is being cancelled already");
    const isSmaller = price === now && contracts !== undefined && contracts < remaining;
    const isSame = price === now && (contracts === undefined || contracts === remaining);
    if (isSame) return this.#fault(id, "it is so already");
    if (request.strategy !== HAND && !(isSmaller && request.purpose === "entry")) {
      return this.#fault(
        id,
        `it is ${request.strategy}'s: its entries can be made smaller or cancelled, its exits are its own`,
      );
    }
    if (isSmaller && contracts !== undefined) {
      const { decreasedTo = order.size, filled } = order;
      const left = decreasedTo - filled as Quantity;
      if (contracts >= left) {
        return this.#fault(id, `it is being made smaller already, to ${formatQuantity(left)}`);
      }
      return this.#orders.decrease(order, contracts, at);
    }
    this.#replacements.set(id, { order, price, contracts, filled: order.filled });
    this.#orders.cancel(order, at, "requested");
  }

  /** Cancels one order. */
  cancel(id: string, at: number): void {
    const order = this.#orders.order(id);
    if (order?.isOpen !== true) return this.#fault(id, "there is no such open order");
    this.#replacements.delete(id);
    this.#orders.cancel(order, at, "requested");
  }

  /** Sends nothing any more in the place of orders that are ending. @param market left out: of all markets */
  forget(market?: string): void {
    for (const [id, { order }] of this.#replacements) {
      if (market === undefined || order.request.market === market) this.#replacements.delete(id);
    }
  }

  /** Sends what takes the place of an order, once its end and all of its fills were reported. */
  afterReport(id: string, at: number): void {
    if (this.#replacements.size === 0) return;
    const replacement = this.#replacements.get(id);
    if (replacement === undefined) return;
    const { order, price, contracts, filled } = replacement;
    if (order.isOpen || order.unreported > 0) return;
    this.#replacements.delete(id);
    const { request, remaining, state } = order;
    if (state === "rejected") {
      const text = `order ${id} was turned away before it could be changed: nothing is sent in its place`;
      return this.#tell("warning", text, request.market);
    }
    const left = state === "cancelled" ? remaining : 0;
    const quantity = contracts === undefined || left === 0 ? left : contracts - (order.filled - filled);
    if (quantity <= 0) {
      return this.#tell("info", `order ${id} was filled before it could be changed`, request.market);
    }
    this.#send({
      market: request.market,
      outcomeSide: outcomeSideOf(request),
      action: request.purpose === "entry" ? "buy" : "sell",
      price,
      quantity: quantity as Quantity,
      timeInForce: request.timeInForce,
      postOnly: request.postOnly,
    }, at);
  }

  #send(wish: HandWish, at: number): void {
    const { market, outcomeSide, action, price, quantity } = wish;
    const signal: SignalOutcome = {
      kind: "signal",
      at,
      strategy: HAND,
      market,
      action,
      ...(outcomeSide === "no" ? { outcomeSide } : {}),
      price,
      quantity,
    };
    const order = orderOf(wish);
    const refused = (action === "sell" ? this.#whyNotSold(wish, order) : undefined) ??
      this.#orders.send(order, at, { signal });
    if (refused !== undefined) this.#outbox.add({ ...signal, refused });
  }

  /** More than was bought by hand, or is offered already, would open the other side. */
  #whyNotSold({ market, outcomeSide, quantity }: HandWish, order: OrderWish): Reason | undefined {
    const { holdings, open, commitments } = this.#orders;
    const holding = holdings.find(HAND, market);
    if (holding === undefined || holding.outcomeSide !== outcomeSide) {
      const detail = holding === undefined
        ? "nothing here was bought by hand"
        : `${holding.outcomeSide.toUpperCase()} is held`;
      return { code: "NOT_HELD", detail };
    }
    const offered = open.in(market).reduce(
      (sum, { request, remaining }) =>
        request.strategy === HAND && request.side === order.side ? sum + remaining : sum,
      0,
    );
    const free = holding.contracts - offered as Quantity;
    if (quantity > free) {
      return {
        code: "NOT_HELD",
        detail: `${formatQuantity(free)} can be sold, ${formatQuantity(quantity)} asked for`,
      };
    }
    if (commitments.sellable(holding, quantity, order.reduceOnly !== true) < quantity) {
      return { code: "SOLD_ELSEWHERE", detail: "the account holds less than that" };
    }
    return commitments.meetsOwn(order) ? { code: "SELF_TRADE" } : undefined;
  }

  #fault(id: string, why: string): void {
    this.#tell("warning", `order ${id} not changed: ${why}`, this.#orders.order(id)?.request.market);
  }
}

function orderOf(
  { market, outcomeSide, action, price, quantity, timeInForce, postOnly }: HandWish,
): OrderWish {
  const sells = action === "sell";
  return {
    market,
    side: sells ? sellingSide(outcomeSide) : buyingSide(outcomeSide),
    price: inSide(outcomeSide, price),
    quantity,
    timeInForce,
    postOnly,
    ...(sells && timeInForce === "immediate_or_cancel" ? { reduceOnly: true } : {}),
    purpose: sells ? "manual" : "entry",
    strategy: HAND,
  };
}

const PRICE_WORDS = `a price in dollars above 0 and below 1, such as ${shortPrice(8600)}`;
const CONTRACTS_WORDS = "a count of contracts above 0 with at most 2 decimals, such as 10";

/** @returns in words what is wrong where something is */
function readWish(command: PlaceOrder): HandWish | string {
  const { market } = command;
  const outcomeSide = oneOf(OUTCOME_SIDES, command.outcome_side);
  if (outcomeSide === undefined) return `outcome_side ${command.outcome_side} is neither yes nor no`;
  const action = oneOf(ACTIONS, command.action);
  if (action === undefined) return `action ${command.action} is neither buy nor sell`;
  const timeInForce = oneOf(TIMES_IN_FORCE, command.time_in_force);
  if (timeInForce === undefined) {
    return `time_in_force ${command.time_in_force} is neither ${TIMES_IN_FORCE.join(" nor ")}`;
  }
  const postOnly = oneOf(FLAGS, command.post_only ?? "false");
  if (postOnly === undefined) return `post_only ${command.post_only} is neither true nor false`;
  if (postOnly === "true" && timeInForce === "immediate_or_cancel") {
    return "post_only cannot go with immediate_or_cancel: such an order would never trade";
  }
  const price = readPrice(command.price);
  if (price === undefined) return `price ${command.price} is not ${PRICE_WORDS}`;
  const quantity = readContracts(command.contracts);
  if (quantity === undefined) return `contracts ${command.contracts} is not ${CONTRACTS_WORDS}`;
  return { market, outcomeSide, action, price, quantity, timeInForce, postOnly: postOnly === "true" };
}

function oneOf<Text extends string>(words: readonly Text[], text: string): Text | undefined {
  return words.find((word) => word === text);
}

function readPrice(text: string): Price | undefined {
  const value = readDecimal(text, 4);
  return value !== undefined && value > 0 && value < PRICE_ONE ? value as Price : undefined;
}

function readContracts(text: string): Quantity | undefined {
  const value = readDecimal(text, 2);
  return value !== undefined && value > 0 ? value as Quantity : undefined;
}
