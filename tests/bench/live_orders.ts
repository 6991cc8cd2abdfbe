/**
 * `live_orders`: from the frame on which a live session decides to the moment at which the kernel has the bytes of the order,
 * with the order and its lines of the audit log on the disk before.
 *
 * The exchange runs in another process and sends a steady load over loopback. Here a real live session runs with all that
 * belongs to it: signed sockets, decoder, engine, risk gate, journal, audit log, recording, and the dashboard drawing ten times
 * a second. The key is an RSA key, whose signatures are slow; beside it stands the same with an Ed25519 key. The account has a
 * tier whose buckets are never empty, so that no order waits for the rate limit.
 *
 * Processor time is that of this process with orders, less that of the same session under the same load without: decision,
 * journal, sending, reports, and what was read of the account meanwhile.
 *
 * @module
 */
import { delay } from "@std/async/delay";
import process from "node:process";
import { type Result } from "../../src/core/result.ts";
import { Journal } from "../../src/journal/journal.ts";
import { accountPlace } from "../../src/journal/place.ts";
import { readEnvironment } from "../../src/kalshi/environment.ts";
import type { KeyType } from "../../src/kalshi/signing/pem.ts";
import { createSigner } from "../../src/kalshi/signing/sign.ts";
import { confirmTyped } from "../../src/session/live/confirmation.ts";
import { Session } from "../../src/session/session.ts";
import { SYSTEM_TIMER } from "../../src/terminal/deno_tty.ts";
import { FrameLoop } from "../../src/terminal/frame_loop.ts";
import { render } from "../../src/terminal/render.ts";
import { COLOUR_STYLE } from "../../src/terminal/style.ts";
import { Terminal } from "../../src/terminal/terminal.ts";
import { INITIAL_UI } from "../../src/terminal/ui.ts";
import { SessionHistory } from "../../src/views/session_history.ts";
import { SessionViewer } from "../../src/views/session_viewer.ts";
import { type BenchResult, type Figure, median, percentile } from "./figure.ts";
import { EVERY_NTH, everyNth } from "./latency_strategy.ts";
import { noKeys, NullTty } from "./null_terminal.ts";
import { OrderStages, type OrderTimes } from "./order_stages.ts";
import { waitedForProcessorMs } from "./proc.ts";
import { benchSetup } from "./setup.ts";
import { type SimulatorProcess, startSimulatorProcess } from "./simulator_process.ts";

const FRAMES_PER_SECOND = 200;
const STATES_AN_ORDER = 20;
const ENTRY_TIMEOUT_MS = 1_000;
const WARM_UP_MS = 4_000;
const QUIET_MS = 8_000;
const MEASURED_MS = 40_000;
/** With the other kind of key. */
const BESIDE_MS = 20_000;
const TARGET_P50_MS = 2;
const TARGET_P99_MS = 8;

function orThrow<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(result.reason.message);
}

interface Measurement {
  readonly orders: readonly OrderTimes[];
  readonly balanceMs: readonly number[];
  readonly signMs: readonly number[];
  /** Processor time of an order, ms. */
  readonly cpuMs: number;
  /** Transactions of an order, each with a sync: its own, what was said of it, and a share of what comes every second. */
  readonly commits: number;
  readonly sent: number;
  /** Orders that came to nothing, by the reason. */
  readonly refused: ReadonlyMap<string, number>;
}

