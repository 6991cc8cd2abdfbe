/**
 * The keys of an order ticket, and what they send.
 *
 * Always: nothing is sent but by Enter on the line that sends, once a ticket; Esc never sends; what is missing or wrong is not
 * sent; a key that is held down never sends.
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import type { TraderCommand } from "../../src/core/commands.ts";
import { parsePrice } from "../../src/core/numbers/money.ts";
import { TICKET_COMMANDS, ticketActionOf } from "../../src/terminal/commands.ts";
import { render } from "../../src/terminal/render.ts";
import { COLOUR_STYLE, PLAIN_STYLE } from "../../src/terminal/style.ts";
import { answerOf, DEAF_MS, pressTicket, showTicket, type TicketUi } from "../../src/terminal/ticket.ts";
import { cancelCommand, TicketDesk } from "../../src/terminal/ticket_desk.ts";
import { INITIAL_UI, type UiState } from "../../src/terminal/ui.ts";
import type { SessionView } from "../../src/views/session_view.ts";
import { changeTicket, openTicket } from "../../src/views/ticket.ts";
import { EXAMPLE_VIEW } from "../views/example_view.ts";
import { assertGolden } from "./golden.ts";

const [LAL] = EXAMPLE_VIEW.markets.map(({ ticker }) => ticker);
assert(LAL !== undefined);
const LIVE: SessionView = { ...EXAMPLE_VIEW, mode: "live" };

/** A trader at the keys: each press a second after the one before, unless said otherwise. */
class Trader {
  readonly sent: TraderCommand[] = [];
  readonly desk: TicketDesk;
  now = 0;
  view: SessionView;
  ui: UiState = INITIAL_UI;
  objects: string | undefined;

  constructor(view: SessionView = EXAMPLE_VIEW) {
    this.view = view;
    let made = 0;
    this.desk = new TicketDesk({
      send: (command) => this.sent.push(command),
      objection: () => this.objects,
      now: () => this.now,
      newIntent: () => `intent-${++made}`,
    });
  }

  open(action: "buy" | "sell" | "change_order" = "buy"): this {
    this.desk.open(action, this.view, this.ui);
    return this;
  }

  press(keys: readonly string[], everyMs = 1_000): this {
    for (const key of keys) {
      this.now += everyMs;
      this.desk.onKey(key, this.view);
    }
    return this;
  }

  get ticket(): TicketUi | undefined {
    return this.desk.shownIn(this.ui, this.view).ticket;
  }

  frame(columns = 80, rows = 24): string {
    const ui = this.desk.shownIn(this.ui, this.view);
    return render(this.view, ui, { columns, rows }, PLAIN_STYLE).join("\n");
  }
}

/** Enter through the fields that follow the size, to the line that sends. */
const TO_SEND = ["enter", "enter", "enter", "enter"];

Deno.test("b, a size, and Enter through the fields sends the order of the ticket, once", () => {
  const trader = new Trader().open().press(["enter", "4", "0"]);
  assertEquals(trader.ticket?.field, "size");
  trader.press(["enter", "enter", "enter"]);
  assertEquals([trader.ticket?.field, trader.sent], ["send", []]);
  trader.press(["enter"]);
  assertEquals(trader.sent, [{
    command: "place_order",
    intent: "intent-1",
    market: LAL,
    outcome_side: "yes",
    action: "buy",
    price: "0.3390",
    contracts: "40.00",
    time_in_force: "good_till_canceled",
    post_only: "false",
  }]);
  trader.press(["enter", "enter", "enter"]);
  assertEquals(trader.sent.length, 1);
});

