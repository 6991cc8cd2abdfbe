/**
 * The order ticket: the fields, what the order costs, loses and wins, and the line that sends it.
 *
 * @module
 */
import { opposingPrice } from "../../core/execution/order_quote.ts";
import {
  averageText,
  formatDollars,
  MISSING,
  priceText,
  quantityText,
  signedDollars,
} from "../../core/numbers/text.ts";
import type { HandAnswer } from "../../views/hand_answers.ts";
import { liveMoney, MONEY_WORDS } from "../live_money.ts";
import {
  onlyDecreases,
  quoteTicket,
  type Ticket,
  ticketContracts,
  type TicketMarket,
  ticketMarket,
  type TicketQuote,
  yesPriceOf,
} from "../../views/ticket.ts";
import { EMPTY_ROW, line, type Row, type Span, span } from "../row.ts";
import type { Role } from "../style.ts";
import { ANSWER_MS, answerOf, type TicketField, type TicketUi, whyNotSent } from "../ticket.ts";
import { wrap } from "./header.ts";
import { changeRole, type Panel, type PanelContext } from "./panel.ts";

/** The most rows of the reason why it is not sent. */
const MOST_NOTE_ROWS = 2;

/** The most rows of an answer: it stands where costs stood before it was sent. */
const MOST_ANSWER_ROWS = 4;

/** The gate's word for a limit that the market has run away from: another price helps. */
const TOO_FAR = "PRICE_OUTSIDE_COLLAR";

/** The rows that it wants. */
export const TICKET_ROWS = 12;

/** The ticket of the market it was opened for. */
export const TICKET_PANEL: Panel = {
  title({ view, ui }) {
    const { ticket } = ui;
    if (ticket === undefined) return [];
    const [name, role]: readonly [string, Role] = view.mode === "live"
      ? [` LIVE · ${moneyWords(view)} `, "live"]
      : [" PAPER ", "paper"];
    return [span(name, role), span(` ${deed(ticket.ticket)} ${labelOf(ticket.ticket, view)}`, "strong")];
  },
  count: () => TICKET_ROWS,
  body(context, columns, rows) {
    const { ui, view } = context;
    const { ticket: shown } = ui;
    const market = shown === undefined ? undefined : ticketMarket(view, shown.ticket.market);
    if (shown === undefined || market === undefined) return [line("the market is gone: Esc", "alarm")];
    const quote = quoteTicket(shown.ticket, market, view);
    const fields = fieldRows(shown, market, context);
    const sums = sumRows(shown, quote, columns);
    const last = lastRows(shown, context, quote, columns);
    // Where rows are short, what sends and what it costs stay.
    const room = Math.max(0, rows - sums.length - last.length);
    return [...fitFields(fields, shown.field, room), ...sums, ...last].slice(-rows);
  },
};

/** What it would trade, cost, lose and win by the book of now. Once it was sent only its answer is true. */
function sumRows({ ticket, sentAt }: TicketUi, quote: TicketQuote | undefined, columns: number): Row[] {
  if (sentAt !== undefined) return [];
  if (quote === undefined) return [line("cost —: a price and a size are needed", "dim")];
  return [tradesRow(quote, columns), moneyRow(ticket, quote), outcomeRow(ticket, quote)];
}

function moneyWords({ environment }: PanelContext["view"]): string {
  return MONEY_WORDS[liveMoney(environment)];
}

function deed({ action, outcomeSide, changes }: Ticket): string {
  const of = `${action.toUpperCase()} ${outcomeSide.toUpperCase()}`;
  return changes === undefined ? of : `CHANGE #${changes.id} ${of}`;
}

function labelOf({ market }: Ticket, view: PanelContext["view"]): string {
  return view.markets.find(({ ticker }) => ticker === market)?.label ?? market;
}

interface FieldRow {
  readonly field: TicketField;
  readonly row: Row;
}

