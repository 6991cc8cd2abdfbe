import { assertEquals, assertMatch } from "@std/assert";
import { recordedFinals } from "../../../src/cli/ratings/recorded_finals.ts";
import { easternTime } from "../../../src/lib/new_york.ts";
import { inFolder } from "../support.ts";
import { recordGame, type Shown } from "./support.ts";

const NOW = easternTime("2026-11-28", 720);

function finals(root: string, more: Partial<Parameters<typeof recordedFinals>[2]> = {}) {
  return recordedFinals(root, "nba", { now: NOW, isKnown: () => false, isEarlier: () => false, ...more });
}

const live = (home: number, away: number): Shown => ({ home, away, isFinal: false });
const over = (home: number, away: number): Shown => ({ home, away, isFinal: true });

Deno.test("a final is read out of a recording: the day of its start in New York, the teams of the table", async () => {
  await inFolder(async (root) => {
    await recordGame(root, { date: "2026-11-22", shown: [live(81, 79), over(110, 104)] });
    assertEquals(await finals(root), {
      games: [{
        season: 2027,
        date: "2026-11-22",
        home: "BOS",
        away: "LAL",
        score: { home: 110, away: 104 },
      }],
      known: 0,
      leftOut: [],
    });
  });
});

Deno.test("two scoreboards must end alike; one that is behind is no contradiction", async () => {
  await inFolder(async (root) => {
    const espn = (shown: Shown): Shown => ({ ...shown, feed: "espn" });
    await recordGame(root, { date: "2026-11-20", shown: [espn(live(100, 99)), over(110, 104)] });
    await recordGame(root, { date: "2026-11-21", shown: [espn(over(110, 104)), over(110, 104)] });
    await recordGame(root, { date: "2026-11-22", shown: [espn(over(111, 104)), over(110, 104)] });
    await recordGame(root, { date: "2026-11-23", shown: [espn(live(112, 104)), over(110, 104)] });
    await recordGame(root, {
      date: "2026-11-24",
      shown: [espn(over(110, 104)), over(110, 104)],
      teams: { home: ["GSW", "Golden State Warriors"], away: ["NYK", "New York Knicks"] },
      espn: { home: "GS", away: "NY" },
    });
    const { games, leftOut } = await finals(root);
    assertEquals(games.map(({ date }) => date), ["2026-11-20", "2026-11-21", "2026-11-24"]);
    assertEquals([games[2]?.home, games[2]?.away], ["GSW", "NYK"]);
    assertEquals(leftOut.length, 2);
    assertMatch(
      leftOut[0] ?? "",
      /scoreboards end differently: LAL 104 – 11[01] BOS and LAL 104 – 11[01] BOS$/,
    );
    assertMatch(leftOut[1] ?? "", /a scoreboard is past the final of another: LAL 104 – 112 BOS$/);
  });
});

Deno.test("what is no final is left out with the reason", async () => {
  await inFolder(async (root) => {
    await recordGame(root, { date: "2026-11-10", shown: [live(81, 79)] });
    await recordGame(root, { date: "2026-11-11", shown: [over(110, 104), live(110, 104)] });
    await recordGame(root, { date: "2026-11-12", shown: [] });
    await recordGame(root, { date: "2026-11-13", shown: [over(110, 104)], gameId: "0012600042" });
    await recordGame(root, { date: "2026-10-12", shown: [over(110, 104)] });
    await recordGame(root, { date: "2026-11-14", shown: [over(104, 104)] });
    await recordGame(root, { date: "2026-11-16", shown: [over(0, 0)] });
    await recordGame(root, {
      date: "2026-11-15",
      shown: [over(160, 150)],
      teams: { home: ["EAST", "Eastern Stars"], away: ["WEST", "Western Stars"] },
    });
    const { games, leftOut } = await finals(root);
    assertEquals(games, []);
    const reasons = leftOut.map((line) => line.replace(/^\S+: (\S+: )?/, "")).sort();
    assertEquals(reasons, [
      "Western Stars at Eastern Stars are not two teams of the nba",
      "a preseason game, or one on 2026-10-12, does not count",
      "a preseason game, or one on 2026-11-13, does not count",
      "no NBA game ends LAL 0 – 0 BOS",
      "no NBA game ends LAL 104 – 104 BOS",
      "no scoreboard in it",
      "no scoreboard says that the game is over",
      "no scoreboard says that the game is over",
    ]);
  });
});

Deno.test("games of the simulator and of the demo exchange never count: nobody played them", async () => {
  await inFolder(async (root) => {
    for (const [index, environment] of ["sim", "demo", "http://127.0.0.1:9000", "import:states"].entries()) {
      await recordGame(root, { date: `2026-11-1${index}`, shown: [over(110, 104)], environment });
    }
    const { games, leftOut } = await finals(root);
    assertEquals(games, []);
    assertEquals(leftOut, ["4 recordings not of production: nobody played those games"]);
  });
});

Deno.test("what is counted already, or of a season that is over, is not read", async () => {
  await inFolder(async (root) => {
    await recordGame(root, { date: "2026-11-20", shown: [over(110, 104)] });
    await recordGame(root, { date: "2026-11-21", shown: [over(110, 104)] });
    await recordGame(root, { date: "2025-11-21", shown: [over(110, 104)] });
    const seen: string[] = [];
    const found = await finals(root, {
      isKnown: ({ date, home, away }) => date === "2026-11-20" && home === "BOS" && away === "LAL",
      isEarlier: ({ date }) => date < "2026-08-01",
      onRecording: (done, total) => void seen.push(`${done}/${total}`),
    });
    assertEquals(found.games.map(({ date }) => date), ["2026-11-21"]);
    assertEquals([found.known, found.leftOut], [1, ["1 recording of earlier seasons"]]);
    assertEquals(seen, ["0/3", "1/3", "2/3"]);
  });
});

Deno.test("a folder that is not there, or has no recordings, is said", async () => {
  await inFolder(async (root) => {
    assertMatch((await finals(`${root}/none`)).leftOut.join(), /no such folder/);
    assertMatch((await finals(root)).leftOut.join(), /there are no recordings of nba/);
  });
});
