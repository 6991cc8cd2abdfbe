/**
 * An exchange, a journal and the processes that trade one after the other: each is killed at a point, and the next one has to find
 * everything.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { Random } from "../../../../src/core/numbers/prng.ts";
import type { Setup } from "../../../../src/session/setup/setup.ts";
import { type Simulator, startSimulator } from "../../../../src/simulator/mod.ts";
import type { AccountSeam } from "../../../../src/simulator/exchange/accounts/seam.ts";
import type { WireRequest } from "../../../../src/simulator/server/interception.ts";
import { must } from "../../support.ts";
import { Books } from "./books.ts";
import { ExchangeKiller } from "./exchange_killer.ts";
import {
  DEAD_MS,
  LOOK_MS,
  offer,
  openStranger,
  ORDERS,
  plentifulSetup,
  recordingsIn,
  RENEWAL_MS,
  SHARD,
  SILENCE_MS,
} from "./market_side.ts";
import { isAtExchange, nameOf, type Point } from "./points.ts";
import { Life, PATIENCE_MS } from "./process.ts";
import { BOOK, type Scene } from "./scene.ts";

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
  readonly #killer: ExchangeKiller;
  readonly #setup: Setup;
  /** The paths that were asked for since the last start. */
  #asked: string[] = [];
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
    this.#stranger = openStranger(simulator);
    this.#killer = new ExchangeKiller({
      simulator,
      saw: (request) => this.#saw(request),
      isForStop: () => this.#scene === "crash",
    });
  }

  static async open(seed: number): Promise<Lane> {
    const simulator = must(await startSimulator({ plan: { kind: "quiet" } }));
    const setup = { ...await plentifulSetup(), strategies: [{ name: "steered", parameters: {} }] };
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
    assert(!this.#killer.isArmed, `${nameOf(point)} was not reached`);
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
    return offer(account, { market: this.market, side, price, count, isTaking });
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
    if (isHere) this.#killer.arm(point, life);
    else this.#killer.disarm();
    await life.until(() => life.over || life.state !== undefined, "a start");
    for (const path of recordingsIn(`${folder}/recordings`)) {
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
    // The process goes on: what is asked later than this may differ again, since it has made another order meanwhile.
    let agreed = false;
    const look = () => {
      if (!life.over && !(agreed = differs() === "")) return;
      resolve();
    };
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
    if (!agreed) assertEquals(differs(), "", JSON.stringify(life.state));
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

  async [Symbol.asyncDispose](): Promise<void> {
    await this.simulator.close();
    await Deno.remove(this.folder, { recursive: true });
  }
}
