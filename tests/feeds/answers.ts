/**
 * Scoreboard answers made by hand, in the shapes of the feeds.
 *
 * @module
 */

/** A live game on the NBA's scoreboard. */
export const NBA_GAME = {
  gameId: "0022600181",
  gameCode: "20261122/LALBOS",
  gameStatus: 2,
  gameStatusText: "Q3 5:22",
  period: 3,
  gameClock: "PT05M22.00S",
  gameTimeUTC: "2026-11-23T00:30:00Z",
  homeTeam: {
    teamId: 1610612738,
    teamName: "Celtics",
    teamCity: "Boston",
    teamTricode: "BOS",
    score: 81,
    inBonus: "1",
    timeoutsRemaining: 4,
  },
  awayTeam: {
    teamId: 1610612747,
    teamName: "Lakers",
    teamCity: "Los Angeles",
    teamTricode: "LAL",
    score: 79,
    inBonus: null,
    timeoutsRemaining: 3,
  },
};

/** ESPN's scoreboard with one football game; other parts of its situation and status where they are given. */
export function espnNfl(situation: Record<string, unknown> = {}, status: Record<string, unknown> = {}) {
  const team = (id: string, abbreviation: string, location: string, name: string) => ({
    id,
    team: { id, abbreviation, location, name, displayName: `${location} ${name}` },
  });
  return {
    leagues: [{ id: "28", abbreviation: "NFL", slug: "nfl" }],
    events: [{
      id: "401437650",
      uid: "s:20~l:28~e:401437650",
      date: "2026-11-22T18:00Z",
      competitions: [{
        id: "401437650",
        startDate: "2026-11-22T18:00Z",
        competitors: [
          { ...team("1", "ATL", "Atlanta", "Falcons"), homeAway: "home", score: "26", winner: false },
          { ...team("18", "NO", "New Orleans", "Saints"), homeAway: "away", score: "24", winner: false },
        ],
        situation: {
          down: 1,
          distance: 10,
          yardLine: 90,
          possession: "18",
          homeTimeouts: 3,
          awayTimeouts: 0,
          lastPlay: { text: "Punt downed." },
          ...situation,
        },
        status: {
          clock: 48,
          displayClock: "0:48",
          period: 4,
          type: { name: "STATUS_IN_PROGRESS", state: "in", completed: false },
          ...status,
        },
      }],
    }],
  };
}

/** Sportradar's play-by-play of a football game; other parts where they are given. */
export function sportradarNfl(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: "g1",
    status: "inprogress",
    scheduled: "2026-11-22T18:00:00+00:00",
    clock: "1:16",
    quarter: 4,
    summary: {
      home: {
        id: "ne",
        name: "Patriots",
        market: "New England",
        alias: "NE",
        points: 23,
        remaining_timeouts: 1,
      },
      away: { id: "mia", name: "Dolphins", market: "Miami", alias: "MIA", points: 14, remaining_timeouts: 2 },
    },
    situation: {
      clock: "1:16",
      down: 1,
      yfd: 8,
      possession: { id: "mia", alias: "MIA" },
      location: { id: "ne", alias: "NE", yardline: 8 },
    },
    last_event: { description: "Timeout #2 by MIA.", wall_clock: "2026-11-22T20:55:00+00:00" },
    ...more,
  };
}
