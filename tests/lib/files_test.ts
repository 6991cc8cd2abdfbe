import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  createFolder,
  exists,
  replaceFile,
  splitPath,
  trimFolder,
  writeAll,
  writeAllSync,
} from "../../src/lib/files.ts";

async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

/** Takes at most three bytes at once, and nothing once it is full. */
class ShortWriter {
  readonly taken: number[] = [];
  readonly #room: number;

  constructor(room = Infinity) {
    this.#room = room;
  }

  writeSync(bytes: Uint8Array): number {
    const count = Math.min(3, bytes.length, this.#room - this.taken.length);
    this.taken.push(...bytes.subarray(0, count));
    return count;
  }

  write(bytes: Uint8Array): Promise<number> {
    return Promise.resolve(this.writeSync(bytes));
  }
}

Deno.test("writeAll() writes on where a write takes only some of the bytes", async () => {
  const bytes = Uint8Array.from({ length: 10 }, (_, index) => index);
  const [later, now] = [new ShortWriter(), new ShortWriter()];
  await writeAll(later, bytes);
  writeAllSync(now, bytes);
  assertEquals([later.taken, now.taken], [[...bytes], [...bytes]]);
});

Deno.test("writeAll() does not go on for ever where nothing is taken", async () => {
  const bytes = new Uint8Array(10);
  await assertRejects(() => writeAll(new ShortWriter(6), bytes), Error, "the file takes no more bytes");
  assertThrows(() => writeAllSync(new ShortWriter(6), bytes), Error, "the file takes no more bytes");
});

Deno.test("replaceFile() writes texts, bytes, and what a function writes", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/a.json`;
    await replaceFile(path, "first\n");
    assertEquals(await Deno.readTextFile(path), "first\n");
    await replaceFile(path, Uint8Array.of(1, 2));
    assertEquals(await Deno.readFile(path), Uint8Array.of(1, 2));
    const rows = await replaceFile(path, async (file) => {
      await writeAll(file, new TextEncoder().encode("third"));
      return 3;
    });
    assertEquals([rows, await Deno.readTextFile(path)], [3, "third"]);
    assertEquals(namesIn(folder), ["a.json"]);
  });
});

Deno.test("replaceFile() shows the old file until the new one is whole, and keeps it on an error", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/a.json`;
    await replaceFile(path, "old");
    const failing = replaceFile(path, async (file) => {
      await writeAll(file, new TextEncoder().encode("half"));
      assertEquals(await Deno.readTextFile(path), "old");
      assertEquals(namesIn(folder).length, 2);
      throw new Error("the source has ended");
    });
    await assertRejects(() => failing, Error, "the source has ended");
    assertEquals([await Deno.readTextFile(path), ...namesIn(folder)], ["old", "a.json"]);
  });
});

Deno.test("replaceFile() leaves nothing behind where the name cannot be taken or the folder is missing", async () => {
  await withFolder(async (folder) => {
    await Deno.mkdir(`${folder}/taken/full`, { recursive: true });
    await assertRejects(() => replaceFile(`${folder}/taken`, "text"));
    await assertRejects(() => replaceFile(`${folder}/missing/a`, "text"), Deno.errors.NotFound);
    assertEquals(namesIn(folder), ["taken"]);
  });
});

Deno.test("files that are replaced many times at once are always whole", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/a`;
    const texts = Array.from({ length: 8 }, (_, index) => String(index).repeat(100_000));
    await Promise.all(texts.map((text) => replaceFile(path, text)));
    assertEquals([texts.includes(await Deno.readTextFile(path)), namesIn(folder)], [true, ["a"]]);
  });
});

Deno.test({
  name: "a full disk is told by its name",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    using full = Deno.openSync("/dev/full", { write: true });
    await assertRejects(() => writeAll(full, new Uint8Array(1)), Error, "No space left on device");
    assertThrows(() => writeAllSync(full, new Uint8Array(1)), Error, "No space left on device");
  },
});

Deno.test("createFolder() takes the first free name, and never touches what is there", async () => {
  await withFolder(async (folder) => {
    const parent = `${folder}/runs/nba`;
    const files = new Map([["run.json", "{}"], ["trades.csv", "a,b\n"]]);
    const names = await Promise.all([1, 2, 3].map(() => createFolder(parent, "x", files)));
    assertEquals(names.sort(), ["x", "x-2", "x-3"]);
    assertEquals(namesIn(parent), ["x", "x-2", "x-3"]);
    for (const name of names) {
      assertEquals(namesIn(`${parent}/${name}`), ["run.json", "trades.csv"]);
      assertEquals(await Deno.readTextFile(`${parent}/${name}/trades.csv`), "a,b\n");
    }
  });
});

Deno.test("createFolder() leaves nothing behind where a file cannot be written", async () => {
  await withFolder(async (folder) => {
    const files = new Map([["a", "1"], ["no/such", "2"]]);
    await assertRejects(() => createFolder(folder, "x", files), Deno.errors.NotFound);
    assertEquals(namesIn(folder), []);
  });
});

Deno.test("a link that leads nowhere is there too: what has the name is not free", async () => {
  await withFolder(async (folder) => {
    await Deno.symlink(`${folder}/gone`, `${folder}/link`);
    assertEquals([exists(`${folder}/link`), exists(`${folder}/gone`), exists(folder)], [true, false, true]);
  });
});

Deno.test("paths are trimmed and split", () => {
  assertEquals(["a/b///", "/", "//", "a", ""].map(trimFolder), ["a/b", "/", "/", "a", ""]);
  assertEquals(splitPath("a/b/c.json"), { folder: "a/b", name: "c.json" });
  assertEquals(splitPath("c.json"), { folder: ".", name: "c.json" });
  assertEquals(splitPath("/c.json"), { folder: "/", name: "c.json" });
});
