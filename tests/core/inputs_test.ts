import { assert, assertEquals } from "@std/assert";
import { INPUT_SOURCES, type InputSource, isFromOutside, isInputSource } from "../../src/core/inputs.ts";
import { formatInput, readLine } from "../../src/recording/format/format.ts";
import { ROOT } from "../cli/support.ts";

Deno.test("every source of the list is recorded and read back, and no other word is one", () => {
  for (const source of [...INPUT_SOURCES.keys(), "feed.espn", "feed.import_ticks"]) {
    assert(isInputSource(source));
    const line = readLine(formatInput(5, source, "null", true).trimEnd());
    assertEquals(line, { at: 5, src: source, raw: null });
  }
  for (const word of ["", "feed", "ws.other", "Rest", "constructor"]) {
    assert(!isInputSource(word), word);
    assertEquals(readLine(formatInput(5, word as InputSource, "null", true).trimEnd()), undefined);
  }
});

Deno.test("the clock and what the program says itself end no silence", () => {
  const own = [...INPUT_SOURCES.keys()].filter((source) => !isFromOutside(source));
  assertEquals(own, ["clock", "command", "order"]);
  assert(isFromOutside("feed.espn"));
});

Deno.test("the format's page names every source", async () => {
  const page = await Deno.readTextFile(`${ROOT}recordings/README.md`);
  for (const source of INPUT_SOURCES.keys()) assert(page.includes(`\`${source}\``), source);
});