Deno.test("real money is asked about once more, and any other key takes the question back", () => {
  const trader = new Trader(LIVE).open().press(["enter", "5", ...TO_SEND]);
  assertEquals([trader.ticket?.asked, trader.sent.length], [true, 0]);
  assertMatch(trader.frame(), /REAL MONEY: Enter again SENDS IT/);
  const playing = new Trader({ ...LIVE, environment: "sim" }).open().press(["enter", "5", ...TO_SEND]);
  assertMatch(playing.frame(), /PLAY MONEY: Enter again SENDS IT/);
  const elsewhere = new Trader({ ...LIVE, environment: "10.0.0.5:8899" }).open().press([
    "enter",
    "5",
    ...TO_SEND,
  ]);
  assertMatch(elsewhere.frame(), /UNKNOWN MONEY: Enter again SENDS IT/);
  trader.press(["+"]);
  assertEquals(trader.ticket?.asked, false);
  trader.press(["enter"]);
  assertEquals([trader.ticket?.asked, trader.sent.length], [true, 0]);
  trader.press(["enter"]);
  assertEquals(trader.sent.length, 1);
});

Deno.test("a key that is held down, or a burst of presses, sends nothing, on paper and live", () => {
  for (const view of [EXAMPLE_VIEW, LIVE]) {
    const trader = new Trader(view).open().press(["enter", "5"]).press(Array(200).fill("enter"), 30);
    assertEquals([trader.ticket?.field, trader.sent], ["send", []]);
    trader.press(["enter"], DEAF_MS);
    assertEquals(
      trader.sent.length + Number(trader.ticket?.asked),
      1,
      "after a rest it is a press like any other",
    );
  }
});

Deno.test("Esc closes the ticket and sends nothing, in whichever field; not while an answer is waited for", () => {
  const fields = ["enter", "5", ...TO_SEND.slice(1)];
  for (let pressed = 0; pressed <= fields.length; pressed++) {
    const trader = new Trader().open().press(fields.slice(0, pressed)).press(["escape"]);
    assertEquals([trader.ticket, trader.sent], [undefined, []]);
  }
  const trader = new Trader().open().press(["enter", "5", ...TO_SEND]);
  assertEquals(trader.sent.length, 1);
  trader.press(["escape"], 1_000);
  assertEquals(trader.ticket?.sentAt !== undefined, true);
  assertMatch(trader.frame(), /waiting for the answer/);
  trader.now += 3_000;
  assertMatch(trader.frame(), /UNKNOWN no answer in 3 s: do not send it again/);
  trader.press(["escape"]);
  assertEquals([trader.ticket, trader.sent.length], [undefined, 1]);
});

Deno.test("nothing is made up: without a size, with a price that is none, or off the grid, nothing is sent", () => {
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [["enter", ...TO_SEND], /the size is missing/],
    [["3", "4", "enter", "5", ...TO_SEND], /the price is missing/],
    [[".", "3", "3", "3", "5", "enter", "5", ...TO_SEND], /no price of this market: 0\.3330 or 0\.3340/],
    [["enter", "0", ...TO_SEND], /the size is missing/],
    [["enter", "5", "enter", "t", "o", "enter", "enter", "enter"], /post-only cannot be immediate/],
  ];
  for (const [keys, why] of cases) {
    const trader = new Trader().open().press(keys);
    assertEquals(trader.sent, [], String(why));
    assertMatch(trader.frame(), why);
  }
});

Deno.test("a book that cannot be believed, a pause, a halt or the gate's word hold an order back, with the reason", () => {
  const [market, ...others] = EXAMPLE_VIEW.markets;
  assert(market !== undefined);
  const trading = { paused: false, killed: false, halted: false };
  const status = { account: "acct", halts: [], breakers: [], unknownOrders: [], alarms: [], unjournaled: 0 };
  const cases: readonly (readonly [SessionView, RegExp])[] = [
    [{ ...EXAMPLE_VIEW, markets: [{ ...market, suspect: true }, ...others] }, /BOOK_SUSPECT/],
    [
      { ...EXAMPLE_VIEW, markets: [{ ...market, status: "inactive" }, ...others] },
      /MARKET_NOT_ACTIVE: inactive/,
    ],
    [{ ...EXAMPLE_VIEW, trading: { ...trading, paused: true } }, /ENTRIES_PAUSED/],
    [{ ...EXAMPLE_VIEW, trading: { ...trading, killed: true } }, /KILLED/],
    [{ ...EXAMPLE_VIEW, trading: { ...trading, halted: true, reason: "disk full" } }, /HALTED: disk full/],
    [{ ...LIVE, live: { ...status, blind: "fills refused" } }, /BLIND: fills refused/],
    [{ ...LIVE, live: { ...status, unreconciled: "2 orders differ" } }, /NOT_RECONCILED: 2 orders differ/],
  ];
  for (const [view, why] of cases) {
    const trader = new Trader(view).open().press(["enter", "5", ...TO_SEND, "enter", "enter"]);
    assertEquals(trader.sent, [], String(why));
    assertMatch(trader.frame(), why);
  }
  const trader = new Trader();
  trader.objects = "ORDER_VALUE: value=$600.00 max=$500.00";
  trader.open().press(["enter", "5", ...TO_SEND, "enter"]);
  assertEquals(trader.sent, []);
  assertMatch(trader.frame(), /ORDER_VALUE: value=\$600\.00/);
});