/** Milliseconds of processor time of this process. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

async function measure(
  exchange: SimulatorProcess,
  folder: string,
  measuredMs: number,
): Promise<Measurement> {
  using stages = new OrderStages(() => {
    const [own, other] = [waitedForProcessorMs(), waitedForProcessorMs(exchange.pid)];
    return own === undefined || other === undefined ? undefined : { own, exchange: other };
  });
  using journal = orThrow(Journal.open({
    place: accountPlace(folder, "simulator", exchange.keyId),
    environment: "simulator",
    account: exchange.keyId,
    now: Date.now,
  }));
  stages.journal(journal);
  const rule = everyNth();
  const refused = new Map<string, number>();
  let history: SessionHistory | undefined;
  let taking = false;
  const session = orThrow(
    await Session.start({
      environment: orThrow(readEnvironment(exchange.url)),
      signer: stages.signer(orThrow(createSigner(exchange.keyId, exchange.privateKeyPem))),
      words: exchange.events,
      setup: {
        ...benchSetup([{ name: EVERY_NTH, parameters: { states: STATES_AN_ORDER } }], ENTRY_TIMEOUT_MS),
        mode: "live",
      },
      registry: new Map([[EVERY_NTH, rule.strategy]]),
      recordings: `${folder}/recordings`,
      program: "bench",
      live: { journal, confirmation: orThrow(confirmTyped("yes", "bench")), process: "bench" },
    }, (engine, decoder) => {
      history = new SessionHistory(engine, () => decoder.counters.frames);
      return [{
        onEvent({ at }, outcomes) {
          const sentMsBefore = decoder.sendingAgeMs;
          for (const outcome of outcomes) {
            if (outcome.kind === "order" && taking) {
              const { clientOrderId } = outcome.request;
              const waitedBefore = stages.waited();
              // The session's clock began at a whole millisecond of the wall clock: only what passed by it is comparable.
              const ageMs = session.now() - at;
              const decidedAt = stages.now();
              const arrivedAt = decidedAt - ageMs;
              Object.assign(stages.of(clientOrderId), { arrivedAt, sentMsBefore, waitedBefore, decidedAt });
            } else if (outcome.kind === "report" && outcome.report.kind === "rejected") {
              const { code, detail } = outcome.report.reason;
              const why = `${code} ${detail ?? ""}`;
              refused.set(why, (refused.get(why) ?? 0) + 1);
            } else if (outcome.kind === "signal" && outcome.refused !== undefined && taking) {
              const why = `gate: ${outcome.refused.code}`;
              refused.set(why, (refused.get(why) ?? 0) + 1);
            }
          }
        },
      }, history];
    }),
  );
  let loop: FrameLoop | undefined;
  try {
    if (history === undefined) throw new Error("Cannot measure live orders: the session made no listeners");
    const viewer = new SessionViewer(session, history, {
      environment: "sim",
      notices: [],
      utcOffsetMinutes: 0,
    });
    loop = new FrameLoop({
      terminal: new Terminal(new NullTty()),
      keys: noKeys(),
      timer: SYSTEM_TIMER,
      draw: (size) => render(viewer.view(session.now()), INITIAL_UI, size, COLOUR_STYLE),
      onKey: () => {},
    });
    const drawn = loop.run();
    rule.enabled = true;
    await delay(WARM_UP_MS);
    rule.enabled = false;
    await delay(2 * ENTRY_TIMEOUT_MS);
    const quietFrom = cpuMs();
    await delay(QUIET_MS);
    const quietCpu = (cpuMs() - quietFrom) / QUIET_MS;
    stages.orders.clear();
    stages.commits = 0;
    stages.balanceMs.length = stages.signMs.length = 0;
    refused.clear();
    rule.enabled = taking = true;
    const from = cpuMs();
    const began = performance.now();
    await delay(measuredMs);
    const busyCpu = cpuMs() - from - quietCpu * (performance.now() - began);
    rule.enabled = taking = false;
    await delay(ENTRY_TIMEOUT_MS);
    loop.stop();
    await drawn;
    const orders = [...stages.orders.values()].filter(({ decidedAt, writtenAt }) =>
      decidedAt !== undefined && writtenAt !== undefined
    );
    return {
      orders,
      balanceMs: [...stages.balanceMs],
      signMs: [...stages.signMs],
      cpuMs: busyCpu / orders.length,
      commits: stages.commits / orders.length,
      sent: orders.length,
      refused,
    };
  } finally {
    loop?.stop();
    await session.close("the measurement is over");
  }
}

/** An exchange, and orders of an account with such a key. */
async function measureWith(keyType: KeyType, measuredMs: number): Promise<Measurement> {
  const exchange = await startSimulatorProcess({
    plan: { kind: "steady", framesPerSecond: FRAMES_PER_SECOND },
    waitForSubscriber: true,
    keyType,
    rateLimits: true,
  }, "prestige");
  const folder = await Deno.makeTempDir({ prefix: "bench-live-" });
  try {
    return await measure(exchange, folder, measuredMs);
  } finally {
    await exchange.close();
    await Deno.remove(folder, { recursive: true });
  }
}

