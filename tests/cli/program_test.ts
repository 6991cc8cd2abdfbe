import { STANDARD_OUTPUT } from "../../src/cli/program.ts";
import { assertEquals } from "@std/assert";
import { Child, ROOT } from "./support.ts";

/** A program whose end in order takes until it is told to be over, and that says which step it is at. */
function working(atOnce: string): Child {
  const code = `
    import { interrupted } from "${ROOT}src/cli/program.ts";
    const { pressed, stop } = interrupted(${atOnce});
    console.log("working");
    const why = await pressed;
    setTimeout(() => console.log("ending: " + why), 150);
    for await (const _ of Deno.stdin.readable) { /* until the end of input */ }
    stop();
    console.log("ended in order");
    Deno.exit(0);
  `;
  return new Child(Deno.execPath(), ["eval", "--no-lock", "--ext=ts", code]);
}

for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
  Deno.test(`${signal} asks for an end in order, a second ends at once with code ${code}`, async () => {
    await using child = working('() => console.log("given back")');
    await child.until(/working/);
    child.signal(signal);
    await child.until(new RegExp(`ending: interrupted by ${signal}`));
    child.signal(signal);
    const { code: ended, out } = await child.ran();
    assertEquals([ended, out], [code, `working\nending: interrupted by ${signal}\ngiven back\n`]);
  });
}

for (
  const [what, atOnce, signals] of [
    ["a window that is closed sends several hang-ups: they", "() => {}", ["SIGHUP", "SIGHUP", "SIGTERM"]],
    ["a worker gets the terminal's signals and its manager's: they", '"never"', [
      "SIGINT",
      "SIGTERM",
      "SIGINT",
    ]],
  ] as const
) {
  Deno.test(`${what} end in order`, async () => {
    await using child = working(atOnce);
    await child.until(/working/);
    child.signal(signals[0]);
    await child.until(/ending/);
    for (const signal of signals.slice(1)) child.signal(signal);
    await child.endInput();
    const { code, out } = await child.ran();
    assertEquals([code, out], [0, `working\nending: interrupted by ${signals[0]}\nended in order\n`]);
  });
}

Deno.test("a worker that has ended in order is not turned into a failure by a signal that comes late", async () => {
  const code = `
    import { interrupted } from "${ROOT}src/cli/program.ts";
    interrupted("never").stop();
    console.log("stopped");
    for await (const _ of Deno.stdin.readable) { /* until the end of input */ }
    Deno.exit(0);
  `;
  await using child = new Child(Deno.execPath(), ["eval", "--no-lock", "--ext=ts", code]);
  await child.until(/stopped/);
  child.signal("SIGINT");
  child.signal("SIGTERM");
  await child.endInput();
  assertEquals((await child.ran()).code, 0);
});

for (
  const [signal, afterMs, code] of [["SIGTERM", 0, 0], ["SIGHUP", 0, 0], ["SIGHUP", 200, 0], [
    "SIGTERM",
    200,
    143,
  ]] as const
) {
  Deno.test(`after an end in order that was asked for, ${signal} ${afterMs} ms later ends with ${code}`, async () => {
    // The time is the child's own, set forward: what is taken for the same request is counted in it.
    const source = `
      import { interrupted } from "${ROOT}src/cli/program.ts";
      const now = performance.now.bind(performance);
      let ahead = 0;
      performance.now = () => ahead === 0 ? 0 : now() + ahead;
      const { pressed, stop } = interrupted();
      console.log("working");
      await pressed;
      stop();
      ahead = ${afterMs};
      console.log("ended in order");
      for await (const _ of Deno.stdin.readable) { /* until the end of input */ }
      Deno.exit(0);
    `;
    await using child = new Child(Deno.execPath(), ["eval", "--no-lock", "--ext=ts", source]);
    await child.until(/working/);
    child.signal("SIGHUP");
    await child.until(/ended in order/);
    child.signal(signal);
    if (code === 0) {
      // Signals are taken in their order: what listens to this one has had the other before.
      await child.endInput();
    }
    assertEquals((await child.ran()).code, code);
  });
}

/** What is written to stderr meanwhile. */
function stderrOf(run: () => void): string {
  const { writeSync } = Deno.stderr;
  const decoder = new TextDecoder();
  let written = "";
  Deno.stderr.writeSync = (bytes) => {
    written += decoder.decode(bytes, { stream: true });
    return bytes.length;
  };
  try {
    run();
  } finally {
    Deno.stderr.writeSync = writeSync;
  }
  return written;
}

Deno.test("a note is one plain line, whatever it quotes, and keeps its indentation", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["3 games discovered", "3 games discovered"],
    ["  Fees  $0.50", "  Fees  $0.50"],
    ["", ""],
    ["  ", "  "],
    [
      "recorded by version \x1b]0;title\x071.0\x1b[2J\r\nkalshi-live: all is well",
      "recorded by version 1.0 kalshi-live: all is well",
    ],
    ["\r\n \x1b[31m a\u202eb", " a b"],
    ["x".repeat(10_000), "x".repeat(10_000)],
  ];
  for (const [text, shown] of cases) assertEquals(stderrOf(() => STANDARD_OUTPUT.note(text)), `${shown}\n`);
});
