/**
 * A session as a dashboard's sources, in front of a person or in a worker.
 *
 * @module
 */
import type { Session } from "../../session/session.ts";
import type { DashboardSources } from "./dashboard_view.ts";
import type { Watch } from "./watch.ts";

/** What the dashboard of a session is made from. @param environment what screens call the exchange */
export function sessionSources(
  session: Session,
  watch: Watch,
  environment: string,
  notices: readonly string[],
): DashboardSources {
  const { engine, decoder, markets } = session;
  return {
    engine,
    watch,
    counters: () => decoder.counters,
    environment,
    markets,
    connection: () => ({ state: session.connection }),
    notices: () => {
      const failed = session.recording?.failure;
      return failed === undefined ? notices : [failed, ...notices];
    },
    utcOffsetMinutes: -new Date().getTimezoneOffset(),
  };
}
