/**
 * Live sessions in which two things about one order happen at the same time.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { parseQuantity } from "../../../src/core/numbers/money.ts";
import { Scene } from "../../live/faults/scene.ts";

/** The entry that is open in a scene. */
function entryOf(scene: Scene) {
  const entry = scene.bench.account.resting().find(({ side }) => side === "bid");
  assert(entry?.clientOrderId !== undefined);
  return { clientOrderId: entry.clientOrderId, orderId: entry.orderId };
}

Deno.test("the end of a session takes back what rests at once, also while a create has no answer", async () => {
  await using scene = await Scene.open();
  scene.script({
    requests: [{ endpoint: "create", fault: { kind: "drop", point: "before", how: "hang" } }],
  });
  const { creates } = scene;
  scene.buy("0.4600", "1");
  await scene.bench.simulator.control.witness.until((witness) => witness.creates.length > creates);
  const end = await scene.session.close("the test is over");
  assertEquals(scene.bench.resting, [], "what rested was taken back");
  assertEquals(end.openOrders?.length, 1, "and the one without an answer is named");
});

Deno.test("a hand makes an order smaller unseen, and it is cancelled: nothing counts as filled that was not", async () => {
  await using scene = await Scene.open();
  for (const channel of ["fill", "user_orders", "market_positions"] as const) {
    scene.bench.simulator.outgoing(channel, () => {});
  }
  const { clientOrderId, orderId } = entryOf(scene);
  const made = scene.bench.account.decrease({
    orderId,
    exchangeIndex: 3,
    subaccount: 0,
    reduceTo: parseQuantity("0.5"),
  });
  assert(made.ok);
  scene.session.command({ command: "cancel_order", order: clientOrderId });
  await scene.bench.untilAtExchange(() => scene.bench.resting.length === 1, "the cancel");
  await scene.agrees();
  assertEquals(scene.session.engine.orders.order(clientOrderId)?.unreported, 0);
  await scene.over();
});

Deno.test("a renewal that is late does not make an order big again that was made smaller meanwhile", async () => {
  await using scene = await Scene.open();
  const { clientOrderId, orderId } = entryOf(scene);
  const { control, clock } = scene.bench.simulator;
  scene.script({
    requests: [{ endpoint: "amend", orderId, fault: { kind: "late", point: "before", ms: 1_500 } }],
  });
  clock.move(80_000);
  await control.witness.until((witness) =>
    witness.of("amend").some(({ request }) => request.about.orderId === orderId)
  );
  scene.session.command({ command: "change_order", order: clientOrderId, contracts: "1" });
  await control.witness.until((witness) =>
    witness.of("decrease", "cancel").some(({ request }) => request.about.orderId === orderId)
  );
  const amends = () => control.witness.of("amend").filter(({ request }) => request.about.orderId === orderId);
  await control.witness.until(() => amends().every(({ outcome }) => outcome !== undefined));
  await scene.agrees();
  assertEquals(scene.bench.account.order(orderId)?.remaining, parseQuantity("1"));
  await scene.over();
});
