import { assert, assertEquals, assertGreater, assertStringIncludes } from "@std/assert";
import type { ReportData } from "../../../src/backtest/report/data.ts";
import { emptyReport, exampleReport, reportOfTexts } from "./example.ts";
import { type FakeNode, type FakePlot, openReport } from "./fake_page.ts";

const HOSTILE = `</script><script>alert(1)</script><img src=x onerror=alert(2)>`;

function open(data: ReportData) {
  const { sections, plots } = openReport(data);
  const section = (id: string): FakeNode => {
    const found = sections.get(id);
    assert(found !== undefined, `the page has no section ${id}`);
    return found;
  };
  const plot = (label: string): FakePlot => {
    const found = plots.find(({ host }) => host.attributes.get("aria-label") === label);
    assert(found !== undefined, `the page has no plot ${label}`);
    return found;
  };
  return { section, sections, plot, plots };
}

function rowsOf(section: FakeNode): string[][] {
  return section.byTag("tbody").flatMap((body) =>
    body.children.map((row) => row.children.map((cell) => cell.textContent))
  );
}

function press(section: FakeNode, text: string): void {
  const button = section.byTag("button").find((node) => node.textContent === text);
  assert(
    button !== undefined,
    `no button ${text} in ${section.byTag("button").map((node) => node.textContent)}`,
  );
  button.fire("click");
}

Deno.test("a run in which nothing happened says so in words, section by section", () => {
  const { section, plots } = open(emptyReport());
  const said = [
    "metrics",
    "equity",
    "games",
    "entry-prices",
    "strategies",
    "game-chart",
    "calibration",
    "reasons",
  ]
    .map((id) => section(id).textContent);
  assertEquals(said, [
    "No metrics were computed.",
    "The account was measured less than twice, so there is no curve.",
    "No game was traded.",
    "There were no trades to group by the price they were entered at.",
    "No strategy was run.",
    "No game has a line to draw.",
    "No trade's market has paid out, so there is nothing to calibrate.",
    "No strategy saw a state in which it did nothing.",
  ]);
  assertEquals(section("notices").children, []);
  assertEquals(plots, []);
});

Deno.test("hostile texts arrive as texts: no element, no attribute but those of the page", () => {
  const { sections } = open(reportOfTexts(HOSTILE));
  const nodes = [...sections].filter(([id]) => id !== "report-data").flatMap(([, node]) => node.all());
  const tags = new Set(nodes.map(({ tag }) => tag));
  const expected =
    "b button circle code dd details div dl dt h2 i li line p section small span summary svg " +
    "table tbody td text th thead title tr ul";
  assertEquals([...tags].filter((tag) => tag !== "").sort(), expected.split(" "));
  const attributes = new Set(nodes.flatMap((node) => [...node.attributes.keys()]));
  assertEquals([...attributes].filter((name) => /^(on|src|href|style|action)/i.test(name)), []);
  const shown = nodes.filter(({ tag, textContent }) => tag === "" && textContent.includes(HOSTILE));
  assertGreater(shown.length, 20);
});

Deno.test("caveats and recordings that were left out stand in the notices, with their number", () => {
  const { section } = open(exampleReport(2));
  const text = section("notices").textContent;
  assertStringIncludes(text, "2 recordings left out of these figures");
  assertStringIncludes(text, "nba/2026-11-03/DENMIN.jsonl.gz the file breaks off in its first line");
  assertStringIncludes(text, "the socket was away for 212 s.");
});

Deno.test("a hundred caveats begin short and are all shown when asked", () => {
  const caveats = Array.from({ length: 100 }, (_, index) => `caveat ${index}`);
  const { section } = open({ ...emptyReport(), caveats });
  assertEquals(section("notices").byTag("li").length, 6);
  press(section("notices"), "Show all 100");
  assertEquals(section("notices").byTag("li").map((item) => item.textContent), caveats);
  press(section("notices"), "Show the first 6");
  assertEquals(section("notices").byTag("li").length, 6);
});

Deno.test("every metric is there with its formula", () => {
  const data = exampleReport(2);
  const rows = rowsOf(open(data).section("metrics"));
  assertEquals(rows, data.metrics.map(({ label, value, formula }) => [`${label}${formula}`, value]));
});

Deno.test("equity and drawdown are drawn over the same times; zooming one zooms the other", () => {
  const { plot, section } = open({ ...emptyReport(), equity: { at: [10, 20, 30], dollars: [100, 90, 105] } });
  const [above, below] = [plot("Equity over time"), plot("Drawdown over time")];
  assertEquals(above.data, [[10, 20, 30], [100, 90, 105]]);
  assertEquals(below.data, [[10, 20, 30], [0, -10, 0]]);
  const reset = section("equity").byTag("button")[0];
  assertEquals(reset?.hidden, true);
  above.scales.x = { min: 10, max: 20 };
  for (const hook of above.options.hooks.setScale) hook(above, "x");
  assertEquals([below.scales.x, reset?.hidden], [{ min: 10, max: 20 }, false]);
  press(section("equity"), "Reset zoom");
  assertEquals([above.scales.x, below.scales.x, reset?.hidden], [
    { min: 10, max: 30 },
    { min: 10, max: 30 },
    true,
  ]);
});

