import { assert, assertEquals } from "@std/assert";
import { nflFollower } from "../../../src/models/live/nfl.ts";
import { type Shown, shown } from "./games.ts";

/** The moment after each state: who has the ball, the lead of that team, the clock, the position; or why there is none. */
function follow(states: readonly Shown[]): string[] {
  const follower = nflFollower();
  return states.map((state, index) => {
    follower.see(shown("nfl", state), index);
    const situation = follower.situation();
    if (!situation.ok) return situation.reason.code;
    assert(situation.value.sport === "nfl");
    const { ballHome, diff, left, half, overtime, down, toGo, yardsToGoal, secondHalfKick } = situation.value;
    const kick = half === 1 && !overtime ? ` h2 ${secondHalfKick}` : "";
    return `${ballHome ? "LAC" : "PHI"} ${diff} ${left}${
      overtime ? " OT" : ""
    } ${down}&${toGo} ${yardsToGoal}${kick}`;
  });
}

function moment(states: readonly Shown[]): string {
  return follow(states).at(-1) ?? "";
}

Deno.test("home or away, with the ball or without: the moment is that of the team with the ball", () => {
  const clock = [4, 300] as const;
  const at = [2, 7, 40] as const;
  assertEquals(moment([{ score: [10, 17], clock, ball: "home", at }]), "LAC 7 300 2&7 40");
  assertEquals(moment([{ score: [10, 17], clock, ball: "away", at }]), "PHI -7 300 2&7 40");
  assertEquals(moment([{ score: [17, 10], clock, ball: "home", at }]), "LAC -7 300 2&7 40");
  assertEquals(moment([{ score: [17, 10], clock, ball: "away", at }]), "PHI 7 300 2&7 40");
});

Deno.test("time-outs go with their team, and are not known where they are not said", () => {
  const read = (state: Shown) => {
    const follower = nflFollower();
    follower.see(shown("nfl", state), 0);
    const situation = follower.situation();
    assert(situation.ok && situation.value.sport === "nfl");
    return [situation.value.ownTimeouts, situation.value.otherTimeouts];
  };
  const state = { clock: [4, 300], at: [1, 10, 50] } as const;
  assertEquals(read({ ...state, ball: "home", timeouts: [1, 2] }), [2, 1]);
  assertEquals(read({ ...state, ball: "away", timeouts: [1, 2] }), [1, 2]);
  assertEquals(read({ ...state, ball: "away" }), [NaN, NaN]);
});

Deno.test("between plays, when no down is shown, the ball is where it was", () => {
  assertEquals(
    follow([
      { clock: [2, 300], ball: "away", at: [2, 7, 40] },
      { clock: [2, 290], ball: "away" },
      { clock: [2, 290] },
      { clock: [2, 288], ball: "away", at: [3, 2, 35] },
    ]),
    ["PHI 0 2100 2&7 40 h2 0", "PHI 0 2090 2&7 40 h2 0", "PHI 0 2090 2&7 40 h2 0", "PHI 0 2088 3&2 35 h2 0"],
  );
});

Deno.test("where nothing has said who has the ball, and where, there is no moment", () => {
  assertEquals(follow([{ clock: [2, 300] }, { clock: [2, 290], ball: "home" }]), [
    "ball_unknown",
    "ball_unknown",
  ]);
});

Deno.test("after a field goal the other team receives, however long the old position stands", () => {
  assertEquals(
    follow([
      { score: [19, 16], clock: [4, 15], ball: "home", at: [4, 1, 29] },
      { score: [19, 19], clock: [4, 8], ball: "home", at: [4, 1, 29] },
      { score: [19, 19], clock: [4, 8], ball: "home" },
    ]),
    ["LAC -3 15 4&1 29", "PHI 0 8 1&10 75", "PHI 0 8 1&10 75"],
  );
});

