/**
 * One port for requests and sockets.
 *
 * It stands on node's `http` and the `ws` library because the exchange's socket does two things that Deno's own does not
 * offer: its pings have a body, and it compresses for clients that ask for that.
 *
 * @module
 */
import type { Buffer } from "node:buffer";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { refuse, type Result, succeed } from "../../core/result.ts";
import type { Outcome, WireAnswer } from "./interception.ts";
import {
  HANDLED_BODY_BYTES,
  readBody,
  type RouteRequest,
  sendOutcome,
  webRequest,
  wireAnswer,
} from "./http_messages.ts";

/** Takes a request that wants to become a socket. */
export type Upgrade = (request: IncomingMessage, socket: Socket, head: Buffer) => void;

/** Stands between the server and what answers. */
export type Carry = (
  message: IncomingMessage,
  body: Uint8Array,
  answer: () => Promise<WireAnswer>,
) => Promise<Outcome>;

/** Everything that a server needs. */
export interface ServerOptions {
  readonly hostname: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Answers requests. */
  readonly fetch: (request: RouteRequest) => Response | Promise<Response>;
  readonly upgrade: Upgrade;
  /** @default every request is answered, and every answer sent */
  readonly carry?: Carry;
  /** What the `Date` of answers says, Unix milliseconds. @default the wall clock */
  readonly now?: () => number;
}

/** A server that listens. */
export interface HttpServer {
  readonly hostname: string;
  readonly port: number;
  /** Stops listening; connections that are left end with it. */
  close(): Promise<void>;
}

/** Listens. @returns the server, or why there is none: `port_in_use`, `port_refused` */
export async function listen(options: ServerOptions): Promise<Result<HttpServer>> {
  const { hostname, port, upgrade } = options;
  const server = createServer((message, response) => void serve(options, message, response));
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

async function serve(
  { fetch, carry, now = Date.now }: ServerOptions,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // A client may leave at any moment; there is nobody to tell then.
  response.on("error", () => {});
  const body = await readBody(message);
  if (body === "gone") return;
  const answer = async () => {
    if (body === "too_long") {
      const text = `the body is longer than ${HANDLED_BODY_BYTES} bytes`;
      return await wireAnswer(
        Response.json({ error: { code: "bad_request", message: text } }, { status: 413 }),
      );
    }
    return await wireAnswer(await fetch(webRequest(message, body)));
  };
  const bytes = body === "too_long" ? new Uint8Array() : body;
  const outcome: Outcome = carry === undefined
    ? { kind: "answer", answer: await answer() }
    : await carry(message, bytes, answer);
  sendOutcome(response, outcome, now());
}
