/**
 * An engine without a broker inside: its effects are carried out by whoever runs it, and what becomes of them are inputs.
 *
 * Invariants: the recording alone gives the same decisions; the paper exchange outside gives those of the one inside;
 * a report that came before, or that comes too late, changes nothing.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { REGISTRY } from "../../src/cli/rules.ts";
import type { EngineEvent } from "../../src/core/events.ts";
import { PaperExchange } from "../../src/core/fills/paper_exchange.ts";
import type { OrderReport } from "../../src/core/orders.ts";
import { type Effect, isEffect, type Outcome } from "../../src/core/outcomes.ts";
import { accountInput, liveInput, reportsInput } from "../../src/kalshi/decoding/order_inputs.ts";
import type { InputSource } from "../../src/core/inputs.ts";
import { FORMAT_KEY, RecordingHeaderSchema } from "../../src/recording/format/format.ts";
import { decoderOf } from "../../src/session/games.ts";
import { Pipeline } from "../../src/session/pipeline.ts";
import { readEnvironment } from "../../src/kalshi/environment.ts";
import { Session } from "../../src/session/session.ts";
import { createEngine, type Setup } from "../../src/session/setup/setup.ts";
import { describe, inputsOf, record, type Sketch, type SketchInput } from "../backtest/support/game.ts";
import { inFolder } from "../cli/support.ts";
import { must, replayed, setupOf, Watcher } from "./support.ts";

/** Runs an engine as a live session does: it carries the effects out, and hands in what comes of them. */
class Outside {
  readonly pipeline: Pipeline;
  readonly watcher = new Watcher();
  /** Everything that was recorded. */
  readonly inputs: SketchInput[] = [];
  readonly reports: OrderReport[] = [];
  readonly #paper: PaperExchange;
  readonly #effects: Effect[] = [];
  readonly #seen: EngineEvent[] = [];

  constructor(sketch: Sketch, setup: Setup) {
    const engine = must(createEngine(setup, REGISTRY));
    const decoder = decoderOf(RecordingHeaderSchema.parse({ [FORMAT_KEY]: 4, ...describe(sketch) }));
    const own = {
      onEvent: (event: EngineEvent, outcomes: readonly Outcome[]) => this.#take(event, outcomes),
    };
    this.pipeline = new Pipeline(engine, decoder, [own, this.watcher], {
      append: (at, src, text) => void this.inputs.push({ at, src, raw: JSON.parse(text) }),
    });
    this.#paper = new PaperExchange({ model: setup.fillModel, latencyMs: setup.latencyMs }, {
      startingCash: setup.startingCash,
      precision: setup.precision,
      market: (ticker) => engine.market(ticker),
      tradingActive: () => true,
    });
  }

  /** Takes an input of the market data, after what arrives at the exchange before it. */
  input({ at, src, raw }: SketchInput): void {
    this.#arrivals(at);
    this.#put(at, src, raw);
    for (const event of this.#seen.splice(0)) this.report(at, this.#paper.onEvent(event));
    this.#arrivals(at);
  }

  /** What a live session reports when it begins: confirmed, compared, and its money. */
  begin(at: number): void {
    this.#put(at, "order", liveInput({ kind: "live", at, confirmed: true, reconciled: true }));
    const balance = this.pipeline.engine.orders.portfolio.startingCash;
    const balances = [...Array(8).keys()].map((exchangeIndex) => ({ exchangeIndex, balance }));
    this.#put(at, "order", accountInput({ kind: "account", at, balances }));
  }

  /** Hands in reports, and carries out what follows from them. */
  report(at: number, reports: readonly OrderReport[]): void {
    if (reports.length === 0) return;
    this.reports.push(...reports);
    this.#put(at, "order", reportsInput(reports));
  }

  #arrivals(at: number): void {
    for (let { dueAt } = this.#paper; dueAt <= at; { dueAt } = this.#paper) {
      this.report(dueAt, this.#paper.advance(dueAt));
    }
    this.report(at, this.#paper.advance(at));
  }

  #put(at: number, source: InputSource, raw: unknown): void {
    this.pipeline.input(at, source, JSON.stringify(raw), raw);
    for (const effect of this.#effects.splice(0)) this.#paper.carryOut(effect);
  }

  #take(event: EngineEvent, outcomes: readonly Outcome[]): void {
    this.#effects.push(...outcomes.filter(isEffect));
    if (event.kind !== "order_report") this.#seen.push(event);
  }
}

/** The decisions, without their order within a moment: outside, a market pays before its last orders are reported ended. */
function sorted(lines: readonly string[]): string[] {
  return [...lines].sort();
}

// What may differ between inside and outside: a stop inside goes out at the moment it is touched, one outside with the
// next input (none is touched here); a rule outside hears of a fill with the next event (this one rests after its exits).
const PARAMETERS = { threshold: 0.55, stop_loss: 1, max_hold_hours: 0.01 };

for (const seed of [1, 2, 3]) {
  Deno.test(`orders carried out outside, seed ${seed}`, async (test) => {
    await inFolder(async (folder) => {
      const paper: Setup = {
        ...await setupOf("--latency", "250ms", "--exit", "taking_exits=1"),
        strategies: [{ name: "favorite_threshold", parameters: PARAMETERS }],
      };
      const live: Setup = { ...paper, mode: "live" };
      const sketch = { seed };
      const outside = new Outside(sketch, live);
      const inputs = inputsOf(sketch);
      outside.begin(inputs[0]?.at ?? 0);
      for (const input of inputs) outside.input(input);
      const { watcher: { lines, outcomes }, pipeline: { engine } } = outside;
      const description = { orders: "recorded", config: live } as const;
      const [path = ""] = await record(folder, sketch, outside.inputs, { description });

      await test.step("has all kinds of it in it", () => {
        const kinds = new Set(outcomes.map((each) => each.kind === "report" ? each.report.kind : each.kind));
        for (const kind of ["order", "accepted", "fill", "cancel", "cancelled", "closed"] as const) {
          assert(kinds.has(kind), kind);
        }
      });

      await test.step("gives the decisions of the paper exchange inside", async () => {
        const [inside = ""] = await record(`${folder}/inside`, sketch, undefined, {
          description: { config: paper },
        });
        assertEquals(sorted((await replayed(inside)).lines), sorted(lines));
      });

      await test.step("is replayed from its recording, byte for byte", async () => {
        const again = await replayed(path);
        assertEquals(again.lines, lines);
        assertEquals(again.engine.orders.portfolio.cash, engine.orders.portfolio.cash);
        assertEquals(again.engine.account.equity(), engine.account.equity());
      });

      await test.step("is left out where its recording is run on paper", async () => {
        assertEquals(sorted((await replayed(path, paper)).lines), sorted(lines));
      });

      await test.step("takes no second notice of reports that come again, or late", () => {
        const before = lines.length;
        const { cash } = engine.orders.portfolio;
        for (const report of [...outside.reports].reverse()) outside.report(outside.pipeline.at, [report]);
        assertEquals(lines.slice(before), []);
        assertEquals(engine.orders.portfolio.cash, cash);
      });
    });
  });
}

Deno.test("a session that would trade real money is refused without a person's confirmation", async () => {
  const started = await Session.start({
    environment: must(readEnvironment("http://127.0.0.1:9")),
    words: ["KXNBAGAME-26NOV22LALBOS-LAL"],
    setup: { ...await setupOf(), mode: "live" },
    registry: REGISTRY,
    program: "test",
  }, () => []);
  assert(!started.ok && started.reason.code === "not_confirmed", started.ok ? "" : started.reason.message);
});
