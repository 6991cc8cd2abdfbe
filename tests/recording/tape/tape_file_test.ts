/**
 * Tapes as files.
 *
 * Invariants: a file that is not exactly the tape asked for counts as none, without an exception; a tape that cannot be
 * written leaves nothing behind.
 *
 * @module
 */
import { withFailingDisk } from "../../lib/support.ts";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { EngineEvent } from "../../../src/core/events.ts";
import type { Price, Quantity } from "../../../src/core/numbers/money.ts";
import type { Tape } from "../../../src/recording/tape/tape.ts";
import {
  decodeTape,
  encodeTape,
  readTape,
  TAPE_ENDING,
  tapeKey,
  writeTape,
} from "../../../src/recording/tape/tape_file.ts";
import { withFolder } from "../support/recordings.ts";
import { changeOf, played, tapeOf } from "./support.ts";

const EVENTS: readonly EngineEvent[] = [
  ...Array.from({ length: 30 }, (_, index) => changeOf(index % 4)),
  {
    kind: "trade",
    at: 31.5,
    sourceAt: 31,
    market: "M-1",
    tradeId: "01234567-89ab-cdef-0123-456789abcdef",
    price: 5600 as Price,
    quantity: 350 as Quantity,
    takerSide: "bid",
  },
  { kind: "feed", at: 32, feed: "market_data", up: true, detail: "é" },
];

const bytesOf = () => encodeTape(tapeOf(EVENTS), "key");

/** Whatever happens, it is a value. */
async function opened(bytes: Uint8Array<ArrayBuffer>, key = "key"): Promise<Tape | undefined> {
  return await decodeTape(bytes, key);
}

Deno.test("a tape opens with its own key only", async () => {
  const bytes = await bytesOf();
  const tape = await opened(bytes);
  assert(tape !== undefined);
  assertEquals(played(tape), EVENTS);
  for (const key of ["", "ke", "key ", "Key"]) assertEquals(await opened(bytes, key), undefined, key);
});

Deno.test("the key tells programs, files and their order apart", () => {
  const keys = [
    tapeKey("1.0.0", ["a", "b"]),
    tapeKey("1.0.0", ["b", "a"]),
    tapeKey("1.0.0", ["a"]),
    tapeKey("1.0.0", ["ab"]),
    tapeKey("1.0.1", ["a", "b"]),
    tapeKey("1.0.0", []),
  ];
  assertEquals(new Set(keys).size, keys.length);
});

Deno.test("a flipped bit anywhere makes it no tape", async () => {
  const bytes = await bytesOf();
  for (let place = 0; place < bytes.length; place++) {
    const flipped = bytes.slice();
    flipped[place] = (flipped[place] ?? 0) ^ (1 << (place % 8));
    assertEquals(await opened(flipped), undefined, `byte ${place} of ${bytes.length}`);
  }
});

Deno.test("cut off anywhere, or with something after its end, it is no tape", async () => {
  const bytes = await bytesOf();
  for (let length = 0; length < bytes.length; length++) {
    assertEquals(await opened(bytes.slice(0, length)), undefined, `${length} of ${bytes.length} bytes`);
  }
  for (const more of [1, 7, 8, 29, 1000]) {
    const longer = new Uint8Array(bytes.length + more);
    longer.set(bytes);
    assertEquals(await opened(longer), undefined, `${more} bytes more`);
  }
});

Deno.test("lengths that no file has are no tape, and no exception", async () => {
  const bytes = await bytesOf();
  const HEAD_LENGTH_AT = 40;
  for (const length of [0, 1, 0x7fffffff, 0xffffffff]) {
    const changed = bytes.slice();
    new DataView(changed.buffer).setUint32(HEAD_LENGTH_AT, length, true);
    assertEquals(await opened(changed), undefined, `head of ${length} bytes`);
  }
});

Deno.test("bytes that lie anywhere in a buffer are a tape all the same", async () => {
  const bytes = await bytesOf();
  for (const offset of [8, 1, 3]) {
    const buffer = new Uint8Array(bytes.length + offset);
    buffer.set(bytes, offset);
    const tape = await opened(buffer.subarray(offset));
    assert(tape !== undefined, `at ${offset}`);
    assertEquals(played(tape), EVENTS);
  }
});

Deno.test("no file, an empty one, a text, a folder: no tape", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/game${TAPE_ENDING}`;
    assertEquals(await readTape(path, "key"), undefined);
    for (const text of ["", "{}", "KLTAPE\r\n", `KLTAPE\r\n${"x".repeat(100)}`, "x".repeat(10_000)]) {
      await Deno.writeTextFile(path, text);
      assertEquals(await readTape(path, "key"), undefined, text.slice(0, 20));
    }
    assertEquals(await readTape(folder, "key"), undefined);
  });
});

Deno.test("writeTape() replaces what is there and leaves nothing else", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/game${TAPE_ENDING}`;
    await Deno.writeTextFile(path, "another");
    assert((await writeTape(path, await bytesOf())).ok);
    const tape = await readTape(path, "key");
    assert(tape !== undefined);
    assertEquals(played(tape), EVENTS);
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), [`game${TAPE_ENDING}`]);
  });
});

Deno.test("where it cannot be written, writeTape() says why and leaves nothing", async () => {
  await withFolder(async (folder) => {
    const bytes = await bytesOf();
    await Deno.mkdir(`${folder}/taken${TAPE_ENDING}/inside`, { recursive: true });
    await Deno.writeTextFile(`${folder}/file`, "no folder");
    const before = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    for (const path of [`${folder}/missing/game`, `${folder}/taken`, `${folder}/file/game`]) {
      const written = await writeTape(path + TAPE_ENDING, bytes);
      assert(!written.ok);
      assertStringIncludes(written.reason.message, `Cannot write "${path}${TAPE_ENDING}": `);
    }
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), before);
  });
});

Deno.test("a disk that takes no more bytes leaves no half of a tape", async () => {
  await withFolder(async (folder) => {
    const bytes = await bytesOf();
    const path = `${folder}/game${TAPE_ENDING}`;
    const full = "No space left on device (os error 28)";
    const written = await withFailingDisk(/\.part$/, full, () => writeTape(path, bytes));
    assert(!written.ok);
    assertStringIncludes(written.reason.message, full);
    assertEquals([...Deno.readDirSync(folder)], []);
  });
});
