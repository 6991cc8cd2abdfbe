/**
 * Faults of requests: refused for their number, failed in the exchange, done without an answer, answered with a page.
 *
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import type { FaultScriptInput } from "../../../src/simulator/mod.ts";
import type { FaultCase } from "./fault_case.ts";
import { HELD, type Scene } from "./scene.ts";

type RequestRule = NonNullable<FaultScriptInput["requests"]>[number];
const READS = ["orders", "order", "fills", "positions", "balance", "data_timestamp"] as const;

/** What the exchange says where its budget is used up. There is no header that says for how long. */
const TOO_MANY = {
  status: 429,
  body: { error: { code: "too_many_requests", message: "too many requests" } },
};

/** An entry is asked for while creates fail. @returns when the exchange has it, or has refused it */
async function tryEntry(scene: Scene, price = "0.4600"): Promise<void> {
  const before = scene.creates;
  scene.buy(price, "1");
  await scene.bench.simulator.control.witness.until(({ creates }) => creates.length > before);
}

const busyCreates: FaultCase = {
  name: "creates are answered with 429 and no Retry-After: refused, not sent again, and the exit goes",
  fault: "429",
  async play(scene) {
    scene.script({
      requests: [{ endpoint: "create", times: 1, fault: { kind: "answer", point: "before", ...TOO_MANY } }],
    });
    await tryEntry(scene);
    await scene.until(
      () => scene.outcomes.some((each) => each.kind === "report" && each.report.kind === "rejected"),
      "the refusal",
    );
    const [sent] = scene.bench.simulator.control.witness.creates.slice(-1);
    assertEquals(sent?.count, "1.00");
    await scene.says(/429|TOO_MANY|too_many/i);
    await scene.exits();
  },
};

const busyCancels: FaultCase = {
  name: "cancels are answered with 429: tried again until they are done",
  fault: "429",
  async play(scene) {
    scene.script({
      requests: [{ endpoint: "cancel", times: 3, fault: { kind: "answer", point: "before", ...TOO_MANY } }],
    });
    scene.session.command({ command: "cancel_all" });
    await scene.bench.untilAtExchange(() => scene.bench.resting.length === 0, "the cancels");
  },
};

const busyReads: FaultCase = {
  name: "reads are answered with 429 for a while: nothing is concluded, the exit goes",
  fault: "429",
  async play(scene) {
    scene.script({
      requests: [{
        endpoint: [...READS],
        times: 30,
        fault: { kind: "answer", point: "before", ...TOO_MANY },
      }],
    });
    await scene.bench.offer("bid", "0.7000", "4");
    await scene.exits();
  },
};

function failedCreate(status: number): FaultCase {
  return {
    name: `a create is done and answered with ${status}: looked up, never sent again`,
    fault: "5xx",
    async play(scene) {
      scene.script({ requests: [{ endpoint: "create", fault: { kind: "answer", point: "after", status } }] });
      const before = scene.creates;
      scene.buy("0.4600", "1");
      await scene.bench.untilAtExchange(
        () => scene.bench.resting.length === 3,
        "the order, without an answer",
      );
      await scene.until(() => (scene.session.live?.unknownOrders.length ?? 1) === 0, "what became of it");
      await scene.agrees();
      assertEquals(scene.creates, before + 1);
      await scene.exits();
    },
  };
}

function failedCancel(fault: RequestRule["fault"], what: string, name: FaultCase["fault"]): FaultCase {
  return {
    name: what,
    fault: name,
    async play(scene) {
      scene.script({ requests: [{ endpoint: "cancel", times: 3, fault }] });
      scene.session.command({ command: "cancel_all" });
      await scene.bench.untilAtExchange(() => scene.bench.resting.length === 0, "the cancels");
      await scene.exits();
    },
  };
}

