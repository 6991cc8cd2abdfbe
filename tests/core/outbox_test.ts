import { assertEquals } from "@std/assert";
import { Outbox } from "../../src/core/outbox.ts";
import { order } from "./support.ts";

Deno.test("an outbox gives out its effects once and in order, and all outcomes, effects among them", () => {
  const outbox = new Outbox();
  const request = order("bid", 5_500, 100);
  const note = { kind: "note", at: 1, level: "info", text: "seen" } as const;
  const sent = { kind: "order", at: 1, request } as const;
  const cancel = {
    kind: "cancel",
    at: 2,
    clientOrderId: request.clientOrderId,
    reason: "requested",
  } as const;
  outbox.add(note);
  assertEquals(outbox.isEmpty, false);
  outbox.add(sent);
  assertEquals([outbox.nextEffect(), outbox.nextEffect()], [sent, undefined]);
  outbox.add(cancel);
  assertEquals([outbox.nextEffect(), outbox.nextEffect()], [cancel, undefined]);
  assertEquals(outbox.take(), [note, sent, cancel]);
  outbox.add(cancel);
  assertEquals([outbox.nextEffect(), outbox.nextEffect()], [cancel, undefined]);
  assertEquals(outbox.take(), [cancel]);
});

Deno.test("an empty outbox makes no new list", () => {
  const outbox = new Outbox();
  assertEquals(outbox.isEmpty, true);
  assertEquals(outbox.take() === outbox.take(), true);
  assertEquals(outbox.take(), []);
});
