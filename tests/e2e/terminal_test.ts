import { assert, assertEquals } from "@std/assert";
import {
  ENTER_ALTERNATE_SCREEN,
  HIDE_CURSOR,
  LEAVE_ALTERNATE_SCREEN,
  SHOW_CURSOR,
} from "../../src/terminal/ansi.ts";
import { Child, inFolder, programWords, runMain } from "../cli/support.ts";

/** util-linux's `script` gives a child a terminal of its own; others of that name take other words. */
async function hasScript(): Promise<boolean> {
  try {
    const { stdout } = await new Deno.Command("script", { args: ["--version"], stderr: "null" }).output();
    return new TextDecoder().decode(stdout).includes("util-linux");
  } catch {
    return false;
  }
}

const ignore = !await hasScript();
const skipped = ignore ? " (skipped: no util-linux script)" : "";

/** Starts the demo in a pseudo-terminal. */
function inTerminal(folder: string, argv: readonly string[], term = "xterm-256color"): Child {
  const words = [Deno.execPath(), ...programWords(argv)].map((word) => `'${word.replaceAll("'", `'\\''`)}'`);
  const command = `stty cols 120 rows 40; ${words.join(" ")}; code=$?; stty -a | tr '\\n' ' '; exit $code`;
  const environment = { TERM: term, SHELL: "/bin/sh", LC_ALL: "C.UTF-8" };
  return new Child("script", ["--quiet", "--return", "--command", command, "/dev/null"], {
    cwd: folder,
    environment,
  });
}

/** What came after the program gave the terminal back; it must have been given back once, in full. */
function afterwards(out: string): string {
  const left = out.indexOf(LEAVE_ALTERNATE_SCREEN);
  assert(out.indexOf(ENTER_ALTERNATE_SCREEN) < left && out.lastIndexOf(ENTER_ALTERNATE_SCREEN) < left);
  assert(out.lastIndexOf(HIDE_CURSOR) < out.lastIndexOf(SHOW_CURSOR), "the cursor is shown again");
  assert(out.lastIndexOf("\u001b[?7h") > out.lastIndexOf("\u001b[?7l"), "lines wrap again");
  assert(out.lastIndexOf("\u001b[?2004l") > out.lastIndexOf("\u001b[?2004h"), "pastes are plain again");
  const rest = out.slice(left + LEAVE_ALTERNATE_SCREEN.length);
  assert(/[^-]icanon/.test(rest) && /[^-]echo\b/.test(rest), `the terminal is as it was: ${rest}`);
  return rest;
}

Deno.test(
  { name: `the dashboard takes the terminal, obeys keys and gives it back on q${skipped}`, ignore },
  async () => {
    await inFolder(async (folder) => {
      await using child = inTerminal(folder, ["demo", "--seconds", "600", "--recordings", folder]);
      await child.until(/PAPER/);
      assert(child.out.includes(ENTER_ALTERNATE_SCREEN) && child.out.includes(HIDE_CURSOR));
      await child.until(/market data connected/);
      await child.type("p");
      await child.until(/entries paused/);
      await child.type("p");
      await child.until(/entries resumed/);
      await child.type("x");
      await child.until(/nothing to close/);
      // One press asks; another key in between is a change of mind.
      await child.type("K");
      await child.until(/K again: KILL/);
      await child.type("d");
      await child.type("K");
      await child.type("K");
      await child.until(/KILLED: nothing is sent any more/);
      await child.type("FF");
      await child.until(/flattening/);
      await child.type("q");
      const { code, out } = await child.ran();
      assertEquals(code, 0);
      const rest = afterwards(out);
      assert(/Session summary · PAPER · sim/.test(rest), rest);
      const [, path = ""] = /Ended: the trader quit\r?\nRecorded: (\S+)/.exec(rest) ?? [];
      // What the trader pressed is an input like any other.
      const replay = await runMain("replay", path);
      assert(replay.code === 0 && /identical/.test(replay.err), replay.err);
    });
  },
);

Deno.test(
  { name: `Ctrl-C quits the dashboard too, with the terminal given back${skipped}`, ignore },
  async () => {
    await inFolder(async (folder) => {
      await using child = inTerminal(folder, ["demo", "--seconds", "600", "--no-record"]);
      await child.until(/PAPER/);
      await child.type("\u0003");
      const { code, out } = await child.ran();
      assertEquals(code, 0);
      assert(/Session summary/.test(afterwards(out)));
    });
  },
);

Deno.test({ name: `a session that ends by itself gives the terminal back${skipped}`, ignore }, async () => {
  await inFolder(async (folder) => {
    await using child = inTerminal(folder, ["demo", "--seconds", "1", "--no-record"]);
    const { code, out } = await child.ran();
    assertEquals(code, 0);
    assert(/Ended: all markets are settled/.test(afterwards(out)));
  });
});

Deno.test({ name: `a terminal that can do nothing gets log lines${skipped}`, ignore }, async () => {
  await inFolder(async (folder) => {
    await using child = inTerminal(folder, ["demo", "--seconds", "1", "--no-record"], "dumb");
    const { code, out } = await child.ran();
    assertEquals(code, 0);
    assert(!out.includes("\u001b"), "no escape codes");
    assert(/Z note +demo: a generated game/.test(out));
  });
});

Deno.test(
  { name: `a mistake on the command line does not touch the terminal${skipped}`, ignore },
  async () => {
    await inFolder(async (folder) => {
      await using child = inTerminal(folder, ["demo", "--bogus"]);
      const { code, out } = await child.ran();
      assertEquals(code, 2);
      assert(!out.includes(ENTER_ALTERNATE_SCREEN) && /Cannot use --bogus/.test(out), out);
    });
  },
);
