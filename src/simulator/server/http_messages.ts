/**
 * Turns node's requests into those of the web, and writes answers: whole, cut off, or not at all.
 *
 * @module
 */
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { Outcome, Silence, WireAnswer } from "./interception.ts";

/** Longer bodies are refused. A batch of orders is far shorter. */
export const HANDLED_BODY_BYTES = 1024 * 1024;

/** What routes see of the host: nothing that they answer depends on it. */
const BASE = "http://exchange";
const NO_BYTES = new Uint8Array();

/** Reads a body to its end. */
export function readBody(message: IncomingMessage): Promise<Uint8Array<ArrayBuffer> | "too_long" | "gone"> {
  return new Promise((resolve) => {
    const parts: Uint8Array[] = [];
    let length = 0;
    message.on("data", (part: Uint8Array) => {
      length += part.length;
      if (length <= HANDLED_BODY_BYTES) parts.push(part);
    });
    message.on("end", () => {
      if (length > HANDLED_BODY_BYTES) return resolve("too_long");
      const body = new Uint8Array(length);
      let at = 0;
      for (const part of parts) {
        body.set(part, at);
        at += part.length;
      }
      resolve(body);
    });
    message.on("error", () => resolve("gone"));
    // After the end this changes nothing.
    message.on("close", () => resolve("gone"));
  });
}

/** A request of the web. */
export function webRequest(message: IncomingMessage, body: Uint8Array<ArrayBuffer>): Request {
  const { method = "GET", url = "/", rawHeaders } = message;
  const headers = new Headers();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    headers.append(rawHeaders[at] ?? "", rawHeaders[at + 1] ?? "");
  }
  const bare = method === "GET" || method === "HEAD" || body.length === 0;
  return new Request(BASE + (url.startsWith("/") ? url : "/"), {
    method,
    headers,
    ...(bare ? {} : { body }),
  });
}

/** An answer as bytes. */
export async function wireAnswer(response: Response): Promise<WireAnswer> {
  const body = response.body === null ? NO_BYTES : new Uint8Array(await response.arrayBuffer());
  return { status: response.status, headers: Object.fromEntries(response.headers), body };
}

/** Sends what becomes of a request. @param nowMs for the `Date` of the answer, Unix milliseconds */
export function sendOutcome(response: ServerResponse, outcome: Outcome, nowMs: number): void {
  const { socket } = response;
  if (outcome.kind === "silence") return socket === null ? undefined : silence(socket, outcome.how);
  const { status, headers, body } = outcome.answer;
  const bodiless = status === 204 || status === 304;
  response.writeHead(status, {
    date: new Date(nowMs).toUTCString(),
    ...headers,
    ...(bodiless ? {} : { "content-length": String(body.length) }),
  });
  if (outcome.kind === "answer") return void response.end(bodiless ? undefined : body);
  const { bytes, how } = outcome;
  // The bytes have to leave before the connection does.
  response.write(body.subarray(0, bytes), () => socket === null ? undefined : silence(socket, how));
}

/** Ends a connection, or leaves it as it is. */
export function silence(socket: Socket, how: Silence): void {
  if (how === "reset") socket.resetAndDestroy();
  else if (how === "close") socket.destroy();
}

/** Writes an answer over a bare connection, and ends it. */
export function answerBare(socket: Socket, { status, headers, body }: WireAnswer): void {
  const fields = { ...headers, "content-length": String(body.length), connection: "close" };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`).join("");
  socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${lines}\r\n`);
  socket.end(body);
}