Deno.test("a limit too far from a market that ran away says which key takes the price of now", () => {
  const trader = new Trader();
  trader.objects = "PRICE_OUTSIDE_COLLAR: through=.1200 max=.1000";
  trader.open().press(["enter", "5", ...TO_SEND]);
  for (const [columns, rows] of [[80, 24], [120, 40]] as const) {
    assertMatch(trader.frame(columns, rows), /cannot be sent · Home: price now · Esc closes/);
  }
});

/** The example with another best bid or ask. */
function quoted(view: SessionView, best: { readonly ask?: string; readonly bid?: string }): SessionView {
  const [market, ...others] = view.markets;
  assert(market !== undefined);
  const { ask = "0.3390", bid = "0.3380" } = best;
  return { ...view, markets: [{ ...market, ask: parsePrice(ask), bid: parsePrice(bid) }, ...others] };
}

Deno.test("live, what a price had moved to is not said any more once it was looked at", () => {
  const trader = new Trader();
  trader.view = { ...EXAMPLE_VIEW, mode: "live" };
  trader.open().press(["+", "+", "+", "enter", "5", ...TO_SEND.slice(1)]);
  trader.view = { ...quoted(EXAMPLE_VIEW, { ask: "0.3410" }), mode: "live" };
  trader.press(["enter"]);
  assertMatch(trader.frame(120, 40), /the ask moved from/);
  trader.press(["enter"], DEAF_MS);
  assertEquals([trader.ticket?.asked, trader.ticket?.warning], [true, undefined]);
  assertEquals(trader.sent, []);
});

Deno.test("a price that got worse by more than a tick, within the limit, is looked at again first", () => {
  // A limit of three ticks above the ask.
  const trader = new Trader().open().press(["+", "+", "+", "enter", "5", ...TO_SEND.slice(1)]);
  trader.view = quoted(EXAMPLE_VIEW, { ask: "0.3410" });
  trader.press(["enter"]);
  assertEquals(trader.sent, []);
  assertMatch(trader.frame(120, 40), /the ask moved from \.3390 to \.3410, at most \.3420: look/);
  assertEquals(trader.ticket?.ticket.price, 3420, "the price stays as it was");
  trader.press(["enter"], DEAF_MS - 1);
  assertEquals(trader.sent, []);
  trader.view = quoted(EXAMPLE_VIEW, { ask: "0.3300" });
  trader.frame();
  trader.view = quoted(EXAMPLE_VIEW, { ask: "0.3420" });
  trader.press(["enter"], DEAF_MS);
  assertEquals(trader.sent.length, 1, "the limit was named: however fast the market is, it is asked once");
  const calm = new Trader().open().press(["+", "+", "+", "enter", "5", ...TO_SEND.slice(1)]);
  calm.view = quoted(EXAMPLE_VIEW, { ask: "0.3400" });
  assertEquals(calm.press(["enter"]).sent.length, 1, "a tick is no move");
});

