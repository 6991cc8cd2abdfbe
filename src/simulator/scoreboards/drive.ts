/**
 * Football: plays put together to drives.
 *
 * @module
 */
import type { TeamSide } from "../../core/game/game.ts";
import type { Play } from "./play.ts";

/** Plays in a row with the same team on the ball. */
export function drivesOf(plays: readonly Play[]): Play[][] {
  const drives: Play[][] = [];
  let team: TeamSide | undefined;
  let lasts = false;
  for (const play of plays) {
    const side = play.kind === "kickoff" ? play.team : play.offence;
    const drive = drives.at(-1);
    if (drive === undefined || !lasts || (side !== undefined && side !== team)) drives.push([play]);
    else drive.push(play);
    team = side ?? team;
    // After the half and after the end of a game nothing goes on.
    lasts = !(play.kind === "period_end" && play.event.game.period % 2 === 0);
  }
  return drives;
}

/** The most telling play of a drive says how it ended. */
export function driveResult(drive: readonly Play[]): string {
  if (drive.some(({ kind }) => kind === "touchdown")) return "Touchdown";
  const kick = drive.findLast(({ kind }) => kind === "field_goal");
  if (kick !== undefined) return kick.made ? "Field Goal" : "Missed FG";
  const last = drive.findLast(({ kind }) =>
    ["punt", "fumble", "interception", "safety", "period_end", "game_end"].includes(kind)
  );
  if (last === undefined) return "Downs";
  const names: Readonly<Record<string, string>> = {
    punt: "Punt",
    fumble: "Fumble",
    interception: "Interception",
    safety: "Safety",
    period_end: "End of Half",
    game_end: "End of Game",
  };
  return names[last.kind] ?? "";
}
