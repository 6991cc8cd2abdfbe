/**
 * The session that a live player drives: it is begun with a journal on the disk, and ended.
 *
 * @module
 */
import { parseMicros, PRICE_ONE } from "../../../src/core/numbers/money.ts";
import { Journal } from "../../../src/journal/journal.ts";
import { accountPlace } from "../../../src/journal/place.ts";
import { readEnvironment } from "../../../src/kalshi/environment.ts";
import { createSigner } from "../../../src/kalshi/signing/sign.ts";
import { REAL_TIMERS, type Timers } from "../../../src/lib/timers.ts";
import { confirmArmed, confirmTyped } from "../../../src/session/live/confirmation.ts";
import { Session } from "../../../src/session/session.ts";
import { setupOf, Watcher } from "../../session/support.ts";
import { must } from "../../support/must.ts";
import type { Stage } from "../stage.ts";
import { AskingRule } from "./asking_rule.ts";

/** A patience of the session's that is as long as this passes this much faster: no case waits for a time-out. */
const LONG_MS = 10_000;
const FASTER = 20;

const QUICK_TIMERS: Timers = {
  after: (ms, then) => REAL_TIMERS.after(ms >= LONG_MS ? ms / FASTER : ms, then),
};

/** How soon a stop is sure, ms. */
const STOP_CONFIRM_MS = 100;

/** For how long, and up to which loss, a person arms. */
const ARMED_MS = 3_600_000;
const ARMED_LOSS = parseMicros("50");

/** A session that runs. */
export interface Run {
  readonly rule: AskingRule;
  readonly session: Session;
  readonly journal: Journal;
  readonly watcher: Watcher;
}

/** Starts a session, and waits until it sees the account, or what keeps it from that. */
export async function begin({ simulator, ticker, football, options }: Stage, folder: string): Promise<Run> {
  const journal = must(Journal.open({
    place: accountPlace(`${folder}/state`, "simulator", simulator.keyId),
    environment: "simulator",
    account: simulator.keyId,
    now: Date.now,
  }));
  if (options.armed === true && !journal.armings.current().ok) arm(journal);
  const setup = await setupOf();
  const watcher = new Watcher();
  const rule = new AskingRule();
  const started = await Session.start({
    environment: must(readEnvironment(simulator.url)),
    signer: must(createSigner(simulator.keyId, simulator.privateKeyPem)),
    words: [ticker, football],
    setup: {
      ...setup,
      mode: "live",
      strategies: options.rule === true ? [{ name: "asking", parameters: {} }] : [],
      exits: { ...setup.exits, stopConfirmMs: STOP_CONFIRM_MS },
      // A case has as few orders in its book as it needs.
      limits: { ...setup.limits, maxSpread: PRICE_ONE, collar: PRICE_ONE, ...options.limits },
    },
    registry: rule.registry,
    recordings: `${folder}/recordings`,
    program: "test",
    live: {
      journal,
      confirmation: options.armed === true ? confirmArmed("test") : must(confirmTyped("yes", "test")),
      process: "test",
      timers: QUICK_TIMERS,
      subaccount: options.subaccount ?? 0,
    },
  }, () => [watcher]);
  if (!started.ok) journal[Symbol.dispose]();
  const session = must(started);
  const sees = () => session.live?.blind === undefined && session.live?.unreconciled === undefined;
  const isBlind = () => session.live?.blind?.includes("error 9") === true;
  await watcher.until(options.blind === true ? isBlind : sees, "sight of the account");
  return { rule, session, journal, watcher };
}

/** A person arms the account. */
export function arm({ armings }: Journal): void {
  must(armings.arm({ until: Date.now() + ARMED_MS, maxLoss: ARMED_LOSS, by: "test" }, ARMED_LOSS));
}

/** Ends it, as a person does. */
export async function end({ session, journal }: Run): Promise<void> {
  await session.close("the case is over");
  journal[Symbol.dispose]();
}
