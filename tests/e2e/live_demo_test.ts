/**
 * `demo --live` as a newcomer runs it, at a terminal of its own: yes is typed, orders go to the embedded exchange, and what is
 * shown at the end is a live session. Anything else typed, or no terminal, ends with 1.
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { ROOT } from "../cli/support.ts";

const MAIN = `${ROOT}/src/main.ts`;
/** `script` gives a program a terminal; it is on every Linux and macOS, but is not told to in the same way. */
const HAS_SCRIPT = Deno.build.os === "linux";

async function demo(typed: string, folder: string) {
  const words = ["demo", "--live", "--plain", "--seconds", "8", "--recordings", folder].join(" ");
  const child = new Deno.Command("script", {
    args: ["-qec", `"${Deno.execPath()}" run --no-check --allow-all "${MAIN}" ${words}`, "/dev/null"],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    env: { NO_COLOR: "1" },
  }).spawn();
  const writer = child.stdin.getWriter();
  let text = "";
  let asked = false;
  for await (const part of child.stdout.pipeThrough(new TextDecoderStream())) {
    text += part;
    if (asked || !text.includes("Type yes")) continue;
    asked = true;
    await writer.write(new TextEncoder().encode(`${typed}\n`));
  }
  await writer.close().catch(() => {});
  await child.stderr.cancel();
  return { text, code: (await child.status).code };
}

Deno.test({
  name: "demo --live: a typed yes trades play money at the embedded exchange, and says so; no begins nothing",
  ignore: !HAS_SCRIPT,
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      const refused = await demo("no", folder);
      assertEquals(refused.code, 1, refused.text);
      assertMatch(refused.text, /PLAY MONEY: orders go to the embedded exchange/);
      assertMatch(refused.text, /balance +\$10,000\.00 on shard/);
      assertEquals([...Deno.readDirSync(folder)], [], "nothing was begun");
      const traded = await demo("yes", folder);
      assertEquals(traded.code, 0, traded.text);
      assertMatch(traded.text, /Session summary · LIVE · sim/);
      assertMatch(traded.text, /Ended: all markets are settled/);
      assert([...Deno.readDirSync(folder)].length > 0);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test("live without a terminal ends with 1 before the exchange is asked about the account", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-check", "--allow-all", MAIN, "demo", "--live", "--plain", "--recordings", folder],
      stdin: "null",
      stdout: "null",
      stderr: "piped",
      env: { NO_COLOR: "1" },
    }).output();
    assertEquals(code, 1);
    assertMatch(new TextDecoder().decode(stderr), /expected "yes", there is no terminal to ask at/);
    assertEquals([...Deno.readDirSync(folder)], []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
