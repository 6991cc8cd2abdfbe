import { assertEquals, assertMatch } from "@std/assert";
import { CHAIN_START, sealLine } from "../../src/audit/chain.ts";
import { describeEntry, entriesOfOrder, readEntries } from "../../src/audit/show.ts";
import { fileOf, KEY } from "./support.ts";

const EVENTS = [
  ["order", {
    client_order_id: "a-1",
    market: "M",
    side: "ask",
    quantity: "3.00",
    price: "0.4000",
    purpose: "stop",
    strategy: "s",
  }],
  ["report", { client_order_id: "a-1", report: "unknown", detail: "no answer" }],
  ["named", { client_order_id: "a-1", order_id: "X1" }],
  ["report", {
    order_id: "X1",
    report: "fill",
    quantity: "3.00",
    price: "0.4100",
    role: "taker",
    fee: "0.01",
    trade_id: "T1",
  }],
  ["report", { client_order_id: "b-1", report: "accepted" }],
] as const;

function log(): string {
  let head = CHAIN_START;
  return fileOf(EVENTS.map(([kind, data], index) => {
    const sealed = sealLine(KEY.bytes, head, {
      at: Date.UTC(2026, 10, 23, 0, 30, index),
      session: "e-1",
      kind,
      data,
    });
    head = sealed.head;
    return sealed.line;
  }));
}

Deno.test("an order's life is found by either of its ids, with lines that have only one", () => {
  const entries = readEntries(log());
  for (const id of ["a-1", "X1"]) {
    assertEquals(entriesOfOrder(entries, id).map(({ seq }) => seq), [1, 2, 3, 4]);
  }
  assertEquals(entriesOfOrder(entries, "nothing"), []);
});

Deno.test("a line is told in words, in New York's time, and of a kind without words by its fields", () => {
  const lines = readEntries(log()).map(describeEntry);
  assertMatch(
    lines[0] ?? "",
    /^1 {2}2026-11-22 19:30:00\.000 {2}e-1 {2}order a-1: sells 3\.00 YES at 0\.4000 in M: stop of s/,
  );
  assertMatch(lines[1] ?? "", /unknown a-1: outcome unknown: no answer$/);
  assertMatch(lines[2] ?? "", /named: client_order_id=a-1 order_id=X1$/);
  assertMatch(lines[3] ?? "", /filled 3\.00 at 0\.4100 as taker, fee 0\.01, trade T1$/);
});

Deno.test("what is no line of a log is left out", () => {
  assertEquals(readEntries(`${log()}\nnot a line\n{"seq":9}\n{"seq":`).length, EVENTS.length);
});

Deno.test("refusals of the exchange and of this program, answers that say nothing, and cancels are told with their reasons", () => {
  const say = (kind: string, data: Record<string, unknown>) =>
    describeEntry({ seq: 1, at: 0, session: "e-1", kind, data: { client_order_id: "a-1", ...data } });
  assertMatch(
    say("rejected", { status: 409, code: "order_already_exists" }),
    /refused it: status 409 order_already/,
  );
  assertMatch(say("refused", { code: "KILLED", detail: "a file" }), /not sent: KILLED a file$/);
  assertMatch(say("unknown", { why: "no answer within 10 s" }), /outcome unknown: no answer within 10 s$/);
  const line = (id: string) => ({
    seq: 1,
    at: 0,
    session: "e-1",
    kind: "decision",
    data: { decision: JSON.stringify({ type: "cancel", client_order_id: id, reason: "timeout" }) },
  });
  assertEquals(entriesOfOrder([line("a-1"), line("b-1")], "a-1"), [line("a-1")]);
  assertMatch(describeEntry(line("a-1")), /decision: cancel client_order_id=a-1 reason=timeout$/);
});
