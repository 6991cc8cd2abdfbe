/**
 * Settings as rows of a table: from one table come the type, the defaults, the schemas, the flags and the documentation.
 *
 * @module
 */
import type { Micros, Quantity } from "./money.ts";

/** The unit of a setting's number. */
export interface SettingValues {
  readonly milliseconds: number;
  /** 1/10,000 dollar. */
  readonly price: number;
  readonly money: Micros;
  readonly quantity: Quantity;
  readonly count: number;
}

/** One setting, in whole numbers of its unit. */
export interface Setting {
  /** Its name in files and flags: lower case with underscores, with the unit of a time. */
  readonly key: string;
  readonly unit: keyof SettingValues;
  readonly default: number;
  /** Bounds of what a trader may ask for, themselves included. */
  readonly least: number;
  readonly most: number;
  /** Its effect, in one line without a full stop. */
  readonly text: string;
  /** The value that recordings ran with that were made before there was this setting; left out: it has always been there. */
  readonly before?: number;
  /** The default of live orders, where it is another: what protects money is on there, and paper runs as it always did. */
  readonly live?: number;
}

/** Settings by the name they have inside the program. */
export type SettingTable = Readonly<Record<string, Setting>>;

/** A value for each setting of a table. */
export type SettingsOf<T extends SettingTable> = {
  readonly [name in keyof T]: SettingValues[T[name]["unit"]];
};

/** The defaults of a table. */
export function defaultsOf<T extends SettingTable>(
  table: T,
  mode: "paper" | "live" = "paper",
): SettingsOf<T> {
  const entries = Object.entries<Setting>(table).map(([name, row]) => [
    name,
    mode === "live" ? row.live ?? row.default : row.default,
  ]);
  return Object.fromEntries(entries) as SettingsOf<T>;
}
