/**
 * All cases, those with most money at stake first.
 *
 * @module
 */
import type { LiveCase } from "../frame.ts";
import { ASKS } from "./asks.ts";
import { BELIEFS } from "./beliefs.ts";
import { CANCELS } from "./cancels.ts";
import { CLOSES } from "./closes.ts";
import { EXITS } from "./exits.ts";
import { GOING_ON } from "./going_on.ts";
import { HOLDS } from "./holds.ts";
import { LOST_ANSWERS } from "./lost_answers.ts";
import { MONEY } from "./money.ts";
import { STOPS } from "./stops.ts";
import { STATES } from "./states.ts";
import { UPKEEP } from "./upkeep.ts";

/** All cases. */
export const ALL_CASES: readonly LiveCase[] = [
  ...LOST_ANSWERS,
  ...EXITS,
  ...STOPS,
  ...CLOSES,
  ...UPKEEP,
  ...GOING_ON,
  ...CANCELS,
  ...HOLDS,
  ...MONEY,
  ...ASKS,
  ...STATES,
  ...BELIEFS,
];
