/**
 * Names the teams as each feed does: ids, short names, cities.
 *
 * NBA.com and ESPN ids and short names are the real ones. Sportradar's UUIDs are made up, and stable.
 *
 * @module
 */
import { uuidOf } from "../ids.ts";
import type { GeneratedLeague, Team } from "../game/game_event.ts";

/** A team in the words of every feed. */
export interface FeedTeam {
  /** For example `Boston`. */
  readonly city: string;
  /** For example `Celtics`. */
  readonly nickname: string;
  readonly espn: { readonly id: string; readonly code: string };
  readonly sportradar: { readonly id: string; readonly code: string; readonly competitor: string };
  /** Basketball only. */
  readonly nba?: { readonly id: number; readonly code: string };
}

type Row = readonly [code: string, team: FeedTeam];

const NBA_ID_BASE = 1_610_612_700;

function sportradar(league: GeneratedLeague, code: string, espnId: number) {
  const id = uuidOf(`sportradar team ${league} ${code}`);
  return { id, code, competitor: `sr:competitor:${(league === "nba" ? 3400 : 4300) + espnId}` };
}

/** `nbaId` is what comes after 16106127 in the league's own ids. */
function nba(code: string, city: string, nickname: string, nbaId: number, espnId: number, espn: string): Row {
  return [code, {
    city,
    nickname,
    nba: { id: NBA_ID_BASE + nbaId, code },
    espn: { id: String(espnId), code: espn },
    sportradar: sportradar("nba", code, espnId),
  }];
}

function nfl(code: string, city: string, nickname: string, espnId: number, espn: string, radar: string): Row {
  return [code, {
    city,
    nickname,
    espn: { id: String(espnId), code: espn },
    sportradar: sportradar("nfl", radar, espnId),
  }];
}

const NBA: ReadonlyMap<string, FeedTeam> = new Map([
  nba("ATL", "Atlanta", "Hawks", 37, 1, "ATL"),
  nba("BKN", "Brooklyn", "Nets", 51, 17, "BKN"),
  nba("BOS", "Boston", "Celtics", 38, 2, "BOS"),
  nba("CHA", "Charlotte", "Hornets", 66, 30, "CHA"),
  nba("CHI", "Chicago", "Bulls", 41, 4, "CHI"),
  nba("CLE", "Cleveland", "Cavaliers", 39, 5, "CLE"),
  nba("DAL", "Dallas", "Mavericks", 42, 6, "DAL"),
  nba("DEN", "Denver", "Nuggets", 43, 7, "DEN"),
  nba("DET", "Detroit", "Pistons", 65, 8, "DET"),
  nba("GSW", "Golden State", "Warriors", 44, 9, "GS"),
  nba("HOU", "Houston", "Rockets", 45, 10, "HOU"),
  nba("IND", "Indiana", "Pacers", 54, 11, "IND"),
  nba("LAC", "LA", "Clippers", 46, 12, "LAC"),
  nba("LAL", "Los Angeles", "Lakers", 47, 13, "LAL"),
  nba("MEM", "Memphis", "Grizzlies", 63, 29, "MEM"),
  nba("MIA", "Miami", "Heat", 48, 14, "MIA"),
  nba("MIL", "Milwaukee", "Bucks", 49, 15, "MIL"),
  nba("MIN", "Minnesota", "Timberwolves", 50, 16, "MIN"),
  nba("NOP", "New Orleans", "Pelicans", 40, 3, "NO"),
  nba("NYK", "New York", "Knicks", 52, 18, "NY"),
  nba("OKC", "Oklahoma City", "Thunder", 60, 25, "OKC"),
  nba("ORL", "Orlando", "Magic", 53, 19, "ORL"),
  nba("PHI", "Philadelphia", "76ers", 55, 20, "PHI"),
  nba("PHX", "Phoenix", "Suns", 56, 21, "PHX"),
  nba("POR", "Portland", "Trail Blazers", 57, 22, "POR"),
  nba("SAC", "Sacramento", "Kings", 58, 23, "SAC"),
  nba("SAS", "San Antonio", "Spurs", 59, 24, "SA"),
  nba("TOR", "Toronto", "Raptors", 61, 28, "TOR"),
  nba("UTA", "Utah", "Jazz", 62, 26, "UTAH"),
  nba("WAS", "Washington", "Wizards", 64, 27, "WSH"),
]);

