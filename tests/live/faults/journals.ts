/**
 * Faults of the journal: its disk is full, another process holds it or trades by it.
 *
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { parseMicros } from "../../../src/core/numbers/money.ts";
import { accountPlace } from "../../../src/journal/place.ts";
import { refusedCodes, reportsOf } from "../../session/live/live_support.ts";
import { Watcher } from "../../session/support.ts";
import type { FaultCase } from "./fault_case.ts";
import { HELD } from "./scene.ts";

const diskFull: FaultCase = {
  name:
    "the disk of the journal is full: entries stop, what the exchange says waits in memory, the exit goes when there is room",
  fault: "disk full",
  options: { catchDatabases: true },
  async play(scene) {
    const room = (pages: string) => {
      for (const database of scene.databases) database.exec(`pragma max_page_count = ${pages}`);
    };
    // From now on the file does not grow: SQLite says so as it does on a full disk.
    room("1");
    for (let tries = 0; tries < 60 && !/full/.test(scene.shown); tries++) {
      await scene.sentOrAccepted("0.4100", "1");
    }
    await scene.says(/disk.*full/);
    const { creates } = scene;
    assertMatch(await scene.refused(), /JOURNAL|full/i);
    assertEquals(scene.creates, creates);
    // What the exchange says is not lost.
    await scene.bench.offer("bid", "0.7000", "4");
    await scene.until(
      () => scene.session.engine.orders.portfolio.held(scene.market) === HELD - 400,
      "a fill that the journal does not take",
    );
    await scene.until(() => (scene.session.live?.unjournaled ?? 0) > 0, "reports that wait");
    scene.session.command({ command: "close_position", market: scene.market });
    await scene.says(/CANNOT_EXIT|exit.*(not|refused)|journal/i);
    room("1000000");
    await scene.bench.untilAtExchange(() => scene.held === 0, "the exit, once there is room");
    await scene.until(() => scene.session.live?.unjournaled === 0, "a journal that has all of it");
  },
};

const locked: FaultCase = {
  name:
    "another program holds the journal: nothing is entered, what the exchange says waits, and nothing is lost",
  fault: "disk full",
  async play(scene) {
    const { folder, place: { keyId } } = scene.bench;
    const other = new DatabaseSync(accountPlace(`${folder}/state`, "simulator", keyId).journal);
    try {
      other.exec("begin immediate");
      assertMatch(await scene.refused(), /JOURNAL|lock|process|busy/i);
      await scene.bench.offer("bid", "0.7000", "4");
      await scene.until(
        () => scene.session.engine.orders.portfolio.held(scene.market) === HELD - 400,
        "a fill that the journal does not take",
      );
    } finally {
      other.exec("rollback");
      other.close();
    }
    await scene.agrees();
    await scene.exits();
  },
};

/** What a hand entry of this session came to. */
function answered(watcher: Watcher): number {
  return refusedCodes(watcher.outcomes).length +
    reportsOf(watcher.outcomes).filter(({ kind }) => kind === "accepted" || kind === "rejected").length;
}

const lastDollar: FaultCase = {
  name: "two sessions on one journal want the last dollars at the same moment: one of them gets them",
  fault: "two processes",
  async play(scene) {
    const { bench, market } = scene;
    const watcher = new Watcher();
    const { session } = await bench.start({ rule: null, watcher });
    await bench.seeing(session, watcher);
    const free = bench.account.balance(3).cash - parseMicros("4");
    bench.account.deposit({ shard: 3, subaccount: 0 }, -free as ReturnType<typeof parseMicros>);
    const wish = {
      command: "place_order",
      market,
      outcome_side: "yes",
      action: "buy",
      price: "0.4200",
      contracts: "5",
      time_in_force: "good_till_canceled",
    } as const;
    const [before, own] = [answered(watcher), answered(bench.watcher)];
    const { creates } = scene;
    session.command(wish);
    scene.session.command(wish);
    await watcher.until(() => answered(watcher) > before, "an answer to the one");
    await scene.until(() => answered(bench.watcher) > own, "an answer to the other");
    assertEquals(scene.creates - creates, 1, "one create left");
    assertEquals(bench.account.resting().filter(({ price }) => price === 4_200).length, 1);
    bench.account.deposit({ shard: 3, subaccount: 0 }, free as ReturnType<typeof parseMicros>);
    await session.close("the second session ends");
    assert(
      bench.account.resting().every(({ clientOrderId }) => clientOrderId?.includes("-1-")),
      "the other's stay",
    );
    await scene.exits();
  },
};

/** Faults of the journal. */
export const JOURNAL_CASES: readonly FaultCase[] = [diskFull, locked, lastDollar];