Deno.test("a price that ran out of the limit is said as it is, and that nothing trades there now", () => {
  const at = (best: { readonly ask?: string }): string => {
    const trader = new Trader().open().press(["+", "+", "+", "enter", "5", ...TO_SEND.slice(1)]);
    const [market, ...others] = EXAMPLE_VIEW.markets;
    assert(market !== undefined);
    const { ask: _ask, ...without } = market;
    trader.view = best.ask === undefined
      ? { ...EXAMPLE_VIEW, markets: [without, ...others] }
      : quoted(EXAMPLE_VIEW, best);
    trader.press(["enter"]);
    assertEquals(trader.sent, []);
    return trader.frame(120, 40);
  };
  assertMatch(
    at({ ask: "0.3500" }),
    /the ask moved from \.3390 to \.3500, nothing trades at \.3420 now: look/,
  );
  assertMatch(at({}), /the ask of \.3390 is gone, nothing trades at \.3420 now: look/);
});

Deno.test("once it was sent only its answer is shown: what the book would cost now is no more about it", () => {
  const trader = new Trader().open().press(["enter", "5", ...TO_SEND.slice(1)]);
  for (const [columns, rows] of [[80, 24], [120, 40]] as const) {
    assertMatch(trader.frame(columns, rows), /trades 5 @[^]*cost \$[^]*can lose/);
  }
  trader.press(["enter"]);
  assertEquals(trader.sent.length, 1);
  const answers = [{ intent: "intent-1", at: 0, state: "done", text: "#1 filled 5 of 5" }] as const;
  for (const view of [trader.view, { ...trader.view, answers }]) {
    trader.view = view;
    for (const [columns, rows] of [[80, 24], [120, 40]] as const) {
      const frame = trader.frame(columns, rows);
      assert(!/trades 5 @|cost \$|can lose|Enter next/.test(frame), frame);
      assertMatch(frame, /Enter Esc close/);
    }
  }
});

Deno.test("an answer is shown whole at 80 columns, in as many rows as it needs", () => {
  const trader = new Trader().open().press(["enter", "5", ...TO_SEND]);
  const text =
    "#1 MARKET_EXPOSURE: value=$512.00 max=$500.00; 412.00 of it are held, 100.00 rest in other orders";
  trader.view = { ...trader.view, answers: [{ intent: "intent-1", at: 0, state: "rejected", text }] };
  const shown = trader.frame().split("\n").map((row) => row.split("│").at(-2)?.trim() ?? "").join(" ");
  assert(shown.includes(`REJECTED ${text} Enter or Esc closes`), shown);
});

Deno.test("the cursor goes through the book as it is shown, also for NO, whose prices run the other way", () => {
  const trader = new Trader().open().press(["y"]);
  const yes = () => 10_000 - Number(trader.ticket?.ticket.price);
  const before = yes();
  trader.press(["up"]);
  assert(yes() > before, "up in the book is a higher price of YES");
  trader.press(["down", "down"]);
  assert(yes() < before);
  trader.press(["+"]);
  const dearer = yes();
  trader.press(["+"]);
  assert(yes() < dearer, "+ is a higher price of the side that is bought");
});

Deno.test("a market that was left with x says which keys let entries in again", () => {
  const trader = new Trader();
  trader.objects = "POSITION_CLOSED";
  trader.open().press(["enter", "5", ...TO_SEND]);
  assertEquals(trader.sent, []);
  assertMatch(
    trader.frame(120, 40),
    /POSITION_CLOSED: closed with x; Esc, then p twice lets entries in/,
  );
});

Deno.test("a fast market does not hold an order back that costs no more than its limit", () => {
  const asks = ["0.3410", "0.3500", "0.4000", "0.3000", "0.3700"];
  const trader = new Trader(LIVE).open();
  for (const [index, key] of ["enter", "5", ...TO_SEND, "enter"].entries()) {
    trader.view = quoted(LIVE, { ask: asks[index % asks.length] ?? "" });
    trader.press([key]);
  }
  assertEquals(trader.sent.map((sent) => "price" in sent ? sent.price : ""), ["0.3390"]);
  const seller = new Trader({
    ...LIVE,
    positions: LIVE.positions.map((position) => ({ ...position, strategy: "hand" })),
  }).open("sell").press(["enter", "5", ...TO_SEND]);
  assertEquals(seller.ticket?.asked, true);
  seller.view = quoted(seller.view, { bid: "0.2000" });
  seller.press(["enter"]);
  assertEquals(seller.sent.length, 1);
});

