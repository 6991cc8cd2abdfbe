/**
 * Orders that are not done.
 *
 * @module
 */
import { durationText, priceText, quantityText } from "../../core/numbers/text.ts";
import { EXTERNAL, HAND } from "../../core/execution/holding.ts";
import { line, type Row, span } from "../row.ts";
import { type Column, layTable } from "../table.ts";
import type { OrderView } from "../../views/order_view.ts";
import { ageMs, countedTitle, marketLabel, type Panel, windowFromStart } from "./panel.ts";

const PURPOSE = {
  entry: "entry",
  take_profit: "target",
  stop: "stop",
  exit: "exit",
  manual: "manual",
} as const;
const STATE = {
  pending: "sent",
  watched: "watch",
  resting: "rest",
  partly_filled: "part",
  cancelling: "cancel…",
  unknown: "UNKNOWN",
} as const;

const COLUMNS: readonly Column[] = [
  { dropOrder: 0 }, // cursor
  { dropOrder: 6 }, // id
  { dropOrder: 1 }, // market
  { dropOrder: 0 }, // side
  { dropOrder: 0, align: "right" }, // quantity
  { dropOrder: 0 }, // price
  { dropOrder: 4 }, // market's price now
  { dropOrder: 5 }, // purpose
  { dropOrder: 5 }, // owner
  { dropOrder: 7, align: "right" }, // queue
  { dropOrder: 2 }, // state
  { dropOrder: 3, align: "right" }, // age
];

/** Open orders, in the order given. */
export const ORDERS_PANEL: Panel = {
  title: ({ view, scroll }, rows) =>
    countedTitle("Orders", view.orders.length, windowFromStart(view.orders, rows, scroll)),
  count: ({ view }) => view.orders.length,
  body({ view, ui, scroll }, columns, rows) {
    if (view.orders.length === 0) return [line("no open orders", "dim")];
    const selected = Math.min(ui.selectedOrder, view.orders.length - 1);
    const focused = ui.focus === "orders";
    // The row of the cursor stays in sight, however far the panel was scrolled.
    const from = focused ? Math.max(Math.min(scroll, selected), selected - rows + 1) : scroll;
    const { items } = windowFromStart(view.orders, rows, from);
    const cursor = focused ? view.orders[selected] : undefined;
    // With all orders in the one market there is, its name in every row would say nothing.
    const [only] = view.markets;
    const named = view.markets.length !== 1 || view.orders.some((order) => order.market !== only?.ticker);
    const cells = items.map((order) => [
      line(order === cursor ? "▸" : ""),
      ...orderCells(order, named ? marketLabel(view, order.market) : "", view.now),
    ]);
    return layTable(COLUMNS, cells, columns);
  },
};

function orderCells(order: OrderView, market: string, now: number): Row[] {
  const { quantity, filled } = order;
  const size = filled > 0 ? `${quantityText(filled)}/${quantityText(quantity)}` : quantityText(quantity);
  const queue = order.queueAhead === undefined ? "" : `ahead ${quantityText(order.queueAhead)}`;
  return [
    line(`#${order.id}`, "dim"),
    line(market),
    line(order.outcomeSide === "no" ? `${order.side} NO` : order.side, order.side === "buy" ? "bid" : "ask"),
    line(size),
    line(`@ ${priceText(order.price)}`),
    [span("now ", "dim"), span(priceText(order.marketPrice))],
    line(PURPOSE[order.purpose]),
    line(order.owner, order.owner === HAND || order.owner === EXTERNAL ? "plain" : "dim"),
    line(queue, "dim"),
    line(STATE[order.state], order.state === "unknown" ? "alarm" : "plain"),
    line(durationText(ageMs(order.createdAt, now)), "dim"),
  ];
}
