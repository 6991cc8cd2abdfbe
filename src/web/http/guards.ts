/**
 * Who may ask: the right host, the same origin, the right token.
 *
 * @module
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { ApiError } from "./api_error.ts";

/** Headers of every answer that does not bring its own. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy":
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
};

/**
 * Refuses what another site's page could send: a `Host` that is not ours (a foreign name that was made to point here), an
 * `Origin` that is not this server, and loads that the browser itself marks as another site's.
 *
 * @throws {ApiError} 421 or 403
 */
export function checkSource(request: Request, allowedHosts: ReadonlySet<string>): void {
  const { headers } = request;
  // The address has a host of its own in HTTP/2, and where the request line holds a whole URL.
  const named = [new URL(request.url).host, headers.get("host")].filter((host) => host !== null);
  const hosts = named.map((host) => host.toLowerCase());
  const stranger = hosts.find((host) => !allowedHosts.has(host));
  if (stranger !== undefined) {
    const expected = "expected the address this server listens on, or a name that --allow-host gave it";
    throw new ApiError(421, "wrong_host", `Cannot answer for host "${stranger.slice(0, 120)}": ${expected}`);
  }
  const origin = headers.get("origin");
  // It is https where a proxy speaks TLS for this server.
  const own = hosts.flatMap((host) => [`http://${host}`, `https://${host}`]);
  if (origin !== null && !own.includes(origin.toLowerCase())) {
    throw new ApiError(403, "wrong_origin", "Cannot answer another origin: expected the same one, or none");
  }
  if (headers.get("sec-fetch-site") === "cross-site" && headers.get("sec-fetch-mode") !== "navigate") {
    throw new ApiError(403, "wrong_origin", "Cannot answer another site: expected the same one");
  }
}

function digest(text: string): Uint8Array {
  return createHash("sha256").update(text).digest();
}

/** Makes the check of the token; it takes the same time whatever was shown. */
export function tokenCheck(token: string): (request: Request) => void {
  const expected = digest(token);
  return (request) => {
    const [, shown = ""] = /^bearer +(\S+) *$/i.exec(request.headers.get("authorization") ?? "") ?? [];
    if (timingSafeEqual(digest(shown), expected) && shown !== "") return;
    const message = "Cannot do this without the token: expected Authorization: Bearer TOKEN";
    throw new ApiError(401, "unauthorized", message, {
      headers: { "www-authenticate": 'Bearer realm="kalshi-live"' },
    });
  };
}
