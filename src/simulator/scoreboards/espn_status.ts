/**
 * The status of a game in ESPN's words.
 *
 * @module
 */
import type { GameState } from "../../core/game/game.ts";
import { easternText } from "../../lib/new_york.ts";
import type { LiveGame } from "./live_game.ts";
import { gameClock, ordinal } from "./texts.ts";

type Json = Readonly<Record<string, unknown>>;

interface StatusType {
  readonly id: string;
  readonly name: string;
  readonly state: "pre" | "in" | "post";
  readonly completed: boolean;
  readonly description: string;
}

const SCHEDULED: StatusType = {
  id: "1",
  name: "STATUS_SCHEDULED",
  state: "pre",
  completed: false,
  description: "Scheduled",
};
const IN_PROGRESS: StatusType = {
  id: "2",
  name: "STATUS_IN_PROGRESS",
  state: "in",
  completed: false,
  description: "In Progress",
};
const FINAL: StatusType = {
  id: "3",
  name: "STATUS_FINAL",
  state: "post",
  completed: true,
  description: "Final",
};
const END_PERIOD: StatusType = {
  id: "22",
  name: "STATUS_END_PERIOD",
  state: "in",
  completed: false,
  description: "End of Period",
};
const HALFTIME: StatusType = {
  id: "23",
  name: "STATUS_HALFTIME",
  state: "in",
  completed: false,
  description: "Halftime",
};

function typeOf({ phase, period }: GameState): StatusType {
  if (phase === "scheduled") return SCHEDULED;
  if (phase === "final") return FINAL;
  if (phase === "break") return period === 2 ? HALFTIME : END_PERIOD;
  return IN_PROGRESS;
}

/** `OT`, `2OT`; `undefined` in regulation. */
function overtimeName({ overtime, period }: GameState): string | undefined {
  if (!overtime) return undefined;
  return period > 5 ? `${period - 4}OT` : "OT";
}

/** For example `3rd Quarter` and `3rd`. */
function periodNames(game: GameState): readonly [long: string, short: string] {
  const overtime = overtimeName(game);
  return overtime === undefined
    ? [`${ordinal(game.period)} Quarter`, ordinal(game.period)]
    : [overtime, overtime];
}

/** ESPN's clock: tenths below a minute in basketball only. */
export function espnClock(game: GameState): string {
  if (game.phase === "scheduled") return game.league === "nba" ? "0.0" : "0:00";
  // A finished basketball game shows a whole quarter, as ESPN's do.
  if (game.phase === "final") return game.league === "nba" ? "12:00" : "0:00";
  return gameClock(game.secondsLeftInPeriod, game.league === "nba");
}

function scheduledTexts(startsAt: number): readonly [detail: string, short: string] {
  const part = (options: Intl.DateTimeFormatOptions) => easternText(startsAt, options);
  const time = part({ hour: "numeric", minute: "2-digit", timeZoneName: "short" }).replace("\u202f", " ");
  const day = ordinal(Number(part({ day: "numeric" })));
  return [
    `${part({ weekday: "short" })}, ${part({ month: "long" })} ${day} at ${time}`,
    `${part({ month: "numeric", day: "numeric" })} - ${time}`,
  ];
}

function texts(game: GameState, startsAt: number): readonly [detail: string, short: string] {
  if (game.phase === "scheduled") return scheduledTexts(startsAt);
  const overtime = overtimeName(game);
  if (game.phase === "final") {
    const text = overtime === undefined ? "Final" : `Final/${overtime}`;
    return [text, text];
  }
  const [long, short] = periodNames(game);
  if (game.phase === "break") {
    return game.period === 2 ? ["Halftime", "Halftime"] : [`End of ${long}`, `End of ${short}`];
  }
  const clock = espnClock(game);
  return [`${clock} - ${long}`, `${clock} - ${short}`];
}

/** The `status` of a game. */
export function espnStatus({ view: { game }, startsAt }: LiveGame): Json {
  const [detail, shortDetail] = texts(game, startsAt);
  const finalClock = game.league === "nba" ? 720 : 0;
  return {
    clock: game.phase === "scheduled" ? 0 : game.phase === "final" ? finalClock : game.secondsLeftInPeriod,
    displayClock: espnClock(game),
    period: game.period,
    type: { ...typeOf(game), detail, shortDetail },
  };
}
