import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { FrameLoop, type FrameLoopOptions } from "../../src/terminal/frame_loop.ts";
import { Terminal } from "../../src/terminal/terminal.ts";
import { FakeKeys, FakeTimer, FakeTty, settle } from "./fake_tty.ts";

function setUp(options: Partial<FrameLoopOptions> = {}) {
  const tty = new FakeTty();
  const keys = new FakeKeys();
  const timer = new FakeTimer();
  const typed: string[] = [];
  const shown = { text: "first" };
  const loop = new FrameLoop({
    terminal: new Terminal(tty),
    keys,
    timer,
    draw: ({ columns }) => [shown.text.padEnd(columns)],
    onKey: (key) => typed.push(key),
    ...options,
  });
  return { tty, keys, timer, typed, shown, loop };
}

Deno.test("disposing gives the terminal back, once", () => {
  const tty = new FakeTty();
  {
    using terminal = new Terminal(tty);
    assert(tty.raw);
    terminal[Symbol.dispose]();
    assert(tty.restored);
  }
  assertEquals(tty.calls.filter((call) => call === "raw false").length, 1);
});

Deno.test("a terminal that fails while it is taken over is given back", () => {
  const tty = new FakeTty();
  tty.failWrites = true;
  assertThrows(() => new Terminal(tty), Error, "the terminal is gone");
  assertEquals(tty.raw, false);
});

Deno.test("at most ten frames a second, however often the data changes", async () => {
  const { tty, timer, shown, loop } = setUp();
  const running = loop.run();
  for (let change = 0; change < 1000; change++) {
    shown.text = `change ${change}`;
    loop.markDirty();
    await timer.pass(1);
  }
  assert(tty.frames.length >= 9 && tty.frames.length <= 11, `${tty.frames.length} frames`);
  loop.stop();
  await running;
});

Deno.test("idle writes nothing and waits for nothing", async () => {
  const { tty, timer, loop } = setUp();
  const running = loop.run();
  await timer.pass(1000);
  const frames = tty.frames.length;
  loop.markDirty();
  await timer.pass(60_000);
  assertEquals(tty.frames.length, frames);
  assertEquals(timer.pending, 0);
  loop.stop();
  await running;
});

Deno.test("a change after a quiet time is drawn at once", async () => {
  const { tty, timer, shown, loop } = setUp();
  const running = loop.run();
  await timer.pass(1000);
  shown.text = "changed";
  loop.markDirty();
  await timer.pass(0);
  assert(tty.frames.at(-1)?.includes("changed"));
  loop.stop();
  await running;
});

Deno.test("a terminal that is slow gets the latest frame later, not all of them", async () => {
  const { tty, timer, shown, loop } = setUp();
  const gate = Promise.withResolvers<void>();
  tty.gate = gate.promise;
  const running = loop.run();
  await timer.pass(0);
  for (let change = 0; change < 50; change++) {
    shown.text = `change ${change}`;
    loop.markDirty();
    await timer.pass(100);
  }
  assertEquals(tty.frames.length, 1);
  gate.resolve();
  await timer.pass(100);
  assertEquals(tty.frames.length, 2);
  assert(tty.frames[1]?.includes("change 49"));
  loop.stop();
  await running;
});

Deno.test("an error while drawing is reported after the terminal was given back", async () => {
  const { tty, timer, loop } = setUp({
    draw: () => {
      throw new Error("cannot draw");
    },
  });
  const running = loop.run().catch((error) => ({ error, restored: tty.restored }));
  await timer.pass(0);
  const outcome = await running;
  assert(typeof outcome === "object" && outcome.error instanceof Error);
  assertEquals([outcome.error.message, outcome.restored], ["cannot draw", true]);
});

Deno.test("an error of a key's action gives the terminal back", async () => {
  const { tty, keys, loop } = setUp({
    onKey: () => {
      throw new Error("cannot act");
    },
  });
  const running = assertRejects(() => loop.run(), Error, "cannot act");
  keys.type("q");
  await running;
  assert(tty.restored && keys.cancelled);
});

Deno.test("a terminal that takes no frame is lost, and given back as far as it can be", async () => {
  const { tty, timer, loop } = setUp();
  tty.failWrites = true;
  const running = loop.run();
  await timer.pass(0);
  assertEquals([await running, tty.raw], ["lost", false]);
});

Deno.test("a terminal whose keys end, or cannot be read, is lost", async () => {
  for (const read of [() => Promise.resolve(undefined), () => Promise.reject(new Error("EIO"))]) {
    const { tty, loop } = setUp({ keys: { read, cancel: () => {} } });
    assertEquals([await loop.run(), tty.restored], ["lost", true]);
  }
});

Deno.test("stop() ends the loop, the read of keys and all timers, even where the terminal takes nothing", async () => {
  const { tty, keys, timer, loop } = setUp();
  tty.gate = new Promise(() => {});
  const running = loop.run();
  await timer.pass(0);
  loop.stop();
  loop.stop();
  await timer.pass(500);
  await running;
  assert(tty.restored && keys.cancelled);
  assertEquals([timer.pending, tty.resized], [0, undefined]);
  loop.markDirty();
  assertEquals(timer.pending, 0);
});

Deno.test("a new size is drawn whole", async () => {
  const { tty, timer, loop } = setUp();
  const running = loop.run();
  await timer.pass(1000);
  tty.columns = 30;
  tty.resized?.();
  await timer.pass(0);
  assert(tty.frames.at(-1)?.includes(`\x1b[2J\x1b[1;1H${"first".padEnd(30)}`));
  loop.stop();
  await running;
});

Deno.test("keys reach their action; a lone Escape after its time-out, an arrow split over reads as one", async () => {
  const { keys, timer, typed, loop } = setUp();
  const running = loop.run();
  await settle();
  keys.type("q");
  await settle();
  keys.type("\x1b");
  await timer.pass(49);
  assertEquals(typed, ["q"]);
  await timer.pass(1);
  assertEquals(typed, ["q", "escape"]);
  keys.type("\x1b[");
  await timer.pass(20);
  keys.type("A");
  await timer.pass(1000);
  assertEquals(typed, ["q", "escape", "up"]);
  loop.stop();
  await running;
});
