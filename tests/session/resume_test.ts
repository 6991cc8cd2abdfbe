import { assert, assertEquals, assertGreater } from "@std/assert";
import { REGISTRY } from "../../src/cli/rules.ts";
import type { Engine } from "../../src/core/engine.ts";
import type { Outcome } from "../../src/core/outcomes.ts";
import type { Result } from "../../src/core/result.ts";
import type { Job } from "../../src/discovery/job.ts";
import { readEnvironment } from "../../src/kalshi/environment.ts";
import { createSigner } from "../../src/kalshi/signing/sign.ts";
import { openRecordingChain } from "../../src/recording/chain.ts";
import { formatHeader } from "../../src/recording/format/format.ts";
import { recordingFolder } from "../../src/recording/format/paths.ts";
import { decisionsPath } from "../../src/session/decision_file.ts";
import { jobPlace, lastSegment, openInterrupted } from "../../src/session/records.ts";
import { openReplay } from "../../src/session/replay.ts";
import { Session } from "../../src/session/session.ts";
import { filesIn, inFolder } from "../cli/support.ts";
import { checkAccounts } from "./accounts.ts";
import {
  booksOfEngine,
  booksOfExchange,
  EVENT,
  MARKETS,
  sameBooks,
  step,
  writeCaptures,
} from "./captures.ts";
import { endWatched, must, replayed, setupOf, startWatched, type Watched, Watcher } from "./support.ts";

// Invariants: folding what is on record gives the account, the holdings and the orders of the moment of the crash; numbers
// of orders go on; the chain replays to the decisions that are kept beside it; what cannot be understood is refused.

/** Everything that the engine of a session must not forget. */
function account({ orders, trading: { mode } }: Engine): unknown {
  const { portfolio, holdings } = orders;
  return JSON.parse(JSON.stringify({
    cash: portfolio.cash,
    fees: portfolio.fees,
    realised: portfolio.realised,
    positions: [...portfolio.positions()],
    holdings: [...holdings.open()],
    closed: holdings.closed,
    orders: [...orders.open.all()],
    sent: orders.sent,
    mode,
  }));
}

/** Watches like the one it is, and remembers the account as it was after so many events. */
class AccountWatcher extends Watcher {
  account: unknown;
  events = 0;
  readonly #at: number;
  readonly #engine: Engine;

  constructor(engine: Engine, at = Infinity) {
    super();
    this.#engine = engine;
    this.#at = at;
  }

