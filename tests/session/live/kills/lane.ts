/**
 * An exchange, a journal and the processes that trade one after the other: each is killed at a point, and the next one has to find
 * everything.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { type Micros, parseMicros, parsePrice, parseQuantity } from "../../../../src/core/numbers/money.ts";
import { Random } from "../../../../src/core/numbers/prng.ts";
import type { Setup } from "../../../../src/session/setup/setup.ts";
import { type Simulator, startSimulator } from "../../../../src/simulator/mod.ts";
import type { AccountSeam } from "../../../../src/simulator/exchange/accounts/seam.ts";
import type { WireRequest } from "../../../../src/simulator/server/interception.ts";
import { must, setupOf } from "../../support.ts";
import { Books } from "./books.ts";
import { isAtExchange, nameOf, type Point } from "./points.ts";
import { Life, PATIENCE_MS } from "./process.ts";
import { BOOK, type Scene } from "./scene.ts";

/** An entry that rests this long is cancelled, ms. */
const ENTRY_TIMEOUT_MS = 2_000;
/** A program that is dead leaves nothing resting for longer. */
const DEAD_MS = ENTRY_TIMEOUT_MS + 60_000;
/** After so long without a sign of life others take a process for dead. */
const SILENCE_MS = 6_000;
/** By then a resting order is renewed, and not yet over. */
const RENEWAL_MS = 40_000;
/** A look for an order that is not there needs the exchange's lists to be some seconds further. */
const LOOK_MS = 3_000;
const SHARD = 3;
const ORDERS = "/portfolio/events/orders";
/** What has to be read before an entry. */
const READ_FIRST = ["positions", "orders", "settlements"] as const;

