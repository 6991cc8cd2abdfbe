/**
 * Where the exchange is: production, demo, the simulator, or a URL.
 *
 * @module
 */
import { refuse, type Result, succeed } from "../core/result.ts";

/** Path of the REST API from the host's root, as it is signed. */
export const REST_PATH = "/trade-api/v2";
/** Path of the socket from the host's root, as it is signed. */
export const SOCKET_PATH = "/trade-api/ws/v2";
/** Where the program's own simulator listens by default. */
export const SIMULATOR_URL = "http://127.0.0.1:8899";

/** An exchange to talk to. */
export interface Environment {
  /** `custom` is any other URL. */
  readonly name: "prod" | "demo" | "sim" | "custom";
  /** REST base without a slash at the end; paths such as `/markets` are added to it. */
  readonly restUrl: string;
  readonly socketUrl: string;
  /** Goes before a REST path in the signed text. */
  readonly restPath: string;
  /** The signed path of the socket's handshake. */
  readonly socketPath: string;
}

function environment(name: Environment["name"], rest: string, socket: string): Environment {
  return {
    name,
    restUrl: `${rest}${REST_PATH}`,
    socketUrl: `${socket}${SOCKET_PATH}`,
    restPath: REST_PATH,
    socketPath: SOCKET_PATH,
  };
}

/** Production. Hosts of May 2026, recommended by the exchange's "API environments" page. */
export const PRODUCTION: Environment = environment(
  "prod",
  "https://external-api.kalshi.com",
  "wss://external-api-ws.kalshi.com",
);
/** The demo exchange, with keys of its own. */
export const DEMO: Environment = environment(
  "demo",
  "https://external-api.demo.kalshi.co",
  "wss://external-api-ws.demo.kalshi.co",
);

/**
 * Reads the value of `--env`.
 *
 * @param text `prod`, `demo`, `sim`, or `http(s)://host[:port]` of an exchange that speaks the same API
 * @returns the environment, or a refusal that says what would be right
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readEnvironment } from "./environment.ts";
 *
 * const found = readEnvironment("http://127.0.0.1:9000");
 * assertEquals(found.ok && found.value.socketUrl, "ws://127.0.0.1:9000/trade-api/ws/v2");
 * ```
 */
export function readEnvironment(text: string): Result<Environment> {
  const word = text.trim();
  if (word === "prod") return succeed(PRODUCTION);
  if (word === "demo") return succeed(DEMO);
  if (word === "sim") return succeed(fromOrigin("sim", new URL(SIMULATOR_URL)));
  const url = URL.canParse(word) ? new URL(word) : undefined;
  if (url === undefined || (url.protocol !== "http:" && url.protocol !== "https:")) {
    return refuse("bad_environment", `${unusable(word)}: expected prod, demo, sim or http(s)://host:port`);
  }
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") {
    return refuse("bad_environment", `${unusable(url.origin)}: expected no user, query or hash in the URL`);
  }
  const path = url.pathname.replace(/\/+$/, "");
  if (path !== "" && path !== REST_PATH) {
    return refuse(
      "bad_environment",
      `${unusable(word)}: expected no path after the host, for example ${url.origin}`,
    );
  }
  return succeed(fromOrigin("custom", url));
}

function fromOrigin(name: Environment["name"], url: URL): Environment {
  const socket = `${url.protocol === "https:" ? "wss" : "ws"}://${url.host}`;
  return environment(name, url.origin, socket);
}

function unusable(word: string): string {
  return `Cannot use environment "${word}"`;
}
