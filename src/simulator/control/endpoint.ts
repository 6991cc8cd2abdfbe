/**
 * Controls an exchange over HTTP, on its own port but outside the paths of the API: for programs that are not in its
 * process.
 *
 * @module
 */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { BodyTooLong, readBody } from "../../lib/read_body.ts";
import type { Control } from "./control.ts";
import type { RunningScript } from "./running_script.ts";
import { readableBody, type Sighting } from "./witness.ts";

/** Where the control is, below the host. */
export const CONTROL_PATH = "/simulator";

const MOST_BYTES = 4 * 1024 * 1024;

/** A token that nobody guesses. */
export function makeControlToken(): string {
  return randomBytes(24).toString("base64url");
}

/**
 * Makes what answers the control's requests. Each must carry `Authorization: Bearer TOKEN`.
 *
 * - `POST /simulator/faults`: takes a fault script, and says what of it has been done at once. `GET`: what all scripts have
 *   done. `DELETE`: they end, and the exchange behaves again
 * - `GET /simulator/witness`: every request and what was sent back, from the first such request on
 */
export function createControlEndpoint(control: Control, token: string) {
  return async function answerControl(request: Request): Promise<Response> {
    if (!isToken(request.headers.get("authorization"), token)) {
      return refused(401, "expected Authorization: Bearer and the token that the simulator printed");
    }
    const { pathname } = new URL(request.url);
    const route = `${request.method} ${pathname.slice(CONTROL_PATH.length)}`;
    if (route === "GET /faults") return Response.json({ scripts: control.scripts.map(report) });
    if (route === "GET /witness") {
      return Response.json({ requests: control.witness.sightings.map(sightingJson) });
    }
    if (route === "DELETE /faults") {
      control.clear();
      return Response.json({ scripts: [] });
    }
    if (route !== "POST /faults") return refused(404, `no such control: ${route}`);
    const json = await readJson(request);
    if (json === undefined) return refused(400, "expected a JSON body");
    const taken = control.takeUnread(json.value);
    return taken.ok ? Response.json(report(taken.value)) : refused(400, taken.reason.message);
  };
}

function report({ script: { seed }, requestsMet, done }: RunningScript) {
  return { seed, requestsMet, done };
}

function sightingJson(sighting: Sighting) {
  const { request, endpoint, atMs, sentAtMs, outcome } = sighting;
  const { method, path, query, signature } = request;
  return {
    nth: request.nth,
    atMs,
    endpoint,
    method,
    path: query === "" ? path : `${path}?${query}`,
    signature,
    body: readableBody(request.body),
    sentAtMs: sentAtMs ?? null,
    outcome: outcome?.kind ?? null,
    ...outcome !== undefined && "answer" in outcome
      ? { status: outcome.answer.status, answer: readableBody(outcome.answer.body) }
      : {},
  };
}

async function readJson(request: Request): Promise<{ readonly value: unknown } | undefined> {
  try {
    return { value: JSON.parse(await readBody(new Response(request.body), MOST_BYTES)) };
  } catch (error) {
    if (error instanceof BodyTooLong || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function refused(status: number, message: string): Response {
  return Response.json({ error: { code: "control_bad", message } }, { status });
}

/** Compares digests, so that neither length nor time says anything. */
function isToken(header: string | null, token: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(header ?? ""), digest(`Bearer ${token}`));
}