/** Runs it. */
export async function liveOrders(): Promise<BenchResult> {
  const measured = await measureWith("rsa", MEASURED_MS);
  const beside = await measureWith("ed25519", BESIDE_MS);
  const { orders, refused } = measured;
  type Moment = Exclude<keyof OrderTimes, "waitedBefore" | "waitedAfter">;
  const spans = (from: Moment, to: Moment, of = orders): number[] =>
    of.map((times) => (times[to] ?? NaN) - (times[from] ?? NaN)).filter((ms) => !Number.isNaN(ms));
  const decided = spans("decidedAt", "writtenAt");
  const p50 = median(decided);
  const p99 = percentile(decided, 0.99);
  const ms = (label: string, samples: readonly number[]): Figure[] =>
    samples.length === 0 ? [] : [
      { label: `${label} p50`, value: median(samples), unit: "ms" },
      { label: `${label} p99`, value: percentile(samples, 0.99), unit: "ms" },
    ];
  const sentMs = orders.flatMap(({ sentMsBefore, arrivedAt, writtenAt }) =>
    sentMsBefore === undefined || arrivedAt === undefined || writtenAt === undefined
      ? []
      : [sentMsBefore + writtenAt - arrivedAt]
  );
  /** From the comparison of its money to the first step towards the network. */
  const untilSending = orders.flatMap(({ affordedAt, connectAt, writeAt }) =>
    affordedAt === undefined || connectAt === undefined || writeAt === undefined
      ? []
      : [(connectAt > affordedAt ? connectAt : writeAt) - affordedAt]
  );
  const waits = orders.flatMap(({ decidedAt = NaN, writtenAt = NaN, waitedBefore, waitedAfter }) =>
    waitedBefore === undefined || waitedAfter === undefined ? [] : [{
      own: waitedAfter.own - waitedBefore.own,
      exchange: waitedAfter.exchange - waitedBefore.exchange,
      running: writtenAt - decidedAt - (waitedAfter.own - waitedBefore.own),
    }]
  );
  const connecting = orders.flatMap(({ durableAt = 0, connectAt = 0, connectedAt = 0 }) =>
    connectAt > durableAt ? [connectedAt - connectAt] : [0]
  );
  return {
    kind: "measured",
    name: "live_orders",
    figures: [
      ...ms("decision → bytes", decided),
      { label: "max", value: Math.max(...decided), unit: "ms" },
      ...ms("with an Ed25519 key", spans("decidedAt", "writtenAt", beside.orders)),
      ...ms("without waiting for a processor", waits.map(({ running }) => running)),
      ...ms("waiting for one", waits.map(({ own }) => own)),
      ...ms("the exchange waiting for one", waits.map(({ exchange }) => exchange)),
      ...ms("arrival → bytes", spans("arrivedAt", "writtenAt")),
      ...ms("sent → bytes", sentMs),
      ...ms("arrival → decision", spans("arrivedAt", "decidedAt")),
      ...ms("decision → journal (balance asked)", spans("decidedAt", "journalAt")),
      ...ms("journal and audit", spans("journalAt", "durableAt")),
      ...ms("of it the sync", orders.flatMap(({ syncMs }) => syncMs ?? [])),
      ...ms("then waiting for the balance", spans("durableAt", "affordedAt")),
      ...ms("a reading of the balance", measured.balanceMs),
      ...ms("limit and signature", untilSending),
      ...ms("connecting", connecting),
      ...ms("writing", spans("writeAt", "writtenAt")),
      ...ms("a signature", measured.signMs),
      { label: "CPU an order", value: measured.cpuMs, unit: "ms" },
      { label: "syncs an order", value: measured.commits, unit: "" },
    ],
    target: `p50 ≤ ${TARGET_P50_MS} ms, p99 ≤ ${TARGET_P99_MS} ms`,
    met: p50 <= TARGET_P50_MS && p99 <= TARGET_P99_MS,
    detail:
      `${measured.sent} orders in ${MEASURED_MS / 1_000} s at ${FRAMES_PER_SECOND} frames/s, RSA key; ` +
      `not sent or refused: ${
        refused.size === 0 ? "none" : [...refused].map(([why, count]) => `${count} × ${why}`).join(", ")
      }`,
  };
}
