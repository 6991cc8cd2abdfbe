/**
 * A script that was taken: its rules meet requests and frames, its actions happen when they are due.
 *
 * @module
 */
import { REST_PATH } from "../../kalshi/environment.ts";
import type { Timers } from "../../lib/timers.ts";
import type { AccountEvent } from "../exchange/accounts/account_event.ts";
import type { AnswerVerdict, Interceptor, Verdict, WireAnswer, WireRequest } from "../server/interception.ts";
import type { OutgoingHook } from "../server/outgoing.ts";
import { type Channel, CHANNELS } from "../server/subscription.ts";
import { Random } from "../../core/numbers/prng.ts";
import type { Action } from "./action.ts";
import { ChannelFaults, refusalOf } from "./channel_faults.ts";
import { endpointOf } from "./endpoints.ts";
import { RequestFaults } from "./request_faults.ts";
import type { FaultScript } from "./script.ts";
import { drawnMs } from "./script_parts.ts";
import { perform, type World } from "./perform.ts";

/** Something that a script did, for the report of a test that fails. */
export interface Done {
  /** Exchange's clock, Unix milliseconds. */
  readonly atMs: number;
  readonly what: string;
}

/** A script that runs. */
export class RunningScript implements Interceptor {
  readonly script: FaultScript;
  readonly #world: World;
  readonly #timers: Timers;
  readonly #requests: RequestFaults;
  readonly #channels: ReadonlyMap<Channel, ChannelFaults>;
  /** Draws the moments of actions. */
  readonly #random: Random;
  /** How often what each action waits for has happened. */
  readonly #seen: number[];
  readonly #done: Done[] = [];
  readonly #onStop: () => void;
  #stopped = false;

  /** @param onStop hears that it was stopped, once */
  constructor(script: FaultScript, world: World, timers: Timers, onStop: () => void) {
    const { seed, requests, channels, actions } = script;
    const { now } = world.clock;
    this.script = script;
    this.#world = world;
    this.#timers = timers;
    this.#onStop = onStop;
    this.#random = new Random(seed).fork("actions");
    this.#seen = actions.map(() => 0);
    this.#requests = new RequestFaults({
      rules: requests,
      seed,
      now,
      timers,
      met: ({ method, path, nth }, fault) => this.#note(`${fault.kind}: request ${nth} ${method} ${path}`),
    });
    const met: ConstructorParameters<typeof ChannelFaults>[1]["met"] = ({ channel, client }, fault) =>
      this.#note(`${fault.kind}: frame of ${channel} to socket ${client}`);
    this.#channels = new Map(
      channels.length === 0 ? [] : CHANNELS.map((
        name,
      ) => [name, new ChannelFaults(name, { rules: channels, seed, now, timers, met })]),
    );
    for (const action of actions) if (action.upon === undefined) this.#schedule(action);
  }

  /** What it did so far, in order. */
  get done(): readonly Done[] {
    return this.#done;
  }

  /** How often each rule about requests has met one, in the script's order. */
  get requestsMet(): readonly number[] {
    return this.#requests.counts;
  }

  /** Ends it: what is under way ends as it would, a frame that waits for a next one leaves, nothing new is met. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    for (const faults of this.#channels.values()) faults.stop();
    this.#onStop();
  }

  before(request: WireRequest): Verdict | Promise<Verdict> {
    if (this.#stopped) return { kind: "pass" };
    this.#uponRequest(request, "before");
    return this.#requests.before(request);
  }

  after(request: WireRequest, answer: WireAnswer): AnswerVerdict | Promise<AnswerVerdict> {
    if (this.#stopped) return { kind: "pass" };
    this.#uponRequest(request, "after");
    return this.#requests.after(request, answer);
  }

  /** What becomes of a channel's frames; `undefined` where no rule is about it. */
  hook(channel: Channel): OutgoingHook | undefined {
    return this.#stopped ? undefined : this.#channels.get(channel)?.hook;
  }

  /** The code with which subscribing to a channel is refused; `undefined` where it is not. */
  refusal(channel: Channel): number | undefined {
    return this.#stopped ? undefined : refusalOf(this.script.channels, channel);
  }

  /** Hears what happens to accounts. Nothing may be asked of one meanwhile, so what is due comes right after. */
  hear(event: AccountEvent): void {
    if (this.#stopped) return;
    this.#upon((upon) => "event" in upon && upon.event === event.kind, (action) => {
      queueMicrotask(() => this.#schedule(action));
    });
  }

  #uponRequest({ method, path }: WireRequest, point: "before" | "after"): void {
    const name = endpointOf(method, path.slice(REST_PATH.length));
    this.#upon(
      (upon) => "endpoint" in upon && upon.endpoint === name && upon.point === point,
      (action) => this.#schedule(action),
    );
  }

  #upon(fits: (upon: NonNullable<Action["upon"]>) => boolean, then: (action: Action) => void): void {
    this.script.actions.forEach((action, index) => {
      if (action.upon === undefined || !fits(action.upon)) return;
      const seen = (this.#seen[index] ?? 0) + 1;
      this.#seen[index] = seen;
      if (seen === action.upon.nth) then(action);
    });
  }

  #schedule({ afterMs, do: deed }: Action): void {
    const ms = drawnMs(afterMs, this.#random);
    if (ms === 0) return this.#perform(deed);
    this.#timers.after(ms, () => this.#perform(deed));
  }

  #perform(deed: Action["do"]): void {
    if (this.#stopped) return;
    this.#note(`${described(deed)}: ${perform(deed, this.#world)}`);
  }

  #note(what: string): void {
    this.#done.push({ atMs: this.#world.clock.now(), what });
  }
}

function described(deed: Action["do"]): string {
  if (deed.kind === "hand") return `hand ${deed.hand.act}`;
  return deed.kind === "life" ? `life ${deed.life.step}` : deed.kind;
}