function fieldRows(shown: TicketUi, market: TicketMarket, { view }: PanelContext): FieldRow[] {
  const { ticket, field } = shown;
  const { action, outcomeSide, timeInForce, postOnly, changes } = ticket;
  const typing = (which: TicketField, value: string): Span =>
    span(shown.typed !== undefined && field === which ? `${shown.typed}_` : value, "strong");
  const mark = (which: TicketField): Span => span(field === which ? "▸ " : "  ", "focus");
  const name = (text: string): Span => span(text.padEnd(7), "dim");
  const met = opposingPrice(action, outcomeSide, market.row);
  const yes = outcomeSide === "no" ? `  = YES ${priceText(yesPriceOf(ticket))}` : "";
  const rows: FieldRow[] = [
    {
      field: "price",
      row: [
        mark("price"),
        name("price"),
        typing("price", priceText(ticket.price)),
        span(`${yes}  ${action === "buy" ? "ask" : "bid"} ${priceText(met)}`, "dim"),
        span("  ↑↓ book  -+ tick", "dim"),
      ],
    },
    { field: "size", row: [mark("size"), name("size"), ...sizeSpans(shown, market, view, typing)] },
  ];
  if (changes !== undefined) return rows;
  return [
    {
      field: "side",
      row: [
        mark("side"),
        name("side"),
        span(outcomeSide === "yes" ? "‹YES› no" : "yes ‹NO›", "strong"),
        span("  y", "dim"),
      ],
    },
    ...rows,
    {
      field: "time",
      row: [
        mark("time"),
        name("time"),
        span(timeInForce === "good_till_canceled" ? "until cancelled" : "immediate or cancel", "strong"),
        span("  t", "dim"),
      ],
    },
    {
      field: "post",
      row: [mark("post"), name("post"), span(postOnly ? "only" : "no", "strong"), span("  o", "dim")],
    },
  ];
}

function sizeSpans(
  { ticket }: TicketUi,
  market: TicketMarket,
  view: PanelContext["view"],
  typing: (which: TicketField, value: string) => Span,
): Span[] {
  const keys = span("  [ ] $ m", "dim");
  if (ticket.unit === "contracts") {
    return [typing("size", quantityText(ticket.contracts)), span(" contracts"), keys];
  }
  const contracts = ticketContracts(ticket, market, view);
  return [
    span("$"),
    typing("size", ticket.dollars === undefined ? MISSING : formatDollars(ticket.dollars).slice(1)),
    span(` at most = ${quantityText(contracts)} contracts`),
    keys,
  ];
}

/** The field with the cursor stays, then those nearest to it. */
function fitFields(fields: readonly FieldRow[], field: TicketField, room: number): readonly Row[] {
  if (fields.length <= room) return fields.map(({ row }) => row);
  const at = Math.max(0, fields.findIndex((one) => one.field === field));
  const first = Math.max(0, Math.min(at, fields.length - room));
  return fields.slice(first, first + room).map(({ row }) => row);
}

function tradesRow({ quantity, quote }: TicketQuote, columns: number): Row {
  const { takes, averagePrice, levels, rests, dropped, wouldCross, beyondKnown } = quote;
  if (wouldCross) return [span("post-only would trade at once: the exchange refuses it", "alarm")];
  const parts: Span[] = [];
  if (takes > 0) {
    parts.push(span(`trades ${quantityText(takes)} @ ${averageText(averagePrice)}`));
    if (columns > 40) parts.push(span(` over ${levels} level${levels === 1 ? "" : "s"}`, "dim"));
  }
  const rest = takes > 0 ? ", " : "";
  if (rests > 0) {
    const role = takes > 0 ? "warning" : "plain";
    parts.push(
      span(`${rest}${quantityText(rests)} rest${takes > 0 ? ` of ${quantityText(quantity)}` : ""}`, role),
    );
  }
  if (dropped > 0) parts.push(span(`${rest}${quantityText(dropped)} NOT FILLED by this book`, "alarm"));
  if (beyondKnown) parts.push(span("; deeper book not shown", "warning"));
  return parts;
}

