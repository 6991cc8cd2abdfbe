import { assert, assertEquals } from "@std/assert";
import { REGISTRY } from "../../src/cli/rules.ts";
import type { Counters } from "../../src/kalshi/decoding/output.ts";
import { assumedListings } from "../../src/recording/format/assumed.ts";
import { Decoder } from "../../src/kalshi/decoding/decoder.ts";
import { readEnvironment } from "../../src/kalshi/environment.ts";
import { createSigner } from "../../src/kalshi/signing/sign.ts";
import { MarketStream } from "../../src/kalshi/streaming/stream.ts";
import { decisionsPath } from "../../src/session/decision_file.ts";
import { compareDecisions } from "../../src/session/decision_compare.ts";
import { Pipeline } from "../../src/session/pipeline.ts";
import { createEngine } from "../../src/session/setup/setup.ts";
import { type FaultName, startSimulator } from "../../src/simulator/mod.ts";
import { inFolder } from "../cli/support.ts";
import { handTimers } from "../kalshi/support/wire.ts";
import {
  endWatched,
  must,
  replayed,
  setupOf,
  startWatched,
  type Watched,
  Watcher,
} from "../session/support.ts";
import {
  booksOfEngine,
  booksOfExchange,
  MARKETS,
  sameBooks,
  step,
  writeCaptures,
} from "../session/captures.ts";

/** Frames of each market that are never reached, so that the markets stay open. */
const FRAMES = 500;

/** What one fault must lead to. */
interface Expected {
  readonly counted: Partial<Counters>;
  readonly note?: RegExp;
}

/** A session in whose middle something fails: it goes on, its books are right, it says what happened, and it replays. */
async function survives(expected: Expected, fail: (watched: Watched) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    const paths = await writeCaptures(folder, FRAMES);
    const plan = { kind: "captured", paths, stepped: true } as const;
    const setup = await setupOf();
    const watched = await startWatched({ exchange: { plan }, setup, recordings: `${folder}/recordings` });
    const { session, watcher } = watched;
    await step(watched, 40);
    assertEquals(session.connection.state, "connected");
    const before = { ...session.decoder.counters };
    const notesBefore = watcher.notes.length;
    await fail(watched);
    await step(watched, 30);
    for (const [name, count] of Object.entries(expected.counted)) {
      const counter = name as keyof Counters;
      assertEquals(session.decoder.counters[counter] - before[counter], count, counter);
    }
    const notes = watcher.notes.slice(notesBefore).join(" | ");
    if (expected.note !== undefined) {
      assert(expected.note.test(notes), `expected ${expected.note}, was: ${notes}`);
    } else assertEquals(notes, "");
    assertEquals(session.connection.state, "connected");
    assertEquals(session.engine.marketDataDown, undefined);
    const path = await endWatched(watched);
    const again = await replayed(path);
    assertEquals(again.lines, watcher.lines);
    assertEquals(compareDecisions(decisionsPath(path), again.lines, false).kind, "identical");
  });
}

/** Lets a fault happen and something after it. */
function during(name: FaultName, steps = 12): (watched: Watched) => Promise<void> {
  return async (watched) => {
    watched.simulator.fault(name);
    await step(watched, steps);
  };
}

Deno.test("nothing fails: nothing is counted and nothing is said", async () => {
  const counted = {
    gaps: 0,
    duplicates: 0,
    malformed: 0,
    unknownTypes: 0,
    reconnects: 0,
    errors: 0,
    snapshots: 0,
  };
  await survives({ counted }, (watched) => step(watched, 12));
});

Deno.test("a sequence number is skipped: one gap, new snapshots, right books", async () => {
  const note = /books? suspect.*\| book replaced by a snapshot/;
  await survives({ counted: { gaps: 1, snapshots: MARKETS.length, reconnects: 0 }, note }, during("skip"));
});

Deno.test("sequence numbers are skipped again and again: each gap is repaired", async () => {
  await survives({ counted: { gaps: 3, reconnects: 0 }, note: /suspect/ }, async (watched) => {
    for (let time = 0; time < 3; time++) await during("skip")(watched);
  });
});

Deno.test("the socket is dropped: books are suspect until it is connected again, then right", async () => {
  const note = /market data lost.*suspect.*market data connected.*replaced by a snapshot/;
  await survives({ counted: { reconnects: 1, gaps: 0 }, note }, async (watched) => {
    const { simulator, session, watcher } = watched;
    simulator.fault("drop");
    await watcher.until(() => session.engine.marketDataDown !== undefined, "the loss");
    assertEquals(booksOfEngine(session.engine, session.markets), [], "no book is believed");
    assertEquals(session.connection.state, "reconnecting");
    // The market goes on while nobody listens.
    assertEquals(await simulator.step(11), 11);
    await watcher.until(() => session.engine.marketDataDown === undefined, "the reconnect");
  });
});