Deno.test("a touchdown's try comes first, then the other team receives; seven at once need no try", () => {
  const before = { score: [0, 0], clock: [3, 100], ball: "away", at: [1, 5, 5] } as const;
  assertEquals(
    follow([
      before,
      { score: [6, 0], clock: [3, 95], ball: "away" },
      { score: [7, 0], clock: [3, 95], ball: "away" },
      { score: [7, 0], clock: [3, 95], ball: "home", at: [1, 10, 70] },
    ]),
    ["PHI 0 1000 1&5 5", "PHI 6 995 1&0 2", "LAC -7 995 1&10 75", "LAC -7 995 1&10 70"],
  );
  assertEquals(moment([before, { score: [7, 0], clock: [3, 95], ball: "away" }]), "LAC -7 995 1&10 75");
  // A try for two, and one that is carried back.
  const six = { score: [6, 0], clock: [3, 95], ball: "away" } as const;
  assertEquals(moment([before, six, { ...six, score: [8, 0] }]), "LAC -8 995 1&10 75");
  assertEquals(moment([before, six, { ...six, score: [6, 2] }]), "LAC -4 995 1&10 75");
});

Deno.test("after a safety who conceded it kicks", () => {
  assertEquals(
    moment([
      { clock: [3, 100], ball: "away", at: [3, 20, 99] },
      { score: [0, 2], clock: [3, 95], ball: "away", at: [3, 20, 99] },
    ]),
    "LAC 2 995 1&10 75",
  );
});

Deno.test("points that are taken back leave the ball unknown until it is shown again", () => {
  const at = [4, 1, 29] as const;
  assertEquals(
    follow([
      { score: [0, 3], clock: [3, 100], ball: "home", at },
      { score: [0, 0], clock: [3, 100], ball: "home", at },
      { score: [0, 0], clock: [3, 100], ball: "away", at: [1, 10, 65] },
    ]),
    ["LAC 3 1000 4&1 29", "ball_unknown", "PHI 0 1000 1&10 65"],
  );
});

Deno.test("a scoreboard that leaves the possession with who kicked, lost or turned over is put right by the play's words", () => {
  const fourth = { clock: [3, 100], ball: "home", at: [4, 8, 60], play: "pass incomplete" } as const;
  const next = { clock: [3, 90], ball: "home", at: [1, 10, 20] } as const;
  const after = (play: string) => moment([fourth, { ...next, play }]);
  assertEquals(after("J.Scott punts 40 yards to PHI 20, fair catch by B.Covey."), "PHI 0 990 1&10 80");
  assertEquals(after("J.Herbert pass INTERCEPTED by R.Blankenship at PHI 20."), "PHI 0 990 1&10 80");
  assertEquals(
    after("J.Scott punts 40 yards to PHI 20. B.Covey MUFFS catch, RECOVERED by LAC-T.Bibbs."),
    "LAC 0 990 1&10 20",
  );
  assertEquals(after("J.Herbert FUMBLES, RECOVERED by PHI-J.Hunt at PHI 20."), "PHI 0 990 1&10 80");
  assertEquals(after("INTERCEPTED by R.Blankenship. PENALTY on PHI, No Play."), "LAC 0 990 1&10 20");
  // One that has the possession right stays as it is.
  const right = {
    ...next,
    ball: "away",
    at: [1, 10, 80],
    play: "J.Scott punts 40 yards to PHI 20.",
  } as const;
  assertEquals(moment([fourth, right]), "PHI 0 990 1&10 80");
});

