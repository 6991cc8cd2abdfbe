/**
 * Proxies of the environment, and why they are never asked for this machine.
 *
 * @module
 */
import { type OpenSocket, openSocket } from "../kalshi/streaming/socket.ts";
import { openPlatformSocket } from "../kalshi/streaming/platform_socket.ts";
import { NO_PROXY_VARIABLES, PROXY_VARIABLES } from "../permissions.ts";
import { variable } from "./granted.ts";

/** This machine: the embedded exchange, its scoreboards, and whatever else listens on it. */
const LOOPBACK = "localhost,127.0.0.0/8,::1";

/**
 * Takes loopback out of what `HTTP_PROXY`, `HTTPS_PROXY` and `ALL_PROXY` apply to: a proxy elsewhere cannot reach it. To be
 * called before anything is fetched; sockets and the workers' processes follow the same variable.
 */
export function sparesLoopback(): void {
  const [name, ...others] = NO_PROXY_VARIABLES;
  if (name === undefined) return;
  // Of the two spellings the first one that says anything counts.
  const said = [name, ...others].map((each) => Deno.env.get(each)).find((value) =>
    value !== undefined && value !== ""
  );
  Deno.env.set(name, said === undefined ? LOOPBACK : `${said},${LOOPBACK}`);
}

/** Whether the environment names a proxy. */
export function proxyNamed(): boolean {
  return PROXY_VARIABLES.some((name) => (variable(name) ?? "") !== "");
}

/** How sockets are opened here: where the environment names a proxy, by the platform, which is the one that can use it. */
export function socketOpener(): OpenSocket {
  return proxyNamed() ? openPlatformSocket : openSocket;
}