Deno.test("the socket is dropped twice while a repair is under way", async () => {
  await survives({ counted: { reconnects: 2 }, note: /market data lost/ }, async (watched) => {
    const { simulator, session, watcher } = watched;
    for (const reconnects of [1, 2]) {
      simulator.fault("skip");
      assertEquals(await simulator.step(10), 10);
      simulator.fault("drop");
      await watcher.until(() => session.decoder.counters.reconnects === reconnects, "the reconnect");
    }
  });
});

Deno.test("a malformed frame is counted and nothing else", async () => {
  await survives({ counted: { malformed: 1, gaps: 0, reconnects: 0, snapshots: 0 } }, during("malformed"));
});

Deno.test("a frame of an unknown type is counted and nothing else", async () => {
  await survives({ counted: { unknownTypes: 1, malformed: 0, gaps: 0, snapshots: 0 } }, during("unknown"));
});

Deno.test("a doubled frame is counted and changes the book once", async () => {
  await survives({ counted: { duplicates: 1, gaps: 0, snapshots: 0 } }, during("duplicate"));
});

for (const [fault, code] of [["error10", 10], ["error25", 25]] as const) {
  Deno.test(`error ${code} ends the subscription: it is started again, without a new connection`, async () => {
    const counted = { errors: 1, reconnects: 0, snapshots: MARKETS.length };
    await survives({ counted, note: /suspect.*replaced by a snapshot/ }, during(fault));
  });
}

Deno.test("everything at once: the session goes on", async () => {
  await survives({ counted: { reconnects: 1 }, note: /suspect/ }, async (watched) => {
    const { simulator, session, watcher } = watched;
    for (
      const fault of ["unknown", "malformed", "duplicate", "skip", "error10", "malformed", "drop"] as const
    ) {
      simulator.fault(fault);
      assertEquals(await simulator.step(5), 5);
    }
    await watcher.until(() => session.decoder.counters.reconnects === 1, "the reconnect");
  });
});

Deno.test("a connection that goes silent is given up and replaced; a quiet one is kept alive", async () => {
  await inFolder(async (folder) => {
    const paths = await writeCaptures(folder, FRAMES);
    const simulator = must(await startSimulator({ plan: { kind: "captured", paths, stepped: true } }));
    const watcher = new Watcher();
    const engine = must(createEngine(await setupOf(), REGISTRY));
    const assumed = assumedListings({ environment: "import:test", markets: MARKETS as string[] });
    const decoder = new Decoder({ assumed });
    const pipeline = new Pipeline(engine, decoder, [watcher]);
    const timers = handTimers();
    let now = Date.now();
    const stream = new MarketStream({
      environment: must(readEnvironment(simulator.url)),
      signer: must(createSigner(simulator.keyId, simulator.privateKeyPem)),
      markets: MARKETS,
      sink: {
        input(...given) {
          const controls = pipeline.input(...given);
          // The watcher looks at events only, and a sign of life is none.
          watcher.onEvent({ kind: "clock", at: now }, []);
          return controls;
        },
      },
      now: () => now,
      timers,
      silenceMs: 400,
      keepAliveMs: 80,
      random: () => 0,
    });
    const pass = () => {
      now += 80;
      timers.fire(80);
    };
    stream.start();
    const right = async () => {
      const expected = await booksOfExchange(simulator);
      await watcher.until(() => sameBooks(booksOfEngine(engine, MARKETS), expected), "right books");
    };
    await simulator.step(30);
    await right();
    // Signs of life are frames too: the market says nothing, and yet more and more of them come.
    for (let signs = 0; signs < 8; signs++) {
      const { frames } = decoder.counters;
      pass();
      await watcher.until(() => decoder.counters.frames > frames, "a sign of life");
    }
    assertEquals([decoder.counters.reconnects, stream.state], [0, "open"]);
    simulator.fault("silent");
    await simulator.step(10);
    while (stream.state === "open") pass();
    // The wait before the next connection.
    timers.fire(0);
    await watcher.until(() => decoder.counters.reconnects === 1, "the reconnect");
    await right();
    assert(
      watcher.notes.some((note) => note.includes("market data lost: silent for 0.4 s")),
      watcher.notes.join(" | "),
    );
    await stream.close();
    await simulator.close();
  });
});