const NFL: ReadonlyMap<string, FeedTeam> = new Map([
  nfl("ARI", "Arizona", "Cardinals", 22, "ARI", "ARI"),
  nfl("ATL", "Atlanta", "Falcons", 1, "ATL", "ATL"),
  nfl("BAL", "Baltimore", "Ravens", 33, "BAL", "BAL"),
  nfl("BUF", "Buffalo", "Bills", 2, "BUF", "BUF"),
  nfl("CAR", "Carolina", "Panthers", 29, "CAR", "CAR"),
  nfl("CHI", "Chicago", "Bears", 3, "CHI", "CHI"),
  nfl("CIN", "Cincinnati", "Bengals", 4, "CIN", "CIN"),
  nfl("CLE", "Cleveland", "Browns", 5, "CLE", "CLE"),
  nfl("DAL", "Dallas", "Cowboys", 6, "DAL", "DAL"),
  nfl("DEN", "Denver", "Broncos", 7, "DEN", "DEN"),
  nfl("DET", "Detroit", "Lions", 8, "DET", "DET"),
  nfl("GB", "Green Bay", "Packers", 9, "GB", "GB"),
  nfl("HOU", "Houston", "Texans", 34, "HOU", "HOU"),
  nfl("IND", "Indianapolis", "Colts", 11, "IND", "IND"),
  nfl("JAC", "Jacksonville", "Jaguars", 30, "JAX", "JAC"),
  nfl("KC", "Kansas City", "Chiefs", 12, "KC", "KC"),
  nfl("LA", "Los Angeles", "Rams", 14, "LAR", "LA"),
  nfl("LAC", "Los Angeles", "Chargers", 24, "LAC", "LAC"),
  nfl("LAR", "Los Angeles", "Rams", 14, "LAR", "LA"),
  nfl("LV", "Las Vegas", "Raiders", 13, "LV", "LV"),
  nfl("MIA", "Miami", "Dolphins", 15, "MIA", "MIA"),
  nfl("MIN", "Minnesota", "Vikings", 16, "MIN", "MIN"),
  nfl("NE", "New England", "Patriots", 17, "NE", "NE"),
  nfl("NO", "New Orleans", "Saints", 18, "NO", "NO"),
  nfl("NYG", "New York", "Giants", 19, "NYG", "NYG"),
  nfl("NYJ", "New York", "Jets", 20, "NYJ", "NYJ"),
  nfl("PHI", "Philadelphia", "Eagles", 21, "PHI", "PHI"),
  nfl("PIT", "Pittsburgh", "Steelers", 23, "PIT", "PIT"),
  nfl("SEA", "Seattle", "Seahawks", 26, "SEA", "SEA"),
  nfl("SF", "San Francisco", "49ers", 25, "SF", "SF"),
  nfl("TB", "Tampa Bay", "Buccaneers", 27, "TB", "TB"),
  nfl("TEN", "Tennessee", "Titans", 10, "TEN", "TEN"),
  nfl("WAS", "Washington", "Commanders", 28, "WSH", "WAS"),
]);

/** A team's names and ids in the feeds; one that is in no table has its own name, and ids made from it. */
export function feedTeam(league: GeneratedLeague, team: Team): FeedTeam {
  return (league === "nba" ? NBA : NFL).get(team.code) ?? unknownTeam(league, team);
}

function unknownTeam(league: GeneratedLeague, { code, name }: Team): FeedTeam {
  const cut = name.lastIndexOf(" ");
  const city = name.slice(0, Math.max(0, cut));
  const nickname = name.slice(cut + 1);
  const number = 900 + Number.parseInt(uuidOf(`team ${league} ${code}`).slice(0, 4), 16) % 100;
  const row = league === "nba"
    ? nba(code, city, nickname, number, number, code)
    : nfl(code, city, nickname, number, code, code);
  return row[1];
}