Deno.test("the equity under the cursor is read out with its drawdown, the last one without a cursor", () => {
  const { plot, section } = open({ ...emptyReport(), equity: { at: [10, 20, 30], dollars: [100, 90, 105] } });
  assertStringIncludes(section("equity").textContent, "$105.00");
  for (const hook of plot("Equity over time").options.hooks.setCursor) hook({ cursor: { idx: 1 } });
  assertStringIncludes(
    section("equity").textContent,
    "$90.00below its highest−$10.00 (−10.0 %)1970-01-01 00:00:20",
  );
});

Deno.test("hundreds of games begin short; sorting reorders the table and the bars alike", () => {
  const data = exampleReport(300);
  const { section, plot } = open(data);
  const games = section("games");
  assertEquals(rowsOf(games).length, 15);
  press(games, "Show all 300");
  assertEquals(rowsOf(games).map(([, event]) => event), data.games.map(({ event }) => event));
  press(games, "P&L");
  const sorted = data.games.map(({ pnl }) => pnl).sort((one, other) => other - one);
  const [places, gains, losses] = plot("P&L by game").data;
  assertEquals(places?.length, 300);
  assertEquals(gains?.map((gain, index) => gain ?? losses?.[index]), sorted);
  const first = data.games.find(({ pnl }) => pnl === sorted[0]);
  assertEquals(rowsOf(games)[0]?.[1], first?.event);
  press(games, "P&L");
  assertEquals(plot("P&L by game").data[2]?.[0], sorted.at(-1));
  press(games, "P&L");
  assertEquals(rowsOf(games)[0]?.[1], data.games[0]?.event);
  press(games, "#");
  assertEquals(rowsOf(games)[0]?.[0], "1");
});

Deno.test("money in tables has its sign and stands right", () => {
  const { section } = open(exampleReport(2));
  assertEquals(rowsOf(section("strategies")), [
    ["favorite_threshold", "301", "$44.02", "+$214.90", ""],
    ["score_momentum", "111", "$17.05", "−$28.48", ""],
  ]);
  const cells = section("strategies").byTag("td").filter((cell) => /^[−+]?[$\d]/.test(cell.textContent));
  assertEquals(cells.length, 6);
  assert(cells.every((cell) => cell.className.split(" ").includes("number")));
});

Deno.test("entry prices show trades, win rate and P&L; a bucket without trades has no win rate", () => {
  const entryPrices = [
    { from: 0.8, to: 0.85, trades: 4, wins: 3, pnl: 1.25 },
    { from: 0.85, to: 0.9, trades: 0, wins: 0, pnl: 0 },
  ];
  assertEquals(rowsOf(open({ ...emptyReport(), entryPrices }).section("entry-prices")), [
    ["$0.80 – $0.85", "4", "75.0 %", "+$1.25", ""],
    ["$0.85 – $0.90", "0", "–", "$0.00", ""],
  ]);
});

Deno.test("the chart has a line for each market and one for the lead, on all times of both", () => {
  const { plot } = open(reportOfTexts("Celtics"));
  const { data, options } = plot("Price and score over time");
  assertEquals(data, [[1000, 1010, 1020], [0.5, null, 0.6], [0, 2, -1]]);
  assertEquals(options.series.map(({ scale }) => scale), [undefined, "price", "lead"]);
  assertEquals(options.scales.price.range, [0, 1]);
  assertEquals(options.scales.lead.range(undefined, -3, 20), [-23, 23]);
});

Deno.test("a game without a scoreboard has its prices alone, and says so", () => {
  const { chart, ...rest } = exampleReport(2);
  assert(chart !== undefined);
  const score = { at: [], home: [], away: [], homeName: "", awayName: "" };
  const { plot, section } = open({ ...rest, chart: { ...chart, score } });
  assertEquals(plot("Price and score over time").options.axes.length, 2);
  assertStringIncludes(section("game-chart").textContent, "No scoreboard was recorded with this game.");
});

Deno.test("pointing at a triangle shows time, contracts, price, strategy and purpose", () => {
  const { plot } = open(exampleReport(2));
  const { over } = plot("Price and score over time");
  const [tip] = over.children;
  assert(tip !== undefined);
  over.fire("pointermove", { clientX: 300, clientY: 299 });
  assertEquals(tip.hidden, true);
  const mark = exampleReport(2).chart?.marks[0];
  over.fire("pointermove", { clientX: 620, clientY: (1 - (mark?.price ?? 0)) * 300 });
  assertEquals(tip.hidden, false);
  const price = mark?.price.toFixed(2);
  assertEquals(
    tip.textContent,
    `buy 69.76 @ $${price} YES Celtics2026-10-22 23:40:20 · favorite_threshold · entry`,
  );
  over.fire("pointerleave");
  assertEquals(tip.hidden, true);
});

Deno.test("calibration draws a point for every bucket with entries, of an area that goes with their number", () => {
  const bucket = { from: 0.5, to: 0.6, predicted: 0.55, observed: 0.4 };
  const calibration = [{ ...bucket, count: 100 }, { ...bucket, count: 25 }, { ...bucket, count: 0 }];
  const { section } = open({ ...emptyReport(), calibration });
  const radii = section("calibration").byTag("circle").map((circle) => Number(circle.attributes.get("r")));
  assertEquals(radii, [13, 6.5]);
  assertEquals(rowsOf(section("calibration"))[0], ["$0.50 – $0.60", "100", "55.0 %", "40.0 %", "−15.0"]);
});

Deno.test("reasons for not trading show their share", () => {
  const { section } = open(exampleReport(2));
  assertEquals(rowsOf(section("reasons"))[0], [
    "PRICE_BELOW_THRESHOLDfavorite_threshold",
    "1,204,331",
    "71.3 %",
    "",
  ]);
});