const failedReads: FaultCase = {
  name: "every read of the account fails: entries stop, it is said, and the exit goes",
  fault: "5xx",
  async play(scene) {
    scene.script({
      requests: [{
        endpoint: [...READS],
        times: "always",
        fault: { kind: "answer", point: "before", status: 503 },
      }],
    });
    await scene.says(/breaker portfolio|BREAKER/);
    assertMatch(await scene.refused(), /BREAKER|BALANCE|BLIND/);
    await scene.exits();
    scene.heal();
  },
};

const failedPositions: FaultCase = {
  name: "positions alone cannot be read: nobody knows what is held, so that entries stop",
  fault: "5xx",
  async play(scene) {
    scene.script({
      requests: [{
        endpoint: "positions",
        times: "always",
        fault: { kind: "answer", point: "before", status: 500 },
      }],
    });
    await scene.says(/positions|not been (read|compared)|BLIND/i);
    await scene.refused();
    await scene.exits();
    scene.heal();
  },
};

const timedOut: FaultCase = {
  name: "a create is done and its answer never comes: looked up after the time-out, never sent again",
  fault: "time-out after execution",
  async play(scene) {
    scene.script({
      requests: [{ endpoint: "create", fault: { kind: "drop", point: "after", how: "hang" } }],
    });
    const before = scene.creates;
    scene.buy("0.4600", "1");
    await scene.bench.untilAtExchange(() => scene.bench.resting.length === 3, "the order, without an answer");
    // The position can be closed meanwhile.
    await scene.exits();
    await scene.agrees();
    assertEquals(scene.creates - before, 2, "the entry and the exit");
  },
};

const timedOutExit: FaultCase = {
  name: "an exit is done and its answer is lost: nothing is sold twice",
  fault: "time-out after execution",
  async play(scene) {
    scene.script({
      requests: [{ endpoint: "create", fault: { kind: "drop", point: "after", how: "reset" } }],
    });
    await scene.exits();
    await scene.agrees();
    assertEquals(scene.held, 0);
  },
};

const conflict: FaultCase = {
  name: "a create is answered with 409: the order is looked for before it counts as refused",
  fault: "409",
  async play(scene) {
    scene.script({
      requests: [{
        endpoint: "create",
        fault: {
          kind: "answer",
          point: "after",
          status: 409,
          body: { error: { code: "order_already_exists", message: "" } },
        },
      }],
    });
    const before = scene.creates;
    scene.buy("0.4600", "1");
    await scene.bench.untilAtExchange(
      () => scene.bench.resting.length === 3,
      "the order that was refused and rests",
    );
    await scene.agrees();
    assertEquals(scene.creates, before + 1);
    await scene.exits();
  },
};

const page: FaultCase = {
  name: "a create and all reads are answered with a page of a proxy",
  fault: "HTML",
  async play(scene) {
    const html = { status: 200, body: "<html>Welcome</html>", contentType: "text/html" };
    scene.script({ requests: [{ endpoint: "create", fault: { kind: "answer", point: "after", ...html } }] });
    const before = scene.creates;
    scene.buy("0.4600", "1");
    await scene.bench.untilAtExchange(() => scene.bench.resting.length === 3, "the order");
    scene.script({
      requests: [{ endpoint: [...READS], times: 12, fault: { kind: "answer", point: "before", ...html } }],
    });
    await scene.exits();
    scene.heal();
    await scene.agrees();
    assert(scene.creates - before >= 2);
    assertEquals(scene.held, HELD - HELD);
  },
};

/** Faults of requests. */
export const REQUEST_CASES: readonly FaultCase[] = [
  busyCreates,
  busyCancels,
  busyReads,
  failedCreate(500),
  failedCreate(503),
  failedCreate(504),
  failedCancel(
    { kind: "answer", point: "before", status: 503 },
    "cancels fail and were not done: tried again",
    "5xx",
  ),
  failedCancel(
    { kind: "answer", point: "after", status: 500 },
    "cancels fail and were done: read as ended",
    "5xx",
  ),
  failedReads,
  failedPositions,
  timedOut,
  timedOutExit,
  failedCancel(
    { kind: "drop", point: "after", how: "reset" },
    "cancels are done and their answers are lost",
    "time-out after execution",
  ),
  conflict,
  page,
];
