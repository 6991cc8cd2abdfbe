import { assert, assertEquals } from "@std/assert";
import { Child, filesIn, inFolder, programWords, runMain } from "../cli/support.ts";

/**
 * Gives a program a terminal of its own, closes that terminal once the screen has shown a text, and tells how the program
 * ended: its exit code, or minus the signal.
 */
const CLOSER = `
import os, pty, re, select, sys, time
shown, words = re.compile(sys.argv[1].encode()), sys.argv[2:]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(words[0], words)
seen, until = b"", time.monotonic() + 25
while not shown.search(seen) and time.monotonic() < until:
    if select.select([terminal], [], [], 0.2)[0]:
        seen += os.read(terminal, 65536)
os.close(terminal)
while time.monotonic() < until:
    ended, status = os.waitpid(pid, os.WNOHANG)
    if ended:
        print("ended", os.waitstatus_to_exitcode(status))
        break
    time.sleep(0.02)
else:
    os.kill(pid, 9)
    print("never ended", repr(seen[-500:]))
`;

async function hasPty(): Promise<boolean> {
  try {
    const words = ["-c", "import os, pty; os.waitstatus_to_exitcode"];
    return (await new Deno.Command("python3", { args: words, stdout: "null", stderr: "null" }).output())
      .success;
  } catch {
    return false;
  }
}

const ignore = !await hasPty();
const skipped = ignore ? " (skipped: no python3 with pty)" : "";

/** Runs the program in a window that is closed when it has shown a text. */
async function closeWindow(folder: string, shown: string, argv: readonly string[]): Promise<string> {
  const words = ["-c", CLOSER, shown, Deno.execPath(), ...programWords(argv)];
  await using child = new Child("python3", words, { cwd: folder, environment: { TERM: "xterm-256color" } });
  return (await child.ran()).out.trim();
}

/** Shows that there are recordings, and that each is closed, compressed and whole. */
async function assertWhole(folder: string): Promise<void> {
  const files = await filesIn(folder);
  const recordings = files.filter((path) => path.endsWith(".jsonl.gz"));
  assert(recordings.length > 0, files.join(" "));
  assert(
    !files.some((path) => path.endsWith(".part") || /\d{6}Z(-\d+)?\.jsonl$/.test(path)),
    files.join(" "),
  );
  for (const path of recordings) {
    const replay = await runMain("replay", `${folder}/${path}`);
    assert(replay.code === 0 && /identical/.test(replay.err) && !/torn/.test(replay.err), replay.err);
  }
}

for (
  const [display, shown, flags] of [
    ["the dashboard", "PAPER", []],
    ["log lines", "market data connected", ["--plain"]],
    ["lines of JSON", "market data connected", ["--json"]],
  ] as const
) {
  Deno.test(
    { name: `closing the window of ${display} ends a session in order${skipped}`, ignore },
    async () => {
      await inFolder(async (folder) => {
        const argv = ["demo", "--seconds", "600", "--recordings", folder, ...flags];
        assertEquals(await closeWindow(folder, shown, argv), "ended 0");
        await assertWhole(folder);
        const [summary = ""] = (await filesIn(folder)).filter((path) => path.endsWith(".summary.json"));
        const kept = JSON.parse(await Deno.readTextFile(`${folder}/${summary}`));
        assertEquals(kept.type, "summary");
        assert(
          /interrupted by SIGHUP|the terminal was closed|the output is lost/.test(kept.ended),
          kept.ended,
        );
      });
    },
  );
}

Deno.test(
  { name: `closing the window of a slate ends all its workers in order${skipped}`, ignore },
  async () => {
    await inFolder(async (folder) => {
      const argv = ["demo", "--slate", "2", "--speed", "120", "--recordings", folder];
      assertEquals(await closeWindow(folder, "[^s] trading (?!in)", argv), "ended 0");
      const files = await filesIn(folder);
      await assertWhole(folder);
      const [summary = ""] = files.filter((path) => /\/jobs\/.*\.summary\.json$/.test(path));
      assertEquals(JSON.parse(await Deno.readTextFile(`${folder}/${summary}`)).type, "combined_summary");
    });
  },
);

for (
  const [shown, ...words] of [
    ["Serving http", "simulate", "--port", "0"],
    ["Serving http", "serve", "--port", "0", "--token-file", "token"],
    ["Next games", "schedule", "--at", "23:59", "--env", "http://127.0.0.1:9"],
  ] as const
) {
  Deno.test({ name: `closing the window of ${words[0]} ends it in order${skipped}`, ignore }, async () => {
    await inFolder(async (folder) => {
      await Deno.mkdir(`${folder}/recordings`);
      assertEquals(await closeWindow(folder, shown, words), "ended 0");
    });
  });
}

for (const flag of ["--plain", "--json"]) {
  Deno.test(`a reader that leaves (${flag} | head -1) ends a session in order, with its summary on stderr`, async () => {
    await inFolder(async (folder) => {
      const argv = ["demo", "--seconds", "60", "--recordings", folder, flag];
      const words = [Deno.execPath(), ...programWords(argv)].map((word) => `'${word}'`).join(" ");
      await using child = new Child("sh", ["-c", `{ ${words}; echo "code $?" >&2; } | head -1`], {
        cwd: folder,
      });
      const { err, out } = await child.ran();
      assertEquals(out.trim().split("\n").length, 1);
      assert(/code 0/.test(err) && /the output is lost: its reader has gone/.test(err), err);
      await assertWhole(folder);
    });
  });
}
