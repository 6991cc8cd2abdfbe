/**
 * The three shapes of an error body, brought to one.
 *
 * @module
 */
import { z } from "zod";
import { maybe } from "./common.ts";

const described = { code: maybe(z.string()), message: maybe(z.string()), details: maybe(z.string()) };

/** `{"error":{"code":…,"message":…}}`: seen where an order is refused. */
export const nestedError = z.object({ error: z.object(described) });
/** `{"code":…,"message":…,"details":…}`: what the exchange's OpenAPI describes. */
export const flatError = z.object(described);
/** `{"error":"too many requests"}`: under status 429. */
export const plainError = z.object({ error: z.string() });

/** Any of the three. */
export const wireError = z.union([nestedError, plainError, flatError]);

/** An error body, whatever its shape was. */
export interface WireError {
  /** The exchange's code, for example `invalid_price`; of a plain error its text with underscores. */
  readonly code: string;
  readonly message: string;
  readonly details?: string;
}

/**
 * Reads an error body.
 *
 * @param body the parsed JSON of an answer that is not a success
 * @returns `undefined` where the body has none of the three shapes
 */
export function readError(body: unknown): WireError | undefined {
  const parsed = wireError.safeParse(body);
  if (!parsed.success) return undefined;
  if (!("error" in parsed.data)) return describe(parsed.data);
  const { error } = parsed.data;
  return typeof error === "string"
    ? { code: error.trim().toLowerCase().replaceAll(" ", "_"), message: error }
    : describe(error);
}

function describe(error: z.infer<typeof flatError>): WireError | undefined {
  const code = error.code ?? undefined;
  const message = error.message ?? undefined;
  if (code === undefined && message === undefined) return undefined;
  return {
    code: code ?? "unknown",
    message: message ?? code ?? "",
    ...(error.details === null || error.details === undefined ? {} : { details: error.details }),
  };
}
