import { assertEquals } from "@std/assert";
import { Steering } from "../../src/fleet/steering.ts";
import { EXAMPLE_VIEW } from "../views/example_view.ts";
import type { Command } from "../../src/core/commands.ts";

const command = (command: string) => JSON.stringify({ type: "command", command: { command } });

function steered() {
  const told: Command[] = [];
  const views: number[] = [];
  const steering = new Steering((view) => views.push(view.now));
  let now = 0;
  const begin = () =>
    steering.begin({ command: (one) => void told.push(one) }, () => ({ ...EXAMPLE_VIEW, now: ++now }));
  return { steering, told, views, begin };
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
  const { steering, views, begin } = steered();
  steering.take(JSON.stringify({ type: "show", wanted: true }));
  assertEquals(views, []);
  begin();
  assertEquals(views, [1]);
  steering.take(JSON.stringify({ type: "show", wanted: true }));
  assertEquals(views, [1, 2]);
  steering.take(JSON.stringify({ type: "show", wanted: false }));
  assertEquals(views, [1, 2]);
  steering.end();
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
