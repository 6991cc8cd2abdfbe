/**
 * The sections of a card's page that set the model beside others: sources, models, prices.
 *
 * @module
 */
import { escapeHtml } from "../../../lib/page/html.ts";
import type { Card } from "./card.ts";
import { whiskerChart } from "./drawings.ts";
import { beside, figureCell, summary } from "./page_sections.ts";
import { sizeWords } from "./summary.ts";
import { type Cell, tableHtml } from "./table.ts";
import { countWords, difference, score, shortVerdict, SOURCE_WORDS } from "./words.ts";

type Comparison = Card["against"][number]["comparison"];

/** The scores with each source of the pregame number, and of those that the model is compared with. */
export function sourcesHtml({ sources, against }: Card): string {
  const rowOf = (
    name: string,
    { evaluation }: { readonly evaluation: Card["sources"][number]["evaluation"] },
  ) => [
    { text: name, small: sizeWords(evaluation) },
    figureCell(evaluation.logLoss),
    figureCell(evaluation.logLossByGame),
    figureCell(evaluation.brier),
    figureCell(evaluation.auc),
    figureCell(evaluation.ece),
  ];
  const others = new Map(against.map((each) => [each.name, each.other]));
  const rows = [
    ...sources.map((each) => rowOf(SOURCE_WORDS[each.source], each)),
    ...[...others].map(([name, evaluation]) => rowOf(name, { evaluation })),
  ];
  return tableHtml("Scores", [
    { title: "Known before the game" },
    { title: "Log loss", number: true, hint: "Mean of all rows." },
    { title: "… by game", number: true, hint: "Each game counts as much as another." },
    { title: "Brier", number: true },
    {
      title: "AUC",
      number: true,
      hint: "How often a row of a game won has a higher chance than one of a game lost.",
    },
    { title: "ECE", number: true, hint: "Mean absolute gap of the deciles, by rows." },
  ], rows);
}

/** Paired differences: what to look at when two forecasts are compared. */
export function againstHtml({ sources, against, sourceDifferences }: Card): string {
  const main = sources[0]?.source ?? "none";
  const pairs = [
    ...against.map(({ name, source, comparison }) => ({
      name: `ours (${SOURCE_WORDS[source]}) less ${name}`,
      comparison,
    })),
    ...sourceDifferences.map(({ source, comparison }) => ({
      name: `${SOURCE_WORDS[source]} less ${SOURCE_WORDS[main]}`,
      comparison,
    })),
  ];
  if (pairs.length === 0) {
    return summary("Nothing to compare with: the data has no other forecasts, nor was a model named.");
  }
  const table = tableHtml(
    "Paired differences",
    [
      { title: "Difference" },
      { title: "Log loss", number: true, hint: "Below 0 the first is better." },
      { title: "Brier", number: true },
      { title: "AUC", number: true, hint: "Above 0 the first is better." },
      { title: "Games better", number: true },
      { title: "Verdict" },
    ],
    pairs.map((
      { name, comparison },
    ) => [{ text: name, small: sizeWords(comparison) }, ...comparisonCells(comparison)]),
  );
  const charts = pairs.map(({ name, comparison }) => byTimeLeft(name, comparison));
  return summary(
    "Games that are hard for one are hard for the other: the paired difference is known better than either score. Where " +
      "its interval holds 0 nothing is proved, whatever the difference itself.",
  ) + table + charts.join("\n");
}

function comparisonCells({ logLoss, brier, auc, games, gamesBetter, verdict }: Comparison): readonly Cell[] {
  return [
    {
      ...asCell(logLoss),
      ...(verdict === "not proved" ? {} : { tone: verdict === "lower" ? "gain" : "loss" }),
    },
    asCell(brier),
    asCell(auc),
    `${countWords(gamesBetter)} of ${countWords(games)}`,
    shortVerdict(verdict),
  ];
}

function asCell(figure: Comparison["logLoss"]): { readonly text: string; readonly small: string } {
  const cell = figureCell(figure, difference);
  return typeof cell === "string" ? { text: cell, small: "" } : cell;
}

function byTimeLeft(name: string, { byTimeLeft: groups }: Comparison): string {
  const chart = whiskerChart(
    groups.map((group) => ({ name: group.name, figure: group.logLoss })),
    `Difference of log loss by time left: ${name}`,
    { write: difference, zero: true },
  );
  const table = tableHtml(
    `Difference of log loss by time left: ${name}`,
    [{ title: "Left" }, { title: "Log loss", number: true }, { title: "Verdict" }],
    groups.map((group) => [
      { text: group.name, small: `${countWords(group.rows)} rows` },
      figureCell(group.logLoss, difference),
      shortVerdict(group.verdict),
    ]),
  );
  return `<h3>${escapeHtml(`By time left: ${name}`)}</h3>${beside(chart, table)}`;
}

/** The market's price and the model at the same moments, game by game. */
export function pricesHtml({ prices }: Card): string {
  if (prices === null) {
    return summary(
      "Not compared: no recording was given in which the price and the game stand on one clock (--prices).",
    );
  }
  const left = prices.leftOut.length === 0 ? "" : tableHtml(
    "Recordings left out",
    [{ title: "Left out" }, { title: "Why" }],
    prices.leftOut.map(({ recording, why }) => [recording, why]),
  );
  const games = tableHtml(
    "Price and model by game",
    [
      { title: "Game" },
      { title: "Moments", number: true },
      { title: "Won by" },
      { title: "Model", number: true, hint: "Mean log loss of its chances." },
      { title: "Price", number: true, hint: "Mean log loss of the middle of the book." },
      { title: "Difference", number: true },
    ],
    prices.games.map(({ recording, event, moments, homeWon, model, price }) => [
      { text: event, small: recording },
      countWords(moments),
      homeWon ? "home" : "away",
      score(model),
      score(price),
      difference(model - price),
    ]),
  );
  return summary(
    "Both are asked at the same moments: the model about the game as the scoreboard had it, the market by the middle of " +
      "its book. A scoreboard that is late makes the model look worse than it is, and never better.",
  ) + games + left;
}
