/**
 * What the model says of the market looked at: its chance beside the market's, what buying either side is worth before and
 * after its cost, where it began, and how old it is. It stands above the strategies.
 *
 * @module
 */
import { durationText, MINUS, MISSING } from "../../core/numbers/text.ts";
import { PRICE_ONE } from "../../core/numbers/money.ts";
import type { EdgeRow, EstimateRow, MarketRow } from "../../views/market_view.ts";
import { fitItems, line, type Row, rowWidth, span } from "../row.ts";
import type { Role } from "../style.ts";
import { AGE_LIMITS } from "./header.ts";
import { changeRole } from "./panel.ts";

/** Rows of a model that has all the room it wants. */
export const MODEL_ROWS = 4;

/** Whether a model was asked about a market. */
export function hasModel(market: MarketRow | undefined): boolean {
  return market?.estimate !== undefined || market?.noEstimate !== undefined;
}

/** How many of some rows a model may have; the strategies keep the others. */
export function modelRoom(market: MarketRow | undefined, rows: number): number {
  if (!hasModel(market) || rows < 2) return 0;
  if (market?.estimate === undefined || rows < 5) return 1;
  return rows < 8 ? 2 : MODEL_ROWS;
}

/** The rows; none without a model. @param rows at most so many */
export function modelRows(market: MarketRow | undefined, now: number, columns: number, rows: number): Row[] {
  if (market === undefined || rows <= 0) return [];
  const { estimate, noEstimate } = market;
  if (estimate === undefined) {
    return noEstimate === undefined ? [] : [[span("no estimate ", "dim"), span(noEstimate)]];
  }
  const better = betterSide(estimate);
  const chances = chanceItems(market, estimate);
  const age = ageRow(now - estimate.at);
  if (rows === 1) {
    const edge = better === undefined ? line("no edge", "dim") : shortEdge(better, estimate[better]);
    return [fitItems([...chances, { row: edge, dropOrder: 0 }, { row: age, dropOrder: 3 }], columns, 1)];
  }
  const before = beforeRow(estimate);
  const whole = rowWidth(chances.flatMap(({ row }) => row)) + 2 + rowWidth(before) <= columns;
  const head = fitItems(
    [
      ...chances,
      { row: whole ? before : [], dropOrder: 2 },
      { row: rows < 4 ? age : [], dropOrder: 3 },
    ],
    columns,
    1,
  );
  if (better === undefined) return [head, line("no edge: no two-sided book to believe", "dim")];
  const edges = (["yes", "no"] as const).map((side) => edgeRow(side, estimate[side], side === better));
  if (rows < 4) return [head, edges[better === "yes" ? 0 : 1] ?? []];
  const from = fitItems(
    [
      { row: age, dropOrder: 0 },
      { row: whole ? [] : before, dropOrder: 1 },
      { row: line(estimate.model, "dim"), dropOrder: 2 },
    ],
    columns,
    1,
  );
  return [head, ...edges, from];
}

/** The last column of the list of markets: the better side, and what it leaves. */
export function edgeCell({ estimate }: MarketRow): Row {
  const better = estimate === undefined ? undefined : betterSide(estimate);
  return estimate === undefined || better === undefined ? [] : shortEdge(better, estimate[better]);
}

function chanceItems({ bid, ask }: MarketRow, { probability }: EstimateRow) {
  const middle = bid === undefined || ask === undefined ? undefined : (bid + ask) / (2 * PRICE_ONE);
  return [
    { row: [span("win ", "dim"), span(chanceText(probability), "strong")], dropOrder: 0 },
    { row: [span("mkt ", "dim"), span(chanceText(middle))], dropOrder: 1 },
  ];
}

function beforeRow({ pregame, source }: EstimateRow): Row {
  return source === "none"
    ? line("before unknown", "dim")
    : [span("before ", "dim"), span(chanceText(pregame)), span(` ${source}`, "dim")];
}

type Side = "yes" | "no";

function betterSide({ yes, no }: EstimateRow): Side | undefined {
  if (yes === undefined || no === undefined) return undefined;
  return no.after > yes.after ? "no" : "yes";
}

function shortEdge(side: Side, edge: EdgeRow | undefined): Row {
  return [span(`${side.toUpperCase()} `), span(centsText(edge?.after), changeRole(edge?.after))];
}

/** `YES +3.4¢ −1.6¢ = +1.8¢`: the edge, its cost, and what is left. */
function edgeRow(side: Side, edge: EdgeRow | undefined, better: boolean): Row {
  if (edge === undefined) return [];
  const cost = edge.after - edge.before;
  const role: Role = better ? "plain" : "dim";
  return [
    span(`${side.toUpperCase().padEnd(3)} ${centsText(edge.before)} ${centsText(cost)} = `, role),
    span(centsText(edge.after), better ? changeRole(edge.after) : "dim"),
  ];
}

function ageRow(ageMs: number): Row {
  const { warning, alarm } = AGE_LIMITS.score;
  const [role, sign]: readonly [Role, string] = ageMs > alarm
    ? ["alarm", " STALE"]
    : ageMs > warning
    ? ["warning", "!"]
    : ["dim", ""];
  return [span(`${durationText(ageMs)}${sign}`, role)];
}

/** A chance to three places: `.372`; `1.000` and `.000` for what is certain alone. */
function chanceText(chance: number | undefined): string {
  if (chance === undefined) return MISSING;
  if (chance === 0 || chance === 1) return chance.toFixed(3).replace(/^0/, "");
  return Math.min(0.999, Math.max(0.001, chance)).toFixed(3).replace(/^0/, "");
}

/** Dollars a contract as cents, with their sign: `+3.4¢`, `−1.6¢`, `0.0¢`. */
function centsText(dollars: number | undefined): string {
  if (dollars === undefined) return MISSING;
  const text = Math.abs(dollars * 100).toFixed(1);
  return `${text === "0.0" ? "" : dollars < 0 ? MINUS : "+"}${text}¢`;
}
