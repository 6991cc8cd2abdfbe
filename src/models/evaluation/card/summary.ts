/**
 * What a card says, in a few sentences.
 *
 * @module
 */
import { outside } from "../reliability.ts";
import type { Card, PriceStudy } from "./card.ts";
import {
  capital,
  countWords,
  difference,
  interval,
  listWords,
  plural,
  points,
  score,
  SOURCE_WORDS,
  spanWords,
  verdictWords,
  whyNot,
  withInterval,
  withSource,
} from "./words.ts";

/** Gaps that are outside their interval by more than this are named. */
const NAMED_GAP = 0.01;
/** The largest calibration error that a model to trade by should have. */
const FAIR_ECE = 0.015;

/** What was judged, in one line. */
export function titleOf({ model, judged: { games, rows, seasons } }: Card): string {
  return `${model.id} over ${plural(games, "game")} (${plural(rows, "row")}) of ${seasonWords(seasons)}`;
}

/** season 2024, seasons 2020, 2021 and 2022 */
export function seasonWords(seasons: readonly number[]): string {
  return `season${seasons.length === 1 ? "" : "s"} ${listWords(seasons)}`;
}

/** The sentences, the most telling first. */
export function summaryOf(card: Card): readonly string[] {
  const [main] = card.sources;
  return [
    ...card.sources.map(({ source, evaluation: { logLoss, brier, auc, ece }, pregame }) =>
      `${capital(withSource(source))}: ` +
      `log loss ${withInterval(logLoss)}, Brier ${score(brier.value)}, AUC ${score(auc.value)}, ECE ${
        score(ece.value)
      }${pregame === undefined ? "" : `; before the game log loss ${withInterval(pregame)}`}.`
    ),
    ...card.against.map(({ name, source, comparison }) =>
      `Against ${name} (ours ${withSource(source)}), on the same rows: log loss ` +
      `${withInterval(comparison.logLoss, difference)}: ${
        verdictWords(comparison.verdict, comparison.logLoss)
      }.`
    ),
    ...card.sourceDifferences.flatMap(({ source, comparison }) =>
      main === undefined ? [] : [
        `${capital(withSource(source))} in place of ${SOURCE_WORDS[main.source]}: log loss ` +
        `${withInterval(comparison.logLoss, difference)}: ${
          verdictWords(comparison.verdict, comparison.logLoss)
        }.`,
      ]
    ),
    ...(main === undefined ? [] : [calibrationSentence(main.evaluation)]),
    ...(card.prices === null ? [] : priceSentences(card.prices)),
  ];
}

type MainEvaluation = Card["sources"][number]["evaluation"];

function calibrationSentence({ buckets, ece }: MainEvaluation): string {
  const bad = buckets.filter(({ gap }) => outside(gap) > NAMED_GAP);
  const error = ece.value === null
    ? ""
    : `; ECE ${score(ece.value)} is ${ece.value <= FAIR_ECE ? "within" : "above"} ${FAIR_ECE}`;
  if (buckets.every(({ gap }) => gap.low === null)) {
    return `No decile has an interval: too few games${error}.`;
  }
  if (bad.length === 0) {
    return `No decile's gap between said and seen is further than 1 point outside its interval${error}.`;
  }
  const named = bad.map((bucket) =>
    `${spanWords(bucket)} (${points(bucket.gap.value)} ${interval(bucket.gap, points)})`
  );
  return `Deciles whose gap is more than 1 point outside its interval: ${listWords(named)}${error}.`;
}

function priceSentences(study: PriceStudy): readonly string[] {
  if (study.games.length === 0) {
    return ["At the same moments as a market's price: no recording could be used."];
  }
  const where = `At the same ${plural(study.moments, "moment")} of ${plural(study.games.length, "game")}`;
  const verdict = verdictWords(study.verdict, study.difference);
  const told = study.verdict === "lower"
    ? "the model's log loss is below the price's"
    : study.verdict === "higher"
    ? "the price's log loss is below the model's"
    : "that the model knows more than the price is not proved";
  const towards = study.towardsVerdict === "higher"
    ? "proved above 0"
    : study.towardsVerdict === "lower"
    ? "proved below 0"
    : `not proved: ${whyNot(study.towardsModel)}`;
  return [
    `${where}: the model's log loss ${score(study.model.value)}, the price's ${
      score(study.price.value)
    }, difference ` +
    `${withInterval(study.difference, difference)}: ${verdict}; ${told}.`,
    `The outcome lay ${
      withInterval(study.towardsModel, difference)
    } dollars a contract on the model's side of the ` +
    `price, before fees and spread: ${towards}.`,
  ];
}

/** Rows and games, for a table's cell. */
export function sizeWords({ rows, games }: { readonly rows: number; readonly games: number }): string {
  return `${countWords(rows)} rows, ${countWords(games)} games`;
}
