import { assert, assertEquals } from "@std/assert";
import { inFolder, plainEnvironment, ROOT, runChild } from "../cli/support.ts";

// Nothing listens on the port of this proxy.
const DEAD = "http://127.0.0.1:9";

for (
  const [what, environment] of [
    ["HTTP_PROXY", { HTTP_PROXY: DEAD, HTTPS_PROXY: DEAD }],
    ["ALL_PROXY", { all_proxy: DEAD }],
    ["a proxy with exceptions", { http_proxy: DEAD, no_proxy: "example.com" }],
  ] as const
) {
  Deno.test(`${what} of the environment does not come between the program and its own machine`, async () => {
    await inFolder(async (folder) => {
      const argv = ["demo", "--seconds", "1", "--plain", "--no-record"];
      const { code, out, err } = await runChild(argv, { cwd: folder, environment });
      assertEquals([code, err], [0, ""]);
      assert(/Ended: all markets are settled/.test(out), out);
    });
  });
}

Deno.test("nor between a manager and its workers, which are processes of their own", async () => {
  await inFolder(async (folder) => {
    const argv = ["demo", "--slate", "1", "--speed", "1000", "--json", "--recordings", folder];
    const { code, err, out } = await runChild(argv, { cwd: folder, environment: { HTTP_PROXY: DEAD } });
    assertEquals([code, err], [0, ""], out);
    assert(/"type":"combined_summary"/.test(out), out);
  });
});

/** A child that opens one socket to a host that only a proxy could know. */
async function openInChild(environment: Readonly<Record<string, string>>): Promise<string> {
  const code = `
    const { socketOpener } = await import("./src/cli/no_proxy.ts");
    socketOpener()("ws://exchange.invalid/trade", {}, { opened() {}, frame() {}, ended: (why) => (console.log(why), Deno.exit()) });
  `;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-check", code],
    cwd: ROOT,
    clearEnv: true,
    env: { ...plainEnvironment(), ...environment },
  }).output();
  return new TextDecoder().decode(stdout);
}

Deno.test("the socket goes through the proxy that the environment names, and past it where there is none", async () => {
  const asked: string[] = [];
  const proxy = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const serving = (async () => {
    for await (const line of proxy) {
      const bytes = new Uint8Array(1_000);
      const count = await line.read(bytes);
      asked.push(new TextDecoder().decode(bytes.subarray(0, count ?? 0)).split("\r\n")[0] ?? "");
      await line.write(new TextEncoder().encode("HTTP/1.1 401 no\r\ncontent-length: 0\r\n\r\n"));
      line.close();
    }
  })();
  assert(/401/.test(await openInChild({ HTTP_PROXY: `http://127.0.0.1:${proxy.addr.port}` })));
  assertEquals(asked, ["GET http://exchange.invalid/trade HTTP/1.1"]);
  assert(/exchange\.invalid/.test(await openInChild({})));
  assertEquals(asked.length, 1);
  proxy.close();
  await serving;
});
