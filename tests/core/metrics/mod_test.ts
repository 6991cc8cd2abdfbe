import { assert, assertEquals, assertMatch } from "@std/assert";
import { keyOf, measureAll, METRICS } from "../../../src/core/metrics/mod.ts";
import { metricRows, README, writtenRows } from "./readme_table.ts";
import { run } from "./support.ts";

Deno.test("the table in the README is that of METRICS, in its order", () => {
  assertEquals(writtenRows(Deno.readTextFileSync(README)), metricRows());
});

Deno.test("every metric has a name and a key of its own, and texts that fit a table", () => {
  for (
    const one of [
      METRICS.map(({ name }) => name),
      METRICS.map(({ label }) => label),
      METRICS.map(keyOf),
    ]
  ) {
    assertEquals(new Set(one).size, METRICS.length);
  }
  for (const { name, key, label, formula } of METRICS) {
    for (const word of [name, key ?? name]) assertMatch(word, /^[a-z]+(_[a-z]+)*$/);
    for (const text of [label, formula]) assert(text !== "" && !/[|\n]/.test(text), name);
  }
});

Deno.test("measureAll() has the keys in the order of METRICS", () => {
  assertEquals(Object.keys(measureAll(run())), METRICS.map(keyOf));
});

Deno.test("the keys of summary.json and of HTTP are those that programs read, whatever the names become", () => {
  assertEquals(METRICS.map(keyOf), [
    ...["net_pnl", "gross_pnl", "fees", "return_on_cash", "max_drawdown", "max_drawdown_fraction"],
    ...["games", "round_trips", "purchases_and_sales", "open_at_end"],
    ...["hit_rate", "average_win", "average_loss", "best_round_trip", "worst_round_trip"],
    ...["fee_per_round_trip", "profit_factor", "average_hold_minutes"],
    ...["sharpe_per_game", "sharpe", "sortino", "calmar", "brier", "log_loss"],
  ]);
});
