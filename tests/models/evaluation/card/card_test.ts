import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { CardSchema } from "../../../../src/models/evaluation/card/card.ts";
import { makeCard, readCard, writeCard } from "../../../../src/models/evaluation/card/mod.ts";
import { summaryOf } from "../../../../src/models/evaluation/card/summary.ts";
import { makeGames } from "../support.ts";
import { exampleCard } from "./example.ts";

function refusalOf(text: string) {
  const read = readCard(text);
  return read.ok ? undefined : `${read.reason.code}: ${read.reason.message}`;
}

Deno.test("a card reads back as it was written", () => {
  const card = exampleCard();
  const read = readCard(writeCard(card));
  assert(read.ok, JSON.stringify(read));
  assertEquals(read.value, card);
});

Deno.test("what is no card, or of another version, is refused in one line", () => {
  const card = exampleCard();
  for (const text of ["", "{", "null", "[]", '"card"', '{"format":"kalshi-live model"}']) {
    assertStringIncludes(refusalOf(text) ?? "", "no_card: Cannot read card: expected JSON with the format");
  }
  assertEquals(
    refusalOf(JSON.stringify({ ...card, version: 2 })),
    "card_of_other_version: Cannot read card: expected version 1, was 2",
  );
  assertStringIncludes(
    refusalOf(JSON.stringify({ ...card, sources: 5 })) ?? "",
    "no_card: Cannot read card: sources:",
  );
  assertStringIncludes(refusalOf(JSON.stringify({ ...card, extra: 1 })) ?? "", "extra");
  assertStringIncludes(refusalOf(" ".repeat(20_000_001)) ?? "", "at most 20000000 characters");
});

/** 40 games of two seasons, one row at the start, one in the last minute and one in overtime each. */
function made() {
  const games = makeGames(40, 3, 5);
  return {
    ...games,
    seasons: Int16Array.from(games.homeWon, (_, row) => row < 60 ? 2024 : 2023),
    left: Float64Array.from(games.homeWon, (_, row) => [2_880, 12, 200][row % 3] ?? 0),
    overtime: Uint8Array.from(games.homeWon, (_, row) => row % 3 === 2 ? 1 : 0),
  };
}

function cardOf(trained: readonly number[] | null, heldOutInTurn = false) {
  const rows = made();
  const even = rows.truth.map(() => 0.5);
  return makeCard({
    program: "kalshi-live 0",
    sport: "nba",
    model: {
      id: "nba@1",
      name: "nba",
      features: ["diff"],
      trained: trained === null ? null : { seasons: trained, rows: 1, games: 1, on: "2026-01-01", seed: 1 },
    },
    files: ["a.csv"],
    rows,
    sources: [{ source: "rating", chances: rows.truth }, { source: "none", chances: even }],
    against: [{ name: "another", source: "none", chances: rows.truth }],
    heldOutInTurn,
    draws: { seed: 3, samples: 100 },
  });
}

Deno.test("makeCard() judges each source, and compares on the same rows with the source that is named", () => {
  const card = cardOf([2020]);
  assertEquals(CardSchema.parse(card), card);
  assertEquals(card.judged, {
    files: ["a.csv"],
    seasons: [2023, 2024],
    seenInTraining: [],
    games: 40,
    rows: 120,
  });
  assertEquals(card.intervals, { confidence: 0.95, samples: 100, seed: 3, by: "game" });
  const [rating, none] = card.sources;
  assertEquals(card.sources.map(({ source }) => source), ["rating", "none"]);
  assertAlmostEquals(none?.evaluation.logLoss.value ?? NaN, Math.log(2), 1e-12);
  assertEquals(rating?.evaluation.byTimeLeft.map(({ name, rows }) => [name, rows]), [
    ["last minute", 40],
    ["1st quarter", 40],
    ["overtime", 40],
  ]);
  assertEquals(rating?.evaluation.bySeason.map(({ name, games }) => [name, games]), [["2023", 20], [
    "2024",
    20,
  ]]);
  const gap = (rating?.evaluation.logLoss.value ?? NaN) - Math.log(2);
  assertAlmostEquals(card.sourceDifferences[0]?.comparison.logLoss.value ?? NaN, -gap, 1e-12);
  // Ours with nothing known, less another that is the rating's: the same difference.
  assertAlmostEquals(card.against[0]?.comparison.logLoss.value ?? NaN, -gap, 1e-12);
  assertEquals([card.importance, card.prices, card.caveats], [null, null, []]);
});

Deno.test("a model that saw the games in training is said to be flattered, one that does not say is not trusted", () => {
  assertEquals(cardOf([2022, 2024]).judged.seenInTraining, [2024]);
  assertEquals(cardOf([2022, 2024]).caveats, [
    "The model was trained on season 2024: it is flattered there, by how much is not known.",
  ]);
  assertStringIncludes(cardOf(null).caveats.join(), "may have seen these games");
  const inTurn = cardOf([2022, 2024], true);
  assertEquals(inTurn.judged.seenInTraining, []);
  assertStringIncludes(inTurn.caveats.join(), "trained without it");
});

Deno.test("the same forecasts give the same card, whatever was drawn before", () => {
  assertEquals(writeCard(cardOf([2020])), writeCard(cardOf([2020])));
});

Deno.test("the sentences say of a difference what its interval does, and no more", () => {
  const card = exampleCard();
  const [against] = card.against;
  assert(against !== undefined);
  const withDifference = (
    low: number | null,
    high: number | null,
    verdict: "lower" | "higher" | "not proved",
  ) =>
    summaryOf({
      ...card,
      against: [{
        ...against,
        comparison: { ...against.comparison, logLoss: { value: -0.0141, low, high }, verdict },
      }],
    }).find((sentence) => sentence.startsWith("Against"));
  const start =
    "Against wp of nflfastR (ours with the rating of earlier results), on the same rows: log loss −0.0141";
  assertEquals(
    withDifference(-0.0375, 0.0099, "not proved"),
    `${start} [−0.0375, +0.0099]: not proved: the interval holds 0.`,
  );
  assertEquals(withDifference(-0.03, -0.01, "lower"), `${start} [−0.0300, −0.0100]: better.`);
  assertEquals(
    withDifference(null, null, "not proved"),
    `${start}: not proved: too few games for an interval.`,
  );
});

Deno.test("the sentence about deciles names those that luck does not explain", () => {
  const card = exampleCard();
  const [main] = card.sources;
  assert(main !== undefined);
  const sentence = (low: number | null, high: number | null) => {
    const buckets = main.evaluation.buckets.map((bucket, decile) => ({
      ...bucket,
      gap: decile === 3 ? { value: 0.03, low, high } : { value: 0.01, low: -0.02, high: 0.04 },
    }));
    const ece = { value: 0.012, low: 0.01, high: 0.03 };
    const changed = { ...card, sources: [{ ...main, evaluation: { ...main.evaluation, buckets, ece } }] };
    return summaryOf(changed).find((each) => each.includes("ecile"));
  };
  const fair =
    "No decile's gap between said and seen is further than 1 point outside its interval; ECE 0.0120 is within 0.015.";
  assertEquals(sentence(-0.01, 0.06), fair);
  assertEquals(sentence(0.009, 0.06), fair);
  assertEquals(
    sentence(0.011, 0.06),
    "Deciles whose gap is more than 1 point outside its interval: 30–40 % (+3.0 [+1.1, +6.0]); ECE 0.0120 is within 0.015.",
  );
});
