/**
 * What the program may do, whether Deno runs it, runs its workers, or compiles it. A test keeps the tasks in `deno.json`
 * the same.
 *
 * @module
 */
import { KEY_VARIABLES } from "./kalshi/credentials.ts";

/** Variables that name the keys of scoreboards. */
export const FEED_KEY_VARIABLES: readonly string[] = ["SPORTRADAR_API_KEY"];

/** What the socket library of the simulator asks for: whether to leave out native helpers, of which there are none here. */
const SOCKET_LIBRARY_VARIABLES: readonly string[] = ["WS_NO_BUFFER_UTIL", "WS_NO_UTF_8_VALIDATE"];

/** Variables that tell where a system keeps configurations. */
const FOLDER_VARIABLES: readonly string[] = ["XDG_CONFIG_HOME", "HOME", "APPDATA"];

/** What no proxy is asked for; the first one that is set counts. The program adds its own machine. */
export const NO_PROXY_VARIABLES: readonly string[] = ["NO_PROXY", "no_proxy"];

/** Everything the program reads or sets of the environment. */
const VARIABLES = [
  ...KEY_VARIABLES,
  ...FEED_KEY_VARIABLES,
  ...SOCKET_LIBRARY_VARIABLES,
  ...NO_PROXY_VARIABLES,
  "TERM",
  ...FOLDER_VARIABLES,
];

/**
 * Flags of `deno run` and `deno compile`. The only program that is run is this one itself, as the worker of a game; where it
 * lies is not known beforehand, so commands that start no workers give that permission back first.
 */
export const PERMISSIONS: readonly string[] = [
  "--allow-net",
  "--allow-read",
  "--allow-write",
  "--allow-run",
  `--allow-env=${VARIABLES.join(",")}`,
];
