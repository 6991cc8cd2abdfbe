/**
 * The followers of games by sport.
 *
 * @module
 */
import type { Sport } from "../situation/sport.ts";
import type { GameFollower } from "./follower.ts";
import { nbaFollower } from "./nba.ts";
import { nflFollower } from "./nfl.ts";

/** Begins to follow a game of a sport. */
export const FOLLOWERS: Readonly<Record<Sport, () => GameFollower>> = { nba: nbaFollower, nfl: nflFollower };