Deno.test("who chooses a price has looked at the market: what it did before is not asked about", () => {
  for (const chosen of [[".", "3", "5", "0"], ["up", "up", "up", "up"], ["+", "+", "+"], ["home"]]) {
    const trader = new Trader().open();
    trader.view = quoted(EXAMPLE_VIEW, { ask: "0.3420" });
    trader.press([...chosen, "enter", "5", ...TO_SEND]);
    assertEquals(trader.sent.length, 1, chosen.join(" "));
  }
});

Deno.test("up and down walk the book, - and + the ticks, y goes to NO at its own best price", () => {
  const trader = new Trader().open();
  const price = () => Number(trader.ticket?.ticket.price);
  const after = (keys: readonly string[]) => {
    trader.press(keys);
    return price();
  };
  assertEquals(price(), 3390);
  assertEquals(after(["up"]), 3400);
  assertEquals(after(["down", "down"]), 3370);
  assertEquals(after(["-"]), 3360);
  assertEquals(after(["+"]), 3370);
  assertEquals(after(["home"]), 3390);
  trader.press(["y"]);
  assertEquals([trader.ticket?.ticket.outcomeSide, price()], ["no", 10_000 - 3370]);
  assertMatch(trader.frame(), /YES \.3370/);
});

Deno.test("sizes: [ ] go through steps, $ changes the unit, m is the most that limits leave", () => {
  const trader = new Trader().open().press(["enter", "]", "]", "]"]);
  assertEquals(trader.ticket?.ticket.contracts, 1_000);
  trader.press(["["]);
  assertEquals(trader.ticket?.ticket.contracts, 500);
  trader.press(["$", "2", "0"]);
  assertEquals([trader.ticket?.ticket.unit, trader.ticket?.ticket.dollars], ["dollars", 20_000_000]);
  trader.press([...TO_SEND]);
  const [sent] = trader.sent;
  assert(sent?.command === "place_order");
  // 56.40 contracts cost $19.12 and at most $0.8848 fees; a hundredth more would be beyond $20.
  assertEquals(sent.contracts, "56.38");
  const most = new Trader().open().press(["m"]);
  assert((most.ticket?.ticket.contracts ?? 0) * 3390 <= 200_000_000);
  assert((most.ticket?.ticket.contracts ?? 0) > 50_000);
});

Deno.test("e changes the order under the cursor; a smaller size keeps its place, a price loses it, and both are said", () => {
  const trader = new Trader();
  trader.ui = { ...INITIAL_UI, focus: "orders", selectedOrder: 3 };
  trader.open("change_order");
  assertMatch(trader.frame(), /nothing is changed yet/);
  trader.press(["2"]);
  assertMatch(trader.frame(), /keeps its place in the queue/);
  trader.press(["enter", "enter"]);
  assertEquals(trader.sent, [{
    command: "change_order",
    intent: "intent-1",
    order: "kl-1-10",
    contracts: "2.00",
  }]);
  const dearer = new Trader();
  dearer.ui = trader.ui;
  dearer.open("change_order").press(["+"]);
  assertMatch(dearer.frame(), /LOSES ITS PLACE IN THE QUEUE/);
  dearer.press(["enter", "enter"]);
  assertEquals(dearer.sent, [{
    command: "change_order",
    intent: "intent-1",
    order: "kl-1-10",
    price: "0.6510",
  }]);
});

Deno.test("Del cancels the order under the cursor; a stop that is watched is none", () => {
  const at = (selectedOrder: number) =>
    cancelCommand(EXAMPLE_VIEW, { ...INITIAL_UI, focus: "orders", selectedOrder });
  assertEquals(at(0), { command: "cancel_order", order: "kl-1-7" });
  assertEquals(at(1), undefined);
});

