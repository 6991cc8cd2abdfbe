/**
 * The permissions of the program, whether Deno runs it, runs its workers, or compiles it. A test keeps the
 * tasks in `deno.json` the same.
 *
 * @module
 */
import { KEY_VARIABLES } from "./kalshi/signing/credentials.ts";
import { DEMO, PRODUCTION } from "./kalshi/environment.ts";
import { FEEDS, POLLED_FEEDS, PUBLIC_FEEDS } from "./feeds/feeds.ts";

/** Variables that name the keys of scoreboards. */
export const FEED_KEY_VARIABLES: readonly string[] = POLLED_FEEDS.flatMap((feed) =>
  FEEDS[feed].key?.variable ?? []
);

/**
 * Variables that the socket library reads: whether to leave out native helpers, of which it has none here.
 */
const SOCKET_LIBRARY_VARIABLES: readonly string[] = ["WS_NO_BUFFER_UTIL", "WS_NO_UTF_8_VALIDATE"];

/** Variables that tell where a system keeps configurations. */
const FOLDER_VARIABLES: readonly string[] = ["XDG_CONFIG_HOME", "HOME", "APPDATA"];

/**
 * Variables with the hosts that are reached without a proxy; the first one set counts. The program adds its
 * own machine.
 */
export const NO_PROXY_VARIABLES: readonly string[] = ["NO_PROXY", "no_proxy"];

/**
 * Variables that name a proxy. The platform follows them by itself; whether one is set decides which socket
 * is used.
 */
export const PROXY_VARIABLES: readonly string[] = [
  "HTTPS_PROXY",
  "https_proxy",
  "HTTP_PROXY",
  "http_proxy",
  "ALL_PROXY",
  "all_proxy",
];

/** Variables that the program itself reads or sets: when it starts, and never again. */
export const OWN_VARIABLES: readonly string[] = [
  ...KEY_VARIABLES,
  ...FEED_KEY_VARIABLES,
  ...NO_PROXY_VARIABLES,
  ...PROXY_VARIABLES,
  "TERM",
  ...FOLDER_VARIABLES,
];

/** Everything that is read of the environment. */
export const VARIABLES: readonly string[] = [...OWN_VARIABLES, ...SOCKET_LIBRARY_VARIABLES];

/** This machine, by whatever name: the simulator, `serve`, and what they are called by. */
const HERE = ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "[::]"];

/** Everything the program talks to unless `--env URL` or `--feeds URL` says otherwise: the exchange, scoreboards, itself. */
export const HOSTS: readonly string[] = [
  ...[PRODUCTION, DEMO].flatMap(({ restUrl, socketUrl }) => [restUrl, socketUrl]),
  ...Object.values(PUBLIC_FEEDS),
].map((url) => `${new URL(url).hostname}:443`).concat(HERE);

/**
 * Flags of `deno run` and `deno compile`. Reading and writing stay whole: which files (recordings, captures, a key, rules,
 * exports) is said by the command line, which comes later. The only program that is run is this one itself, as the worker of
 * a game; where it lies is not known beforehand. Each command gives back what it does not need before it begins.
 */
export const PERMISSIONS: readonly string[] = [
  `--allow-net=${HOSTS.join(",")}`,
  "--allow-read",
  "--allow-write",
  "--allow-run",
  `--allow-env=${VARIABLES.join(",")}`,
];