function moneyRow({ action }: Ticket, { quote }: TicketQuote): Row {
  const { cash, fee, worst } = quote;
  const buys = action === "buy";
  const amount = (money: number) => formatDollars((buys ? -money : money) as typeof cash, 4);
  return [
    span(buys ? "cost " : "brings ", "dim"),
    span(amount(cash), "strong"),
    span(` with fee ${formatDollars(fee, 4)}`),
    span(`  ${buys ? "at most" : "at least"} ${amount(worst)}`, "dim"),
  ];
}

function outcomeRow({ action }: Ticket, { outcomes, realised }: TicketQuote): Row {
  if (outcomes !== undefined) {
    const loss = 0 - outcomes.lose as typeof outcomes.lose;
    return [
      span("can lose ", "dim"),
      span(signedDollars(loss), changeRole(loss)),
      span("  can win ", "dim"),
      span(signedDollars(outcomes.win), changeRole(outcomes.win)),
    ];
  }
  if (realised === undefined) return [span(action === "sell" ? "reduces what is held" : "", "dim")];
  return [span("against the entry ", "dim"), span(signedDollars(realised), changeRole(realised))];
}

const ANSWERS: Readonly<Record<HandAnswer["state"], readonly [string, Role]>> = {
  refused: ["REFUSED", "alarm"],
  sent: ["sent", "warning"],
  received: ["received", "gain"],
  done: ["done", "gain"],
  rejected: ["REJECTED", "alarm"],
  unknown: ["UNKNOWN", "alarm"],
};

function lastRows(
  shown: TicketUi,
  { view, ui }: PanelContext,
  quote: TicketQuote | undefined,
  columns: number,
): Row[] {
  const { ticket, sentAt, field, warning } = shown;
  const now = ui.ticking ?? 0;
  if (sentAt !== undefined) return answerRows(shown, view, now, columns);
  const objection = ui.objection;
  const why = whyNotSent(shown, { view, now, objection: () => objection });
  const said = warning ?? why;
  const change = ticket.changes !== undefined && quote !== undefined ? changeNote(ticket, quote) : undefined;
  const note: Row[] = said !== undefined
    ? wrap(`! ${said}`, columns, MOST_NOTE_ROWS).map((text) => line(text, "alarm"))
    : [change === undefined ? EMPTY_ROW : [change]];
  const mark = span(field === "send" ? "▸ " : "  ", "focus");
  if (why !== undefined) {
    const help = why.startsWith(TOO_FAR) ? " · Home: price now" : "";
    return [...note, [mark, span(`cannot be sent${help} · Esc closes`, "dim")]];
  }
  const live = view.mode === "live";
  const role: Role = field === "send" ? live ? "live" : "paper" : "dim";
  const words = live
    ? shown.asked ? `${moneyWords(view)}: Enter again SENDS IT` : "Enter: asks, then sends"
    : "Enter sends it";
  return [...note, [mark, span(` ${words} `, role), span("  Esc closes", "dim")]];
}

function changeNote(ticket: Ticket, { quantity }: TicketQuote): Span {
  return onlyDecreases(ticket, quantity)
    ? span("smaller only: it keeps its place in the queue", "plain")
    : span("replaced: IT LOSES ITS PLACE IN THE QUEUE", "warning");
}

function answerRows(shown: TicketUi, view: PanelContext["view"], now: number, columns: number): Row[] {
  const state = answerOf(shown, view, now);
  const answer = view.answers.find(({ intent }) => intent === shown.ticket.intent);
  if (state === "waiting" || state === undefined) {
    return [[span("sent, waiting for the answer…", "warning")], [span(answer?.text ?? "", "dim")]];
  }
  const [word, role] = ANSWERS[state];
  const text = state === "unknown" && answer?.state !== "unknown"
    ? `no answer in ${ANSWER_MS / 1_000} s: do not send it again`
    : answer?.text ?? "";
  const [first = "", ...more] = wrap(`${word} ${text}`, columns, MOST_ANSWER_ROWS);
  return [
    [span(word, role), span(first.slice(word.length))],
    ...more.map((each) => line(each)),
    [span("Enter or Esc closes", "dim")],
  ];
}
