/**
 * A feature as the app joins it: its routes, what it counts, what the document calls its schemas.
 *
 * @module
 */
import type { z } from "zod";
import type { Family } from "./prometheus.ts";
import type { Route } from "./route.ts";

/** A section of the OpenAPI document. */
export interface Section {
  readonly name: string;
  /** The paths that belong to it. */
  readonly paths: RegExp;
}

/** Schemas by the names that the OpenAPI document gives them. */
export type NamedSchemas = Readonly<Record<string, z.ZodType>>;

/** One thing that can be asked for over HTTP. */
export interface Feature {
  readonly routes: readonly Route[];
  readonly families: readonly Family[];
  readonly sections: readonly Section[];
  /** Of requests. */
  readonly bodies: NamedSchemas;
  readonly answers: NamedSchemas;
  /** Ends what is under way, and settles when that is done. */
  close(): Promise<void>;
}
