import { assertEquals } from "@std/assert";

Deno.test("the README lists every tool, and no other", async () => {
  const folder = new URL("../../src/lib/", import.meta.url);
  const files = [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => name.endsWith(".ts"));
  const text = await Deno.readTextFile(new URL("README.md", folder));
  const listed = [...text.matchAll(/^\| `([a-z_]+\.ts)`/gm)].map(([, name]) => name);
  assertEquals(listed.sort(), files.sort());
});
