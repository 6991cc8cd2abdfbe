/**
 * Two processes trade one account by one journal; one of them, at times both, are killed at every point of an order's life.
 *
 * Some points in the suite; `deno task kills` takes all of them six times, and says how often. `KILL_SEED` and `KILL_ROUNDS` change
 * what comes, as for one process.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { Random } from "../../../src/core/numbers/prng.ts";
import { type PairKind, PairLane } from "./kills/pair_lane.ts";
import { nameOf, type Point, POINTS } from "./kills/points.ts";

/** How the two share an account, each kind with an exchange and a journal of its own. */
const KINDS: readonly PairKind[] = [
  { together: false, tight: true },
  { together: true, tight: false },
  { together: false, tight: false },
  { together: true, tight: true },
];
const SEED = Number(Deno.env.get("KILL_SEED") ?? "20261129");
/** Without it each kind has these many kills: a point of an entry, an exit, a start. */
const ROUNDS = Number(Deno.env.get("KILL_ROUNDS") ?? "0");
const IN_SUITE = 2;
/** Most of the time they wait for one to count as dead: so many exchanges of each kind are played at a time. */
const OF_EACH_KIND = 2;

/** Each point so many times, in an order by chance, spread over the kinds. */
function plan(random: Random): readonly (readonly Point[])[] {
  const lanes: Point[][] = Array.from({ length: OF_EACH_KIND * KINDS.length }, () => []);
  for (let round = 0; round < Math.max(1, ROUNDS); round++) {
    const points = POINTS.map((point) => ({ point, at: random.next() })).sort((one, other) =>
      one.at - other.at
    );
    points.forEach(({ point }, index) => lanes[index % lanes.length]?.push(point));
  }
  return ROUNDS > 0 ? lanes : lanes.slice(0, 2).map((points) => points.slice(0, IN_SUITE));
}

Deno.test({
  name: "two processes on one journal, killed at every point: no order lost, none doubled, no limit broken",
  fn: async () => {
    const random = new Random(SEED);
    const plans = plan(random);
    const lanes: PairLane[] = [];
    try {
      const played = await Promise.allSettled(plans.map(async (points, index) => {
        const kind = KINDS[index % KINDS.length];
        assert(kind !== undefined);
        const lane = await PairLane.open(SEED + index, kind);
        lanes.push(lane);
        await lane.begin();
        const left = [...points];
        for (let point = left.shift(); point !== undefined; point = left.shift()) {
          const next = lane.random.chance(0.2) ? left.shift() : undefined;
          try {
            await lane.kill(point, next);
          } catch (error) {
            const after = next === undefined ? "" : `, then ${nameOf(next)}`;
            const where = `seed ${SEED}, lane ${index}, ${points.length - left.length}: ${
              nameOf(point)
            }${after}`;
            throw new Error(where, { cause: error });
          }
        }
        await lane.end();
      }));
      const kills = new Map<string, number>();
      for (const lane of lanes) {
        for (const [name, count] of lane.kills) kills.set(name, (kills.get(name) ?? 0) + count);
      }
      const count = [...kills.values()].reduce((sum, each) => sum + each, 0);
      if (ROUNDS > 0) console.log([...kills].sort().map(([name, each]) => `${name}: ${each}`).join("\n"));
      const orders = lanes.reduce((sum, lane) => sum + lane.books.orders, 0);
      console.log(`${count} kills of one of two (seed ${SEED}), ${orders} orders`);
      for (const lane of lanes) console.log(JSON.stringify({ ...lane.counts, ...lane.books.passedOn }));
      // One that fails ends nothing of the others.
      const failed = played.flatMap((each) => each.status === "rejected" ? [each.reason] : []);
      if (failed.length > 0) throw new AggregateError(failed, failed.map(String).join("; "));
      assertEquals(count, plans.reduce((sum, points) => sum + points.length, 0));
      if (ROUNDS > 0) assertEquals([...kills.keys()].sort(), POINTS.map(nameOf).sort());
    } finally {
      for (const lane of lanes) await lane[Symbol.asyncDispose]();
    }
  },
});