/** One account, one journal. */
export class Lane implements AsyncDisposable {
  readonly simulator: Simulator;
  readonly random: Random;
  readonly market: string;
  readonly folder: string;
  readonly books: Books;
  /** Kills, by the name of the point. */
  readonly kills = new Map<string, number>();
  /** How often a session went on with the recording of the one that was killed, and how often a new one began. */
  readonly starts = { resumed: 0, fresh: 0, behind: 0 };
  /** How often a process was seen to have found everything. */
  found = 0;
  readonly #stranger: AccountSeam;
  readonly #setup: Setup;
  /** The paths that were asked for since the last start. */
  #asked: string[] = [];
  /** The point at which the exchange kills. */
  #armed: {
    readonly point: Point;
    readonly life: Life;
    /** The requests of this process: one of the process before may still be answered. */
    readonly requests: Set<number>;
  } | undefined;
  #resting: string[] = [];
  #scene: Scene = "idle";
  /** The recording to go on with. */
  #recording: string | undefined;
  readonly #recorded = new Set<string>();

  private constructor(simulator: Simulator, folder: string, setup: Setup, seed: number) {
    this.simulator = simulator;
    this.folder = folder;
    this.#setup = setup;
    this.random = new Random(seed);
    this.books = new Books(simulator, folder);
    this.market = simulator.markets.find(({ ticker }) => ticker.startsWith("KXNBA"))?.ticker ?? "";
    const balances = new Map([0, SHARD].map((shard): [number, Micros] => [shard, parseMicros("1000000")]));
    this.#stranger = simulator.accounts.open({ userId: "stranger", balances });
    // Clocks of processes and exchange jump, and not at the same moment.
    simulator.keys.toleranceMs = 3_600_000;
    simulator.intercept({
      before: async (request) => {
        this.#saw(request);
        await this.#reached(request, "arrived");
        return { kind: "pass" };
      },
      after: async (request) => {
        const isHere = await this.#reached(request, "executed");
        return isHere ? { kind: "silence", how: "reset" } : { kind: "pass" };
      },
    });
  }

  static async open(seed: number): Promise<Lane> {
    const simulator = must(await startSimulator({ plan: { kind: "quiet" } }));
    const { limits, exits, ...usual } = await setupOf();
    const plenty = parseMicros("100000");
    const setup: Setup = {
      ...usual,
      mode: "live",
      strategies: [{ name: "steered", parameters: {} }],
      exits: { ...exits, entryTimeoutMs: ENTRY_TIMEOUT_MS, stopConfirmMs: 0, takingExits: 1 },
      limits: {
        ...limits,
        maxOrderValue: plenty,
        maxMarketExposure: plenty,
        maxGameExposure: plenty,
        maxTotalExposure: plenty,
        maxDailyLoss: plenty,
        // The exchange's clock jumps: nothing that it sends is late or old by that.
        maxDataDelayMs: 600_000,
        maxBookAgeMs: 600_000,
        maxBookUnconfirmedMs: 86_400_000,
      },
    };
    return new Lane(simulator, await Deno.makeTempDir({ prefix: "kills-" }), setup, seed);
  }

  /** One life: it is driven to a point and dies there; the process before it has left what it left. */
  async life(point: Point): Promise<void> {
    let life = await this.#begin(point);
    if (life.refused?.code === "recording_behind") {
      // The last lines of the recording were lost: a new session cancels what it does not know.
      this.starts.behind++;
      this.#recording = undefined;
      life = await this.#begin(point);
    }
    assertEquals(life.refused, undefined);
    if (!life.over && point.act !== "start") {
      await this.#found(life);
      if (!life.over) await this.#drive(life, point);
    }
    await life.until(() => life.over, nameOf(point));
    assertEquals(this.#armed, undefined, `${nameOf(point)} was not reached`);
    if (!isAtExchange(point)) assertEquals(life.killed, nameOf(point));
    this.kills.set(nameOf(point), (this.kills.get(nameOf(point)) ?? 0) + 1);
    this.#whileDead();
  }

  /** The last life finds everything, and what was seen on the way is judged. */
  async end(): Promise<void> {
    this.scene("idle");
    this.#recording = undefined;
    const life = await this.#begin(undefined);
    await this.#found(life);
    life.kill();
    await life.ended;
    this.books.verifyLog();
    this.books.assertSound();
  }

  /** The stranger makes the book. */
  scene(scene: Scene, size = "500"): void {
    for (const orderId of this.#resting) this.#stranger.cancel({ orderId, exchangeIndex: SHARD });
    this.#scene = scene;
    const { bid, ask } = BOOK[scene];
    this.#resting = [
      this.#offer(this.#stranger, "bid", bid, scene === "rich" ? size : "500"),
      this.#offer(this.#stranger, "ask", ask, scene === "cheap" ? size : "500"),
    ];
  }

  #offer(account: AccountSeam, side: "bid" | "ask", price: string, count: string, isTaking = false): string {
    const made = account.create({
      market: this.market,
      side,
      price: parsePrice(price),
      count: parseQuantity(count),
      timeInForce: isTaking ? "immediate_or_cancel" : "good_till_canceled",
      selfTradePrevention: "taker_at_cross",
      exchangeIndex: SHARD,
    });
    assert(made.ok, JSON.stringify(made));
    return made.value.orderId;
  }

  /** Starts a process, one that goes on with the last or a new one, and waits until it sees or is over. */
  async #begin(point: Point | undefined): Promise<Life> {
    const { simulator: { url, keyId, privateKeyPem, clock }, market, folder, random } = this;
    const resume = random.chance(0.6) ? this.#recording : undefined;
    this.starts[resume === undefined ? "fresh" : "resumed"]++;
    this.#asked = [];
    const isHere = point !== undefined && isAtExchange(point);
    const life = new Life({
      url,
      keyId,
      privateKeyPem,
      market,
      folder,
      setup: this.#setup,
      clockMs: clock.offsetMs,
      bytes: random.integer(1, 900),
      ...(resume === undefined ? {} : { resume }),
      ...(point === undefined || isHere ? {} : { point }),
    });
    this.#armed = isHere ? { point, life, requests: new Set() } : undefined;
    await life.until(() => life.over || life.state !== undefined, "a start");
    for (const path of this.#recordings()) {
      if (!this.#recorded.has(path)) this.#recording = path;
      this.#recorded.add(path);
    }
    return life;
  }

  /** Waits until a process has found everything: exchange, journal and process say the same. */
  async #found(life: Life): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const differs = () => {
      const { state } = life;
      if (state?.seeing !== true) return `it does not see: ${state?.why}`;
      return this.books.differs(state);
    };
    const look = () => void ((life.over || differs() === "") && resolve());
    const stops = [
      this.simulator.accounts.onEvent(() => queueMicrotask(look)),
      life.onNews(look),
    ];
    look();
    // Lists that prove an absence must be from some seconds later.
    const moving = setInterval(() => this.simulator.clock.move(LOOK_MS), 700);
    const late = setTimeout(resolve, PATIENCE_MS);
    await promise;
    clearInterval(moving);
    clearTimeout(late);
    for (const stop of stops) stop();
    if (life.over) return;
    assertEquals(differs(), "", JSON.stringify(life.state));
    this.found++;
  }

  /** Makes what leads to a point happen, step by step, until the process is over. */
  async #drive(life: Life, point: Point): Promise<void> {
    const { act } = point;
    const size = this.random.chance(0.5) ? "500" : "4";
    const isOfEntries = act === "entry" || act === "cancel" || act === "fill" || act === "take_profit";
    const isResting = act === "cancel" || act === "entry" && this.random.chance(0.5);
    let done = "";
    let renewed = "";
    const steer = () => {
      const { held = 0, open = [] } = life.state ?? {};
      const takeProfit = open.find(({ purpose, state }) => purpose === "take_profit" && state === "resting");
      const next = held === 0
        ? open.length === 0 ? isOfEntries && isResting ? "calm" : "cheap" : ""
        : takeProfit === undefined
        ? ""
        : isOfEntries
        ? "rich"
        : act === "amend"
        ? `renew ${takeProfit.id}`
        : "crash";
      if (next === "" || next === done) return;
      done = next;
      if (next.startsWith("renew")) {
        if (next === renewed) return;
        renewed = next;
        this.scene("idle");
        this.simulator.clock.move(RENEWAL_MS);
      } else this.scene(next as Scene, next === "rich" ? "500" : size);
    };
    // An entry that was refused for a moment is tried again by the next book.
    const again = setInterval(() => {
      done = "";
      if (!life.over) steer();
    }, 2_000);
    try {
      await life.until(() => {
        if (!life.over) steer();
        return life.over;
      }, nameOf(point));
    } finally {
      clearInterval(again);
    }
  }

  /** What happens while nobody looks: others trade with what rests, a hand buys, and time passes. */
  #whileDead(): void {
    const { random, simulator: { clock } } = this;
    this.books.verifyLog();
    // Else the next one finds a market in which there is something to do at once.
    if (random.chance(0.7)) this.scene("idle");
    if (random.chance(0.3)) {
      for (const { side, price } of this.books.resting) {
        this.#offer(this.#stranger, side === "bid" ? "ask" : "bid", (price / 10_000).toFixed(4), "2", true);
      }
    }
    if (random.chance(0.1)) {
      const { account } = this;
      this.#offer(account, "bid", BOOK[this.#scene].ask, "3", true);
    }
    if (!random.chance(0.3)) return clock.move(SILENCE_MS);
    clock.move(DEAD_MS);
    assertEquals(
      this.books.resting.map(({ clientOrderId }) => clientOrderId),
      [],
      "a dead program leaves nothing resting",
    );
  }

  /** The account that the processes trade. */
  get account(): AccountSeam {
    const account = this.simulator.account();
    assert(account !== undefined);
    return account;
  }

  #saw(request: WireRequest): void {
    const { method, path, about: { json } } = request;
    this.#armed?.requests.add(request.nth);
    if (method === "GET") return void this.#asked.push(path);
    if (method !== "POST" || !path.endsWith(ORDERS)) return;
    this.books.created(request);
    const isEntry = typeof json === "object" && json !== null && "side" in json && json.side === "bid";
    const lacks = READ_FIRST.filter((name) =>
      !this.#asked.some((each) => each.endsWith(`/portfolio/${name}`))
    );
    if (isEntry && lacks.length > 0) {
      this.books.breaches.push(`an entry before ${lacks.join(", ")} were read`);
    }
  }

  /** @returns whether it is the point: then the process is dead by now */
  async #reached(request: WireRequest, moment: "arrived" | "executed"): Promise<boolean> {
    const armed = this.#armed;
    if (armed?.requests.has(request.nth) !== true) return false;
    const { point } = armed;
    const here = point.act === "start"
      ? moment === "arrived" && request.path.endsWith(`/portfolio/${point.moment.replace("_asked", "")}`)
      : point.moment === moment && this.#actOf(request) === point.act;
    if (!here) return false;
    this.#armed = undefined;
    armed.life.kill();
    await armed.life.ended;
    return true;
  }

  #actOf({ method, path, about: { json } }: WireRequest): Point["act"] | undefined {
    if (method === "DELETE") return this.#scene === "crash" ? "stop_cancel" : "cancel";
    if (method !== "POST") return undefined;
    if (path.endsWith("/amend")) return "amend";
    if (!path.endsWith(ORDERS) || typeof json !== "object" || json === null || !("side" in json)) {
      return undefined;
    }
    if (json.side === "bid") return "entry";
    return "reduce_only" in json && json.reduce_only === true ? "exit" : "take_profit";
  }

  /** All files of recordings. */
  #recordings(folder = `${this.folder}/recordings`): readonly string[] {
    try {
      return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
        isDirectory
          ? this.#recordings(`${folder}/${name}`)
          : name.endsWith(".jsonl") && !name.includes("decisions")
          ? [`${folder}/${name}`]
          : []
      );
    } catch {
      // No session has come so far.
      return [];
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.simulator.close();
    await Deno.remove(this.folder, { recursive: true });
  }
}
