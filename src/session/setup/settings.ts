/**
 * Schemas of tables of settings: as a person writes them in a file or a flag, and as a recording's header keeps them.
 *
 * @module
 */
import { z } from "zod";
import { refuse, type Result, succeed } from "../../core/result.ts";
import { readDecimal, writeDecimal } from "../../core/numbers/decimal.ts";
import type { Setting, SettingsOf, SettingTable } from "../../core/numbers/settings.ts";

type Unit = Setting["unit"];

/** Digits after the point that a unit counts. */
const DECIMALS: Readonly<Record<Unit, number>> = {
  milliseconds: 0,
  price: 4,
  money: 6,
  quantity: 2,
  count: 0,
};

/** Units whose numbers are written without quotes. */
const PLAIN: ReadonlySet<Unit> = new Set<Unit>(["milliseconds", "count"]);

/** How an expected value of a unit is called. */
const WORDS: Readonly<Record<Unit, string>> = {
  milliseconds: "milliseconds",
  price: "dollars with at most 4 decimals",
  money: "dollars with at most 6 decimals",
  quantity: "contracts with at most 2 decimals",
  count: "a whole number",
};

/** Writes a value as a file does: `"500.00"`, `"0.10"`, `5000`. */
export function writeSetting({ unit }: Setting, value: number): string {
  if (PLAIN.has(unit)) return String(value);
  const [whole = "", part = ""] = writeDecimal(value, DECIMALS[unit]).split(".");
  return `${whole}.${part.replace(/0+$/, "").padEnd(2, "0")}`;
}

/**
 * Reads a value as a person writes it, in a file or a flag.
 *
 * @param given digits, as text or as a number of JSON
 * @returns a number of the setting's unit; a refusal that says what would have been right
 */
export function readSetting(setting: Setting, given: unknown): Result<number> {
  const { unit, least, most } = setting;
  const text = typeof given === "number" ? String(given) : given;
  const value = typeof text === "string" ? readDecimal(text, DECIMALS[unit]) : undefined;
  if (value !== undefined && value >= least && value <= most) return succeed(value);
  const bounds = `${writeSetting(setting, least)} to ${writeSetting(setting, most)}`;
  return refuse("bad_value", `expected ${WORDS[unit]}, ${bounds}, was ${JSON.stringify(given)}`);
}

/** The schema of some settings of a table, by their keys in a file; what is left out is left out. */
export function fileSchema<T extends SettingTable>(table: T): z.ZodType<Partial<SettingsOf<T>>> {
  const fields = Object.values(table).map((setting) =>
    [setting.key, valueSchema(setting).optional()] as const
  );
  return z.strictObject(Object.fromEntries(fields)).transform((found) => {
    const values = Object.entries(table).flatMap(([name, { key }]) =>
      found[key] === undefined ? [] : [[name, found[key]] as const]
    );
    return Object.fromEntries(values) as Partial<SettingsOf<T>>;
  });
}

function valueSchema(setting: Setting) {
  return z.unknown().transform((given, context) => {
    const value = readSetting(setting, given);
    if (value.ok) return value.value;
    context.addIssue({ code: "custom", message: value.reason.message });
    return z.NEVER;
  });
}

/** The schema of all settings of a table, as a header keeps them: whole numbers, whatever their bounds are today. */
export function headerSchema<T extends SettingTable>(table: T): z.ZodType<SettingsOf<T>> {
  const fields = Object.entries(table).map(([name, { unit, before }]) => {
    const number = unit === "milliseconds" ? z.number().nonnegative() : z.int().nonnegative();
    return [name, before === undefined ? number : number.default(before)] as const;
  });
  return z.object(Object.fromEntries(fields)) as unknown as z.ZodType<SettingsOf<T>>;
}

/** The settings of recordings that name none of a table. */
export function valuesBefore<T extends SettingTable>(table: T): SettingsOf<T> {
  const entries = Object.entries(table).map(([name, row]) => [name, row.before ?? row.default]);
  return Object.fromEntries(entries) as SettingsOf<T>;
}
