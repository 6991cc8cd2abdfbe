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
const ENCODER = new TextEncoder();

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

/** What REST routes ask a request for. One of the platform's own costs as much as the order that it brings. */
export interface RouteRequest extends Pick<Request, "method" | "url" | "text"> {
  readonly headers: Pick<Headers, "get">;
  /** One of the platform's own. @throws {TypeError} where that knows no such method */
  whole(): Request;
}

/** A request of the web. */
export function webRequest(
  { method = "GET", url = "/", rawHeaders }: Pick<IncomingMessage, "method" | "url" | "rawHeaders">,
  body: Uint8Array<ArrayBuffer>,
): RouteRequest {
  const bytes = method === "GET" || method === "HEAD" ? NO_BYTES : body;
  const { href } = new URL(BASE + (url.startsWith("/") ? url : "/"));
  return {
    method,
    url: href,
    headers: { get: (name) => headerOf(rawHeaders, name.toLowerCase()) },
    text: () => Promise.resolve(bytes.length === 0 ? "" : new TextDecoder().decode(bytes)),
    whole() {
      const headers = new Headers();
      for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
        headers.append(rawHeaders[at] ?? "", rawHeaders[at + 1] ?? "");
      }
      return new Request(href, { method, headers, ...(bytes.length === 0 ? {} : { body: bytes }) });
    },
  };
}

/** A header, which may have come several times. */
function headerOf(raw: readonly string[], lowerName: string): string | null {
  const values: string[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    if (raw[at]?.toLowerCase() === lowerName) values.push((raw[at + 1] ?? "").trim());
  }
  return values.length === 0 ? null : values.join(", ");
}

const TEXTS = new WeakMap<Response, string>();

/** Keeps the text of an answer beside it: to read it out of its stream costs as much again as to make it. */
export function withText(response: Response, text: string): Response {
  TEXTS.set(response, text);
  return response;
}

/** An answer as bytes. */
export async function wireAnswer(response: Response): Promise<WireAnswer> {
  const text = TEXTS.get(response);
  if (text !== undefined) {
    const { status } = response;
    return { status, headers: Object.fromEntries(response.headers), body: ENCODER.encode(text) };
  }
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
    date: dateOf(nowMs),
    ...headers,
    ...(bodiless ? {} : { "content-length": String(body.length) }),
  });
  if (outcome.kind === "answer") return void response.end(bodiless ? undefined : body);
  const { bytes, how } = outcome;
  // The bytes have to leave before the connection does.
  response.write(body.subarray(0, bytes), () => socket === null ? undefined : silence(socket, how));
}

let lastDate = { second: NaN, text: "" };

/** A time as a head says it, in whole seconds. */
function dateOf(ms: number): string {
  const second = Math.floor(ms / 1_000);
  if (lastDate.second !== second) lastDate = { second, text: new Date(ms).toUTCString() };
  return lastDate.text;
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
