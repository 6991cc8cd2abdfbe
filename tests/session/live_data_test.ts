import { assert, assertEquals } from "@std/assert";
import { KalshiLiveData } from "../../src/feeds/kalshi/live_data.ts";
import { readEnvironment } from "../../src/kalshi/environment.ts";
import { RestTransport } from "../../src/kalshi/rest/transport.ts";
import { LiveDataPoller } from "../../src/session/live_data.ts";

const EVENT = "KXNBAGAME-26NOV22LALBOS";

function milestones() {
  const details = { league: "NBA", home_team_id: "h", away_team_id: "a", main_game_event_ticker: EVENT };
  const milestone = { id: "m1", type: "basketball_game", start_date: "2026-11-23T00:30:00Z", details };
  return { milestones: [milestone], cursor: "" };
}

/** Runs a scoreboard against answers by path, until live data was asked for or it has stopped by itself. */
async function asked(answer: (path: string, times: number) => Response): Promise<string[]> {
  const environment = readEnvironment("http://127.0.0.1:9");
  assert(environment.ok);
  const paths: string[] = [];
  const stop = new AbortController();
  const liveData = new KalshiLiveData();
  const transport = new RestTransport({
    environment: environment.value,
    attempts: 1,
    fetch: (url) => {
      const path = new URL(url).pathname.replace("/trade-api/v2", "");
      paths.push(path);
      if (path === "/live_data/batch") stop.abort();
      return Promise.resolve(answer(path, paths.filter((each) => each === path).length));
    },
  });
  const sink = {
    input: (at: number, source: "rest", _text: string, raw: unknown) => {
      liveData.decode(at, source, raw, []);
      return [];
    },
  } as unknown as ConstructorParameters<typeof LiveDataPoller>[1];
  const options = { everyMs: 1, signal: stop.signal };
  await new LiveDataPoller(transport, sink, liveData, [EVENT], options).run();
  return paths;
}

Deno.test("an exchange out of reach at the start does not cost the game its score", async () => {
  const paths = await asked((path, times) =>
    path === "/milestones" && times < 4 ? new Response("down", { status: 503 }) : Response.json(
      path === "/milestones" ? milestones() : { structured_targets: [], live_datas: [], cursor: "" },
    )
  );
  assertEquals(paths.filter((path) => path === "/milestones").length, 4);
  assertEquals(paths.at(-1), "/live_data/batch");
});

Deno.test("a refused read is not asked for again, and no milestone is no reason to go on", async () => {
  assertEquals(await asked(() => Response.json({ error: "no" }, { status: 404 })), ["/milestones"]);
});
