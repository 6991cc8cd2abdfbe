/**
 * The area under the ROC curve: how often a row of a game that the home team won has a higher chance than a row of one
 * that it lost; equal chances count half.
 *
 * @module
 */
import type { CountedStatistic } from "../../core/statistics/mod.ts";
import { type Draws, type Figure, figure } from "./figure.ts";
import type { JudgedRows } from "./rows.ts";

/** So many steps of rank for the samples of an interval: within a step, rows count as equal. */
const STEPS = 256;

/** Exact, by sorting; `undefined` where no row is of one of both kinds. */
export function auc(homeWon: Uint8Array, chances: Float64Array): number | undefined {
  const { won, lost } = sorted(homeWon, chances);
  if (won.length === 0 || lost.length === 0) return undefined;
  let [below, notAbove] = [0, 0];
  // Twice the pairs in the right order, so that halves stay whole numbers.
  let twice = 0;
  for (const chance of won) {
    while (below < lost.length && (lost[below] ?? 0) < chance) below++;
    notAbove = Math.max(notAbove, below);
    while (notAbove < lost.length && (lost[notAbove] ?? 0) <= chance) notAbove++;
    twice += below + notAbove;
  }
  return twice / 2 / won.length / lost.length;
}

function sorted(homeWon: Uint8Array, chances: Float64Array) {
  const of = (outcome: number) => chances.filter((_, row) => homeWon[row] === outcome).sort();
  return { won: of(1), lost: of(0) };
}

/**
 * The exact area, with the interval of an area by steps of rank: sorting all rows for every sample would take minutes. The
 * area by steps is moved to the exact one; that it is coarser hardly changes how far it varies.
 */
export function aucFigure(rows: JudgedRows, chances: Float64Array, draws: Draws): Figure {
  const value = auc(rows.homeWon, chances);
  if (value === undefined || draws.resamples === undefined) {
    return { value: value ?? null, low: null, high: null };
  }
  const stepped = steppedAuc(rows, chances);
  const found = figure(stepped, draws);
  const shift = value - (found.value ?? value);
  const moved = (bound: number | null) => bound === null ? null : bound + shift;
  return { value, low: moved(found.low), high: moved(found.high) };
}

/** The difference of two exact areas, `ours` less `theirs`, with the paired interval of areas by steps. */
export function aucDifference(
  rows: JudgedRows,
  ours: Float64Array,
  theirs: Float64Array,
  draws: Draws,
): Figure {
  const [own, other] = [auc(rows.homeWon, ours), auc(rows.homeWon, theirs)];
  if (own === undefined || other === undefined) return { value: null, low: null, high: null };
  const value = own - other;
  if (draws.resamples === undefined) return { value, low: null, high: null };
  const [first, second] = [steppedAuc(rows, ours), steppedAuc(rows, theirs)];
  const found = figure((times) => {
    const [a, b] = [first(times), second(times)];
    return a === undefined || b === undefined ? undefined : a - b;
  }, draws);
  const shift = value - (found.value ?? value);
  const moved = (bound: number | null) => bound === null ? null : bound + shift;
  return { value, low: moved(found.low), high: moved(found.high) };
}

/** The area where rows of one step count as equal, from how often each game counts. */
function steppedAuc(rows: JudgedRows, chances: Float64Array): CountedStatistic {
  const ordered = Float64Array.from(chances).sort();
  const edges = Float64Array.from(
    { length: STEPS - 1 },
    (_, step) => ordered[Math.floor((step + 1) * ordered.length / STEPS)] ?? 1,
  );
  const counts = new Float64Array(rows.games * STEPS);
  const wonBy = new Uint8Array(rows.games);
  for (let row = 0; row < chances.length; row++) {
    const game = rows.gameOf[row] ?? 0;
    const place = game * STEPS + stepOf(edges, chances[row] ?? 0);
    counts[place] = (counts[place] ?? 0) + 1;
    wonBy[game] = rows.homeWon[row] ?? 0;
  }
  const won = new Float64Array(STEPS);
  const lost = new Float64Array(STEPS);
  return (times) => {
    won.fill(0);
    lost.fill(0);
    for (let game = 0; game < times.length; game++) {
      const count = times[game] ?? 0;
      if (count === 0) continue;
      const into = wonBy[game] === 1 ? won : lost;
      const from = game * STEPS;
      for (let step = 0; step < STEPS; step++) {
        into[step] = (into[step] ?? 0) + count * (counts[from + step] ?? 0);
      }
    }
    return areaOf(won, lost);
  };
}

/** How many edges are at or below a chance. */
function stepOf(edges: Float64Array, chance: number): number {
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((edges[middle] ?? 1) <= chance) low = middle + 1;
    else high = middle;
  }
  return low;
}

function areaOf(won: Float64Array, lost: Float64Array): number | undefined {
  let [right, below, above] = [0, 0, 0];
  for (let step = 0; step < won.length; step++) {
    const [ups, downs] = [won[step] ?? 0, lost[step] ?? 0];
    right += ups * (below + downs / 2);
    below += downs;
    above += ups;
  }
  return below === 0 || above === 0 ? undefined : right / below / above;
}
