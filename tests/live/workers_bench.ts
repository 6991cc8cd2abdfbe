/**
 * Workers as processes of their own that trade one account live, at the embedded exchange of the test; and the account's journal
 * as another terminal has it.
 *
 * @module
 */
import { assert } from "@std/assert";
import { parseMicros, parsePrice, parseQuantity } from "../../src/core/numbers/money.ts";
import { HARD_CAP } from "../../src/core/risk/hard_cap.ts";
import { readWorkerLine, type WorkerStatus } from "../../src/fleet/messages.ts";
import { Journal } from "../../src/journal/journal.ts";
import { accountPlace } from "../../src/journal/place.ts";
import type { Witness } from "../../src/simulator/mod.ts";
import { Child, type Ran, runChild } from "../cli/support.ts";
import { job, jobFile } from "../fleet/support.ts";
import { LiveBench } from "../session/live/live_support.ts";
import { must } from "../support/must.ts";

/** Buys so much at a price wherever somebody offers or bids, again where it was refused or cancelled; never once it has traded. */
export const RULE = `import { z } from "zod";
const parameters = z.strictObject({ price: z.number(), contracts: z.number(), stop_loss: z.number() });
export default {
  name: "asks_again",
  category: "test",
  description: "Buys once in each market that has a book.",
  parameters,
  create({ price, contracts, stop_loss }) {
    let triedAt = -Infinity;
    let traded = false;
    return {
      onState({ at, market }, portfolio) {
        const { ticker, book } = market;
        if (book.bestBid === undefined || book.bestAsk === undefined) return { code: "NO_QUOTE" };
        traded ||= portfolio.holding(ticker) !== undefined || portfolio.lastClosed(ticker) !== undefined;
        if (traded || portfolio.openOrders(ticker) > 0 || at - triedAt < 300) return { code: "NOTHING_TO_DO" };
        triedAt = at;
        return [{
          action: "buy",
          market: ticker,
          price,
          size: { quantity: contracts * 100 },
          exits: { takeProfit: 5000, stopLoss: stop_loss },
        }];
      },
    };
  },
};
`;

/** Which of the two games. */
export type Game = "nba" | "nfl";

/** How a worker trades. Prices in 1/10,000 dollar. */
export interface WorkerWish {
  readonly game: Game;
  readonly price: number;
  readonly contracts?: number;
  readonly limits?: Readonly<Record<string, string | number>>;
  readonly mode?: "paper" | "live";
}

/** Matches whatever there is. */
const MORE = /^/;

/** A running worker. */
export class WorkerChild implements AsyncDisposable {
  readonly #child: Child;
  readonly #nudge: () => void;

  /** @param nudge changes its game's book a little */
  constructor(child: Child, nudge: () => void) {
    this.#child = child;
    this.#nudge = nudge;
  }

  /** Waits for a status that comes from now on; before each its game is changed a little, so that its rule is asked. */
  async next(fits: (status: WorkerStatus) => boolean, what: string): Promise<WorkerStatus> {
    let from = this.#child.out.lastIndexOf("\n") + 1;
    let last: WorkerStatus | undefined;
    for (let tries = 0; tries < 25;) {
      const end = this.#child.out.lastIndexOf("\n") + 1;
      if (end === from) {
        const { length } = this.#child.out;
        await this.#child.until({ exec: () => this.#child.out.length > length ? MORE.exec("") : null });
        continue;
      }
      const lines = this.#child.out.slice(from, end).split("\n").map((text) => readWorkerLine(text));
      from = end;
      for (const line of lines) {
        if (line?.type !== "status") continue;
        tries++;
        last = line;
        if (fits(line)) return line;
        this.#nudge();
      }
    }
    throw new Error(`${what} did not come: ${JSON.stringify(last)}`);
  }

  /** What it told people. */
  get notes(): readonly string[] {
    return this.#child.out.split("\n").flatMap((text) => {
      const line = readWorkerLine(text);
      return line?.type === "note" ? [line.text] : [];
    });
  }

  /** Ends it in the middle of whatever it does. */
  async kill(): Promise<void> {
    this.#child.signal("SIGKILL");
    await this.#child.ran();
  }

  /** Ends it as its manager does. */
  async end(): Promise<Ran> {
    this.#child.signal("SIGTERM");
    return await this.#child.ran();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child[Symbol.asyncDispose]();
  }
}

/** The exchange with its two games, the account, and workers. */
export class WorkersBench implements AsyncDisposable {
  readonly bench: LiveBench;
  readonly journal: Journal;
  readonly #key: string;
  readonly #witness: Witness;
  readonly #children: WorkerChild[] = [];

  private constructor(bench: LiveBench, journal: Journal, key: string, witness: Witness) {
    this.bench = bench;
    this.journal = journal;
    this.#key = key;
    // It sees what comes from the moment on that it is asked for.
    this.#witness = witness;
  }

