/**
 * `serve` as a command: what it prints, what it refuses, and how it ends.
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { CliError } from "../../src/cli/program.ts";
import { parseFlags } from "../../src/cli/flags.ts";
import { SERVE, serveCommand } from "../../src/cli/serve.ts";
import { PERMISSIONS } from "../../src/permissions.ts";
import { Child, filesIn, inFolder, ROOT } from "./support.ts";

/** Starts `serve` in a folder, over recordings below it. */
function serveProgram(cwd: string, argv: readonly string[]): Child {
  Deno.mkdirSync(`${cwd}/recordings`);
  const run = ["run", "--quiet", "--no-check", "--no-prompt", "--no-lock", `--config=${ROOT}deno.json`];
  return new Child(Deno.execPath(), [...run, ...PERMISSIONS, `${ROOT}tests/cli/serve_program.ts`, ...argv], {
    cwd,
  });
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test(`serve runs until ${signal}, which cancels what runs, and ends well`, async () => {
    await inFolder(async (folder) => {
      await using child = serveProgram(folder, ["--port", "0", "--json"]);
      const [line = ""] = await child.until(/^\{.*\}\n/);
      const { type, url, token_file } = JSON.parse(line);
      assertEquals(type, "serving");
      assertEquals(token_file, `${await Deno.realPath(folder)}/.kalshi-live-serve-token`);
      assertEquals(await filesIn(`${folder}/recordings`), [], "nothing is kept among the recordings");
      const token = (await Deno.readTextFile(token_file)).trim();
      const response = await fetch(`${url}/backtests`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${token}`,
          "content-type": "application/json",
          prefer: "respond-async",
        },
        body: JSON.stringify({ strategy: "favorite_threshold" }),
      });
      const { links } = await response.json();
      const events = (await fetch(url + links.events)).text();
      child.signal(signal);
      assert((await events).includes("event: failed"));
      const { code, out, err } = await child.ran();
      assertEquals([code, out.endsWith("closed\n"), err], [0, true, `stopping: interrupted by ${signal}\n`]);
      assert(!(out + err).includes(token), "the token is not shown");
    });
  });
}

Deno.test("serve warns when others can reach it, and then wants the token for everything", async () => {
  await inFolder(async (folder) => {
    await using child = serveProgram(folder, ["--host", "0.0.0.0", "--port", "0", "--token-file", "t"]);
    const [, port] = await child.until(/^Serving http:\/\/0\.0\.0\.0:(\d+)\nToken [^\n]+\n/);
    const response = await fetch(`http://127.0.0.1:${port}/health`);
    assertEquals(response.status, 401);
    await response.body?.cancel();
    child.signal("SIGTERM");
    const { code, err } = await child.ran();
    assertEquals(code, 0);
    assert(err.startsWith("warning: others can reach this server"), err);
    assert(/a browser cannot open its pages/.test(err) && /--allow-host/.test(err), err);
    assert((await Deno.readTextFile(`${folder}/t`)).length > 24);
  });
});

Deno.test("serve refuses what it cannot do, in a line", async () => {
  const serve = serveCommand(() => Promise.reject(new Error("opened")));
  const quiet = { line: () => {}, write: () => Promise.resolve(), note: () => {} };
  const refused = async (words: readonly string[], message: string) => {
    await assertRejects(async () => await serve(parseFlags(SERVE, words), quiet), CliError, message);
  };
  for (const around of [".", "..", "/"]) {
    await refused(
      ["--recordings", around],
      "Cannot keep the token in ./.kalshi-live-serve-token: this folder",
    );
  }
  await inFolder(async (folder) => {
    await refused(["x"], 'Cannot serve "x"');
    await refused(["--port", "70000"], "Cannot use --port");
    await refused(
      ["--allow-host", "a:80"],
      'Cannot use --allow-host: expected a name or address without port, was "a:80"',
    );
    await refused(["--recordings", `${folder}/none`], "there is no such folder");
    await Deno.writeTextFile(`${folder}/short`, "x", { mode: 0o600 });
    await refused(["--recordings", folder, "--token-file", `${folder}/short`], "Cannot use token file");
  });
});

Deno.test("serve says that a port is taken", async () => {
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  await inFolder(async (folder) => {
    await using child = serveProgram(folder, ["--port", String(taken.addr.port)]);
    const { code, err } = await child.ran();
    assert(code !== 0 && err.includes("the port is taken; choose another, or --port 0"), err);
  });
});
