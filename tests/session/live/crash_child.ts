/**
 * A live session in a process of its own, which a test kills: says each report as a line.
 *
 * @module
 */
import { Watcher } from "../support.ts";
import { type LivePlace, openJournal, startLive } from "./live_support.ts";

const [text = "", rule = "{}"] = Deno.args;
const place: LivePlace = JSON.parse(text);
const watcher = new Watcher();
const started = await startLive(place, openJournal(place), watcher, { rule: JSON.parse(rule) });
if (!started.ok) throw new Error(started.reason.message);
let said = 0;
await watcher.until(() => {
  for (const outcome of watcher.outcomes.slice(said)) {
    if (outcome.kind === "report") console.log(`${outcome.request.purpose} ${outcome.report.kind}`);
  }
  said = watcher.outcomes.length;
  return false;
}, "the end");
