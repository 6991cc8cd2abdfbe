import { assert, assertEquals } from "@std/assert";
import { inFolder, runChild } from "../cli/support.ts";

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
