/**
 * The app behind a socket.
 *
 * @module
 */
import { ApiError } from "./http/api_error.ts";
import { createApp, type WebApp, type WebOptions } from "./app.ts";
import { SECURITY_HEADERS } from "./http/guards.ts";

/** Where to listen. */
export interface ListenOptions {
  /** An address of this machine. */
  readonly hostname: string;
  /** 0 takes a free one. */
  readonly port: number;
  /**
   * Names that a `Host` header may have, beside the address and those of the loopback; without port. They are taken with
   * the port that is listened on, and without any: a proxy before the server has the default one.
   */
  readonly hostNames: readonly string[];
}

/** A server. */
export interface WebServer {
  readonly url: string;
  /** Takes no more, cancels backtests, ends streams, and settles when all is closed. */
  close(): Promise<void>;
}

/** How long open answers have after backtests and streams have ended, ms. */
const LAST_ANSWERS_MS = 2_000;
const LOOPBACK = ["127.0.0.1", "localhost", "[::1]"];

/** Whether an address can be reached from this machine alone. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "::1" || /^127(\.\d{1,3}){3}$/.test(hostname);
}

function bracketed(hostname: string): string {
  return hostname.includes(":") ? `[${hostname}]` : hostname;
}

/** Values that a `Host` header may have; the port is left out where it is that of http. */
export function allowedHosts(names: readonly string[], port: number): ReadonlySet<string> {
  const hosts = names.map((name) => name.toLowerCase());
  return new Set([...hosts.map((host) => `${host}:${port}`), ...(port === 80 ? hosts : [])]);
}

/** HTTP/1.1 wants a Host; without one nothing says for whom a request is meant. */
function withoutHost(): Response {
  const { status, headers, body } = new ApiError(400, "no_host", "Cannot answer: expected a Host header")
    .response();
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) headers.set(name, value);
  return new Response(body, { status, headers });
}

/**
 * Listens, and answers until it is closed.
 *
 * @throws what the operating system says, such as {@linkcode Deno.errors.AddrInUse}
 */
export function startServer(
  { hostname, port, hostNames }: ListenOptions,
  options: Omit<WebOptions, "allowedHosts">,
): WebServer {
  const abort = new AbortController();
  const server = Deno.serve(
    {
      hostname,
      port,
      signal: abort.signal,
      onListen: () => {},
      onError: (error) => {
        options.onFault?.(error);
        return new Response(null, { status: 500 });
      },
    },
    (request, { remoteAddr }) =>
      // The system's own answer to a missing Host is to make one up, which would pass as ours.
      request.headers.has("host")
        ? app.fetch(request, "hostname" in remoteAddr ? { address: remoteAddr.hostname } : {})
        : withoutHost(),
  );
  const names = [...LOOPBACK, bracketed(hostname), ...hostNames];
  const hosts = [...allowedHosts(names, server.addr.port), ...hostNames.map((name) => name.toLowerCase())];
  const app: WebApp = createApp({ ...options, allowedHosts: new Set(hosts) });
  return {
    url: `http://${bracketed(hostname)}:${server.addr.port}`,
    close: async () => {
      // No connection is taken any more, those that are open go on to their end.
      const shut = server.shutdown();
      await app.close();
      const timer = setTimeout(() => abort.abort(), LAST_ANSWERS_MS);
      await shut;
      clearTimeout(timer);
    },
  };
}
