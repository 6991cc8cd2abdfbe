/**
 * One port for requests and sockets.
 *
 * It stands on node's `http` and the `ws` library because the exchange's socket does two things that Deno's own does not
 * offer: its pings have a body, and it compresses for clients that ask for that.
 *
 * @module
 */
import { getRequestListener } from "@hono/node-server";
import type { Buffer } from "node:buffer";
import { createServer, type IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { refuse, type Result, succeed } from "../../core/result.ts";

/** Takes a request that wants to become a socket. */
export type Upgrade = (request: IncomingMessage, socket: Socket, head: Buffer) => void;

/** Everything that a server needs. */
export interface ServerOptions {
  readonly hostname: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Answers requests. */
  readonly fetch: (request: Request) => Response | Promise<Response>;
  readonly upgrade: Upgrade;
}

/** A server that listens. */
export interface HttpServer {
  readonly hostname: string;
  readonly port: number;
  /** Stops listening; connections that are left end with it. */
  close(): Promise<void>;
}

/** Listens. @returns the server, or why there is none: `port_in_use`, `port_refused` */
export async function listen({ hostname, port, fetch, upgrade }: ServerOptions): Promise<Result<HttpServer>> {
  const server = createServer(getRequestListener(fetch, { overrideGlobalObjects: false }));
  server.on("upgrade", upgrade);
  const failure = await new Promise<Error | undefined>((resolve) => {
    server.once("error", resolve);
    server.listen(port, hostname, () => {
      server.off("error", resolve);
      resolve(undefined);
    });
  });
  if (failure !== undefined) {
    if ("code" in failure && failure.code === "EADDRINUSE") {
      return refuse(
        "port_in_use",
        `Cannot start simulator: port ${port} is in use; choose another, or 0 for a free one`,
      );
    }
    const why = `cannot listen on ${hostname}:${port}: ${failure.message}`;
    return refuse("port_refused", `Cannot start simulator: ${why}`);
  }
  const address = server.address();
  const place = typeof address === "object" && address !== null ? address : { address: hostname, port };
  return succeed({
    hostname: place.address,
    port: place.port,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}
