/**
 * Whose contracts an account's own positions are: session by session and strategy by strategy, from fills, adjustments and
 * what was handed over. Pure.
 *
 * @module
 */
import { complement, type Micros, multiplyDivide, type Price, type Quantity } from "../core/numbers/money.ts";

/** Contracts that came or went, in a market. */
export interface OwnedChange {
  readonly at: number;
  /** + YES, − NO. */
  readonly quantity: number;
  /** A YES price. */
  readonly price: number;
  readonly fee: number;
  /** Whose; left out where nobody is named, as of a settlement. */
  readonly owner?: { readonly session: number; readonly strategy: string };
  /** The order, where it is an entry. */
  readonly entry?: string;
}

/** Contracts that one session gave to another, or lost to it. */
export interface HandedOver {
  readonly at: number;
  readonly from: number;
  readonly to: number;
  readonly strategy: string;
  readonly quantity: number;
  readonly cost: number;
  readonly fees: number;
  readonly openedAt: number;
  readonly boughtAt: number;
  readonly entry: string | undefined;
}

/** What a strategy of a session holds in a market. */
export interface OwnedHolding {
  readonly session: number;
  readonly strategy: string;
  /** + YES, − NO. */
  readonly quantity: Quantity;
  /** What these contracts have cost, without fees. */
  readonly cost: Micros;
  /** The fees of buying them. */
  readonly fees: Micros;
  readonly openedAt: number;
  readonly boughtAt: number;
  /** The last order that bought of them. */
  readonly entry: string | undefined;
}

type Bin = { -readonly [Key in keyof OwnedHolding]: OwnedHolding[Key] };

/** The holdings that changes make, in the order of their times; those that are flat are left out. */
export function holdingsOf(
  changes: readonly OwnedChange[],
  handedOver: readonly HandedOver[],
): readonly OwnedHolding[] {
  const bins = new Map<string, Bin>();
  const binOf = (session: number, strategy: string): Bin => {
    const key = `${session} ${strategy}`;
    const found = bins.get(key);
    if (found !== undefined) return found;
    const made = { session, strategy, ...EMPTY };
    bins.set(key, made);
    return made;
  };
  const steps = [
    ...changes.map((change) => ({ at: change.at, take: () => takeChange(change, bins, binOf) })),
    ...handedOver.map((each) => ({
      at: each.at,
      take: () => {
        close(binOf(each.from, each.strategy), each.quantity);
        receive(binOf(each.to, each.strategy), each);
      },
    })),
  ];
  for (const { take } of steps.toSorted((a, b) => a.at - b.at)) take();
  return [...bins.values()].filter(({ quantity }) => quantity !== 0);
}

const EMPTY = {
  quantity: 0 as Quantity,
  cost: 0 as Micros,
  fees: 0 as Micros,
  openedAt: 0,
  boughtAt: 0,
  entry: undefined,
};

function takeChange(
  change: OwnedChange,
  bins: ReadonlyMap<string, Bin>,
  binOf: (session: number, strategy: string) => Bin,
): void {
  if (change.owner !== undefined) return trade(binOf(change.owner.session, change.owner.strategy), change);
  // Nobody is named: what is held against it goes, the newest first.
  let left = change.quantity;
  for (const bin of [...bins.values()].reverse()) {
    if (left === 0 || Math.sign(bin.quantity) !== -Math.sign(left)) continue;
    const part = Math.sign(left) * Math.min(Math.abs(left), Math.abs(bin.quantity));
    trade(bin, { ...change, quantity: part });
    left -= part;
  }
}

/** What closes takes its share of cost and fees with it; what goes beyond opens the other side. */
function trade(bin: Bin, { at, quantity, price, fee, entry }: OwnedChange): void {
  const closes = bin.quantity !== 0 && Math.sign(quantity) !== Math.sign(bin.quantity)
    ? Math.min(Math.abs(quantity), Math.abs(bin.quantity))
    : 0;
  if (closes > 0) close(bin, Math.sign(bin.quantity) * closes);
  const opens = Math.abs(quantity) - closes;
  if (opens === 0) return;
  if (bin.quantity === 0) bin.openedAt = at;
  bin.boughtAt = at;
  bin.entry = entry ?? bin.entry;
  bin.quantity = bin.quantity + Math.sign(quantity) * opens as Quantity;
  bin.cost = bin.cost + opens * (quantity > 0 ? price : complement(price as Price)) as Micros;
  bin.fees = bin.fees + multiplyDivide(fee, opens, Math.abs(quantity)) as Micros;
}

/** @param quantity what goes: of the sign of what is held */
function close(bin: Bin, quantity: number): void {
  const held = Math.abs(bin.quantity);
  const part = Math.sign(quantity) === Math.sign(bin.quantity) ? Math.min(Math.abs(quantity), held) : 0;
  if (part > 0) {
    bin.cost = bin.cost - multiplyDivide(bin.cost, part, held) as Micros;
    bin.fees = bin.fees - multiplyDivide(bin.fees, part, held) as Micros;
  }
  bin.quantity = bin.quantity - quantity as Quantity;
}

function receive(bin: Bin, { quantity, cost, fees, openedAt, boughtAt, entry }: HandedOver): void {
  bin.openedAt = bin.quantity === 0 ? openedAt : Math.min(bin.openedAt, openedAt);
  bin.boughtAt = Math.max(bin.boughtAt, boughtAt);
  bin.entry = entry ?? bin.entry;
  bin.quantity = bin.quantity + quantity as Quantity;
  bin.cost = bin.cost + cost as Micros;
  bin.fees = bin.fees + fees as Micros;
}
