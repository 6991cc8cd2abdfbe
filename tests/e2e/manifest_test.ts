import { assert, assertEquals } from "@std/assert";
import manifest from "../../deno.json" with { type: "json" };
import { compileArguments } from "../../src/build/compile.ts";
import { FEED_KEY_VARIABLES, PERMISSIONS } from "../../src/permissions.ts";
import { KEY_VARIABLES } from "../../src/kalshi/signing/credentials.ts";
import { VERSION } from "../../src/version.ts";
import { plainEnvironment, ROOT } from "../cli/support.ts";

/** The permission flags of a command line. */
function permissionsIn(command: string): string[] {
  return command.split(/\s+/).filter((word) => /^(--allow-|--deny-|-A$|--no-prompt$)/.test(word));
}

Deno.test("start, demo and install run with the permissions of the compiled program and no others", () => {
  const { start, demo, install } = manifest.tasks;
  for (const { command } of [start, demo, install]) assertEquals(permissionsIn(command), [...PERMISSIONS]);
  const compiled = permissionsIn(compileArguments("out", undefined).join(" "));
  assertEquals(compiled.filter((word) => word !== "--no-prompt"), [...PERMISSIONS]);
  assert(compiled.includes("--no-prompt"), "the compiled program asks for nothing");
  const wider = permissionsIn(compileArguments("out", undefined, ["desk.example:443"]).join(" "));
  const added = wider.filter((word) => !PERMISSIONS.includes(word) && word !== "--no-prompt");
  assertEquals(added, [`${PERMISSIONS.find((flag) => flag.startsWith("--allow-net="))},desk.example:443`]);
});

Deno.test("no foreign code, no whole environment; to run a program is for the program's own workers", () => {
  for (const flag of PERMISSIONS) {
    assert(!/^(-A|--allow-all|--allow-ffi|--allow-sys|--allow-import)/.test(flag), flag);
    assert(flag !== "--allow-env", "the variables are named");
  }
  const environment = PERMISSIONS.find((flag) => flag.startsWith("--allow-env="))?.slice(
    "--allow-env=".length,
  );
  assertEquals(environment?.split(","), [
    ...KEY_VARIABLES,
    ...FEED_KEY_VARIABLES,
    "NO_PROXY",
    "no_proxy",
    "HTTPS_PROXY",
    "https_proxy",
    "HTTP_PROXY",
    "http_proxy",
    "ALL_PROXY",
    "all_proxy",
    "TERM",
    "XDG_CONFIG_HOME",
    "HOME",
    "APPDATA",
    "WS_NO_BUFFER_UTIL",
    "WS_NO_UTF_8_VALIDATE",
  ]);
});

Deno.test("all tasks that an owner of the program calls are there, each with what it does", () => {
  const names = ["start", "demo", "test", "ok", "bench", "study", "kills", "compile", "install"];
  assertEquals(Object.keys(manifest.tasks).sort(), names.sort());
  for (const { description } of Object.values(manifest.tasks)) assert(description.length > 10);
});

Deno.test("packages are pinned to exact versions", async () => {
  const exact = /^npm:(@[a-z-]+\/)?[a-z-]+@\d+\.\d+\.\d+(\/.*)?$/;
  for (const [name, target] of Object.entries(manifest.imports)) {
    const isOwn = name.startsWith("@std/")
      ? target.startsWith("./src/std/")
      : name === "fast-check" && target === "./tests/support/properties.ts";
    assert(exact.test(target) || isOwn, `${name}: ${target}`);
  }
  const properties = await Deno.readTextFile(`${ROOT}tests/support/properties.ts`);
  for (const [, target = ""] of properties.matchAll(/"(npm:[^"]+)"/g)) assert(exact.test(target), target);
  for await (const { name } of Deno.readDir(`${ROOT}src/std`)) {
    if (!/(?<!\.d)\.ts$/.test(name)) continue;
    const text = await Deno.readTextFile(`${ROOT}src/std/${name}`);
    for (const [, target = ""] of text.matchAll(/"(npm:[^"]+)"/g)) {
      assert(/@\d+\.\d+\.\d+\//.test(target), target);
    }
  }
});

Deno.test("the lock file holds every package", async () => {
  const lock = JSON.parse(await Deno.readTextFile(`${ROOT}deno.lock`));
  const packages = Object.keys(lock.npm ?? {});
  for (const target of Object.values(manifest.imports)) {
    if (!target.startsWith("npm:")) continue;
    const name = target.slice("npm:".length);
    // One that stands on another of ours names it too: `a@1_b@2`.
    assert(packages.some((each) => each === name || each.startsWith(`${name}_`)), target);
  }
});

Deno.test("compile refuses a flag and a target that it does not know, in one line", async () => {
  const run = async (...words: string[]) => {
    const command = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--quiet",
        "--no-lock",
        "--no-prompt",
        `--config=${ROOT}deno.json`,
        `${ROOT}src/build/compile.ts`,
        ...words,
      ],
      clearEnv: true,
      env: plainEnvironment(),
    });
    const { code, stdout, stderr } = await command.output();
    assertEquals(stdout.length, 0);
    return [code, new TextDecoder().decode(stderr)];
  };
  const [flag, target] = await Promise.all([run("--bogus"), run("--target", "sparc")]);
  assertEquals(flag, [2, 'Cannot compile: expected --target, --output or --host, was "--bogus"\n']);
  assertEquals(target[0], 2);
  assert(/^Cannot compile for "sparc": expected one of [^\n]+\n$/.test(String(target[1])), String(target[1]));
});

Deno.test("the version is that of the manifest", () => {
  assertEquals(VERSION, manifest.version);
  assert(/^\d+\.\d+\.\d+$/.test(VERSION));
});

/** What would be committed: whoever works here may have other things lying about. */
async function committedFiles(): Promise<string[] | undefined> {
  try {
    const { code, stdout } = await new Deno.Command("git", { args: ["ls-files"], cwd: ROOT, stderr: "null" })
      .output();
    return code === 0 ? new TextDecoder().decode(stdout).trim().split("\n") : undefined;
  } catch {
    return undefined;
  }
}

const COMMITTED = await committedFiles();

Deno.test({
  name: `the top level holds what it should and nothing else${COMMITTED ? "" : " (skipped: no git)"}`,
  ignore: COMMITTED === undefined,
  fn: () => {
    const names = new Set(COMMITTED?.map((path) => path.split("/")[0] ?? ""));
    const shown = [...names].filter((name) => !name.startsWith(".")).sort();
    const folders = ["config", "recordings", "src", "strategies", "tests"];
    assertEquals(shown, [...folders, "LICENSE", "README.md", "deno.json", "deno.lock"].sort());
  },
});