  override onEvent(...given: Parameters<Watcher["onEvent"]>): void {
    super.onEvent(...given);
    if (++this.events === this.#at) this.account = account(this.#engine);
  }
}

/** Numbers of all orders, in the order they were sent. */
function numbers(outcomes: readonly Outcome[]): number[] {
  return outcomes.flatMap((outcome) =>
    outcome.kind === "order" ? Number(/-(\d+)$/.exec(outcome.request.clientOrderId)?.[1]) : []
  );
}

/** Starts a session that goes on with a recording, at the exchange of another one. */
async function resume(
  { simulator }: Watched,
  path: string,
  eventsBefore?: number,
): Promise<Result<Watched & { readonly watcher: AccountWatcher }>> {
  const watchers: AccountWatcher[] = [];
  const started = await Session.start({
    environment: must(readEnvironment(simulator.url)),
    signer: must(createSigner(simulator.keyId, simulator.privateKeyPem)),
    words: [EVENT],
    // Another setup than the recorded one: the recorded one counts.
    setup: await setupOf("--balance", "5", "--threshold", "0.95"),
    registry: REGISTRY,
    program: "test",
    scoreEveryMs: 100,
    resume: path,
  }, (engine) => {
    const watcher = new AccountWatcher(engine, eventsBefore);
    watchers.push(watcher);
    return [watcher];
  });
  if (!started.ok) return started;
  const [watcher] = watchers;
  assert(watcher !== undefined);
  return { ok: true, value: { simulator, session: started.value, watcher } };
}

/** The files of a running session as a crash would leave them; the copy may be cut by some bytes. */
function crashed(path: string, folder: string, cutBytes = 0): string {
  Deno.mkdirSync(folder);
  const copy = `${folder}/${path.split("/").at(-1)}`;
  const bytes = Deno.readFileSync(path);
  Deno.writeFileSync(copy, bytes.subarray(0, bytes.length - cutBytes));
  Deno.copyFileSync(decisionsPath(path), decisionsPath(copy));
  return copy;
}

/** How many events a recording holds. */
async function eventsOf(path: string): Promise<number> {
  const replay = must(await openReplay(path, REGISTRY));
  const watcher = new AccountWatcher(replay.engine);
  await replay.run([watcher]);
  return watcher.events;
}

/** Ends a session that was gone on with; its exchange is the other ones' too. @returns the files of the chain */
async function endResumed({ session }: Watched): Promise<readonly string[]> {
  const end = await session.close("the test is over");
  assertEquals([end.failure, end.recording?.dropped], [undefined, 0]);
  return end.recordings;
}

/** The decisions beside the chain are those that were taken, and any of its segments replays to them. */
async function checkChain(segments: readonly string[], watcher: Watcher): Promise<void> {
  const [first = ""] = segments;
  const kept = await Deno.readTextFile(decisionsPath(first));
  assertEquals(kept, watcher.lines.map((line) => `${line}\n`).join(""));
  for (const segment of segments) {
    const again = await replayed(segment);
    assertEquals(again.end.tear, undefined);
    assertEquals(again.lines, watcher.lines);
    checkAccounts(again.engine, again.outcomes);
  }
}

Deno.test("a session that was cut off goes on where it was", async (test) => {
  await inFolder(async (folder) => {
    const plan = { kind: "captured", paths: await writeCaptures(folder, 600), stepped: true } as const;
    const setup = await setupOf("--latency", "0", "--stop-loss", "0.5", "--take-profit", "0.05");
    const first = await startWatched({ exchange: { plan }, setup, recordings: `${folder}/live` });
    const { engine } = first.session;
    const held = () => [...engine.orders.holdings.open()].length;
    await step(first, 10);
    for (let count = 0; count < 100 && held() === 0; count++) await step(first, 1);
    // One market is held, its take-profit rests; the other must wait until after the crash.
    first.session.command({ command: "pause_entries" });
    await step(first, 100);
    assertEquals(held(), 1);

    // Nothing else runs between these lines, so that all of it is of one moment.
    const path = first.session.recording?.path ?? "";
    const before = account(engine);
    const inputs = first.session.recording?.inputs ?? 0;
    const lines = [...first.watcher.lines];
    const whole = crashed(path, `${folder}/whole`);
    const torn = crashed(path, `${folder}/torn`, 7);
    const damaged = crashed(path, `${folder}/damaged`);
    assert(!whole.endsWith(".gz"), "still plain: nobody closed it");
    const sentBefore = engine.orders.sent;
    assertGreater(engine.orders.open.count, 0, "a take-profit rests");
    assertEquals(engine.trading.entriesPaused, true);
    assert(engine.orders.portfolio.cash !== engine.orders.portfolio.startingCash, "the account has moved");

    await test.step("with its account, orders and numbers, and replays as one", async () => {
      const resumed = must(await resume(first, whole, await eventsOf(whole)));
      const { session, watcher } = resumed;
      assertEquals(session.resumedInputs, inputs);
      assertEquals(watcher.account, before);
      assertEquals(watcher.lines.slice(0, lines.length), lines);
      const told = watcher.notes.join(" | ");
      assert(told.includes("suspect: the program was started again"), `books of before are doubted: ${told}`);
      assertEquals(session.engine.orders.portfolio.startingCash, engine.orders.portfolio.startingCash);

      await watcher.until(() => session.connection.state === "connected", "connected");
      session.command({ command: "resume_entries" });
      await step(resumed, 200);
      const sent = numbers(watcher.outcomes);
      assertEquals(sent, sent.map((_, index) => index + 1));
      assertGreater(sent.length, sentBefore, "orders were sent after it");
      checkAccounts(session.engine, watcher.outcomes);
      const expected = await booksOfExchange(first.simulator);
      assert(sameBooks(booksOfEngine(session.engine, session.markets), expected));
      const segments = await endResumed(resumed);
      assertEquals(segments.length, 2);
      await checkChain(segments, watcher);

      const again = must(await resume(first, segments[0] ?? ""));
      assertEquals(again.watcher.lines.slice(0, watcher.lines.length), watcher.lines);
      await step(again, 50);
      const three = await endResumed(again);
      assertEquals(three.length, 3, "gone on with a second time");
      await checkChain(three, again.watcher);
    });

    let tornSegments: readonly string[] = [];
    await test.step("without the line that was torn, which is dropped", async () => {
      const resumed = must(await resume(first, torn));
      assertEquals(resumed.session.resumedInputs, inputs - 1);
      await step(resumed, 20);
      tornSegments = await endResumed(resumed);
      await checkChain(tornSegments, resumed.watcher);

      const chain = must(await openRecordingChain(tornSegments[1] ?? ""));
      for await (const _ of chain.batches());
      assertEquals([chain.tear, chain.segments.length], [undefined, 2]);
    });

    await test.step("but not where its beginning is missing: refused, and nothing is touched", async () => {
      const [gone = "", last = ""] = tornSegments;
      await Deno.remove(gone);
      const files = await filesIn(`${folder}/torn`);
      const refused = await resume(first, last);
      assert(!refused.ok);
      assertEquals(refused.reason.code, "segment_missing");
      assert(refused.reason.message.includes(gone.replace(/^.*\/|\.gz$/g, "")), refused.reason.message);
      assertEquals(await filesIn(`${folder}/torn`), files);
    });

    await test.step("nor where a line before the last is damaged: what stands behind it is not cut off", async () => {
      const text = (await Deno.readTextFile(damaged)).replace(/("delta_fp":"-?)(\d)/, "$17");
      await Deno.writeTextFile(damaged, text);
      const refused = await resume(first, damaged);
      assert(!refused.ok);
      assertEquals(refused.reason.code, "segment_missing");
      assert(/its check does not fit/.test(refused.reason.message), refused.reason.message);
      assertEquals(await Deno.readTextFile(damaged), text);
    });

    await test.step("and what is no recording is refused", async () => {
      await Deno.writeTextFile(`${folder}/notes.jsonl`, "hello\n");
      const foreign = await resume(first, `${folder}/notes.jsonl`);
      const missing = await resume(first, `${folder}/nothing.jsonl`);
      assert(!foreign.ok && !missing.ok);
      assertEquals([foreign.reason.code, missing.reason.code], ["foreign", "not_found"]);
    });

    await endWatched(first);
  });
});

Deno.test("trades that were closed before the crash are not forgotten", async () => {
  await inFolder(async (folder) => {
    const plan = { kind: "captured", paths: await writeCaptures(folder, 600), stepped: true } as const;
    // A stop within the spread that believes every bid: what is bought is soon sold again.
    const params = '{"rest_after_exit_seconds":0,"rest_after_stop_seconds":0}';
    const usual = await setupOf("--latency", "0", "--params", params, "--stop-loss", "0.005");
    const setup = { ...usual, exits: { ...usual.exits, stopConfirmMs: 0 } };
    const first = await startWatched({ exchange: { plan }, setup, recordings: `${folder}/live` });
    const { holdings } = first.session.engine.orders;
    for (let count = 0; count < 30 && holdings.closed.length < 2; count++) await step(first, 10);
    const before = account(first.session.engine);
    const closed = [...holdings.closed];
    assertGreater(closed.length, 1);
    const path = crashed(first.session.recording?.path ?? "", `${folder}/copy`);
    const resumed = must(await resume(first, path, await eventsOf(path)));
    assertEquals(resumed.watcher.account, before);
    await step(resumed, 60);
    assertEquals(resumed.session.engine.orders.holdings.closed.slice(0, closed.length), closed);
    await checkChain(await endResumed(resumed), resumed.watcher);
    await endWatched(first);
  });
});

const JOB: Job = {
  id: "nba-2026-11-20-LAL-BOS",
  league: "nba",
  startsAt: Date.UTC(2026, 10, 21, 0, 30),
  home: { code: "BOS", name: "Boston Celtics", targetId: "bos" },
  away: { code: "LAL", name: "Los Angeles Lakers", targetId: "lal" },
  event: EVENT,
  homeMarket: MARKETS[0] ?? "",
  awayMarket: MARKETS[1] ?? "",
  otherMarkets: [],
  milestoneId: null,
  feeds: {},
};

const HEADER = formatHeader({
  program: "test",
  created_at: "2026-11-20T23:59:00.000Z",
  environment: "sim",
  markets: MARKETS,
  event: EVENT,
  game: JOB,
  config: null,
  yes_prices: true,
  sequenced: true,
});

Deno.test("the last segment of a job is found on either side of midnight UTC, and decisions are none", async () => {
  await inFolder(async (root) => {
    assertEquals(await lastSegment(root, JOB), undefined);
    const put = async (startedAt: number, name: string, text = HEADER) => {
      const folder = recordingFolder(jobPlace(root, JOB, startedAt));
      await Deno.mkdir(folder, { recursive: true });
      await Deno.writeTextFile(`${folder}/${name}`, text);
      return `${folder}/${name}`;
    };
    const evening = Date.UTC(2026, 10, 20, 23, 59);
    const early = await put(evening, "20261120T235900Z.jsonl");
    await put(evening, "20261120T235900Z.decisions.jsonl");
    assertEquals(await lastSegment(root, JOB), early);
    const late = await put(JOB.startsAt, "20261121T000100Z.jsonl");
    await put(JOB.startsAt, "20261121T000100Z.decisions.jsonl");
    await put(JOB.startsAt, "20261121T000100Z.jsonl.gz.part");
    assertEquals(await lastSegment(root, JOB), late);
    // Killed between making a file and writing its header: the account of the one before must not be lost.
    await put(JOB.startsAt, "20261121T000200Z.jsonl", "");
    await put(JOB.startsAt, "20261121T000300Z.jsonl", HEADER.slice(0, 40));
    assertEquals(await lastSegment(root, JOB), late);
    assertEquals(await lastSegment(root, { ...JOB, event: "KXNBAGAME-26NOV20NYKMIA" }), undefined);
    assertEquals(await lastSegment(root, { ...JOB, league: "wnba" }), undefined);
    // Written by a newer program: it is the last one all the same, and nothing goes on from before it.
    const header = HEADER.replace(/"kalshi_live_recording":\d+/, '"kalshi_live_recording":99');
    const newer = await put(JOB.startsAt, "20261121T000400Z.jsonl", header);
    assertEquals(await lastSegment(root, JOB), newer);
    const opened = await openInterrupted(newer);
    assert(!opened.ok && opened.reason.code === "newer_format");
  });
});
