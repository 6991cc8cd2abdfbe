/**
 * Two sessions of one account on one journal: what belongs to one that lives is its own, and nothing is sold by both.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { parseQuantity } from "../../../src/core/numbers/money.ts";
import { REAL_TIMERS } from "../../../src/lib/timers.ts";
import { Watcher } from "../support.ts";
import { killedAt } from "./killed.ts";
import { LiveBench, refusedCodes, reportsOf } from "./live_support.ts";
import { recordingOf } from "./recording_of.ts";
import { sideBySide } from "../../support/side_by_side.ts";
