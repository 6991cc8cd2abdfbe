// Types of the parts of @std/cli/parse-args in use here; see README.md.

export interface ParseOptions {
  readonly boolean?: readonly string[];
  readonly string?: readonly string[];
  readonly collect?: readonly string[];
  readonly negatable?: readonly string[];
  readonly alias?: Readonly<Record<string, string | readonly string[]>>;
  readonly default?: Readonly<Record<string, unknown>>;
  readonly stopEarly?: boolean;
  readonly "--"?: boolean;
  /** Called for each flag not declared; returning `false` leaves it out of the result. */
  readonly unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}

export interface Args {
  readonly _: (string | number)[];
  readonly [flag: string]: unknown;
}

/** Splits command-line words into flags and positional words. */
export declare function parseArgs(args: readonly string[], options?: ParseOptions): Args;
