/**
 * What a sweep shows on the screen.
 *
 * Invariants: every warning is shown; nothing from outside reaches the terminal as a control character; texts are broken at
 * words, and rows stay within 80 columns.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import type { Shard } from "../../src/backtest/sweep/shard.ts";
import { rankSweep } from "../../src/backtest/sweep/ranking.ts";
import { warningsOf } from "../../src/backtest/sweep/warnings.ts";
import { sweepLines } from "../../src/cli/backtest/sweep_lines.ts";
import { matrixPart } from "../backtest/sweep/support.ts";

function linesOf(part: Shard, folds = 0, columns: number | undefined = undefined): string[] {
  const ranking = rankSweep(part, "sharpe", folds);
  return [...sweepLines(part, ranking, { top: 10, folder: "here", columns })];
}

const GAINS = [4_000_000, 1_000_000, -2_000_000, 3_000_000, 2_500_000, 500_000];

/** Lines put together again as they were before they were broken. */
const joined = (lines: readonly string[]) => lines.join(" ").replace(/ +/g, " ");

Deno.test("every warning, note and reason is shown, broken at words", () => {
  const part = {
    ...matrixPart([GAINS, GAINS.map((gain) => -gain)]),
    refused: 2,
    refused_because: "Cannot use favorite_threshold: threshold must not be above max_price".repeat(2),
    caveats: ["a caveat of a recording ".repeat(12)],
  };
  for (const columns of [undefined, 40, 200]) {
    const lines = linesOf(part, 7, columns);
    const text = joined(lines);
    const warnings = warningsOf(rankSweep(part, "sharpe", 7));
    assert(warnings.length > 1);
    for (const warning of warnings) assert(text.includes(`warning: ${warning}`), text);
    assert(
      text.includes(
        `2 cells of the grid are no sets: the strategy refuses them (first: ${part.refused_because})`,
      ),
    );
    assert(text.includes(`note: ${part.caveats[0]?.trim()}`));
    assert(text.includes("note: Cannot walk forward: expected at least 9 games for 7 folds, was 6"));
    const width = Math.max(columns ?? 100, 80);
    assert(lines.every((line) => line.length <= width), lines.join("\n"));
    const texts = lines.slice(lines.findIndex((line) => line.startsWith("note:")), -1);
    assert(texts.every((line) => line.length <= (columns ?? 100)), texts.join("\n"));
  }
});

Deno.test("parameters are words, and rows stay within 80 columns where they fit", () => {
  const parameters = [{ stake: 25, threshold: 0.9 }, { stake: 10, side: "home, or away", threshold: 0.85 }];
  const lines = linesOf(
    matrixPart([Array(12).fill(GAINS).flat(), GAINS.flatMap((gain) => Array(12).fill(-gain))], {
      parameters,
    }),
  );
  const table = lines.slice(lines.findIndex((line) => line.startsWith("RANK")), lines.indexOf("", 3));
  const [heading = "", first = "", ...second] = table;
  assert(heading.endsWith("PARAMETERS"));
  assert(first.endsWith(" stake=25 threshold=0.9"), first);
  assert(/\$1\.50 \(\$\d\.\d\d…\$\d\.\d\d\)/.test(first), first);
  assert(/ 60\/72 /.test(first), first);
  assert(table.every((line) => line.length <= 80), table.join("\n"));
  const indent = heading.indexOf("PARAMETERS");
  assert(
    second.length > 1 && second.slice(1).every((line) => line.slice(0, indent).trim() === ""),
    table.join("\n"),
  );
  assert(joined(second).includes('stake=10 side="home, or away" threshold=0.85'), table.join("\n"));
});

Deno.test("with few games the interval is a dash", () => {
  assert(linesOf(matrixPart([GAINS])).some((line) => line.includes("$1.50 (–)")));
});

Deno.test("one of something is not called several, and events are not rounded away", () => {
  const one = { ...matrixPart([[5_000]]), refused: 1, refused_because: "no" };
  const left = { recording: "a", code: "torn", message: "torn" };
  const lines = linesOf({
    ...one,
    games: one.games.map((game) => ({ ...game, events: 300_000 })),
    left_out: [left],
  });
  assertEquals(lines.slice(0, 3), [
    "1 set over 1 game, 0.3 M events",
    "1 cell of the grid is no set: the strategy refuses it (first: no)",
    "1 recording is left out, see sweep.json",
  ]);
  const many = linesOf({ ...matrixPart([[1, 2], [3, 4]]), left_out: [left, left] });
  assertEquals([many[0], many[1]], [
    "2 sets over 2 games, 0.0 M events",
    "2 recordings are left out, see sweep.json",
  ]);
});

Deno.test("walking forward ends in a line with the sum of its tests", () => {
  const lines = linesOf(matrixPart([GAINS]), 2);
  const start = lines.indexOf("walking forward: chosen on the games before, tried on the next");
  assertEquals(lines.slice(start + 1, start + 4), [
    "  $5.00 over 2 games → $1.00 over 2 games  place=0",
    "  $6.00 over 4 games → $3.00 over 2 games  place=0",
    "  total: $4.00 over 4 games, 4 round trips",
  ]);
});

Deno.test("no text from outside reaches the terminal with control characters", () => {
  const evil = "\u001b[2J\u009b31m\u001b]0;title\u0007\r\nx\u0007\u202e";
  const part = {
    ...matrixPart([GAINS, GAINS.map((gain) => gain / 2)], {
      parameters: [{ [`name${evil}`]: `value${evil}` }, { [`name${evil}`]: 1 }],
    }),
    refused: 1,
    refused_because: `because${evil}`,
    caveats: [`caveat${evil}`],
  };
  const lines = linesOf(part, 2);
  assert(lines.filter((line) => line.includes("value")).length >= 3, "in the table and in both folds");
  assert(joined(lines).includes("because"));
  // deno-lint-ignore no-control-regex
  const harmful = /[\u0000-\u001f\u007f-\u009f\u202e]|\[2J|title/;
  for (const line of lines) assert(!harmful.test(line), JSON.stringify(line));
});
