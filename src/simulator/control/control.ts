/**
 * Makes an exchange misbehave on command, and has a witness write down what came and what left.
 *
 * @module
 */
import { type Result, succeed } from "../../core/result.ts";
import { REAL_TIMERS, type Timer, type Timers } from "../../lib/timers.ts";
import type {
  AnswerVerdict,
  Interceptor,
  Outcome,
  Verdict,
  WireAnswer,
  WireRequest,
} from "../server/interception.ts";
import type { OutgoingHook } from "../server/outgoing.ts";
import { type Channel, CHANNELS, isAccountChannel } from "../server/subscription.ts";
import type { World } from "./perform.ts";
import { RunningScript } from "./running_script.ts";
import { type FaultScriptInput, readFaultScript } from "./script.ts";
import { Witness } from "./witness.ts";

/** The places of a server that are controlled. */
export interface ControlledServer {
  intercept(interceptor: Interceptor): () => void;
  outgoing(channel: Channel, hook: OutgoingHook | undefined): void;
  /** Channels to which nobody can subscribe, with the code of the error. */
  readonly refusedChannels: Map<Channel, number>;
}

/** The control of one exchange. */
export class Control implements Interceptor {
  readonly #server: ControlledServer;
  readonly #world: World;
  readonly #timers: StoppableTimers;
  readonly #scripts: RunningScript[] = [];
  #witness: Witness | undefined;
  #leave: (() => void) | undefined;
  #unhear: (() => void) | undefined;

  constructor(server: ControlledServer, world: World, timers: Timers = REAL_TIMERS) {
    this.#server = server;
    this.#world = world;
    this.#timers = new StoppableTimers(timers);
  }

  /** The witness; it sees what comes from the first time on that it is asked for. */
  get witness(): Witness {
    this.#join();
    if (this.#witness === undefined) {
      this.#witness = new Witness(this.#world.clock.now);
      this.#setChannels();
    }
    return this.#witness;
  }

  /** The scripts that run, in the order in which they were taken. */
  get scripts(): readonly RunningScript[] {
    return this.#scripts;
  }

  /** Takes a script; those before it go on, and meet everything first. @returns it, or `faults_bad` */
  take(input: FaultScriptInput): Result<RunningScript> {
    return this.takeUnread(input);
  }

  /** Takes a script that came from outside, such as a file. */
  takeUnread(value: unknown): Result<RunningScript> {
    const read = readFaultScript(value);
    if (!read.ok) return read;
    this.#join();
    const script: RunningScript = new RunningScript(read.value, this.#world, this.#timers, () => {
      const at = this.#scripts.indexOf(script);
      if (at >= 0) this.#scripts.splice(at, 1);
      this.#setChannels();
    });
    this.#scripts.push(script);
    this.#unhear ??= this.#world.accounts.onEvent((event) => {
      for (const each of this.#scripts) each.hear(event);
    });
    this.#setChannels();
    return succeed(script);
  }

  /** Ends all scripts: the exchange behaves again. */
  clear(): void {
    for (const script of [...this.#scripts]) script.stop();
  }

  /** Ends everything, also what is late. */
  close(): void {
    this.clear();
    this.#timers.stop();
    this.#unhear?.();
    this.#leave?.();
  }

  async before(request: WireRequest): Promise<Verdict> {
    this.#witness?.before(request);
    for (const script of [...this.#scripts]) {
      const verdict = await script.before(request);
      if (verdict.kind !== "pass") return verdict;
    }
    return { kind: "pass" };
  }

  async after(request: WireRequest, answer: WireAnswer): Promise<AnswerVerdict> {
    let current = answer;
    for (const script of [...this.#scripts]) {
      const verdict = await script.after(request, current);
      if (verdict.kind === "answer") current = verdict.answer;
      else if (verdict.kind !== "pass") return verdict;
    }
    return current === answer ? { kind: "pass" } : { kind: "answer", answer: current };
  }

  sent(request: WireRequest, outcome: Outcome): void {
    this.#witness?.sent(request, outcome);
  }

  #join(): void {
    this.#leave ??= this.#server.intercept(this);
  }

  #setChannels(): void {
    const { refusedChannels } = this.#server;
    refusedChannels.clear();
    for (const channel of CHANNELS) {
      const hooks = this.#scripts.map((script) => script.hook(channel)).filter((hook) => hook !== undefined);
      const witness = this.#witness;
      if (witness !== undefined && isAccountChannel(channel)) {
        // The last one: it sees what really leaves.
        hooks.push((frame, send) => {
          witness.frame(channel, frame.text);
          send(frame.text);
        });
      }
      this.#server.outgoing(channel, hooks.length === 0 ? undefined : chained(hooks));
      for (const script of this.#scripts) {
        const code = script.refusal(channel);
        if (code !== undefined) refusedChannels.set(channel, code);
      }
    }
  }
}

/** One hook out of several: what one sends is a frame for the next. */
function chained(hooks: readonly OutgoingHook[]): OutgoingHook {
  return hooks.reduceRight((next, hook) => (frame, send) =>
    hook(frame, (text = frame.text) => next({ ...frame, text }, send))
  );
}

/** Timers that can be ended together. */
class StoppableTimers implements Timers {
  readonly #timers: Timers;
  readonly #running = new Set<Timer>();

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  readonly after = (ms: number, action: () => void): Timer => {
    const timer = this.#timers.after(ms, () => {
      this.#running.delete(timer);
      action();
    });
    this.#running.add(timer);
    return {
      clear: () => {
        this.#running.delete(timer);
        timer.clear();
      },
    };
  };

  stop(): void {
    for (const timer of this.#running) timer.clear();
    this.#running.clear();
  }
}
