/**
 * The files of the models that ship with the program.
 *
 * @module
 */
import nba from "../../../config/models/nba.json" with { type: "text" };
import nfl from "../../../config/models/nfl.json" with { type: "text" };
import type { Sport } from "../situation/sport.ts";

/** By sport; one of which none ships has no row. */
export const SHIPPED_TEXTS: Readonly<Partial<Record<Sport, string>>> = { nba, nfl };
