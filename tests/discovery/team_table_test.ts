import { assert, assertEquals, assertGreaterOrEqual, assertThrows } from "@std/assert";
import { LEAGUES } from "../../src/core/game/leagues.ts";
import { sameTeam, TeamTable, teamTable, teamTableSchema } from "../../src/discovery/team_table.ts";

/** Every alias and code of the sources, and the code of the team it means. */
const KNOWN = {
  nba: {
    GSW: "GSW GS;Golden State;Warriors;Golden State Warriors",
    NYK: "NYK NY;New York;Knicks",
    SAS: "SAS SA;San Antonio",
    NOP: "NOP NO;New Orleans",
    UTA: "UTA UTAH;Jazz",
    WAS: "WAS WSH;Washington",
    PHX: "PHX PHO",
    BKN: "BKN BRK;Brooklyn",
    CHA: "CHA CHO",
    LAL: "LAL;Los Angeles L;Lakers;LA Lakers;L.A. Lakers",
    LAC: "LAC;Los Angeles C;Clippers;LA Clippers",
    PHI: "PHI;Sixers;76ers",
  },
  nfl: {
    JAX: "JAX JAC",
    LAR: "LAR LA;Los Angeles R;LA Rams",
    LAC: "LAC;Los Angeles C",
    LV: "LV LVR OAK",
    WAS: "WAS WSH;Commanders",
    NYG: "NYG;New York G;NY Giants",
    NYJ: "NYJ;New York J",
    ARI: "ARI ARZ",
    SF: "SF;49ers;San Francisco",
  },
  wnba: {
    CON: "CON CONN",
    GSV: "GSV GS;Golden State",
    LVA: "LVA LV",
    LAS: "LAS LA;Los Angeles",
    NYL: "NYL NY",
    POR: "POR PDX;Portland Fire",
    TOR: "TOR;Toronto Tempo",
    WAS: "WAS WSH",
  },
  ncaaf: {
    MIA: "Miami (FL);Miami Hurricanes",
    "M-OH": "Miami (OH);Miami (OH) RedHawks;Miami RedHawks",
    BSU: "Boise St.;Boise State Broncos;Boise St. Broncos",
    SJSU: "San Jose St.;San José State Spartans",
    HAW: "Hawaii;Hawai'i Rainbow Warriors;Hawai’i",
    CONN: "UConn;Connecticut;UConn Huskies",
    MISS: "Ole Miss;Mississippi",
    USC: "USC;Southern California",
    SC: "South Carolina",
    TAMU: "Texas A&M;Texas A&M Aggies;TXAM",
    MOST: "MOSU",
    NDSU: "N. Dakota St.;North Dakota St.",
    STMN: "St. Thomas",
  },
  ncaamb: {
    SJU: "St. John's;Saint John's;St. John's Red Storm",
    SMC: "Saint Mary's;St. Mary's;Saint Mary's Gaels",
    "W&M": "William & Mary;William and Mary Tribe",
    "L-IL": "Loyola Chicago;Loyola-Chicago;LCHI",
    COFC: "CHS;Charleston;College of Charleston",
    NHVN: "NHC",
    SPU: "SPC;St. Peter's",
    LIN: "LINW",
    CSUN: "CSN",
    ACU: "AC",
    QUOC: "QUC",
    LEM: "LMC",
    UML: "MASSL",
    UWG: "UWGA",
    TAR: "TARL",
    MOST: "MOSU",
    GCU: "GC",
    UPST: "SCUS",
    "M-OH": "MOH;Miami (OH)",
    TAMU: "TXAM",
    SFU: "SFPA;St. Francis (PA);Saint Francis",
    NDSU: "N. Dakota St.",
    STMN: "St. Thomas",
    UIW: "Incarnate Word",
    GONZ: "Gonzaga;Gonzaga Bulldogs",
  },
} as const;

Deno.test("the tables ship whole: every league has its teams, each with all kinds of names, and no name means two", () => {
  const counts = { nba: 30, nfl: 32, wnba: 15, ncaaf: 265, ncaamb: 365 };
  for (const league of LEAGUES) {
    // The constructor throws where a name is shared and not listed as ambiguous.
    const table = teamTable(league);
    assertEquals(table.teams.length, counts[league], league);
    assertEquals(new Set(table.teams.map(({ code }) => code)).size, table.teams.length, `${league}: codes`);
    for (const team of table.teams) {
      assertGreaterOrEqual(team.aliases.length, 1, team.code);
      assertEquals(table.identify({ names: [`${team.city} ${team.name}`] }), { kind: "team", team });
    }
  }
});

