import { assertEquals } from "@std/assert";
import { Steering } from "../../src/fleet/steering.ts";
import type { Command } from "../../src/core/commands.ts";
import { FakeTime } from "./support.ts";
import { EXAMPLE_CHANGE } from "../views/example_view.ts";

const command = (command: string) => JSON.stringify({ type: "command", command: { command } });

function steered() {
  const told: Command[] = [];
  const changes: (readonly [since: number, version: number])[] = [];
  const time = new FakeTime();
  const steering = new Steering(({ since, version }) => changes.push([since, version]), time);
  let version = 0;
  const begin = () =>
    steering.begin(
      { command: (one) => void told.push(one) },
      (since) => ({ ...EXAMPLE_CHANGE, since, version: ++version }),
    );
  return { steering, told, changes, begin, time };
}

Deno.test("what comes before there is a session waits for it, in order", () => {
  const { steering, told, begin } = steered();
  steering.take(command("pause_entries"));
  steering.take(command("kill"));
  assertEquals(told, []);
  begin();
  steering.take(command("flatten"));
  assertEquals(told.map(({ command }) => command), ["pause_entries", "kill", "flatten"]);
  steering.end();
});

Deno.test("a dashboard is sent at once when it is looked at, also when that was asked before there was one", () => {
  const { steering, changes, begin } = steered();
  steering.take(JSON.stringify({ type: "show", wanted: true }));
  assertEquals(changes, []);
  begin();
  assertEquals(changes, [[0, 1]]);
  steering.end();
});

Deno.test("after everything comes what changes, four times a second, until nobody looks any more", async () => {
  const { steering, changes, begin, time } = steered();
  begin();
  await time.pass(1_000);
  assertEquals(changes, [], "nobody has asked");
  steering.take(JSON.stringify({ type: "show", wanted: true }));
  await time.pass(500);
  assertEquals(changes.splice(0), [[0, 1], [1, 2], [2, 3]]);
  steering.take(JSON.stringify({ type: "show", wanted: true }));
  await time.pass(250);
  assertEquals(changes.splice(0), [[0, 4], [4, 5]], "asked again: everything");
  steering.take(JSON.stringify({ type: "show", wanted: false }));
  await time.pass(1_000);
  assertEquals(changes, []);
  steering.take(JSON.stringify({ type: "show", wanted: true }));
  steering.end();
  await time.pass(1_000);
  assertEquals(changes, [[0, 6]], "the session is over");
});

Deno.test("lines that are no command of a trader are left out", () => {
  const { steering, told, begin } = steered();
  begin();
  for (
    const line of [
      "",
      "kill",
      '{"type":"command","command":{"command":"halt_entries","reason":"x"}}',
      '{"type":"command","command":{"command":"close_position"}}',
      '{"type":"show","wanted":-1}',
    ]
  ) steering.take(line);
  assertEquals(told, []);
  steering.end();
});

Deno.test("lines come in pieces of any size; a broken pipe ends the reading and nothing else", async () => {
  const { steering, told, begin } = steered();
  begin();
  const bytes = new TextEncoder().encode(`${command("kill")}\n${command("flatten")}\n`);
  const pieces = [bytes.slice(0, 7), bytes.slice(7, 60), bytes.slice(60)];
  await steering.follow(
    new ReadableStream({
      pull(controller) {
        const piece = pieces.shift();
        if (piece === undefined) controller.error(new Error("gone"));
        else controller.enqueue(piece);
      },
    }),
  );
  assertEquals(told.map(({ command }) => command), ["kill", "flatten"]);
  steering.end();
});
