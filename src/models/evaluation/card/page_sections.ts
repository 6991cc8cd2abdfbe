/**
 * The sections of a card's page that show the model by itself.
 *
 * @module
 */
import { escapeHtml } from "../../../lib/page/html.ts";
import type { Figure } from "../figure.ts";
import { outside, type ReliabilityBucket } from "../reliability.ts";
import type { Card } from "./card.ts";
import { reliabilityDiagram, smallDiagram, whiskerChart } from "./drawings.ts";
import { sizeWords } from "./summary.ts";
import { type Cell, tableHtml } from "./table.ts";
import {
  capital,
  countWords,
  difference,
  interval,
  percent,
  points,
  score,
  spanWords,
  withInterval,
  withSource,
} from "./words.ts";

type SourceEvaluation = Card["sources"][number];
type Group = SourceEvaluation["evaluation"]["byTimeLeft"][number];

/** Below this a gap outside its interval is not marked. */
const MARKED_GAP = 0.01;

/** A figure with its interval beneath. */
export function figureCell(figure: Figure, write: (value: number | null) => string = score): Cell {
  return { text: write(figure.value), small: interval(figure, write) };
}

/** A plot beside its table, beneath each other where it is narrow. */
export function beside(plot: string, table: string): string {
  return `<div class="columns"><div>${plot}</div><div>${table}</div></div>`;
}

/** A paragraph in small words. */
export function summary(text: string): string {
  return `<p class="summary">${escapeHtml(text)}</p>`;
}

/** The diagram of deciles and its table. */
export function reliabilityHtml({ source, evaluation }: SourceEvaluation): string {
  const words =
    `${capital(withSource(source))}. A dot above the line: the home team won more often than was said. ` +
    "Bars are 95 % intervals by game: where one does not touch the line, luck does not explain the gap. There is none " +
    "where fewer than ten games are, or all of them ended the same. " +
    `ECE ${withInterval(evaluation.ece)}: never ` +
    "below 0 and above it by luck alone, so that its interval leans high.";
  return summary(words) +
    beside(
      reliabilityDiagram(evaluation.buckets, "Chance said against share seen, by decile"),
      decileTable(evaluation.buckets),
    );
}

function decileTable(buckets: readonly ReliabilityBucket[]): string {
  const rows = buckets.filter(({ rows }) => rows > 0).map((bucket): readonly Cell[] => [
    { text: spanWords(bucket), small: sizeWords(bucket) },
    percent(bucket.said),
    percent(bucket.seen),
    {
      text: points(bucket.gap.value),
      small: interval(bucket.gap, points),
      ...(outside(bucket.gap) > MARKED_GAP ? { tone: "loss" as const } : {}),
    },
  ]);
  return tableHtml("Reliability by decile", [
    { title: "Chance" },
    { title: "Said", number: true, hint: "Mean chance that was named." },
    { title: "Seen", number: true, hint: "Share of rows of games that the home team won." },
    { title: "Gap", number: true, hint: "Seen − said, percentage points, with its interval." },
  ], rows);
}

/** Log loss by time left, and the reliability of each span. */
export function timeLeftHtml({ source, evaluation: { byTimeLeft } }: SourceEvaluation): string {
  const multiples = byTimeLeft.map((group) =>
    `<figure>${smallDiagram(group.buckets, `Chance said against share seen: ${group.name}`)}<figcaption>${
      escapeHtml(`${group.name}: ECE ${score(group.ece.value, 3)}`)
    }</figcaption></figure>`
  );
  return summary(
    `${capital(withSource(source))}. Less time left, fewer games in doubt: losses fall by themselves.`,
  ) +
    beside(groupChart(byTimeLeft, "Log loss by time left"), groupTable("By time left", "Left", byTimeLeft)) +
    `<h3>Reliability by time left</h3><div class="multiples">${multiples.join("\n")}</div>`;
}

/** Log loss by season. */
export function seasonHtml({ sources }: Card): string {
  const parts = sources.map(({ source, evaluation: { bySeason } }) =>
    `<h3>${escapeHtml(capital(withSource(source)))}</h3>` +
    beside(groupChart(bySeason, "Log loss by season"), groupTable("By season", "Season", bySeason))
  );
  return summary("Seasons differ by more than models do: compare models on the same games only.") +
    parts.join("\n");
}

function groupChart(groups: readonly Group[], title: string): string {
  return whiskerChart(groups.map(({ name, logLoss }) => ({ name, figure: logLoss })), title);
}

function groupTable(label: string, first: string, groups: readonly Group[]): string {
  const rows = groups.map((group): readonly Cell[] => [
    { text: group.name, small: sizeWords(group) },
    figureCell(group.logLoss),
    score(group.brier.value),
    score(group.ece.value, 3),
  ]);
  return tableHtml(label, [
    { title: first },
    { title: "Log loss", number: true },
    { title: "Brier", number: true },
    { title: "ECE", number: true, hint: "Mean absolute gap of the deciles, by rows." },
  ], rows);
}

/** What exchanging an input costs, and where the trees gain. */
export function importanceHtml({ importance }: Card): string {
  if (importance === null) return summary("Not measured.");
  const { permutation, gain, rows, source } = importance;
  const words =
    `Each input taken from another game at the same place in it (the clock from another place), all else as it is, over ` +
    `${countWords(rows)} rows ${withSource(source)}: how much the log loss rises. What two inputs both ` +
    "say is counted for neither.";
  const costs = beside(
    whiskerChart(
      permutation.map(({ input, logLoss }) => ({ name: input, figure: logLoss })),
      "Rise of the log loss by exchanged input",
      { write: difference, zero: true },
    ),
    tableHtml(
      "Rise of the log loss by exchanged input",
      [{ title: "Input" }, { title: "Log loss", number: true }, { title: "" }],
      permutation.map(({ input, logLoss, verdict }) => [
        input,
        figureCell(logLoss, difference),
        verdict === "higher" ? "matters" : verdict === "lower" ? "harms" : "not proved",
      ]),
    ),
  );
  if (gain.length === 0) {
    return summary(words) + costs + summary("The model has no trees, so there is no gain to share.");
  }
  const shares = whiskerChart(
    gain.map(({ feature, share }) => ({ name: feature, figure: { value: share, low: null, high: null } })),
    "Share of the trees' gain by feature",
    { write: percent, zero: true },
  );
  const table = tableHtml(
    "Share of the trees' gain by feature",
    [{ title: "Feature" }, { title: "Share of gain", number: true }],
    gain.map(({ feature, share }) => [feature, percent(share)]),
  );
  return summary(words) + costs + "<h3>Gain of the trees</h3>" +
    summary(
      "How much splits on a feature lowered the training loss; features that say the same share it by chance.",
    ) +
    beside(shares, table);
}
