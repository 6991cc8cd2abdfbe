/**
 * Stands between the exchange and what its socket sends, one channel at a time: delay, loss, doubling, order, changed fields.
 *
 * @module
 */
import type { Timers } from "../../lib/timers.ts";
import type { OutgoingFrame, OutgoingHook } from "../server/outgoing.ts";
import { type Channel, isAccountChannel } from "../server/subscription.ts";
import { Chances } from "./chances.ts";
import { edited } from "./edits.ts";
import type { ChannelRule } from "./script.ts";
import { drawnMs } from "./script_parts.ts";

type Send = (text?: string) => void;

/** Everything that channel faults need. */
export interface ChannelFaultsOptions {
  readonly rules: readonly ChannelRule[];
  readonly seed: number;
  /** Exchange's clock, Unix milliseconds. */
  readonly now: () => number;
  readonly timers: Timers;
  /** Hears which fault met which frame. */
  readonly met: (frame: OutgoingFrame, fault: ChannelRule["fault"]) => void;
}

/** The rules of one script for one channel. */
export class ChannelFaults {
  readonly #options: ChannelFaultsOptions;
  readonly #rules: readonly { readonly rule: ChannelRule; readonly chances: Chances }[];
  /** Frames that wait for the next one of their socket. */
  readonly #held = new Map<number, Send[]>();

  constructor(channel: Channel, options: ChannelFaultsOptions) {
    const { rules, seed, now } = options;
    this.#options = options;
    this.#rules = rules
      .map((rule, index) => ({ rule, chances: new Chances(rule, seed, index, now()) }))
      .filter(({ rule }) => concerns(rule, channel));
  }

  /** Bound, so that it can be handed on. */
  readonly hook: OutgoingHook = (frame, send) => {
    const { now, met } = this.#options;
    const nowMs = now();
    // Every rule counts every frame, also one that another rule takes away.
    const meetings = this.#rules.filter(({ rule, chances }) =>
      rule.fault.kind !== "refuse" && chances.next(nowMs)
    );
    let deliver: Send | undefined = send;
    for (const { rule: { fault }, chances } of meetings) {
      if (fault.kind === "refuse" || deliver === undefined) continue;
      met(frame, fault);
      deliver = this.#changed(frame, fault, chances, deliver);
    }
    deliver?.();
    if (deliver !== undefined) this.#release(frame.client);
  };

  /** Sends the frames that wait: no next one will meet them. */
  stop(): void {
    for (const client of [...this.#held.keys()]) this.#release(client);
  }

  /** How a frame is delivered under a fault; `undefined` where it is not now. */
  #changed(
    frame: OutgoingFrame,
    fault: Exclude<ChannelRule["fault"], { kind: "refuse" }>,
    { random }: Chances,
    send: Send,
  ): Send | undefined {
    const { after } = this.#options.timers;
    switch (fault.kind) {
      case "lose":
        return undefined;
      case "delay": {
        const ms = drawnMs(fault.ms, random);
        return (text) => void after(ms, () => send(text));
      }
      case "double": {
        const ms = drawnMs(fault.afterMs, random);
        return (text) => {
          send(text);
          after(ms, () => send(text));
        };
      }
      case "edit":
        return (text = frame.text) => send(JSON.stringify(edited(JSON.parse(text), fault.set, fault.remove)));
      case "swap":
        this.#held.set(frame.client, [...this.#held.get(frame.client) ?? [], send]);
        return undefined;
    }
  }

  #release(client: number): void {
    const held = this.#held.get(client) ?? [];
    this.#held.delete(client);
    for (const send of held) send();
  }
}

/** The code with which subscribing to a channel is refused; `undefined` where it is not. */
export function refusalOf(rules: readonly ChannelRule[], channel: Channel): number | undefined {
  for (const rule of rules) {
    if (rule.fault.kind === "refuse" && concerns(rule, channel)) return rule.fault.code;
  }
  return undefined;
}

function concerns({ channel }: ChannelRule, to: Channel): boolean {
  return channel === undefined ? isAccountChannel(to) : channel === to;
}
