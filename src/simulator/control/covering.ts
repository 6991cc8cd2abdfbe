/**
 * Chooses exchanges to test against: each open question answered either way, and every pair of answers together somewhere.
 *
 * All combinations would be millions; faults that need more than two answers at once are rare, so every pair is the bargain.
 *
 * @module
 */
import type { Doubts } from "../exchange/doubts.ts";

/** Answers by question. */
export type Answers<Questions> = { readonly [Name in keyof Questions]: readonly Questions[Name][] };

/** Both answers, or all, of each question about the exchange; the likely one first. */
export const DOUBT_ANSWERS: Answers<Doubts> = {
  cancelOfFilled: ["not_found", "CANNOT_UPDATE_FILLED_ORDER"],
  amendOfFilled: ["CANNOT_UPDATE_FILLED_ORDER", "not_found"],
  postOnlyCross: ["cancelled", "refused", "refused_with_record"],
  fillOrKillShort: ["refused", "cancelled"],
  reduceOnlyOfNothing: ["cancelled", "refused"],
  pastExpiry: ["refused", "immediate"],
  recentClientIdMs: [60_000, 0],
  cancelAllSweepMs: [60_000, 0],
  crossingAmendRemaining: ["after_match", "zero"],
  amendCounts: ["always", "when_changed"],
  netting: [true, false],
  marginCancel: [true, false],
  groupTriggersWhen: ["exceeded", "reached"],
  initialCountAfterDecrease: ["placed", "reduced"],
  closeCancelAfterMs: [1_000, 60_000],
  balanceExcludesResting: [true, false],
  portfolioValueIncludesCash: [false, true],
  balanceUpdatedUnit: ["seconds", "milliseconds"],
  settlementRevenue: ["payout", "zero"],
  settlementFeeCost: ["trading_fees", "own_fee"],
  bookChangeNamesFilledOrder: [false, true],
  lockedKey: ["not_found", "forbidden"],
  attestationStopsExits: [true, false],
  clockToleranceMs: [30_000, 5_000],
};

/**
 * Rows that together hold every pair of answers to two questions. The first row has the first answer to each.
 *
 * @param answers at least one to each question
 */
export function coveringSet<Questions extends object>(answers: Answers<Questions>): readonly Questions[] {
  const names = Object.keys(answers) as (keyof Questions & string)[];
  const choices = names.map((name) => answers[name].length);
  const open = new Set<string>();
  for (let one = 0; one < names.length; one++) {
    for (let two = one + 1; two < names.length; two++) {
      for (let first = 0; first < (choices[one] ?? 0); first++) {
        for (let second = 0; second < (choices[two] ?? 0); second++) open.add(pair(one, first, two, second));
      }
    }
  }
  const rows: number[][] = [];
  for (let row = names.map(() => 0); rows.length === 0 || open.size > 0; row = nextRow(choices, open)) {
    for (let one = 0; one < row.length; one++) {
      for (let two = one + 1; two < row.length; two++) {
        open.delete(pair(one, row[one] ?? 0, two, row[two] ?? 0));
      }
    }
    rows.push(row);
  }
  return rows.map((row) =>
    Object.fromEntries(names.map((name, index) => [name, answers[name][row[index] ?? 0]])) as Questions
  );
}

/** Rows that are tried for each one that is taken. */
const TRIES = 50;

/** The row, of some that begin with a pair that is open, that closes most. */
function nextRow(choices: readonly number[], open: ReadonlySet<string>): number[] {
  const starts = [...open];
  let best: number[] = [];
  let most = -1;
  for (let attempt = 0; attempt < Math.min(TRIES, starts.length); attempt++) {
    const start = starts[Math.floor(attempt * starts.length / TRIES) % starts.length] ?? "";
    const { row, closed } = rowFrom(start, attempt, choices, open);
    if (closed > most) [best, most] = [row, closed];
  }
  return best;
}

/** Takes for each question, in an order of its own, the answer that closes most with those before it. */
function rowFrom(start: string, turn: number, choices: readonly number[], open: ReadonlySet<string>) {
  const [one = 0, firstAnswer = 0, two = 0, secondAnswer = 0] = start.split(",").map(Number);
  const fixed = new Map([[one, firstAnswer], [two, secondAnswer]]);
  let closedInAll = 1;
  for (let step = 0; step < choices.length; step++) {
    const index = (step + turn) % choices.length;
    if (fixed.has(index)) continue;
    let best = 0;
    let most = -1;
    for (let answer = 0; answer < (choices[index] ?? 0); answer++) {
      let closed = 0;
      for (const [other, its] of fixed) {
        const key = other < index ? pair(other, its, index, answer) : pair(index, answer, other, its);
        if (open.has(key)) closed++;
      }
      if (closed > most) [best, most] = [answer, closed];
    }
    closedInAll += most;
    fixed.set(index, best);
  }
  return { row: choices.map((_, index) => fixed.get(index) ?? 0), closed: closedInAll };
}

function pair(one: number, first: number, two: number, second: number): string {
  return `${one},${first},${two},${second}`;
}
