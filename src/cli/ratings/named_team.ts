/**
 * Teams as files name them: `LAL`, `Los Angeles Lakers`.
 *
 * @module
 */
import { teamTable } from "../../discovery/team_table.ts";
import type { TeamOf } from "../../models/data/result_rows.ts";
import type { Sport } from "../../models/situation/sport.ts";

/** The code of a team by a name or code that means no other. */
export function namedTeam(sport: Sport): TeamOf {
  const table = teamTable(sport);
  return (name) => {
    const [team, ...others] = table.named(name);
    return others.length === 0 ? team?.code : undefined;
  };
}
