/**
 * A live session in a process of its own, which a test kills: says each report as a line.
 *
 * @module
 */
import type { EngineEvent } from "../../../src/core/events.ts";
import type { Outcome } from "../../../src/core/outcomes.ts";
import { Watcher } from "../support.ts";
import { type LivePlace, openJournal, startLive } from "./live_support.ts";

class Speaker extends Watcher {
  override onEvent(event: EngineEvent, outcomes: readonly Outcome[]): void {
    super.onEvent(event, outcomes);
    for (const outcome of outcomes) {
      if (outcome.kind === "report") console.log(`${outcome.request.purpose} ${outcome.report.kind}`);
    }
  }
}

const [text = "", rule = "{}"] = Deno.args;
const place: LivePlace = JSON.parse(text);
const started = await startLive(place, openJournal(place), new Speaker(), { rule: JSON.parse(rule) });
if (!started.ok) throw new Error(started.reason.message);
