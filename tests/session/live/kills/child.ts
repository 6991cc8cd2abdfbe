/**
 * A live session in a process of its own, which a test steers by the book, and which dies at a point: says what it believes as
 * lines of JSON, each time that it has changed.
 *
 * @module
 */
import { z } from "zod";
import { formatMicros, parsePrice, parseQuantity } from "../../../../src/core/numbers/money.ts";
import { formatReason } from "../../../../src/core/reasons.ts";
import { register } from "../../../../src/core/strategy/strategy.ts";
import { Journal } from "../../../../src/journal/journal.ts";
import { accountPlace } from "../../../../src/journal/place.ts";
import { readEnvironment } from "../../../../src/kalshi/environment.ts";
import { createSigner } from "../../../../src/kalshi/signing/sign.ts";
import { confirmTyped } from "../../../../src/session/live/confirmation.ts";
import type { Setup } from "../../../../src/session/setup/setup.ts";
import { Session } from "../../../../src/session/session.ts";
import { must } from "../../../support/must.ts";
import { PointSchema } from "./points.ts";
import { BOOK } from "./scene.ts";
import { Trap } from "./trap.ts";

const OrderSchema = z.object({
  url: z.string(),
  keyId: z.string(),
  privateKeyPem: z.string(),
  market: z.string(),
  folder: z.string(),
  setup: z.custom<Setup>(),
  /** How far the exchange's clock is ahead of the machine's: as much time has passed for this process. */
  clockMs: z.number(),
  resume: z.string().optional(),
  /** Where it dies; `undefined` where nothing in the process kills it. */
  point: PointSchema.optional(),
  bytes: z.number(),
  /** What it is called in the journal, and where it records: one of two has its own. */
  name: z.string().default("test"),
  recordings: z.string().optional(),
  /** Whether it listens to what is said to it while it runs. */
  listens: z.boolean().default(false),
});
/** What a process is started with. */
export type ChildOrder = z.input<typeof OrderSchema>;

/** What is said to a process while it runs: one line of JSON each. */
export const SaidSchema = z.union([
  z.object({ clockMs: z.number() }),
  z.object({ point: PointSchema, bytes: z.number() }),
]);
/** The same. */
export type Said = z.infer<typeof SaidSchema>;

/** What a process believes. */
export interface ChildState {
  readonly seeing: boolean;
  readonly why: string;
  readonly held: number;
  readonly cash: string;
  readonly open: readonly { readonly id: string; readonly purpose: string; readonly state: string }[];
  readonly unknown: number;
  readonly pending: number;
  readonly last: string;
}

/** Buys where the book asks for it, once flat; the exits are the engine's. What it does follows from what it is handed alone. */
const STEERED = register({
  name: "steered",
  category: "test",
  description: "does what the book says",
  parameters: z.strictObject({
    takes: z.array(z.string()).default([BOOK.cheap.ask]),
    rests: z.string().default(BOOK.calm.ask),
  }),
  create: ({ takes, rests }) => ({
    onState: ({ market }, portfolio) => {
      const { ticker } = market;
      const ask = market.book.bestAsk;
      if (portfolio.openOrders(ticker) > 0 || portfolio.holding(ticker) !== undefined) {
        return { code: "NOTHING_TO_DO" };
      }
      const price = takes.find((each) => ask === parsePrice(each)) ??
        (ask === parsePrice(rests) ? BOOK.rest : undefined);
      if (price === undefined) return { code: "NOTHING_TO_DO" };
      return [{
        action: "buy",
        market: ticker,
        price: parsePrice(price),
        size: { quantity: parseQuantity(BOOK.contracts) },
        exits: { takeProfit: BOOK.takeProfit, stopLoss: BOOK.stopLoss },
      }];
    },
  }),
});

function say(line: unknown): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(line)}\n`));
}

/** Hears what is said, until nobody is there any more to say something. */
async function listen(hear: (said: Said) => void): Promise<void> {
  let rest = "";
  for await (const text of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      hear(SaidSchema.parse(JSON.parse(line)));
      say({ heard: line });
    }
  }
  Deno.exit(0);
}

if (import.meta.main) {
  const order = OrderSchema.parse(JSON.parse(Deno.args[0] ?? ""));
  const { keyId, folder, point, resume } = order;
  const realNow = Date.now;
  let { clockMs } = order;
  Date.now = () => realNow() + clockMs;
  const journal = must(Journal.open({
    place: accountPlace(`${folder}/state`, "simulator", keyId),
    environment: "simulator",
    account: keyId,
    now: Date.now,
  }));
  let stops = false;
  if (point !== undefined) new Trap(journal, point, order.bytes, () => stops).set();
  if (order.listens) {
    void listen((said) => {
      if ("point" in said) return new Trap(journal, said.point, said.bytes, () => stops).set();
      clockMs = said.clockMs;
      // Nobody takes it for dead because time has passed for all.
      journal.sessions.heartbeat();
    });
  }
  const running: { session?: Session } = {};
  let last = "";
  let said = "";
  const look = () => {
    const { live, engine } = running.session ?? {};
    if (live === undefined || engine === undefined) return;
    const state: ChildState = {
      seeing: live.blind === undefined && live.unreconciled === undefined,
      why: live.blind ?? live.unreconciled ?? "",
      held: engine.orders.portfolio.held(order.market),
      cash: formatMicros(engine.orders.portfolio.cash),
      open: [...engine.orders.open.all()].map(({ request, state }) => ({
        id: request.clientOrderId,
        purpose: request.purpose,
        state,
      })),
      unknown: live.unknownOrders.length,
      pending: journal.pending,
      last,
    };
    const text = JSON.stringify({ state });
    if (text === said) return;
    said = text;
    say({ state });
  };
  const started = await Session.start({
    environment: must(readEnvironment(order.url)),
    signer: must(createSigner(keyId, order.privateKeyPem)),
    words: [order.market],
    setup: order.setup,
    registry: new Map([["steered", STEERED]]),
    recordings: order.recordings ?? `${folder}/recordings`,
    program: "test",
    live: { journal, confirmation: must(confirmTyped("yes", "test")), process: order.name },
    ...(resume === undefined ? {} : { resume }),
  }, () => [{
    onEvent: (_event, outcomes) => {
      for (const outcome of outcomes) {
        if (outcome.kind === "cancel") stops = outcome.reason === "exit";
        if (outcome.kind === "signal" && outcome.refused !== undefined) last = formatReason(outcome.refused);
        if (outcome.kind === "report") last = outcome.report.kind;
      }
      look();
    },
  }]);
  if (!started.ok) {
    say({ refused: started.reason });
    journal[Symbol.dispose]();
    Deno.exit(0);
  }
  running.session = started.value;
  look();
}
