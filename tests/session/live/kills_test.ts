/**
 * Processes that trade are killed at every point of an order's life; the next one finds everything.
 *
 * Each point once; `deno task kills` takes each six times, and says how often. `KILL_SEED` and `KILL_ROUNDS` change what
 * comes: a seed fixes the order of the points, what others do meanwhile, and how much time passes.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { Random } from "../../../src/core/numbers/prng.ts";
import { Lane } from "./kills/lane.ts";
import { nameOf, type Point, POINTS } from "./kills/points.ts";

/** Accounts that are traded at a time, each with its exchange and its journal. */
const LANES = 3;
const SEED = Number(Deno.env.get("KILL_SEED") ?? "20261128");
const ROUNDS = Number(Deno.env.get("KILL_ROUNDS") ?? "1");

/** Each point so many times, in an order by chance, spread over the lanes. */
function plan(random: Random): readonly (readonly Point[])[] {
  const lanes: Point[][] = Array.from({ length: LANES }, () => []);
  for (let round = 0; round < ROUNDS; round++) {
    const points = POINTS.map((point) => ({ point, at: random.next() })).sort((one, other) =>
      one.at - other.at
    );
    points.forEach(({ point }, index) => lanes[index % LANES]?.push(point));
  }
  return lanes;
}

Deno.test({
  name: "killed at every point of an order's life: no order lost, none doubled, no position unknown",
  fn: async () => {
    const plans = plan(new Random(SEED));
    const lanes = await Promise.all(plans.map((_, index) => Lane.open(SEED + index)));
    try {
      await Promise.all(lanes.map(async (lane, index) => {
        for (const [life, point] of (plans[index] ?? []).entries()) {
          try {
            await lane.life(point);
          } catch (error) {
            const where = `seed ${SEED}, lane ${index}, life ${life}, ${nameOf(point)}`;
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
      const sum = (what: (lane: Lane) => number) => lanes.reduce((total, lane) => total + what(lane), 0);
      if (ROUNDS > 1) console.log([...kills].sort().map(([name, each]) => `${name}: ${each}`).join("\n"));
      console.log(
        `${count} kills (seed ${SEED}): ${sum((lane) => lane.books.orders)} orders, ` +
          `${sum((lane) => lane.found)} times all was found, ${
            sum((lane) => lane.starts.resumed)
          } sessions went on, ` +
          `${sum((lane) => lane.starts.fresh)} began`,
      );
      assertEquals([...kills.keys()].sort(), POINTS.map(nameOf).sort());
      assertEquals(count, POINTS.length * ROUNDS);
      assert(sum((lane) => lane.found) > count / 2);
    } finally {
      for (const lane of lanes) await lane[Symbol.asyncDispose]();
    }
  },
});
