/**
 * Requests that cannot be answered with data, and their bodies in both shapes of the exchange.
 *
 * @module
 */

import type { EngineRefusal, EngineResult } from "../../exchange/accounts/refusals.ts";

/** A request that cannot be answered with data; the server turns it into an error body. */
export class RestError extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: string | undefined;
  readonly #flat: boolean;

  /** @param flat whether the body is in the flat shape, as of requests that cannot be parsed */
  constructor(status: number, code: string, message: string, details?: string, flat = false) {
    super(message);
    this.#flat = flat;
    this.status = status;
    this.code = code;
    this.details = details;
  }

  /** The error body in the exchange's nested shape, or in its flat one. */
  toResponse(): Response {
    const fields = this.#fields();
    return Response.json(this.#flat ? fields : { error: fields }, { status: this.status });
  }

  #fields(): Readonly<Record<string, string>> {
    const error = { code: this.code, message: this.message };
    return this.details === undefined ? error : { ...error, details: this.details };
  }
}

/** 404. */
export function notFound(): RestError {
  return new RestError(404, "not_found", "not found");
}

/** 400. */
export function badRequest(details: string): RestError {
  return new RestError(400, "bad_request", "bad request", details);
}

/** 400 of a body that cannot be parsed, in the flat shape. */
export function unreadable(details: string): RestError {
  return new RestError(400, "bad_request", "bad request", details, true);
}

/** 403. */
export function forbidden(details: string): RestError {
  return new RestError(403, "forbidden", "forbidden", details);
}

/** What the engine refused. */
export function engineError({ status, code, message, details }: EngineRefusal): RestError {
  return new RestError(status, code, message, details === "" ? undefined : details);
}

/** The value of a result. @throws {RestError} what the engine refused */
export function granted<Value>(result: EngineResult<Value>): Value {
  if (!result.ok) throw engineError(result.reason);
  return result.value;
}
