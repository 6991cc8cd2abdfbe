/**
 * The facts of a live session, folded: what of them holds entries back.
 *
 * @module
 */
import type { Difference, KeptHalt, LiveReported } from "../live.ts";
import type { Micros } from "../numbers/money.ts";

/** What the gate reads of a live session. */
export interface LiveView {
  readonly confirmed: boolean;
  /** Why no arming is in force, where one is needed. */
  readonly unarmed: string | undefined;
  /** Why journal and exchange are not known to agree; `undefined` where they are. */
  readonly notReconciled: string | undefined;
  readonly blind: string | undefined;
  /** APIs whose breakers are open. */
  readonly breakers: readonly string[];
  readonly cannotTrade: string | undefined;
  /** Unix milliseconds; infinite where there is no end. */
  readonly attestedUntil: number;
  /** What the journal's record and the exchange's of a market differ in. */
  difference(market: string): string | undefined;
}

/** Facts of a live session: nothing is confirmed and nothing compared before the first report says so. */
export class LiveFacts implements LiveView {
  confirmed = false;
  unarmed: string | undefined;
  notReconciled: string | undefined = "journal and exchange were not compared yet";
  blind: string | undefined;
  breakers: readonly string[] = [];
  cannotTrade: string | undefined;
  attestedUntil = Infinity;
  /** The halts that the journal keeps. */
  halts: readonly KeptHalt[] = [];
  #differs: readonly Difference[] = [];
  #dayPnl: { readonly at: number; readonly pnl: Micros } | undefined;

  difference(market: string): string | undefined {
    return this.#differs.find((each) => each.market === market)?.detail;
  }

  /** All markets of which journal and exchange differ. */
  get differences(): readonly Difference[] {
    return this.#differs;
  }

  /** What the whole account has gained since the day began, where it was reported since then. @param since the day's begin */
  dayPnl(since: number): Micros | undefined {
    return this.#dayPnl !== undefined && this.#dayPnl.at >= since ? this.#dayPnl.pnl : undefined;
  }

  /** Takes over what has changed. */
  fold(event: LiveReported): void {
    const { at, confirmed, reconciled, blind, halts, differs, breakers, accountDayPnl } = event;
    if (confirmed !== undefined) this.confirmed = confirmed;
    if (reconciled !== undefined) this.notReconciled = reconciled === true ? undefined : reconciled;
    if (event.unarmed !== undefined) this.unarmed = event.unarmed ?? undefined;
    if (blind !== undefined) this.blind = blind ?? undefined;
    if (halts !== undefined) this.halts = halts;
    if (differs !== undefined) this.#differs = differs;
    if (breakers !== undefined) this.breakers = breakers;
    if (accountDayPnl !== undefined) this.#dayPnl = { at, pnl: accountDayPnl };
    if (event.cannotTrade !== undefined) this.cannotTrade = event.cannotTrade ?? undefined;
    if (event.attestedUntil !== undefined) this.attestedUntil = event.attestedUntil ?? Infinity;
  }
}
