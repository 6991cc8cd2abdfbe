/**
 * How a request is refused: one form for all.
 *
 * @module
 */
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { z } from "zod";

/** A fault in one part of a request. */
export interface ApiIssue {
  /** For example `config.latency_ms`. */
  readonly path: string;
  readonly message: string;
}

/** The body of every refusal. */
export const ErrorBodySchema = z.object({
  error: z.object({
    code: z.string().describe("a reason for programs"),
    message: z.string().describe("a reason for people, in one line"),
    issues: z.array(z.object({ path: z.string(), message: z.string() })).optional()
      .describe("what is wrong, part by part"),
  }),
});

/** Unwinds to the app, which answers it. Thrown in this room only. */
export class ApiError extends Error {
  readonly status: ContentfulStatusCode;
  readonly code: string;
  readonly issues: readonly ApiIssue[];
  readonly headers: Readonly<Record<string, string>>;

  /** @param message one line: what cannot be done, and why */
  constructor(
    status: ContentfulStatusCode,
    code: string,
    message: string,
    more: { readonly issues?: readonly ApiIssue[]; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.issues = more.issues ?? [];
    this.headers = more.headers ?? {};
  }

  /** The answer. */
  response(): Response {
    const { status, code, message, issues, headers } = this;
    const error = issues.length === 0 ? { code, message } : { code, message, issues };
    return Response.json({ error }, { status, headers });
  }
}

/** No such thing; what was asked for is shown cut short. */
export function notFound(what: string, id: string): ApiError {
  return new ApiError(404, "not_found", `Cannot find ${what} "${id.slice(0, 120)}"`);
}
