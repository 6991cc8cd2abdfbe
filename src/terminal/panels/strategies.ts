/**
 * Shows what the model says, the last decision of each strategy, and why it is not trading.
 *
 * @module
 */
import { durationText } from "../../core/numbers/text.ts";
import { fitItems, line, type Row, rowWidth, type Span, span } from "../row.ts";
import { decisionIn, type SessionView, type StrategyDecision } from "../../views/session_view.ts";
import type { MarketRow } from "../../views/market_view.ts";
import { hasModel, MODEL_ROWS, modelRoom, modelRows } from "./model.ts";
import { marketLabel, type Panel, type PanelContext, windowFromStart } from "./panel.ts";

const OUTCOME = { entry: "entry", exit: "exit", skipped: "no entry", refused: "refused" } as const;

/** Strategies and their last decisions. */
export const STRATEGIES_PANEL: Panel = {
  title: ({ market }) => [span(hasModel(market) ? "Model · why not" : "Strategy · why not")],
  count: ({ view, market }) =>
    (stopRow(view) === undefined ? 0 : 1) + (hasModel(market) ? MODEL_ROWS : 0) +
    Math.max(1, 3 * view.strategies.length),
  body(context, columns, rows) {
    const { view, market, scroll } = context;
    if (rows === 1) return [whyRow(context, columns)];
    const stop = stopRow(view);
    const model = modelRows(market, view.now, columns, modelRoom(market, rows));
    const head = stop === undefined ? model : [stop, ...model];
    if (view.strategies.length === 0) return [...head, line("no strategy is running", "dim")];
    const room = rows - head.length;
    // The numbers of a reason matter more than the name of the strategy; names go first where room is short.
    const decided = decisions(view, market);
    const full = decided.flatMap((strategy) => block(view, strategy, columns));
    const reasons = decided.flatMap((strategy) => reasonRows(strategy, columns));
    const body = full.length <= room
      ? full
      : reasons.length <= room
      ? reasons
      : decided.map((strategy) => oneRow(strategy, columns));
    return [...head, ...windowFromStart(body, room, scroll).items];
  },
};

/** A strategy and what it last decided in the market looked at. */
interface Decided {
  readonly name: string;
  readonly decision: StrategyDecision | undefined;
}

function decisions(view: SessionView, market: MarketRow | undefined): readonly Decided[] {
  return view.strategies.map((strategy) => ({
    name: strategy.name,
    decision: decisionIn(strategy, market?.ticker),
  }));
}

function decidedAt(strategy: Decided | undefined, view: SessionView, never: number): number {
  const decision = strategy?.decision;
  return decision === undefined ? never : decision.at ?? view.at;
}

/** Why there are no entries, if the trader or a limit has stopped them. */
export function stopRow(view: SessionView): Row | undefined {
  const { killed, halted, paused, reason } = view.trading;
  if (!killed && !halted && !paused) return undefined;
  const word = killed ? "KILLED" : halted ? "HALTED" : "PAUSED";
  return [
    span(word, killed || halted ? "alarm" : "warning"),
    span(reason !== undefined ? ` ${reason}` : killed ? " no entries, no exits" : " no entries"),
  ];
}

/** The one thing that says best why it is not trading. */
export function whyRow({ view, market }: PanelContext, columns: number): Row {
  const stop = stopRow(view);
  if (stop !== undefined) return stop;
  let latest: Decided | undefined;
  for (const strategy of decisions(view, market)) {
    if (decidedAt(strategy, view, -1) > decidedAt(latest, view, -2)) latest = strategy;
  }
  return latest === undefined ? line("no strategy is running", "dim") : oneRow(latest, columns);
}

function oneRow({ name, decision }: Decided, columns: number): Row {
  const why = decision === undefined ? [span("not asked yet", "dim")] : reason(decision);
  return fitItems([{ row: [span(`${name}:`, "dim")], dropOrder: 1 }, { row: why, dropOrder: 0 }], columns, 1);
}

/** One row where it is whole there, else code and numbers in two. */
function reasonRows(strategy: Decided, columns: number): Row[] {
  const row = oneRow(strategy, columns);
  if (strategy.decision === undefined || rowWidth(row) <= columns) return [row];
  const [code = span(""), ...numbers] = reason(strategy.decision);
  return [[code], [span(" "), ...numbers]];
}

/** Name and outcome, then the reason in one row, or code and numbers in two. */
function block(view: SessionView, { name, decision }: Decided, columns: number): Row[] {
  if (decision === undefined) return [line(name, "strong"), line("  not asked yet", "dim")];
  const market = decision.market === undefined ? [] : line(marketLabel(view, decision.market));
  const head = fitItems(
    [
      { row: line(name, "strong"), dropOrder: 0 },
      { row: market, dropOrder: 2 },
      { row: line(OUTCOME[decision.kind]), dropOrder: 1 },
      { row: line(`· ${durationText(view.now - (decision.at ?? view.at))} ago`, "dim"), dropOrder: 3 },
    ],
    columns,
    1,
  );
  const why = reason(decision);
  const indent = span("  ");
  if (rowWidth(why) + 2 <= columns) return [head, [indent, ...why]];
  return [head, ...why.map((part) => [indent, span(part.text.trim(), part.role)])];
}

function reason({ kind, code, detail }: StrategyDecision): Span[] {
  const role = kind === "refused" ? "warning" : kind === "skipped" ? "accent" : "gain";
  return detail === "" ? [span(code, role)] : [span(code, role), span(` ${detail}`)];
}