Deno.test("every team of the professional leagues has its ESPN id, and every NBA team the league's own", () => {
  for (const league of ["nba", "nfl", "wnba"] as const) {
    for (const { code, ids } of teamTable(league).teams) {
      assert(ids.espn !== undefined, `${league} ${code}`);
      assertEquals(/^16106127\d\d$/.test(ids.nba ?? ""), league === "nba", `${league} ${code}`);
    }
  }
});

for (const league of LEAGUES) {
  Deno.test(`names and codes of the sources mean the right team: ${league}`, () => {
    for (const [code, words] of Object.entries(KNOWN[league])) {
      for (
        const name of words.split(";").flatMap((word) => /^[A-Z ]+$/.test(word) ? word.split(" ") : [word])
      ) {
        const found = teamTable(league).identify({ names: [name] });
        assert(found.kind === "team" && found.team.code === code, `${name}: ${JSON.stringify(found)}`);
      }
    }
  });
}

Deno.test("a shared name alone means nobody, and other evidence decides", () => {
  const nba = teamTable("nba");
  assertEquals(nba.identify({ names: ["Los Angeles"] }).kind, "unclear");
  const decided = nba.identify({ names: ["Los Angeles"], codes: ["LAC"] });
  assert(decided.kind === "team" && decided.team.name === "Clippers");
  const byId = nba.identify({ names: ["Los Angeles"], id: { feed: "nba", value: "1610612747" } });
  assert(byId.kind === "team" && byId.team.name === "Lakers");
  const college = teamTable("ncaaf");
  assertEquals(college.identify({ names: ["Miami"] }).kind, "unclear");
  const ohio = college.identify({ names: ["Miami"], id: { feed: "espn", value: "193" } });
  assert(ohio.kind === "team" && ohio.team.name === "RedHawks");
});

Deno.test("evidence that contradicts itself means nobody", () => {
  const nba = teamTable("nba");
  assertEquals(nba.identify({ names: ["Boston"], codes: ["LAL"] }).kind, "unclear");
  assertEquals(nba.identify({ names: ["Boston", "Lakers"] }).kind, "unclear");
  assertEquals(nba.identify({ names: ["Boston"], id: { feed: "espn", value: "13" } }).kind, "unclear");
});

Deno.test("a team that is in no table is not made one by its code", () => {
  const stranger = teamTable("nba").identify({ names: ["Melbourne United"], codes: ["MEM"] });
  assertEquals(stranger, { kind: "unknown", names: new Set(["melbourne united"]) });
  const college = teamTable("ncaamb").identify({ names: ["Dickinson College"], codes: ["DSU"] });
  assertEquals(college.kind, "unknown");
});

Deno.test("one college's code says nothing against another's name", () => {
  const found = teamTable("ncaaf").identify({ names: ["South Carolina"], codes: ["USC"] });
  assert(found.kind === "team" && found.team.code === "SC");
});

Deno.test("a mascot alone means no college", () => {
  assertEquals(teamTable("ncaamb").identify({ names: ["Bulldogs"] }).kind, "unknown");
});

Deno.test("outside of the table teams are one by exactly the same name", () => {
  const table = teamTable("ncaamb");
  const one = table.identify({ names: ["Dickinson College", "Dickinson College Red Devils"] });
  assert(sameTeam(one, table.identify({ names: ["Dickinson College Red Devils"] })));
  assert(!sameTeam(one, table.identify({ names: ["Dickinson Red Devils"] })));
  assert(
    !sameTeam(table.identify({ names: [] }), table.identify({ names: [] })),
    "no name is no name in common",
  );
  assert(!sameTeam(one, table.identify({ names: ["Gonzaga"] })));
});

Deno.test("a table with a shared name, id or a stray ambiguous one is refused", () => {
  const row = (code: string, city: string, name: string, espn: string) => ({
    code,
    city,
    name,
    aliases: [`${city} ${name}`],
    ids: { espn },
  });
  const table = (ambiguous: string[], ...teams: ReturnType<typeof row>[]) =>
    new TeamTable(teamTableSchema.parse({ league: "nba", ambiguous, teams }));
  const [first, second] = [row("AAA", "Town", "Reds", "1"), row("BBB", "Town", "Blues", "2")] as const;
  assertThrows(() => table([], first, second), RangeError, '"town" is AAA, BBB and not listed as ambiguous');
  assertThrows(
    () => table(["Town", "Village"], first, second),
    RangeError,
    '"village" is ambiguous, but no team',
  );
  assertThrows(
    () => table(["Town", "Reds"], first, second),
    RangeError,
    '"reds" is AAA and listed as ambiguous',
  );
  assertThrows(
    () => table(["Town"], first, { ...second, ids: { espn: "1" } }),
    RangeError,
    "share id espn 1",
  );
  assertEquals(table(["Town"], first, second).teams.length, 2);
});
