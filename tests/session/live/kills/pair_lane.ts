/**
 * An exchange, one journal and two processes that trade one account: one of them is killed at a point, at times the other too, the
 * other trades on, and whoever comes back has to find everything.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { parseMicros, parseQuantity } from "../../../../src/core/numbers/money.ts";
import { Random } from "../../../../src/core/numbers/prng.ts";
import type { Setup } from "../../../../src/session/setup/setup.ts";
import { type Simulator, startSimulator } from "../../../../src/simulator/mod.ts";
import type { AccountSeam } from "../../../../src/simulator/exchange/accounts/seam.ts";
import type { WireRequest } from "../../../../src/simulator/server/interception.ts";
import { must } from "../../support.ts";
import type { ChildState } from "./child.ts";
import { ExchangeKiller } from "./exchange_killer.ts";
import {
  DEAD_MS,
  LOOK_MS,
  offer,
  openStranger,
  ORDERS,
  plentifulSetup,
  PLENTY,
  recordingsIn,
  RENEWAL_MS,
  SHARD,
  SILENCE_MS,
} from "./market_side.ts";
import { PairBooks } from "./pair_books.ts";
import { isAtExchange, nameOf, type Point } from "./points.ts";
import { Life, PATIENCE_MS } from "./process.ts";
import { BOOK, PAIR_BOOK, PAIR_RULES, type PairScene, type SeatIndex } from "./scene.ts";

/** How often a condition is looked at though nothing was said, in ms. */
const LOOK_AGAIN_MS = 500;
const CONTRACTS = parseQuantity(BOOK.contracts);
/** The account's limit where one position of the two fits, and where three do. */
const ONE_POSITION = parseMicros("8");
const THREE_POSITIONS = parseMicros("21");

/** How two processes share an account. */
export interface PairKind {
  /** Whether they trade one market; else each has its own. */
  readonly together: boolean;
  /** Whether the account's limit lets one of them hold something at a time. */
  readonly tight: boolean;
}

/** A process's place: what it trades, and who sits there now. */
interface Seat {
  readonly index: SeatIndex;
  readonly name: string;
  readonly market: string;
  /** By which name of the machine it calls the exchange, which tells the requests of the two apart. */
  readonly host: string;
  life: Life | undefined;
  recording: string | undefined;
}

/** How often a start is tried again that found the journal held by others. */
const LOCKED_TRIES = 1;

/** One account, one journal, two processes. */
export class PairLane implements AsyncDisposable {
  readonly simulator: Simulator;
  readonly random: Random;
  readonly books: PairBooks;
  /** Kills, by the name of the point. */
  readonly kills = new Map<string, number>();
  readonly counts = {
    /** Kills of both at one time, and of one from outside at whatever it did. */
    both: 0,
    anywhere: 0,
    resumed: 0,
    fresh: 0,
    behind: 0,
    takenOver: 0,
    /** How often both were seen to have found everything. */
    found: 0,
    /** How often one went on trading while the other was dead. */
    traded: 0,
  };
  readonly #folder: string;
  readonly #kind: PairKind;
  readonly #seats: readonly [Seat, Seat];
  readonly #stranger: AccountSeam;
  readonly #killer: ExchangeKiller;
  readonly #setup: Setup;
  readonly #scenes = new Map<string, { scene: PairScene; resting: readonly string[] }>();
  /** The machine's clock against the real one, ms. The exchange's is never behind it. */
  #machineMs = 0;
  #handHasBought = false;

