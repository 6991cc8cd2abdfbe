import { assert, assertEquals } from "@std/assert";
import { type Command, COMMAND_NAMES, isFromTrader, readCommand } from "../../src/core/commands.ts";
import { Decoder } from "../../src/kalshi/decoding/decoder.ts";
import type { EngineEvent } from "../../src/core/events.ts";
import { readManagerLine } from "../../src/fleet/messages.ts";

const same = (text: string) => text;

/** One of each, with all that it can say. */
const ALL: { readonly [Name in Command["command"]]: Extract<Command, { command: Name }> } = {
  pause_entries: { command: "pause_entries" },
  resume_entries: { command: "resume_entries" },
  cancel_all: { command: "cancel_all" },
  halt_entries: { command: "halt_entries", reason: "the disk is full" },
  kill: { command: "kill" },
  close_position: { command: "close_position", market: "T1", strategy: "mine" },
  flatten: { command: "flatten" },
  place_order: {
    command: "place_order",
    market: "T1",
    outcome_side: "no",
    action: "buy",
    price: "0.14",
    contracts: "10",
    time_in_force: "good_till_canceled",
    post_only: "true",
    intent: "one",
  },
  change_order: { command: "change_order", order: "kl-1-7", price: "0.15", contracts: "4.5", intent: "two" },
  cancel_order: { command: "cancel_order", order: "kl-1-7" },
};

Deno.test("every command of the list is read as it was written, by the decoder and by a worker", () => {
  for (const name of COMMAND_NAMES) {
    const command = ALL[name];
    assertEquals(readCommand(JSON.parse(JSON.stringify(command)), same), command);
    const events: EngineEvent[] = [];
    new Decoder({}).decode(1, "command", command, events, []);
    assertEquals(events, [{ kind: "command", at: 1, command }]);
    const line = readManagerLine(JSON.stringify({ type: "command", command }));
    assertEquals(line, isFromTrader(command) ? { type: "command", command } : undefined, name);
  }
  assert(!isFromTrader(ALL.halt_entries), "the session's own is nothing that a trader sends");
});

Deno.test("a command that does not say what it is about is none", () => {
  const wrong = [
    null,
    "kill",
    {},
    { command: "explode" },
    { command: "constructor" },
    { command: "close_position" },
    { command: "close_position", market: 7 },
    // For all strategies or for one: that is not guessed.
    { command: "close_position", market: "T1", strategy: 7 },
    // Neither a side nor a price nor a size of an order is.
    { ...ALL.place_order, outcome_side: undefined },
    { ...ALL.place_order, price: undefined },
    { ...ALL.place_order, contracts: 10 },
    { command: "change_order", price: "0.15" },
    { command: "change_order", order: "kl-1-7", contracts: 4 },
    { command: "cancel_order" },
  ];
  for (const value of wrong) assertEquals(readCommand(value, same), undefined);
  assertEquals(readCommand({ command: "halt_entries" }, same), {
    command: "halt_entries",
    reason: "no reason given",
  });
  assertEquals(readCommand({ command: "kill", more: "words" }, same), { command: "kill" });
});

Deno.test("texts are cleaned", () => {
  const clean = (text: string) => text.toUpperCase();
  assertEquals(readCommand({ command: "close_position", market: "t", strategy: "mine" }, clean), {
    command: "close_position",
    market: "T",
    strategy: "MINE",
  });
});
