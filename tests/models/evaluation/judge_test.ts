import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { CardSchema } from "../../../src/models/evaluation/card/card.ts";
import type { Card } from "../../../src/models/evaluation/card/mod.ts";
import { type JudgeInput, judgeModel } from "../../../src/models/evaluation/judge.ts";
import { NBA_ANCHOR, NBA_CONTENT, NFL_CONTENT, written } from "../support/small_models.ts";
import { makeNbaTable, ROWS_EACH } from "./made_table.ts";

const TABLE = makeNbaTable(40, 12);
const MODEL = written({
  ...NBA_CONTENT,
  trained: { seasons: [2024], rows: 1, games: 1, on: "2026-01-01", seed: 1 },
});

function judge(more: Partial<JudgeInput> = {}) {
  return judgeModel({
    model: MODEL,
    table: TABLE,
    pregame: { rating: TABLE.pregame },
    regular: false,
    program: "kalshi-live 0",
    files: ["made.csv"],
    draws: { seed: 1, samples: 100 },
    ...more,
  });
}

function cardOf(more: Partial<JudgeInput> = {}): Card {
  const found = judge(more);
  assert(found.ok, found.ok ? "" : found.reason.message);
  return found.value;
}

function refusalOf(more: Partial<JudgeInput>): string {
  const found = judge(more);
  return found.ok ? "" : `${found.reason.code}: ${found.reason.message}`;
}

Deno.test("a model is judged on the seasons that it has not seen, with every source that both have", () => {
  const card = cardOf();
  assertEquals(CardSchema.parse(card), card);
  assertEquals(card.judged, {
    files: ["made.csv"],
    seasons: [2025],
    seenInTraining: [],
    games: 20,
    rows: 20 * ROWS_EACH,
  });
  assertEquals(card.sources.map(({ source }) => source), ["rating", "none"]);
  // What the games were made with says more than nothing.
  assert((card.sourceDifferences[0]?.comparison.logLoss.value ?? 0) > 0.01);
  assertEquals(card.importance?.permutation[0]?.input, "score");
  assertEquals(card.importance?.source, "rating");
  assertEquals(card.caveats, []);
});

Deno.test("a season that it has seen is judged where it is named, and the card says so", () => {
  const card = cardOf({ seasons: [2024, 2025] });
  assertEquals([card.judged.seasons, card.judged.seenInTraining], [[2024, 2025], [2024]]);
  assertStringIncludes(card.caveats.join(), "flattered");
  assertEquals(cardOf({ regular: true }).judged.games, 16);
});

Deno.test("sources are those that are named", () => {
  assertEquals(cardOf({ sources: ["none"] }).sources.map(({ source }) => source), ["none"]);
  assertStringIncludes(
    refusalOf({ sources: ["spread"] }),
    "no_source: The data has no closing spread of any game",
  );
  assertStringIncludes(
    refusalOf({ model: written({ ...NBA_CONTENT, parts: [{ sources: ["market"], anchor: NBA_ANCHOR }] }) }),
    "no_source: nba-small@",
  );
});

Deno.test("a game without a number of some source is judged with none of them", () => {
  const logits = TABLE.pregame.slice();
  logits[30] = NaN;
  const card = cardOf({ pregame: { spread: logits, rating: TABLE.pregame } });
  assertEquals(card.sources.map(({ source }) => source), ["spread", "rating", "none"]);
  assertEquals([card.judged.games, card.caveats], [19, ["1 game left out: without a closing spread."]]);
  assertAlmostEquals(card.sourceDifferences[0]?.comparison.logLoss.value ?? NaN, 0, 1e-12);
});

Deno.test("the forecasts that came with the data stand beside ours, on the rows that they have", () => {
  const reference = Float32Array.from(TABLE.label, (won, row) => row % 2 === 0 ? NaN : won === 1 ? 0.9 : 0.1);
  const card = cardOf({ table: { ...TABLE, reference } });
  assertEquals(card.against.map(({ name, source }) => [name, source]), [
    ["nflfastR's wp", "rating"],
    ["nflfastR's wp", "none"],
  ]);
  const [first] = card.against;
  assertEquals([first?.other.rows, first?.comparison.rows], [20 * ROWS_EACH / 2, 20 * ROWS_EACH / 2]);
  assertAlmostEquals(first?.other.logLoss.value ?? NaN, -Math.log(0.9), 1e-6);
  assertEquals(first?.comparison.verdict, "higher");
});

Deno.test("another model is compared with the best source that both know", () => {
  const blind = written({
    ...NBA_CONTENT,
    name: "blind",
    parts: [{ sources: ["none"], anchor: NBA_ANCHOR }],
  });
  const card = cardOf({ against: blind });
  assertStringIncludes(card.against[0]?.name ?? "", "blind@");
  assertEquals(card.against[0]?.source, "none");
  const same = cardOf({ against: MODEL });
  assertEquals(same.against[0]?.comparison.logLoss, { value: 0, low: 0, high: 0 });
  assertStringIncludes(
    refusalOf({ against: written(NFL_CONTENT) }),
    "model_of_other_sport: Cannot judge nfl-small@",
  );
});

Deno.test("what cannot be judged says why", () => {
  assertStringIncludes(refusalOf({ model: written(NFL_CONTENT) }), "it speaks of NFL, the plays are of NBA");
  assertEquals(
    refusalOf({ seasons: [2019] }),
    "unknown_season: No season 2019 in the data: it has 2024, 2025",
  );
  const seen = { seasons: [2024, 2025], rows: 1, games: 1, on: "2026-01-01", seed: 1 };
  assertStringIncludes(
    refusalOf({ model: written({ ...NBA_CONTENT, trained: seen }) }),
    "all_seen: nba-small@",
  );
  assertStringIncludes(
    refusalOf({ pregame: { rating: TABLE.pregame.map((logit, game) => game < 20 ? logit : NaN) } }),
    "no_rows: No plays of season 2025 are left to judge",
  );
});
