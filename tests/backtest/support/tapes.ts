/**
 * Tapes compared with their recordings.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { type OpenedTape, openTape } from "../../../src/backtest/tape_store.ts";
import { decoded, eventsOf, must } from "./runs.ts";

/** Opens a recording as a tape; fails the test where it is refused. */
export async function open(path: string, keep = true): Promise<OpenedTape> {
  return must(await openTape(path, { keep }));
}

/** Shows that the tape, decoded, read again and not kept at all, gives what the recording does. @returns how many events */
export async function assertSame(path: string): Promise<number> {
  const expected = await decoded(path);
  const first = await open(path);
  assertEquals([first.decoded, first.unkept], [true, undefined]);
  assertEquals(eventsOf(first.tape), expected);
  const second = await open(path);
  assertEquals(second.decoded, false);
  assertEquals(eventsOf(second.tape), expected);
  assertEquals(second.tape.source, first.tape.source);
  const third = await open(path, false);
  assertEquals(third.decoded, true);
  assertEquals(third.tape.source, first.tape.source);
  assertEquals([second.hashes, third.hashes], [first.hashes, first.hashes]);
  return expected.length;
}