  static async open(): Promise<WorkersBench> {
    const bench = await LiveBench.open();
    const { keyId, privateKeyPem, url } = bench.simulator;
    const { folder } = bench;
    const key = `${folder}/key.pem`;
    await Deno.writeTextFile(key, privateKeyPem, { mode: 0o600 });
    await Deno.writeTextFile(`${folder}/asks_again.ts`, RULE);
    const environment = new URL(url).host;
    const place = accountPlace(`${folder}/state`, environment, keyId);
    const journal = must(Journal.open({ place, environment, account: keyId, now: Date.now }));
    return new WorkersBench(bench, journal, key, bench.simulator.control.witness);
  }

  /** The market of a game's home team. */
  market(game: Game): string {
    const series = game === "nba" ? "KXNBA" : "KXNFL";
    const found = this.bench.simulator.markets.find(({ ticker }) => ticker.startsWith(series));
    assert(found !== undefined);
    return found.ticker;
  }

  /** What the account holds in a game, 1/100 contracts of YES, as the engine knows it. */
  held(game: Game): number {
    return this.bench.account.position(this.market(game))?.position ?? 0;
  }

  /** Whether something stands in the account's audit log. */
  logged(pattern: RegExp): boolean {
    return pattern.test(Deno.readTextFileSync(this.journal.place.log));
  }

  /** Starts a worker of a game. */
  async worker(
    { game, price, contracts = 10, limits = {}, mode = "live" }: WorkerWish,
  ): Promise<WorkerChild> {
    const { folder, simulator } = this.bench;
    const [home = "", away = ""] = simulator.markets.filter(({ event }) =>
      event === this.market(game).slice(0, event.length)
    ).map(({ ticker }) => ticker);
    const event = home.slice(0, home.lastIndexOf("-"));
    const id = `${game}-2031-11-20-AAA-BBB`;
    const jobs = jobFile([
      job({ id, league: game, startsAt: Date.now(), event, homeMarket: home, awayMarket: away }),
    ]);
    await Deno.writeTextFile(`${folder}/${game}-jobs.json`, JSON.stringify(jobs));
    const config = {
      mode,
      balance: "1000.00",
      lead_minutes: 10,
      feeds: ["kalshi"],
      strategies: [{ file: "./asks_again.ts", parameters: { price, contracts, stop_loss: 500 } }],
      // Nobody but the test trades here: long silence is no sign of anything.
      limits: { max_book_age_ms: 600_000, ...limits },
    };
    await Deno.writeTextFile(`${folder}/${game}.json`, JSON.stringify(config));
    const words = ["worker", "--job", `${folder}/${game}-jobs.json`, "--config", `${folder}/${game}.json`];
    const child = new WorkerChild(
      Child.program([...words, ...this.#account()], this.#place()),
      () => this.nudge(game),
    );
    this.#children.push(child);
    return child;
  }

  /** Runs another command of the program about the same account, as in another terminal. */
  command(...words: readonly string[]): Promise<Ran> {
    const account = ["--env", this.bench.simulator.url, "--state", `${this.bench.folder}/state`];
    return runChild([...words, ...account], this.#place());
  }

  /** Arms the account, as a typed yes does. */
  arm(forMs: number, maxLoss: string): number {
    const until = Date.now() + forMs;
    must(this.journal.armings.arm(
      { until, maxLoss: parseMicros(maxLoss), by: "test" },
      HARD_CAP.maxDailyLoss,
    ));
    return until;
  }

  /** A stranger's order in a game. */
  offer(game: Game, side: "bid" | "ask", price: string, count: string): string {
    const made = this.bench.stranger.create({
      market: this.market(game),
      side,
      price: parsePrice(price),
      count: parseQuantity(count),
      timeInForce: "good_till_canceled",
      selfTradePrevention: "taker_at_cross",
      exchangeIndex: game === "nba" ? 3 : 0,
    });
    return must(made.ok ? made : { ok: false, reason: { code: "refused", message: JSON.stringify(made) } })
      .orderId;
  }

  /** Changes a book a little, far from where anybody trades: rules are asked again. */
  nudge(game: Game): void {
    const orderId = this.offer(game, "bid", "0.1000", "1");
    this.bench.stranger.cancel({ orderId, exchangeIndex: game === "nba" ? 3 : 0 });
  }

  /** Creates that reached the exchange, as they came. */
  get creates() {
    return this.#witness.creates;
  }

  #account(): string[] {
    const { folder, simulator: { url } } = this.bench;
    return ["--env", url, "--state", `${folder}/state`, "--recordings", `${folder}/recordings`];
  }

  #place() {
    const { folder, simulator: { keyId } } = this.bench;
    return {
      cwd: folder,
      environment: { KALSHI_SIM_API_KEY_ID: keyId, KALSHI_SIM_PRIVATE_KEY_PATH: this.#key },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#children) await child[Symbol.asyncDispose]();
    this.journal[Symbol.dispose]();
    await this.bench[Symbol.asyncDispose]();
  }
}
