import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { Book } from "../../../src/core/market/book.ts";
import type { EngineEvent } from "../../../src/core/events.ts";
import { toPrice } from "../../../src/core/numbers/money.ts";
import { Decoder } from "../../../src/kalshi/decoding/decoder.ts";
import type { Control } from "../../../src/kalshi/input.ts";
import type { InputSource } from "../../../src/core/inputs.ts";
import { Bench, delta, snapshot } from "../support/bench.ts";

/** Frames nearly right: fields of the wire with any values. */
const nearFrames = fc.record({
  type: fc.constantFrom(
    "orderbook_delta",
    "orderbook_snapshot",
    "trade",
    "ticker",
    "market_lifecycle_v2",
    "event_fee_update",
    "ok",
    "error",
    "subscribed",
    "unsubscribed",
    "other",
  ),
  sid: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.jsonValue()),
  seq: fc.oneof(fc.integer({ min: 0, max: 9 }), fc.jsonValue()),
  msg: fc.oneof(
    fc.jsonValue(),
    fc.record({
      market_ticker: fc.constantFrom("T1", "KXG-1-LAL"),
      code: fc.constantFrom(7, 10, 25),
      side: fc.constantFrom("yes", "no"),
      price_dollars: fc.constantFrom("0.4", "1.1", "x", ""),
      delta_fp: fc.constantFrom("1.00", "-1", "1e9", ""),
      event_type: fc.constantFrom("determined", "settled", "other"),
      yes_dollars_fp: fc.jsonValue(),
    }, { requiredKeys: [] }),
  ),
}, { requiredKeys: ["type"] });

Deno.test("the decoder never throws, and the same inputs give the same events", () => {
  const sources = fc.constantFrom<InputSource>("ws", "ws.state", "rest", "clock", "command", "feed.x");
  const paths = fc.constantFrom(
    "/markets/X",
    "/markets/X/orderbook",
    "/markets/trades",
    "/events/E",
    "/series/S",
    "//%",
  );
  const rest = fc.record({ path: paths, status: fc.constantFrom(200, 304, 500), body: fc.jsonValue() });
  const raw = fc.oneof(fc.jsonValue(), fc.string(), nearFrames, rest);
  const inputs = fc.array(fc.tuple(sources, raw), { maxLength: 40 });
  fc.assert(
    fc.property(inputs, (all) => {
      const run = (): [EngineEvent[], Control[], unknown] => {
        const bench = new Bench();
        for (const [source, payload] of all) bench.put(source, payload);
        return [bench.events, bench.controls, bench.decoder.counters];
      };
      assertEquals(run(), run());
    }),
    { numRuns: 300 },
  );
});

Deno.test("whatever frames are lost, doubled or late, a book that is believed is the true one", () => {
  // Invariant: fold the delivered frames, answer each wanted snapshot with the true book at that moment. Whenever no
  // suspicion is open, the folded book equals the exchange's.
  const fate = fc.constantFrom("keep", "keep", "keep", "lose", "twice");
  fc.assert(
    fc.property(fc.array(fc.tuple(fate, fc.integer({ min: 1, max: 3 })), { maxLength: 60 }), (steps) => {
      const decoder = new Decoder();
      const book = new Book();
      let truth = 10;
      let seq = 1;
      let suspect = true;
      const deliver = (frame: unknown): void => {
        const events: EngineEvent[] = [];
        const controls: Control[] = [];
        decoder.decode(1, "ws", frame, events, controls);
        for (const event of events) {
          if (event.kind === "books_suspect") suspect = true;
          else if (event.kind === "book_snapshot") {
            book.replace(event.bids, event.asks);
            suspect = false;
          } else if (event.kind === "book_change") book.change(event.side, event.price, event.delta);
        }
        for (const _ of controls) deliver(snapshot(++seq, "T1", [["0.4000", `${truth}.00`]]));
        if (!suspect) assertEquals(book.sizeAt("bid", toPrice(4000)), truth * 100);
      };
      deliver(snapshot(seq, "T1", [["0.4000", `${truth}.00`]]));
      for (const [what, amount] of steps) {
        truth += amount;
        const frame = delta(++seq, `${amount}.00`);
        // A loss shows with the next frame; until then nobody can know.
        if (what === "lose") {
          truth += 1;
          deliver(delta(++seq, "1.00"));
        } else deliver(frame);
        if (what === "twice") deliver(frame);
      }
      assertEquals(book.faults, 0);
      assertEquals(suspect, false);
    }),
    { numRuns: 200 },
  );
});