Deno.test("sells only what was bought by hand", () => {
  const trader = new Trader().open("sell").press(["enter", "5", ...TO_SEND]);
  assertEquals(trader.sent, []);
  assertMatch(trader.frame(), /nothing of this side was bought by hand/);
  const [first] = EXAMPLE_VIEW.positions;
  assert(first !== undefined);
  const held = { ...EXAMPLE_VIEW, positions: [{ ...first, strategy: "hand" }] };
  const seller = new Trader(held).open("sell").press(["enter", "m", ...TO_SEND]);
  assertEquals(seller.sent.map((one) => "contracts" in one ? one.contracts : ""), ["40.00"]);
});

Deno.test("the answer is the one to this ticket's intent", () => {
  const ticket = openTicket(EXAMPLE_VIEW, LAL, "buy", "mine");
  assert(ticket !== undefined);
  const ui = { ...showTicket(ticket, 0), sentAt: 0 };
  const answers = [
    { intent: "other", at: 0, state: "refused", text: "x" },
    { intent: "mine", at: 0, state: "received", text: "#3 rests" },
  ] as const;
  assertEquals(answerOf(ui, { ...EXAMPLE_VIEW, answers: answers.slice(0, 1) }, 100), "waiting");
  assertEquals(answerOf(ui, { ...EXAMPLE_VIEW, answers }, 100), "received");
});

Deno.test("K is never the ticket's, so that it kills while one is open", () => {
  const trader = new Trader().open();
  assertEquals(trader.desk.onKey("K", trader.view), false);
  assertEquals(trader.desk.onKey("c", trader.view), true);
});

Deno.test("no key stands twice in the ticket's table, and each finds its action", () => {
  assertEquals(new Set(TICKET_COMMANDS.map(({ key }) => key)).size, TICKET_COMMANDS.length);
  for (const { key, action } of TICKET_COMMANDS) assertEquals(ticketActionOf(key), action);
});

Deno.test("whatever keys are pressed, at most one order is sent, and only by Enter on the line that sends", () => {
  const keys = fc.constantFrom(
    ...TICKET_COMMANDS.map(({ key }) => key),
    "1",
    ".",
    "5",
    "backspace",
    "escape",
    "x",
  );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(keys, fc.constantFrom(20, 600)), { maxLength: 60 }),
      fc.constantFrom<"paper" | "live">("paper", "live"),
      (presses, mode) => {
        const view = { ...EXAMPLE_VIEW, mode };
        const ticket = openTicket(view, LAL, "buy", "one");
        assert(ticket !== undefined);
        let ui: TicketUi | undefined = showTicket(ticket, 0);
        let now = 0;
        let sent = 0;
        for (const [key, wait] of presses) {
          if (ui === undefined) break;
          now += wait;
          const before: TicketUi = ui;
          const step = pressTicket(ui, key, { view, now, objection: () => undefined });
          if (step.send !== undefined) {
            sent++;
            assertEquals([key, before.field, before.asked], ["enter", "send", mode === "live"]);
            assert(now - before.deafFrom >= DEAF_MS);
          }
          ui = step.ui;
        }
        assert(sent <= 1);
      },
    ),
    { seed: 20261128, numRuns: 300 },
  );
});

Deno.test("the ticket at 80×24 and 120×40, paper and live", () => {
  const paper = new Trader().open().press(["enter", "4", "0", "enter"]);
  assertGolden("ticket_80x24", paper.frame());
  assertGolden("ticket_120x40", paper.frame(120, 40));
  const live = new Trader(LIVE).open().press(["up", "enter", "9", "0", "0", ...TO_SEND]);
  assertGolden("ticket_live_80x24", live.frame());
  const coloured = render(LIVE, live.desk.shownIn(INITIAL_UI, LIVE), { columns: 80, rows: 24 }, COLOUR_STYLE);
  assert(coloured.some((row) => row.includes("\x1b[1;97;41m LIVE · REAL MONEY ")));
  assertMatch(paper.frame(40, 12), /can lose|cost/);
});

Deno.test("an order of ours that is unknown is changed by nobody's guess: its ticket names its rest", () => {
  const order = EXAMPLE_VIEW.orders.find(({ id }) => id === "7");
  assert(order !== undefined);
  const ticket = changeTicket(EXAMPLE_VIEW, order, "i");
  assertEquals(ticket?.changes?.remaining, 2_750);
});
