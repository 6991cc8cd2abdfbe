import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { REGISTRY } from "../../src/cli/rules.ts";
import type { EngineEvent } from "../../src/core/events.ts";
import { Decoder } from "../../src/kalshi/decoding/decoder.ts";
import type { InputSource } from "../../src/core/inputs.ts";
import { formatInput, readLine } from "../../src/recording/format/format.ts";
import { Pipeline } from "../../src/session/pipeline.ts";
import { createEngine } from "../../src/session/setup/setup.ts";
import { must, setupOf, Watcher } from "./support.ts";

/** One recorded line. */
interface Kept {
  readonly at: number;
  readonly source: InputSource;
  readonly text: string;
  readonly isJson: boolean;
}

const SETUP = await setupOf();

/** A pipeline that tells the order of recording and acting. */
function makePipeline() {
  const kept: Kept[] = [];
  const order: string[] = [];
  const events: EngineEvent[] = [];
  const watcher = new Watcher();
  const engine = must(createEngine(SETUP, REGISTRY));
  const pipeline = new Pipeline(engine, new Decoder(), [watcher, {
    onEvent: (event) => {
      events.push(event);
      order.push(event.kind);
    },
  }], {
    append: (at, source, text, isJson) => {
      kept.push({ at, source, text, isJson });
      order.push(`recorded ${source}`);
    },
  });
  return { pipeline, engine, kept, order, events, watcher };
}

/** Hands a payload in as the stream does. */
function handIn(pipeline: Pipeline, at: number, source: InputSource, text: string): void {
  let raw: unknown = text;
  try {
    raw = JSON.parse(text);
  } catch {
    // The text itself.
  }
  pipeline.input(at, source, text, raw);
}

Deno.test("an input is recorded before anybody acts on it", () => {
  const { pipeline, order } = makePipeline();
  handIn(pipeline, 1_000, "clock", "null");
  handIn(pipeline, 2_000, "command", '{"command":"pause_entries"}');
  assertEquals(order, ["recorded clock", "clock", "recorded command", "command"]);
});

Deno.test("what is recorded and what the engine sees is the same time: to the microsecond, never backwards", () => {
  const { pipeline, kept, events } = makePipeline();
  for (const at of [1_000.0004, 1_000.1236789, 999, 1_000.2]) handIn(pipeline, at, "clock", "null");
  const expected = [1_000, 1_000.124, 1_000.124, 1_000.2];
  assertEquals(kept.map(({ at }) => at), expected);
  assertEquals(events.map(({ at }) => at), expected);
  assertEquals(pipeline.at, 1_000.2);
});

Deno.test("a frame with line breaks is recorded, and means what it means on one line", () => {
  const frame = '{"type":"error","sid":1,"seq":1,\n"msg":{"code":10,"msg":"Channel error"}}';
  const { pipeline, kept } = makePipeline();
  handIn(pipeline, 1_000, "ws", frame);
  assertEquals(kept, [{ at: 1_000, source: "ws", text: frame, isJson: true }]);
  const { malformed, errors } = pipeline.decoder.counters;
  assertEquals([malformed, errors], [0, 1]);
});

Deno.test("a live input and its recorded line give the same events, counters and decisions, whatever the payload", () => {
  const level = fc.tuple(
    fc.constantFrom("0.5", "0.86", "0.9", "1.2", "x"),
    fc.constantFrom("10.00", "-3", "0.01", "?"),
  );
  const frame = fc.oneof(
    fc.json(),
    fc.string(),
    fc.constantFrom(
      "",
      "null",
      '"text"',
      '"',
      "{",
      "[]",
      "{\n}",
      '"\ud800"',
      "\ud800",
      '"\\ud800"',
      " 1",
      "1\r\n",
    ),
    level.map(([price, size]) =>
      JSON.stringify({
        type: "orderbook_delta",
        sid: 1,
        seq: 1,
        msg: { market_ticker: "A-B-C", price_dollars: price, delta_fp: size, side: "yes" },
      })
    ),
  );
  const input = fc.tuple(
    fc.double({ min: 0, max: 1e12, noNaN: true }),
    fc.constantFrom<InputSource>("ws", "ws.state", "rest", "command", "clock", "feed.x"),
    frame,
  );
  fc.assert(
    fc.property(fc.array(input, { maxLength: 20 }), (inputs) => {
      const [live, again] = [makePipeline(), makePipeline()];
      for (const [at, source, text] of inputs) handIn(live.pipeline, at, source, text);
      for (const { at, source, text, isJson } of live.kept) {
        const line = readLine(formatInput(at, source, text, isJson).trimEnd());
        assert(line !== undefined && line.src !== "end", text);
        again.pipeline.replay(line.at, line.src, line.raw);
      }
      assertEquals(again.events, live.events);
      assertEquals(again.pipeline.decoder.counters, live.pipeline.decoder.counters);
      assertEquals(again.watcher.lines, live.watcher.lines);
    }),
    { numRuns: 150 },
  );
});
