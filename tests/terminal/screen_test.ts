import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { Screen } from "../../src/terminal/screen.ts";

/** Understands just what a screen writes: moves to a row, erase, style, text. */
class TinyTerminal {
  rows: string[];

  constructor(readonly columns: number, height: number) {
    this.rows = new Array<string>(height).fill("?".repeat(columns));
  }

  write(output: string): void {
    let row = 0;
    let column = 0;
    // deno-lint-ignore no-control-regex
    for (const [, parameters, final, character] of output.matchAll(/\x1b\[([?0-9;]*)([A-Za-z])|([^\x1b])/g)) {
      if (final === "H") {
        row = Number(parameters?.split(";")[0]) - 1;
        column = 0;
      } else if (final === "J") this.rows = this.rows.map(() => " ".repeat(this.columns));
      else if (character !== undefined) {
        const text = this.rows[row] ?? "";
        this.rows[row] = text.slice(0, column) + character + text.slice(column + 1);
        column++;
      }
    }
  }
}

Deno.test("what is written turns the old frame into the new one, for any frames", () => {
  const frame = fc.array(fc.string({ unit: fc.constantFrom("a", "b", " "), minLength: 6, maxLength: 6 }), {
    minLength: 5,
    maxLength: 5,
  });
  fc.assert(fc.property(fc.array(frame, { minLength: 1, maxLength: 6 }), (frames) => {
    const screen = new Screen();
    const terminal = new TinyTerminal(6, 5);
    for (const rows of frames) {
      terminal.write(screen.update(rows, 6));
      assertEquals(terminal.rows, rows);
    }
  }));
});

Deno.test("a frame that is the same writes nothing", () => {
  const screen = new Screen();
  assert(screen.update(["one", "two"], 3).length > 0);
  assertEquals(screen.update(["one", "two"], 3), "");
});

Deno.test("only the changed row is written, inside synchronized output", () => {
  const screen = new Screen();
  screen.update(["one", "two"], 3);
  assertEquals(screen.update(["one", "TWO"], 3), "\x1b[?2026h\x1b[2;1HTWO\x1b[?2026l");
});

Deno.test("another size, or invalidate(), draws the whole frame on an erased screen", () => {
  const screen = new Screen();
  screen.update(["one", "two"], 3);
  assertEquals(screen.update(["one", "two", "six"], 3).includes("\x1b[2J"), true);
  assertEquals(screen.update(["one ", "two ", "six "], 4).includes("\x1b[1;1Hone "), true);
  screen.invalidate();
  assertEquals(screen.update(["one ", "two ", "six "], 4).includes("\x1b[1;1Hone "), true);
});

Deno.test("a frame changed in place by its owner is still seen as changed", () => {
  const screen = new Screen();
  const rows = ["one"];
  screen.update(rows, 3);
  rows[0] = "two";
  assertEquals(screen.update(rows, 3).includes("two"), true);
});
