/**
 * A backtest's report in a real browser: Chromium, without a window, from the disk. Skipped where there is none.
 */
import { assert, assertEquals, assertGreater } from "@std/assert";
import { deadline } from "@std/async/deadline";
import { inFolder, runMain } from "../cli/support.ts";
import { recordGames } from "../backtest/sweep/support.ts";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];
const LONGEST_MS = 60_000;

/** The browser's path, or `undefined` where there is none. */
function findBrowser(): string | undefined {
  const folders = (Deno.env.get("PATH") ?? "").split(":");
  return folders.flatMap((folder) => NAMES.map((name) => `${folder}/${name}`)).find((path) => {
    try {
      return Deno.statSync(path).isFile;
    } catch {
      return false;
    }
  });
}

const BROWSER = findBrowser();
const WHY = BROWSER === undefined ? " (skipped: no Chromium)" : "";

/** The page as it is once its script has run, and what the console said. */
async function open(
  page: string,
  profile: string,
): Promise<{ readonly dom: string; readonly console: string }> {
  const { stdout, stderr } = await deadline(
    new Deno.Command(BROWSER ?? "", {
      args: [
        ...[
          "--headless=new",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-dev-shm-usage",
          "--enable-logging=stderr",
        ],
        ...[
          `--user-data-dir=${profile}`,
          "--window-size=1280,2000",
          "--virtual-time-budget=5000",
          "--dump-dom",
        ],
        `file://${page}`,
      ],
      stdin: "null",
    }).output(),
    LONGEST_MS,
  );
  const text = new TextDecoder();
  return { dom: text.decode(stdout), console: text.decode(stderr) };
}

Deno.test({
  name: `a report drawn by Chromium has its plots and tables, and the console says nothing${WHY}`,
  ignore: BROWSER === undefined,
  fn: () =>
    inFolder(async (root) => {
      await recordGames(root, 2);
      const ran = await runMain(
        "backtest",
        "--strategy",
        "favorite_threshold",
        "--recordings",
        root,
        "--json",
      );
      assertEquals(ran.code, 0, ran.err);
      const { folder, summary } = JSON.parse(ran.out);
      assertGreater(summary.metrics.round_trips, 0, "there is something to draw");
      const { dom, console: said } = await open(`${folder}/report.html`, `${root}/profile`);
      const canvases = dom.match(/<canvas/g)?.length ?? 0;
      assertGreater(canvases, 3, "equity, drawdown, games and the game's prices are drawn");
      for (const text of ["favorite_threshold over 2 games", "KXNBAGAME-26NOV20LACCHA", "PRICE_BELOW_MIN"]) {
        assert(dom.includes(text), `${text} is missing`);
      }
      assertEquals(said.split("\n").filter((line) => line.includes("CONSOLE")), []);
    }),
});
