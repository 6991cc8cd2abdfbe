/**
 * A card of made games, with every section filled.
 *
 * @module
 */
import type { Card } from "../../../../src/models/evaluation/card/mod.ts";
import { CARD_FORMAT, CARD_VERSION } from "../../../../src/models/evaluation/card/mod.ts";
import { compare } from "../../../../src/models/evaluation/compare.ts";
import { evaluate, type NamedGroups } from "../../../../src/models/evaluation/evaluate.ts";
import { drawGames } from "../../../../src/models/evaluation/figure.ts";
import { makeGames } from "../support.ts";

const GAMES = 120;
const ROWS = 7;
const SPANS = ["last minute", "1–6 min", "6–12 min", "3rd quarter", "2nd quarter", "1st quarter", "overtime"];

/** Plain data, as the schema has it. */
function plain<T>(value: T): T {
  return structuredClone(value);
}

/** A card whose texts all hold `text`. */
export function exampleCard(text = ""): Card {
  const made = makeGames(GAMES, ROWS, 31);
  const draws = drawGames(GAMES, { seed: 1, samples: 200 });
  const timeLeft: NamedGroups = {
    groupOf: Int8Array.from(made.homeWon, (_, row) => row % ROWS),
    count: ROWS,
    names: SPANS.map((name) => `${name}${text}`),
  };
  const season: NamedGroups = {
    groupOf: Int8Array.from(made.homeWon, (_, row) => row < made.homeWon.length / 2 ? 0 : 1),
    count: 2,
    names: [`2023${text}`, `2024${text}`],
  };
  const groupings = { timeLeft, season };
  const dull = made.truth.map((chance) => 0.5 + (chance - 0.5) * 0.6);
  const blind = made.truth.map(() => 0.55);
  const ours = evaluate(made, made.truth, groupings, draws);
  return plain({
    format: CARD_FORMAT,
    version: CARD_VERSION,
    program: `kalshi-live 0.0.0${text}`,
    sport: "nba",
    model: {
      id: `nba@0123456789ab${text}`,
      name: "nba",
      trained: { seasons: [2020, 2021, 2022], rows: 500_000, games: 1_000, on: "2026-01-02", seed: 7 },
      features: ["diff", "left"],
    },
    judged: {
      files: [`plays.parquet${text}`, "games.parquet"],
      seasons: [2023, 2024],
      seenInTraining: [],
      games: GAMES,
      rows: GAMES * ROWS,
    },
    intervals: { confidence: 0.95, samples: 200, seed: 1, by: "game" },
    sources: [
      { source: "rating", evaluation: ours },
      { source: "none", evaluation: evaluate(made, blind, groupings, draws) },
    ],
    sourceDifferences: [{ source: "none", comparison: compare(made, blind, made.truth, timeLeft, draws) }],
    against: [{
      name: `wp of nflfastR${text}`,
      source: "rating",
      other: evaluate(made, dull, groupings, draws),
      comparison: compare(made, made.truth, dull, timeLeft, draws),
    }],
    importance: {
      rows: GAMES * ROWS,
      source: "rating",
      permutation: [
        { input: `score${text}`, logLoss: { value: 0.31, low: 0.27, high: 0.35 }, verdict: "higher" },
        {
          input: "possession",
          logLoss: { value: 0.0004, low: -0.0002, high: 0.0011 },
          verdict: "not proved",
        },
      ],
      gain: [{ feature: `ezp${text}`, share: 0.71 }, { feature: "diff", share: 0.29 }],
    },
    prices: {
      games: [
        {
          recording: `one.ndjson.gz${text}`,
          event: "KXNBAGAME-25NOV22LACCHA",
          moments: 120,
          homeWon: false,
          model: 0.41,
          price: 0.39,
        },
      ],
      moments: 120,
      model: { value: 0.41, low: null, high: null },
      price: { value: 0.39, low: null, high: null },
      difference: { value: 0.02, low: null, high: null },
      verdict: "not proved",
      towardsModel: { value: -0.011, low: null, high: null },
      towardsVerdict: "not proved",
      leftOut: [{ recording: `two.ndjson.gz${text}`, why: "no scoreboard was recorded" }],
    },
    training: {
      kind: "both",
      seed: 7,
      parts: [{
        sources: ["market", "rating"],
        taughtBy: "rating",
        anchor: { rows: 200_000, knots: [0, 2_880], terms: [`diff${text}`], l2: 1 },
        trees: {
          rows: 250_000,
          features: [`ezp${text}`, "diff"],
          kept: 70,
          grown: 80,
          growth: {
            rounds: 80,
            depth: 5,
            eta: 0.12,
            l2: 1,
            gamma: 0,
            minChildWeight: 30,
            rowSample: 0.5,
            columnSample: 0.8,
            bins: 256,
            patience: 10,
          },
        },
        treeWeight: [[0, 0.9], [180, 0.5]],
        ownShare: 0.65,
      }],
    },
    caveats: [`one caveat${text}`],
  });
}
