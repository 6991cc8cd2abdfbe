/**
 * A model's card on a terminal.
 *
 * @module
 */
import { alignColumns } from "../../lib/columns.ts";
import { safeLine } from "../../lib/safe_text.ts";
import { type Card, summaryOf, titleOf } from "../../models/evaluation/card/mod.ts";
import {
  countWords,
  difference,
  interval,
  percent,
  points,
  score,
  shortVerdict,
  spanWords,
  withInterval,
  withSource,
} from "../../models/evaluation/card/words.ts";

/**
 * What the card says, then its tables.
 *
 * @param folder where the card was written; left out where it was not
 */
export function* evaluationLines(card: Card, folder: string | undefined): Generator<string> {
  yield safeLine(titleOf(card));
  for (const caveat of card.caveats) yield `  ${safeLine(caveat)}`;
  yield "";
  for (const sentence of summaryOf(card)) yield safeLine(sentence);
  const [main] = card.sources;
  if (main !== undefined) {
    const { buckets, byTimeLeft } = main.evaluation;
    yield* part(
      `Reliability, ${withSource(main.source)}`,
      ["chance", "rows", "said", "seen", "gap, points"],
      buckets.filter(({ rows }) => rows > 0).map((bucket) => [
        spanWords(bucket),
        countWords(bucket.rows),
        percent(bucket.said),
        percent(bucket.seen),
        `${points(bucket.gap.value)} ${interval(bucket.gap, points)}`.trim(),
      ]),
    );
    yield* part(
      `By time left, ${withSource(main.source)}`,
      ["left", "rows", "log loss", "Brier", "ECE"],
      byTimeLeft.map(({ name, rows, logLoss, brier, ece }) => [
        name,
        countWords(rows),
        withInterval(logLoss),
        score(brier.value),
        score(ece.value, 3),
      ]),
    );
    if (main.evaluation.bySeason.length > 1) {
      yield* part(
        `By season, ${withSource(main.source)}`,
        ["season", "games", "log loss"],
        main.evaluation.bySeason.map((
          { name, games, logLoss },
        ) => [name, countWords(games), withInterval(logLoss)]),
      );
    }
  }
  yield* importanceLines(card);
  yield* priceLines(card);
  if (folder !== undefined) yield* ["", `card: ${folder}/card.html and card.json`];
}

function* importanceLines({ importance }: Card): Generator<string> {
  if (importance === null) return;
  const { rows, permutation, gain } = importance;
  yield* part(
    `What matters: log loss more with an input from another game, ${countWords(rows)} rows`,
    ["input", "log loss"],
    permutation.map(({ input, logLoss }) => [input, withInterval(logLoss, difference)]),
  );
  if (gain.length === 0) return;
  yield* part(
    "Share of the trees' gain",
    ["feature", "share"],
    gain.slice(0, 12).map(({ feature, share }) => [safeLine(feature), percent(share)]),
  );
}

function* priceLines({ prices }: Card): Generator<string> {
  if (prices === null) return;
  yield* part(
    `Against the price at the same moments: ${shortVerdict(prices.verdict)}`,
    ["game", "moments", "won by", "model", "price", "difference"],
    prices.games.map(({ event, moments, homeWon, model, price }) => [
      safeLine(event),
      countWords(moments),
      homeWon ? "home" : "away",
      score(model),
      score(price),
      difference(model - price),
    ]),
  );
  for (const { recording, why } of prices.leftOut) yield `  ${safeLine(`${recording} left out: ${why}`)}`;
}

/** A table with its title, numbers to the right. */
function* part(
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): Generator<string> {
  if (rows.length === 0) return;
  yield "";
  yield title;
  const right = new Set(head.map((_, column) => column).slice(1));
  for (const line of alignColumns([head, ...rows], { right })) yield `  ${line}`;
}