  private constructor(simulator: Simulator, folder: string, setup: Setup, seed: number, kind: PairKind) {
    this.simulator = simulator;
    this.#folder = folder;
    this.#setup = setup;
    this.#kind = kind;
    this.random = new Random(seed);
    const { together } = kind;
    const [one = "", other = ""] = simulator.markets.map(({ ticker }) => ticker).filter((ticker) =>
      ticker.startsWith("KXNBA")
    );
    assert(other !== "");
    const seat = (index: SeatIndex): Seat => ({
      index,
      name: `seat ${index}`,
      market: together || index === 0 ? one : other,
      host: index === 0 ? "127.0.0.1" : "localhost",
      life: undefined,
      recording: undefined,
    });
    this.#seats = [seat(0), seat(1)];
    this.books = new PairBooks({
      simulator,
      folder,
      maxMarketExposure: setup.limits.maxMarketExposure,
      maxTotalExposure: setup.limits.maxTotalExposure,
      mostOfOne: together ? undefined : CONTRACTS,
    });
    this.#stranger = openStranger(simulator);
    this.#killer = new ExchangeKiller({
      simulator,
      saw: (request) => this.#saw(request),
      isForStop: ({ about: { orderId = "" } }) =>
        this.#scenes.get(this.books.marketOf(orderId) ?? "")?.scene === "crash",
    });
  }

  static async open(seed: number, kind: PairKind): Promise<PairLane> {
    const simulator = must(await startSimulator({ plan: { kind: "quiet" } }));
    const setup = await plentifulSetup({
      maxMarketExposure: kind.together ? THREE_POSITIONS : PLENTY,
      maxTotalExposure: kind.tight ? ONE_POSITION : PLENTY,
    });
    const lane = new PairLane(simulator, await Deno.makeTempDir({ prefix: "kills-" }), setup, seed, kind);
    for (const { market } of lane.#seats) lane.#scene(market, "idle");
    return lane;
  }

  /** Both begin. */
  async begin(): Promise<void> {
    await this.#revive(this.#seats);
  }

  /**
   * One that trades is driven to a point and dies there, while the other trades too; at times the other dies as well.
   *
   * @param next at which point the other dies, should it
   */
  async kill(point: Point, next: Point | undefined): Promise<void> {
    const victim = this.#any();
    const other = this.#otherOf(victim);
    await this.#killAt(victim, point);
    const dead = [victim];
    // What the dead one holds may leave no room for an entry of the other: then that one comes later.
    const isLater = next !== undefined && next.act !== "start" && !this.#mayEnter(other, victim);
    if (next !== undefined && !isLater) {
      await this.#killAt(other, next);
      this.counts.both++;
      dead.push(other);
    } else await this.#goesOn(other, victim);
    await this.#whileDead(dead);
    await this.#revive(this.random.chance(0.5) ? dead : dead.toReversed());
    if (next !== undefined && isLater) await this.kill(next, undefined);
  }

  /** Whether one has something, or may enter while the other is dead, whose positions keep their share of the account's limit. */
  #mayEnter(seat: Seat, dead: Seat): boolean {
    const { tight, together } = this.#kind;
    return seen(seat).held > 0 || !tight || together || this.books.traded(dead.market) === 0;
  }

  /** What both hold is sold, and what was seen on the way is judged. */
  async end(): Promise<void> {
    for (const seat of this.#seats) this.#scene(seat.market, "rich");
    await this.#until(
      () => this.#seats.every(({ life }) => life?.state?.held === 0 && life.state.open.length === 0),
      "the end of all positions",
    );
    await this.#found();
    for (const { life } of this.#seats) {
      life?.kill();
      await life?.ended;
    }
    this.books.verifyLog();
    this.books.assertSound();
    for (const { market } of this.#seats) assertEquals(this.books.traded(market), 0);
  }

  #any(): Seat {
    return this.#seats[this.random.chance(0.5) ? 0 : 1];
  }

  #otherOf({ index }: Seat): Seat {
    return this.#seats[index === 0 ? 1 : 0];
  }

  /** Arms a process and drives it until it has died at the point. */
  async #killAt(seat: Seat, point: Point): Promise<void> {
    if (point.act === "start") {
      // It is killed at whatever it does, and again while it starts.
      seat.life?.kill();
      await seat.life?.ended;
      this.counts.anywhere++;
      await this.#whileDead([seat]);
      const life = await this.#startIn(seat, point);
      await life.until(() => life.over, nameOf(point));
    } else {
      const { life } = seat;
      assert(life !== undefined);
      if (isAtExchange(point)) this.#arm(seat, life, point);
      else await life.say({ point, bytes: this.random.integer(1, 900) });
      await this.#drive(seat, point);
    }
    const { life } = seat;
    assert(!this.#killer.isArmed, `${nameOf(point)} was not reached`);
    if (!isAtExchange(point)) assertEquals(life?.killed, nameOf(point));
    this.kills.set(nameOf(point), (this.kills.get(nameOf(point)) ?? 0) + 1);
    this.books.verifyLog();
  }

  #arm(seat: Seat, life: Life, point: Point): void {
    this.#killer.arm(point, life, (request) => hostOf(request) === seat.host);
  }

  /** Starts a process, one that goes on with the last or a new one, and waits until it sees or is over. */
  async #startIn(seat: Seat, point?: Point, triesLeft = LOCKED_TRIES): Promise<Life> {
    const life = this.#spawn(seat, point, this.random.chance(0.6) ? seat.recording : undefined);
    await life.until(() => life.over || life.state !== undefined, "a start");
    const { code } = life.refused ?? {};
    // A start waits for others by itself; a machine that runs nobody for longer than that gets another try.
    if (code === "journal_locked" && triesLeft > 0) return await this.#startIn(seat, point, triesLeft - 1);
    if (code !== "recording_behind" && code !== "taken_over") {
      assertEquals(life.refused, undefined);
      this.#keepRecording(seat);
      return life;
    }
    // The last lines of the recording were lost, or the other has what it held: a new session begins.
    this.counts[code === "taken_over" ? "takenOver" : "behind"]++;
    seat.recording = undefined;
    return await this.#startIn(seat, point);
  }

  #spawn(seat: Seat, point: Point | undefined, resume: string | undefined): Life {
    const { simulator: { url, keyId, privateKeyPem }, random } = this;
    this.counts[resume === undefined ? "fresh" : "resumed"]++;
    const isHere = point !== undefined && isAtExchange(point);
    const { takes, rests } = PAIR_RULES[seat.index];
    const life = new Life({
      url: url.replace("127.0.0.1", seat.host),
      keyId,
      privateKeyPem,
      market: seat.market,
      folder: this.#folder,
      name: seat.name,
      recordings: this.#recordingsOf(seat),
      listens: true,
      setup: { ...this.#setup, strategies: [{ name: "steered", parameters: { takes: [...takes], rests } }] },
      clockMs: this.#machineMs,
      bytes: random.integer(1, 900),
      ...(resume === undefined ? {} : { resume }),
      ...(point === undefined || isHere ? {} : { point }),
    });
    seat.life = life;
    if (isHere) this.#arm(seat, life, point);
    return life;
  }

  #recordingsOf({ index }: Seat): string {
    return `${this.#folder}/recordings-${index}`;
  }

  /** The last segment of a seat: each has its own folder, and names begin with the time. */
  #keepRecording(seat: Seat): void {
    const made = (path: string) => Deno.statSync(path).birthtime?.getTime() ?? 0;
    seat.recording = recordingsIn(this.#recordingsOf(seat)).toSorted((one, other) => made(one) - made(other))
      .at(-1);
  }

  /** Starts the dead ones again, one after the other, until both have found everything. */
  async #revive(dead: readonly Seat[]): Promise<void> {
    for (const seat of dead) await this.#startIn(seat);
    await this.#found();
  }

  /** Waits until both have found everything: exchange, journal and processes say the same. */
  async #found(): Promise<void> {
    const differs = () => {
      for (const { life, name } of this.#seats) {
        if (life === undefined || life.over) return `${name} is dead`;
        if (life.state?.seeing !== true) return `${name} does not see: ${life.state?.why}`;
      }
      return this.books.differs(this.#states());
    };
    // Lists that prove an absence must be from some seconds later.
    const moving = setInterval(() => this.simulator.clock.move(LOOK_MS), 700);
    try {
      await this.#until(() => differs() === "", "all is found");
    } catch (error) {
      throw new Error(differs(), { cause: error });
    } finally {
      clearInterval(moving);
    }
    this.counts.found++;
    this.books.assertSound();
  }

  #states(): readonly ChildState[] {
    return this.#seats.flatMap(({ life }) =>
      life?.over === false && life.state !== undefined ? [life.state] : []
    );
  }

  /**
   * Waits until something holds: it is looked at after all that a process says, after all that happens to the account, and
   * now and then, since a process may write to the journal after it has said its last word.
   */
  async #until(holds: () => boolean, what: string): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const look = () => void (holds() && resolve());
    const stops = [
      this.simulator.accounts.onEvent(() => queueMicrotask(look)),
      ...this.#seats.flatMap(({ life }) => life === undefined ? [] : [life.onNews(look)]),
    ];
    const late = setTimeout(() => reject(new Error(`${what} did not happen; ${this.#said()}`)), PATIENCE_MS);
    const looking = setInterval(look, LOOK_AGAIN_MS);
    look();
    try {
      await promise;
    } finally {
      clearTimeout(late);
      clearInterval(looking);
      for (const stop of stops) stop();
    }
  }

  #said(): string {
    return this.#seats.map(({ name, life, market }) =>
      `${name} (${this.#scenes.get(market)?.scene}) ${
        life?.over === true ? "is dead" : JSON.stringify(life?.state)
      }`
    ).join("; ");
  }

  /** Makes what leads to a point happen, step by step, until the process is over. The other trades meanwhile. */
  async #drive(lead: Seat, point: Point): Promise<void> {
    const { act } = point;
    const other = this.#otherOf(lead);
    const size = this.random.chance(0.5) ? "500" : "4";
    const isResting = act === "cancel" || act === "entry" && this.random.chance(0.5);
    const isOfEntries = act === "entry" || act === "cancel" || act === "fill" || act === "take_profit";
    const races = this.random.chance(0.5);
    const fate = this.random.chance(0.5) ? "rich" : "crash";
    const way: Way = { act, isResting, isOfEntries, races, fate };
    const done = new Map<string, string>();
    let renewed = "";
    const steer = () => {
      for (const [market, next] of this.#wanted(lead, other, way)) {
        if (next === "" || next === done.get(market)) continue;
        done.set(market, next);
        if (!next.startsWith("renew")) this.#scene(market, next as PairScene, next === "rich" ? "500" : size);
        else if (next !== renewed) {
          renewed = next;
          this.#scene(market, "idle");
          this.simulator.clock.move(RENEWAL_MS);
        }
      }
    };
    await this.#steered(steer, done, () => lead.life?.over !== false, nameOf(point));
  }

  /** Steers by all that is said until something holds; an entry that was refused for a moment is tried again by the next book. */
  async #steered(
    steer: () => void,
    done: Map<string, string>,
    holds: () => boolean,
    what: string,
  ): Promise<void> {
    const again = setInterval(() => {
      done.clear();
      if (!holds()) steer();
    }, 2_000);
    try {
      await this.#until(() => {
        if (holds()) return true;
        steer();
        return false;
      }, what);
    } finally {
      clearInterval(again);
    }
  }

  /** The books that lead one to its point, market by market; the other's own where it has one. */
  #wanted(lead: Seat, other: Seat, way: Way): ReadonlyMap<string, string> {
    const { act, isResting, isOfEntries, races, fate } = way;
    const { together, tight } = this.#kind;
    const { held, open, takeProfit } = seen(lead);
    const lives = other.life?.over === false;
    const its = seen(other);
    const own = held > 0
      ? takeProfit === undefined
        ? ""
        : isOfEntries
        ? "rich"
        : act === "amend"
        ? `renew ${takeProfit}`
        : "crash"
      : open > 0
      ? ""
      : isOfEntries && isResting
      ? `calm${lead.index}`
      : together && races
      ? "both"
      : `cheap${lead.index}`;
    // One must let go before the other may enter: of the money, or of the best ask, which is its take-profit.
    const full = held === 0 && lives && its.held > 0 && (tight || together);
    if (full) way.races = false;
    if (together) return new Map([[lead.market, full ? "rich" : own]]);
    const theirs = !lives
      ? ""
      : its.held > 0
      ? its.takeProfit === undefined ? "" : full ? "rich" : fate
      : its.open > 0
      ? ""
      : tight && held === 0 && !races
      ? "idle"
      : `cheap${other.index}`;
    return new Map([[lead.market, own], [other.market, theirs]]);
  }

  /** The one that lives trades on while the other is dead: it enters, or it gets out of what it holds. */
  async #goesOn(seat: Seat, dead: Seat): Promise<void> {
    const diedAt = performance.now();
    const { held } = seen(seat);
    if (this.random.chance(0.6) && this.#mayEnter(seat, dead)) {
      const done = new Map<string, string>();
      const wasHolding = held > 0;
      await this.#steered(
        () => {
          const now = seen(seat);
          const next = now.held > 0
            ? now.takeProfit === undefined ? "" : "rich"
            : now.open > 0
            ? ""
            : `cheap${seat.index}`;
          if (next === "" || next === done.get(seat.market)) return;
          done.set(seat.market, next);
          this.#scene(seat.market, next as PairScene);
        },
        done,
        () => wasHolding ? seen(seat).held === 0 : seen(seat).held > 0,
        `${seat.name} goes on while ${dead.name} is dead since ${Math.round(diedAt)}`,
      );
      this.counts.traded++;
    }
  }

  /** What happens while somebody is dead: others trade with what rests, a hand buys, and time passes for all. */
  async #whileDead(dead: readonly Seat[]): Promise<void> {
    const { random, simulator: { clock } } = this;
    this.books.verifyLog();
    for (const market of new Set(this.#seats.map((seat) => seat.market))) {
      // Else the next one finds a market in which there is something to do at once.
      if (random.chance(0.7)) this.#scene(market, "idle");
    }
    if (random.chance(0.3)) {
      for (const { side, price, market } of this.books.resting) {
        offer(this.#stranger, {
          market,
          side: side === "bid" ? "ask" : "bid",
          price: (price / 10_000).toFixed(4),
          count: "2",
          isTaking: true,
        });
      }
    }
    if (!this.#kind.tight && !this.#handHasBought && random.chance(0.1)) {
      this.#handHasBought = true;
      const account = this.simulator.account();
      assert(account !== undefined);
      const { market } = this.#any();
      const price = PAIR_BOOK[this.#scenes.get(market)?.scene ?? "idle"].ask;
      offer(account, { market, side: "bid", price, count: "3", isTaking: true });
    }
    if (random.chance(0.3)) return;
    const before = dead.flatMap(({ name }) => this.books.restingOf(name));
    const isLong = random.chance(0.3);
    // As while a computer sleeps: the machine's clock and the exchange's go on alike.
    clock.move(isLong ? DEAD_MS : SILENCE_MS);
    this.#machineMs = clock.offsetMs;
    for (const { life } of this.#seats) {
      if (life?.over === false) await life.say({ clockMs: this.#machineMs });
    }
    if (!isLong) return;
    const after = dead.flatMap(({ name }) => this.books.restingOf(name)).filter((id) => before.includes(id));
    assertEquals(after, [], "a dead program leaves nothing resting");
  }

  /** The stranger makes the book of a market. */
  #scene(market: string, scene: PairScene, size = "500"): void {
    for (const orderId of this.#scenes.get(market)?.resting ?? []) {
      this.#stranger.cancel({ orderId, exchangeIndex: SHARD });
    }
    const { bid, ask } = PAIR_BOOK[scene];
    const isCheap = scene.startsWith("cheap") || scene === "both";
    this.#scenes.set(market, {
      scene,
      resting: [
        offer(this.#stranger, { market, side: "bid", price: bid, count: scene === "rich" ? size : "500" }),
        offer(this.#stranger, { market, side: "ask", price: ask, count: isCheap ? size : "500" }),
      ],
    });
  }

  #saw(request: WireRequest): void {
    const { method, path, about: { json } } = request;
    if (method !== "POST" || !path.endsWith(ORDERS)) return;
    this.books.created(
      request,
      typeof json === "object" && json !== null && "side" in json && json.side === "bid",
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { life } of this.#seats) {
      life?.kill();
      await life?.ended;
    }
    await this.simulator.close();
    await Deno.remove(this.#folder, { recursive: true });
  }
}

/** How a process comes to its point, and what the other does meanwhile. */
interface Way {
  readonly act: Point["act"];
  readonly isResting: boolean;
  readonly isOfEntries: boolean;
  /** Whether both try to enter at one time. */
  races: boolean;
  /** How what the other holds ends. */
  readonly fate: "rich" | "crash";
}

/** What a process says of its market. */
function seen({ life }: Seat) {
  const { held = 0, open = [] } = life?.state ?? {};
  const takeProfit = open.find(({ purpose, state }) => purpose === "take_profit" && state === "resting")?.id;
  return { held, open: open.length, takeProfit };
}

function hostOf({ headers }: WireRequest): string {
  return headers.get("host")?.split(":")[0] ?? "";
}
