/**
 * Events into columns and back.
 *
 * Invariants: whatever events a recording gives, its tape gives the same, in the same order, whether it was written down
 * in between or not, however many are played at a time, and whoever else plays it.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { EngineEvent } from "../../../src/core/events.ts";
import type { Quantity } from "../../../src/core/numbers/money.ts";
import { TapeBuilder } from "../../../src/recording/tape/builder.ts";
import { ROW } from "../../../src/recording/tape/columns.ts";
import { decodeTape, encodeTape } from "../../../src/recording/tape/tape_file.ts";
import { anyEvent, changeOf, played, SOURCE, tapeOf, TOO_MANY_MARKETS } from "./support.ts";

const manyEvents = fc.array(anyEvent, { maxLength: 60 });

Deno.test("any events come back from the bytes of their tape exactly as they were", async () => {
  await fc.assert(
    fc.asyncProperty(manyEvents, async (events) => {
      const tape = tapeOf(events);
      assertEquals(tape.events, events.length);
      assertEquals(played(tape), events);
      const decoded = await decodeTape(await encodeTape(tape, "key"), "key");
      assert(decoded !== undefined);
      assertEquals(decoded.source, SOURCE);
      assertEquals(played(decoded), events);
    }),
    { numRuns: 500, seed: 1 },
  );
});

Deno.test("a tape of a tape has the same bytes", async () => {
  await fc.assert(
    fc.asyncProperty(manyEvents, async (events) => {
      const bytes = await encodeTape(tapeOf(events), "key");
      const decoded = await decodeTape(bytes, "key");
      assert(decoded !== undefined);
      assertEquals(await encodeTape(decoded, "key"), bytes);
      assertEquals(await encodeTape(tapeOf(played(decoded)), "key"), bytes);
    }),
    { numRuns: 50, seed: 2 },
  );
});

Deno.test("playing some at a time gives what playing all at once does", () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 1, maxLength: 5 }).filter((all) =>
    all.some((size) => size > 0)
  );
  fc.assert(
    fc.property(manyEvents, sizes, (events, chunks) => {
      assertEquals(played(tapeOf(events), chunks), events);
    }),
    { numRuns: 200, seed: 3 },
  );
});

Deno.test("players of one tape do not disturb each other, however they take turns", () => {
  fc.assert(
    fc.property(manyEvents, fc.array(fc.nat(2), { maxLength: 200 }), (events, turns) => {
      const tape = tapeOf(events);
      const players = [0, 1, 2].map(() => ({ player: tape.player(), given: [] as EngineEvent[] }));
      for (const turn of turns) {
        const one = players[turn];
        one?.player.play(turn + 1, (event) => one.given.push(structuredClone(event)));
      }
      for (const { player, given } of players) {
        assertEquals(given, events.slice(0, given.length));
        player.play(Infinity, (event) => given.push(structuredClone(event)));
        assertEquals(given, events);
      }
    }),
    { numRuns: 100, seed: 4 },
  );
});

Deno.test("play() says whether there are more, and gives nothing after the end", () => {
  const tape = tapeOf([1, 2, 3].map(changeOf));
  const player = tape.player();
  const given: number[] = [];
  const take = ({ at }: EngineEvent) => void given.push(at);
  assertEquals([player.play(0, take), given.length], [true, 0]);
  assertEquals([player.play(2, take), given.length], [true, 2]);
  assertEquals([player.play(1, take), given.length], [false, 3]);
  assertEquals([player.play(Infinity, take), given.length], [false, 3]);
  assertEquals(tapeOf([]).player().play(1, take), false);
});

Deno.test("usual events stand in columns, the odd ones beside them", () => {
  const base = { at: 1, market: "M" };
  const usual: EngineEvent[] = [
    changeOf(1),
    { kind: "clock", at: 1 },
    { kind: "heartbeat", at: 1, sourceAt: 0 },
    { kind: "ticker", ...base },
    { kind: "ticker", ...base, volume: 5 as Quantity },
  ];
  const odd: EngineEvent[] = [
    { kind: "clock", at: 1, sourceAt: 1 },
    { kind: "ticker", ...base, openInterest: 0 as Quantity },
    { kind: "feed", at: 1, feed: "score", up: true, detail: "" },
  ];
  const { others, columns } = tapeOf([...usual, ...odd]).parts;
  assertEquals(others, odd);
  assertEquals([...columns.row].filter((row) => row !== ROW.other).length, usual.length);
});

Deno.test("more markets than the columns can name do not get mixed up", async () => {
  const events = Array.from({ length: TOO_MANY_MARKETS + 2 }, (_, index) => changeOf(index));
  const tape = await decodeTape(await encodeTape(tapeOf(events), "key"), "key");
  assert(tape !== undefined);
  assertEquals(tape.parts.others, events.slice(-3));
  let index = 0;
  let wrong = 0;
  tape.player().play(Infinity, (event) => {
    const expected = events[index++];
    if (event.kind !== "book_change" || expected?.kind !== "book_change") wrong++;
    else if (event.market !== expected.market || event.delta !== expected.delta || event.at !== expected.at) {
      wrong++;
    }
  });
  assertEquals([index, wrong], [events.length, 0]);
});

Deno.test("columns and ids grow past their first size without losing anything", () => {
  const builder = new TapeBuilder();
  const uuidOf = (index: number) => String(index).padStart(36, "0");
  const COUNT = 10_000;
  for (let index = 0; index < COUNT; index++) {
    const { market, price } = changeOf(index % 3) as EngineEvent & { kind: "book_change" };
    builder.push({
      kind: "trade",
      at: index,
      market,
      price,
      tradeId: uuidOf(index),
      quantity: 1 as Quantity,
      takerSide: "ask",
    });
  }
  assertEquals(builder.events, COUNT);
  const ids: string[] = [];
  builder.finish(SOURCE).player().play(Infinity, (event) => {
    if (event.kind === "trade") ids.push(event.tradeId);
  });
  assertEquals(ids, Array.from({ length: COUNT }, (_, index) => uuidOf(index)));
});

Deno.test("a tape stays as it was when its builder goes on", async () => {
  const builder = new TapeBuilder();
  const odd: EngineEvent = { kind: "feed", at: 1, feed: "score", up: true, detail: "" };
  builder.push(odd);
  const tape = builder.finish(SOURCE);
  builder.push({ ...odd, at: 2 });
  assertEquals(played(tape), [odd]);
  assert(await decodeTape(await encodeTape(tape, "key"), "key") !== undefined, "its bytes are a tape");
});