Deno.test("a kick-off's receiver has the ball, also where the kicking team still stands there", () => {
  const kick = "C.Dicker kicks 64 yards from LAC 35 to PHI 1. W.Shipley to PHI 28 for 27 yards.";
  const before = { score: [19, 16], clock: [4, 15], ball: "home", at: [4, 1, 29] } as const;
  const goal = { score: [19, 19], clock: [4, 8], ball: "home" } as const;
  const stale = { score: [19, 19], clock: [4, 3], ball: "home", at: [1, 10, 28], play: kick } as const;
  assertEquals(
    follow([before, goal, stale, { ...stale, play: "Timeout #1 by PHI" }, {
      ...stale,
      ball: "away",
      at: [2, 11, 73],
    }]),
    ["LAC -3 15 4&1 29", "PHI 0 8 1&10 75", "PHI 0 3 1&10 72", "PHI 0 3 1&10 72", "PHI 0 3 2&11 73"],
  );
  assertEquals(moment([before, goal, { ...stale, play: "" }]), "PHI 0 3 1&10 72", "without words too");
  const onside = "C.Dicker kicks onside 12 yards from LAC 35 to LAC 47. RECOVERED by LAC-A.Gilman.";
  assertEquals(moment([before, goal, { ...stale, at: [1, 10, 53], play: onside }]), "LAC 0 3 1&10 53");
});

Deno.test("a punt that is worded again, and put right later, stays the other team's", () => {
  const fourth = { clock: [3, 100], ball: "home", at: [4, 8, 60], play: "pass incomplete" } as const;
  const stale = { clock: [3, 90], ball: "home", at: [1, 10, 20] } as const;
  assertEquals(
    follow([
      fourth,
      { ...stale, play: "J.Scott punts 39 yards to PHI 21." },
      { ...stale, play: "J.Scott punts 40 yards to PHI 20, fair catch." },
      { ...stale, ball: "away", at: [1, 10, 80], play: "J.Scott punts 40 yards to PHI 20, fair catch." },
      { ...stale, ball: "away", at: [1, 10, 79], play: "J.Scott punts 41 yards to PHI 21, fair catch." },
    ]).slice(1),
    ["PHI 0 990 1&10 80", "PHI 0 990 1&10 80", "PHI 0 990 1&10 80", "PHI 0 990 1&10 79"],
  );
});

Deno.test("a fourth down that gained too little is the other team's first", () => {
  const fourth = { clock: [4, 100], ball: "home", at: [4, 8, 60], play: "a" } as const;
  const next = (yards: number, play: string) =>
    moment([fourth, { clock: [4, 95], ball: "home", at: [1, 10, yards], play }]);
  assertEquals(next(55, "pass short for 5 yards"), "PHI 0 95 1&10 45");
  assertEquals(next(52, "pass short for 8 yards"), "LAC 0 95 1&10 52");
  assertEquals(next(55, "PENALTY on PHI, 5 yards"), "LAC 0 95 1&10 55");
});

Deno.test("who received first is remembered where the start was seen: the other team gets the second half", () => {
  const first = { clock: [1, 890], ball: "away", at: [1, 10, 70] } as const;
  const half = { clock: [2, 0], phase: "break" } as const;
  const before = { clock: [0, 0], phase: "scheduled" } as const;
  assertEquals(
    follow([
      before,
      { clock: [1, 900] },
      first,
      { clock: [2, 60], ball: "home", at: [3, 3, 30] },
      half,
      { clock: [3, 900] },
      { clock: [3, 880], ball: "home", at: [2, 4, 69] },
    ]),
    [
      "not_on",
      "ball_unknown",
      "PHI 0 3590 1&10 70 h2 -1",
      "LAC 0 1860 3&3 30 h2 1",
      "LAC 0 1800 1&10 75",
      "LAC 0 1800 1&10 75",
      "LAC 0 1780 2&4 69",
    ],
  );
  // Joined in the break, what still stands there is of the first half.
  const old = { ball: "home", at: [3, 3, 30] } as const;
  assertEquals(follow([{ ...half, ...old }, { clock: [3, 900], ...old }]), ["ball_unknown", "ball_unknown"]);
  // Nothing was heard of the opening: the ball may have changed hands since.
  const lost = [before, { ...first, clock: [1, 500] }, half] as const;
  assertEquals(follow(lost), ["not_on", "PHI 0 3200 1&10 70 h2 0", "ball_unknown"]);
  // Joined later, nobody has seen it.
  assertEquals(follow([first, half]), ["PHI 0 3590 1&10 70 h2 0", "ball_unknown"]);
});

