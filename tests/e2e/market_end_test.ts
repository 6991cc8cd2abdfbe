/**
 * The end of a market is never missed, however the line to the exchange behaves.
 *
 * Invariants: a market that the exchange has settled is paid once and at its result; the session ends by itself; its
 * recording replays to the same decisions.
 */
import { assert, assertEquals } from "@std/assert";
import { deadline } from "@std/async/deadline";
import { Random } from "../../src/core/numbers/prng.ts";
import { inFolder } from "../cli/support.ts";
import { MARKETS, step, writeCaptures } from "../session/captures.ts";
import { endWatched, replayed, setupOf, startWatched, type Watched } from "../session/support.ts";
import { CutProxy, type Passing } from "../support/cut_proxy.ts";

const FRAMES = 80;
/** Bought at the moment of the decision, and nothing is sold before the end. */
const HOLD = ["--stop-loss", "0.9", "--take-profit", "0.9", "--latency", "0ms"];
/** Longest that an end is waited for. */
const PATIENCE_MS = 60_000;

interface Line extends Watched {
  readonly proxy: CutProxy;
}

/** A session behind a line that can be cut, on markets that are decided and settled at the end of `FRAMES`. */
async function behindLine(
  use: (line: Line) => Promise<void>,
  { passing = "all" }: { readonly passing?: Passing } = {},
): Promise<void> {
  await inFolder(async (folder) => {
    const paths = await writeCaptures(folder, FRAMES, true);
    let proxy: CutProxy | undefined;
    const watched = await startWatched({
      exchange: { plan: { kind: "captured", paths, stepped: true } },
      setup: await setupOf(...HOLD),
      recordings: `${folder}/recordings`,
      lookEveryMs: 300,
      through: ({ port }) => (proxy = new CutProxy(port, passing)).url,
    });
    assert(proxy !== undefined);
    try {
      await use({ ...watched, proxy });
      await endsWell(watched);
    } finally {
      const path = await endWatched(watched);
      await proxy.close();
      assertEquals((await replayed(path)).lines, watched.watcher.lines);
    }
  });
}

async function endsWell({ session, watcher }: Watched): Promise<void> {
  const why = await deadline(session.over, PATIENCE_MS).catch(() => `not over: ${watcher.notes.join(" | ")}`);
  assertEquals(why, "all markets are settled");
  const { portfolio, holdings } = session.engine.orders;
  assert(holdings.isFlat);
  for (const { market, quantity } of portfolio.positions()) assertEquals(quantity as number, 0, market);
  const settled = watcher.outcomes.flatMap((one) => one.kind === "settled" ? one.market : []);
  assertEquals(settled.length, new Set(settled).size, "paid once");
}

async function stepToTheEnd({ simulator }: Watched): Promise<void> {
  while (await simulator.step(50) > 0);
}

/** Steps on until a rule has bought in both markets. */
async function buy(line: Line): Promise<void> {
  const { holdings } = line.session.engine.orders;
  for (let steps = 0; steps < 100 && holdings.open().length < 2; steps += 10) await step(line, 10);
  assertEquals(holdings.open().length, 2, "both are held");
}

Deno.test("the markets end while the line is down", () =>
  behindLine(async (line) => {
    await buy(line);
    line.proxy.cut();
    await stepToTheEnd(line);
    line.proxy.restore();
  }));

for (const said of ["determined", "settled"]) {
  Deno.test(`the line is cut at the moment that the exchange says "${said}"`, () =>
    behindLine(async (line) => {
      await buy(line);
      line.proxy.cutAt = new RegExp(`"event_type":"${said}"`);
      await stepToTheEnd(line);
      await line.watcher.until(() => line.proxy.cuts === 1, "the cut");
      line.proxy.restore();
    }));
}

Deno.test("the socket never comes back, requests do", () =>
  behindLine(async (line) => {
    await buy(line);
    line.proxy.cut("requests");
    await stepToTheEnd(line);
  }));

Deno.test("the markets end between their listing and the subscription", () =>
  behindLine(async (line) => {
    await stepToTheEnd(line);
    line.proxy.restore();
  }, { passing: "requests" }));

Deno.test("the markets are over before the session begins", () =>
  inFolder(async (folder) => {
    const paths = await writeCaptures(folder, FRAMES, true);
    const watched = await startWatched({
      exchange: { plan: { kind: "captured", paths, stepped: true } },
      setup: await setupOf(...HOLD),
      words: MARKETS,
      before: async (simulator) => {
        while (await simulator.step(50) > 0);
      },
    });
    try {
      await endsWell(watched);
    } finally {
      await endWatched(watched);
    }
  }));

for (let seed = 1; seed <= 5; seed++) {
  Deno.test(`the line is cut again and again, round ${seed}`, () =>
    behindLine(async (line) => {
      const random = new Random(seed);
      await buy(line);
      let more = true;
      while (more) {
        // A cut now and then, for a while that nothing, requests alone or everything gets through.
        const drawn = random.integer(1, 4);
        if (drawn === 1) line.proxy.cut("nothing");
        else if (drawn === 2) line.proxy.cut("requests");
        else if (drawn === 3) line.proxy.restore();
        more = await line.simulator.step(random.integer(1, 30)) > 0;
        const { frames } = line.session.decoder.counters;
        if (drawn === 3) {
          await line.watcher.until(() => line.session.decoder.counters.frames > frames, "a frame");
        }
      }
      line.proxy.restore();
    }));
}
