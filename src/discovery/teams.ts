/**
 * The team tables that ship with the program, from `config/teams`.
 *
 * @module
 */
import nba from "../../config/teams/nba.json" with { type: "json" };
import ncaaf from "../../config/teams/ncaaf.json" with { type: "json" };
import ncaamb from "../../config/teams/ncaamb.json" with { type: "json" };
import nfl from "../../config/teams/nfl.json" with { type: "json" };
import wnba from "../../config/teams/wnba.json" with { type: "json" };
import type { League } from "../core/game/leagues.ts";
import { TeamTable, teamTableSchema } from "./team_table.ts";

const FILES: Readonly<Record<League, unknown>> = { nba, nfl, ncaamb, ncaaf, wnba };
const tables = new Map<League, TeamTable>();

/**
 * The table of a league; it is read when it is first asked for.
 *
 * @throws {Error} where the shipped file is not a right table, which a test rules out
 */
export function teamTable(league: League): TeamTable {
  let table = tables.get(league);
  if (table === undefined) {
    table = new TeamTable(teamTableSchema.parse(FILES[league]));
    if (table.league !== league) {
      throw new RangeError(`Cannot use the team table of ${table.league} for ${league}`);
    }
    tables.set(league, table);
  }
  return table;
}