Deno.test("points that are shown with a half's end, or after it, do not say who gets the next kick-off", () => {
  const first = [
    { clock: [0, 0], phase: "scheduled" },
    { clock: [1, 890], ball: "away", at: [1, 10, 70] },
    { clock: [2, 4], ball: "away", at: [4, 3, 30] },
  ] as const;
  // The away team received first, so the home team does now, whoever scored last.
  const half = { clock: [2, 0], phase: "break" } as const;
  for (const score of [[3, 0], [0, 3]] as const) {
    const lead = score[1] - score[0];
    const next = `LAC ${lead} 1800 1&10 75`;
    assertEquals(follow([...first, { ...half, score }]).at(-1), next);
    assertEquals(follow([...first, half, { ...half, score }, { clock: [3, 900], score }]).slice(-2), [
      next,
      next,
    ]);
    assertEquals(follow([...first, half, { clock: [3, 900] }, { clock: [3, 900], score }]).at(-1), next);
  }
  // Points at the beginning of the half itself do.
  const returned = { clock: [3, 888], score: [0, 7] } as const;
  assertEquals(moment([...first, half, { clock: [3, 900] }, returned]), "PHI -7 1788 1&10 75");
});

Deno.test("points that are shown at the beginning of a half's second quarter are followed by its kick-off", () => {
  const last = { clock: [3, 2], ball: "home", at: [4, 1, 20] } as const;
  assertEquals(moment([last, { ...last, clock: [4, 900], score: [0, 3] }]), "PHI -3 900 1&10 75");
});

Deno.test("a kick that ties with the last second leaves an overtime's kick-off unknown", () => {
  const last = { score: [20, 17], clock: [4, 3], ball: "home", at: [4, 1, 20] } as const;
  const tied = { score: [20, 20], clock: [4, 0], phase: "break" } as const;
  assertEquals(moment([last, tied]), "ball_unknown");
  assertEquals(moment([last, tied, { score: [20, 20], clock: [5, 600] }]), "ball_unknown");
});

Deno.test("an overtime begins with a kick-off that nobody knows yet, whatever still stands there", () => {
  const at = [1, 11, 73] as const;
  assertEquals(
    follow([
      { score: [19, 19], clock: [4, 3], ball: "away", at: [2, 11, 73] },
      { score: [19, 19], clock: [4, 0], phase: "break", ball: "away", at: [2, 11, 73] },
      { score: [19, 19], clock: [4, 0], phase: "break", ball: "away", at },
      { score: [19, 19], clock: [5, 600], ball: "away", at },
      {
        score: [19, 19],
        clock: [5, 600],
        ball: "away",
        at: [1, 10, 30],
        play: "J.Elliott kicks 57 yards from PHI 35 to LAC 8. K.Vidal to LAC 30 for 22 yards.",
      },
      { score: [19, 19], clock: [5, 595], ball: "home", at: [1, 10, 58] },
    ]),
    [
      "PHI 0 3 2&11 73",
      "ball_unknown",
      "ball_unknown",
      "ball_unknown",
      "LAC 0 600 OT 1&10 70",
      "LAC 0 595 OT 1&10 58",
    ],
  );
});

Deno.test("a quarter's end changes nothing but the clock", () => {
  const at = [3, 2, 44] as const;
  assertEquals(
    follow([
      { clock: [3, 4], ball: "home", at },
      { clock: [3, 0], phase: "break", ball: "home", at },
      { clock: [4, 900], ball: "home", at },
    ]),
    ["LAC 0 904 3&2 44", "LAC 0 900 3&2 44", "LAC 0 900 3&2 44"],
  );
});

Deno.test("inches are a yard, and a first down is never behind the goal line", () => {
  assertEquals(moment([{ clock: [4, 90], ball: "home", at: [4, 0, 30] }]), "LAC 0 90 4&1 30");
  assertEquals(moment([{ clock: [4, 90], ball: "home", at: [1, 10, 6] }]), "LAC 0 90 1&6 6");
});
