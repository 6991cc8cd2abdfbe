/**
 * What matters to a model: how much worse it gets when an input is taken from another game, and which features its trees
 * gain by.
 *
 * @module
 */
import { Random } from "../../core/numbers/prng.ts";
import type { PlayTable } from "../data/play_table.ts";
import type { Model } from "../format/model.ts";
import type { PregameSource } from "../situation/pregame.ts";
import { newSituation } from "../situation/situation.ts";
import { type Draws, type Figure, figure, ratio, type Verdict, verdictOf } from "./figure.ts";
import { type Input, inputsOf } from "./inputs.ts";
import { gamesOf } from "./reliability.ts";
import { type JudgedRows, oneGroup, sumByGame } from "./rows.ts";

/** What exchanging an input costs. */
export interface InputCost {
  readonly input: string;
  /** Log loss with the input from another game, less log loss as it is; above 0 the input matters. */
  readonly logLoss: Figure;
  readonly verdict: Verdict;
}

/** Share of the trees' gain. */
export interface FeatureGain {
  readonly feature: string;
  readonly share: number;
}

/** Rows asked about; each input costs as many questions. */
export const MOST_ROWS = 100_000;

/** A model, and the rows that it is asked about. */
export interface ImportanceInput {
  readonly model: Pick<Model, "probability">;
  /** With the pregame numbers that it is asked with. */
  readonly table: PlayTable;
  /** Numbers of rows, those of a game one after the other. */
  readonly places: Int32Array;
  /** The same rows: who won, and the game of each. */
  readonly rows: JudgedRows;
}

/**
 * Takes each input from another game, at the same share of its rows (the clock at another one), and asks again. Whole games are exchanged: were rows
 * shuffled, an input that hardly moves within a game would seem to matter as little as noise.
 *
 * An input that the model does not ask for changes nothing, and is left out.
 *
 * @returns the costliest first
 */
export function inputCosts(input: ImportanceInput, draws: Draws, seed: number): readonly InputCost[] {
  const sample = sampleRows(input, MOST_ROWS);
  const own = chancesOf(sample);
  const spans = spansOf(sample.rows);
  if (spans.length < 2) return [];
  const donors = shuffledGames(spans.length, seed);
  const random = new Random(seed).fork("places");
  const shifts = spans.map(() => random.next());
  const before = sumByGame(sample.rows, own, oneGroup(sample.rows))[0];
  const costs = inputsOf(input.table.sport).flatMap((each): InputCost[] => {
    const chances = chancesOf(sample, { input: each, spans, donors, shifts });
    if (chances.every((chance, row) => chance === own[row])) return [];
    const after = sumByGame(sample.rows, chances, oneGroup(sample.rows))[0];
    if (before === undefined || after === undefined) return [];
    const rise = after.logLoss.map((loss, game) => loss - (before.logLoss[game] ?? 0));
    const logLoss = figure(ratio(rise, before.rows), draws, gamesOf(before));
    return [{ input: each.name, logLoss, verdict: verdictOf(logLoss) }];
  });
  return costs.sort((one, other) => (other.logLoss.value ?? 0) - (one.logLoss.value ?? 0));
}

/** How many rows {@linkcode inputCosts} asks about. */
export function sampledRows(rows: number): number {
  return Math.ceil(rows / stepOf(rows, MOST_ROWS));
}

function stepOf(rows: number, most: number): number {
  return Math.max(1, Math.ceil(rows / most));
}

/** Every so many rows, of all games. */
function sampleRows(input: ImportanceInput, most: number): ImportanceInput {
  const step = stepOf(input.places.length, most);
  const isKept = (_: number, index: number) => index % step === 0;
  const { homeWon, gameOf, games } = input.rows;
  return {
    ...input,
    places: input.places.filter(isKept),
    rows: { homeWon: homeWon.filter(isKept), gameOf: gameOf.filter(isKept), games },
  };
}

/** Where a game's rows begin, and how many they are. */
interface Span {
  readonly from: number;
  readonly rows: number;
}

interface Exchange {
  readonly input: Input;
  readonly spans: readonly Span[];
  /** The place in `spans` that each takes the input from. */
  readonly donors: readonly number[];
  /** By how much of a game each looks further on, where an input is taken from elsewhere. */
  readonly shifts: readonly number[];
}

function spansOf({ gameOf }: JudgedRows): readonly Span[] {
  const spans: Span[] = [];
  let from = 0;
  for (let row = 1; row <= gameOf.length; row++) {
    if (row < gameOf.length && gameOf[row] === gameOf[from]) continue;
    spans.push({ from, rows: row - from });
    from = row;
  }
  return spans;
}

/** A ring through all games in a drawn order: with two games or more, each takes from another one. */
function shuffledGames(games: number, seed: number): readonly number[] {
  const random = new Random(seed);
  const ring = Array.from({ length: games }, (_, game) => game);
  for (let place = games - 1; place > 0; place--) {
    const other = random.integer(0, place);
    [ring[place], ring[other]] = [ring[other] ?? 0, ring[place] ?? 0];
  }
  const donors = new Array<number>(games).fill(0);
  for (const [place, game] of ring.entries()) donors[game] = ring[(place + 1) % games] ?? game;
  return donors;
}

function chancesOf({ model, table, places }: ImportanceInput, exchange?: Exchange): Float64Array {
  const chances = new Float64Array(places.length);
  const moment = newSituation(table.sport);
  const other = newSituation(table.sport);
  const spans = exchange?.spans ?? [{ from: 0, rows: places.length }];
  for (const [game, { from, rows }] of spans.entries()) {
    const donor = exchange === undefined ? undefined : spans[exchange.donors[game] ?? game];
    const shift = exchange?.input.fromElsewhere === true ? exchange.shifts[game] ?? 0 : 0;
    for (let row = from; row < from + rows; row++) {
      const place = places[row] ?? 0;
      table.situation(place, moment);
      if (exchange !== undefined && donor !== undefined) {
        const share = ((row - from) / rows + shift) % 1;
        table.situation(places[donor.from + Math.floor(share * donor.rows)] ?? 0, other);
        exchange.input.exchange(moment, other);
      }
      chances[row] = model.probability(moment, table.source);
      if (Number.isNaN(chances[row])) {
        // What no game can have is not asked about: this row keeps its own.
        table.situation(place, moment);
        chances[row] = model.probability(moment, table.source);
      }
    }
  }
  return chances;
}

/** How the trees of the part for a source share their gain; empty where it has none. The largest first. */
export function featureGains(model: Pick<Model, "parts">, source: PregameSource): readonly FeatureGain[] {
  const trees = model.parts.find(({ sources }) => sources.includes(source))?.trees;
  if (trees === undefined) return [];
  const sums = new Float64Array(trees.features.length);
  let all = 0;
  for (let node = 0; node < trees.gains.length; node++) {
    const gain = trees.gains[node] ?? 0;
    const column = (trees.slots[node] ?? 0) % trees.features.length;
    sums[column] = (sums[column] ?? 0) + gain;
    all += gain;
  }
  if (!(all > 0)) return [];
  return trees.features.map((feature, column) => ({ feature, share: (sums[column] ?? 0) / all }))
    .sort((one, other) => other.share - one.share);
}
