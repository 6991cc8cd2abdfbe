/**
 * Clocks that are apart: the machine's is 90 s behind the exchange's from the start, or is set forward or back while orders rest.
 *
 * @module
 */
import { assert } from "@std/assert";
import type { FaultCase } from "./fault_case.ts";
import type { Scene } from "./scene.ts";

/** How long an entry may rest at most without a renewal: its time-out and a minute, ms. */
const MOST_REST_MS = 120_000;

/** Every order ends by itself within the bound, on the exchange's clock. */
function endsInTime({ bench: { account, simulator: { clock } } }: Scene): void {
  const resting = account.resting();
  assert(resting.length > 0);
  for (const { expiresAtMs = Infinity, clientOrderId } of resting) {
    const restMs = expiresAtMs - clock.now();
    assert(restMs > 0 && restMs <= MOST_REST_MS, `${clientOrderId} rests for ${restMs} ms`);
  }
}

function behind(ms: number, what: string): FaultCase {
  return {
    name: what,
    fault: "clock skew",
    // An exchange that takes the signatures all the same.
    options: { exchange: { doubts: { clockToleranceMs: 300_000 } }, clockMs: ms },
    async play(scene) {
      endsInTime(scene);
      const offset = scene.session.live?.clockOffsetMs ?? 0;
      assert(Math.abs(offset - ms) < 2_000, `the offset is shown as ${offset}`);
      await scene.bench.offer("bid", "0.7000", "4");
      await scene.enter("0.4700", "1");
      endsInTime(scene);
      await scene.exits();
    },
  };
}

/** The machine's clock is set while the session runs: the exchange turns away signatures of more than 30 s. */
function set(ms: number, what: string): FaultCase {
  return {
    name: what,
    fault: "clock skew",
    async play(scene) {
      scene.setMachineClock(ms);
      scene.session.command({ command: "cancel_all" });
      await scene.bench.untilAtExchange(() => scene.bench.resting.length === 0, "the cancels");
      await scene.exits();
      await scene.agrees();
    },
  };
}

/** Clocks. */
export const CLOCK_CASES: readonly FaultCase[] = [
  behind(
    90_000,
    "the machine's clock is 90 s behind: orders end when they should, and none is refused as past",
  ),
  set(90_000, "the machine's clock is set 90 s forward in mid-session: cancels go, the exit goes"),
  set(-90_000, "the machine's clock is set 90 s back in mid-session: cancels go, the exit goes"),
];
