/**
 * Requests that cannot be answered with data, and their bodies in both shapes of the exchange.
 *
 * @module
 */

/** A request that cannot be answered with data; the server turns it into an error body. */
export class RestError extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: string | undefined;

  constructor(status: number, code: string, message: string, details?: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }

  /** The error body in the exchange's nested shape. */
  toResponse(): Response {
    return Response.json({ error: this.#fields() }, { status: this.status });
  }

  /** The error body in the flat shape, which bodies that cannot be parsed are answered with. */
  toFlatResponse(): Response {
    return Response.json(this.#fields(), { status: this.status });
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
