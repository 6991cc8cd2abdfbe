/**
 * The teams of the generated leagues, with the codes and titles that the exchange uses.
 *
 * @module
 */
import type { GeneratedLeague, Team } from "./game_event.ts";

function team(code: string, title: string, name: string): Team {
  return { code, title, name };
}

type Teams = readonly [Team, ...Team[]];

const NBA: Teams = [
  team("ATL", "Atlanta", "Atlanta Hawks"),
  team("BOS", "Boston", "Boston Celtics"),
  team("BKN", "Brooklyn", "Brooklyn Nets"),
  team("CHA", "Charlotte", "Charlotte Hornets"),
  team("CHI", "Chicago", "Chicago Bulls"),
  team("CLE", "Cleveland", "Cleveland Cavaliers"),
  team("DAL", "Dallas", "Dallas Mavericks"),
  team("DEN", "Denver", "Denver Nuggets"),
  team("GSW", "Golden State", "Golden State Warriors"),
  team("HOU", "Houston", "Houston Rockets"),
  team("LAL", "Los Angeles L", "Los Angeles Lakers"),
  team("MIA", "Miami", "Miami Heat"),
  team("MIL", "Milwaukee", "Milwaukee Bucks"),
  team("MIN", "Minnesota", "Minnesota Timberwolves"),
  team("NYK", "New York", "New York Knicks"),
  team("OKC", "Oklahoma City", "Oklahoma City Thunder"),
  team("PHI", "Philadelphia", "Philadelphia 76ers"),
  team("PHX", "Phoenix", "Phoenix Suns"),
  team("SAS", "San Antonio", "San Antonio Spurs"),
  team("TOR", "Toronto", "Toronto Raptors"),
];

const NFL: Teams = [
  team("BAL", "Baltimore", "Baltimore Ravens"),
  team("BUF", "Buffalo", "Buffalo Bills"),
  team("CHI", "Chicago", "Chicago Bears"),
  team("CIN", "Cincinnati", "Cincinnati Bengals"),
  team("CLE", "Cleveland", "Cleveland Browns"),
  team("DAL", "Dallas", "Dallas Cowboys"),
  team("DEN", "Denver", "Denver Broncos"),
  team("DET", "Detroit", "Detroit Lions"),
  team("GB", "Green Bay", "Green Bay Packers"),
  team("HOU", "Houston", "Houston Texans"),
  team("KC", "Kansas City", "Kansas City Chiefs"),
  team("LAR", "Los Angeles R", "Los Angeles Rams"),
  team("MIA", "Miami", "Miami Dolphins"),
  team("MIN", "Minnesota", "Minnesota Vikings"),
  team("NE", "New England", "New England Patriots"),
  team("NYG", "New York G", "New York Giants"),
  team("PHI", "Philadelphia", "Philadelphia Eagles"),
  team("PIT", "Pittsburgh", "Pittsburgh Steelers"),
  team("SEA", "Seattle", "Seattle Seahawks"),
  team("SF", "San Francisco", "San Francisco 49ers"),
];

/** The teams that single games are drawn from. Changing one would change the game of every seed. */
export const TEAMS: Readonly<Record<GeneratedLeague, Teams>> = { nba: NBA, nfl: NFL };

const OTHERS: Readonly<Record<GeneratedLeague, readonly Team[]>> = {
  nba: [
    team("DET", "Detroit", "Detroit Pistons"),
    team("IND", "Indiana", "Indiana Pacers"),
    team("LAC", "Los Angeles C", "Los Angeles Clippers"),
    team("MEM", "Memphis", "Memphis Grizzlies"),
    team("NOP", "New Orleans", "New Orleans Pelicans"),
    team("ORL", "Orlando", "Orlando Magic"),
    team("POR", "Portland", "Portland Trail Blazers"),
    team("SAC", "Sacramento", "Sacramento Kings"),
    team("UTA", "Utah", "Utah Jazz"),
    team("WAS", "Washington", "Washington Wizards"),
  ],
  nfl: [
    team("ARI", "Arizona", "Arizona Cardinals"),
    team("ATL", "Atlanta", "Atlanta Falcons"),
    team("CAR", "Carolina", "Carolina Panthers"),
    team("IND", "Indianapolis", "Indianapolis Colts"),
    team("JAC", "Jacksonville", "Jacksonville Jaguars"),
    // The exchange calls the Rams LA, for example in KXNFLGAME-26JAN18LACHI.
    team("LA", "Los Angeles R", "Los Angeles Rams"),
    team("LAC", "Los Angeles C", "Los Angeles Chargers"),
    team("LV", "Las Vegas", "Las Vegas Raiders"),
    team("NO", "New Orleans", "New Orleans Saints"),
    team("NYJ", "New York J", "New York Jets"),
    team("TB", "Tampa Bay", "Tampa Bay Buccaneers"),
    team("TEN", "Tennessee", "Tennessee Titans"),
    team("WAS", "Washington", "Washington Commanders"),
  ],
};

/** Every team of each league, once: what slates are drawn from. */
export const ALL_TEAMS: Readonly<Record<GeneratedLeague, readonly Team[]>> = {
  nba: [...NBA, ...OTHERS.nba],
  nfl: [...NFL.filter((team) => team.code !== "LAR"), ...OTHERS.nfl],
};

/** The team with this code, or `undefined`. */
export function findTeam(league: GeneratedLeague, code: string): Team | undefined {
  return [...TEAMS[league], ...OTHERS[league]].find((candidate) => candidate.code === code);
}
