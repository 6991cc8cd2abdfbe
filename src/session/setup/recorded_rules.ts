/**
 * Rules that a recording names. A recording is data: nothing in it is ever run, so the text of a rule that was a user's own
 * comes from whoever replays it, and is compared with what was recorded.
 *
 * @module
 */
import type { Registry } from "../../core/strategy/strategy.ts";
import { basename } from "node:path";
import { refuse, type Result, succeed } from "../../core/result.ts";
import type { Setup } from "./setup.ts";

/** Rules as a setup names them. */
export type RecordedRules = Setup["strategies"];

/** SHA-256 of the files of rules that are a user's own, by name. */
export type RuleDigests = Readonly<Record<string, string>>;

/** The rules as a header keeps them: of a file its name alone, since folders are the trader's own business. */
export function describeRules(rules: RecordedRules): RecordedRules {
  return rules.map((rule) => rule.file === undefined ? rule : { ...rule, file: nameOf(rule.file) });
}

/** The name of a file, of whatever system its path is. */
function nameOf(path: string): string {
  return basename(path.replaceAll("\\", "/"));
}

/**
 * Checks that all rules of a recording are there.
 *
 * @returns notes where a rule is not, or not surely, the one that was recorded; a refusal where one is missing
 */
export function matchRules(
  rules: RecordedRules,
  registry: Registry,
  digests: RuleDigests,
): Result<readonly string[]> {
  const notes: string[] = [];
  for (const { name, file, sha256 } of rules) {
    if (!registry.has(name)) {
      const message = file === undefined
        ? `it ran strategy ${name}, which is not among the built-in ones; pass --strategy FILE with a file of that name`
        : `it ran strategy ${name} of the file "${
          nameOf(file)
        }", and nothing of a recording is run: pass --strategy FILE`;
      return refuse("rule_missing", message);
    }
    const own = digests[name];
    if (file === undefined && own === undefined) continue;
    const doubt = doubtOf(file, sha256, own);
    if (doubt !== undefined) notes.push(`strategy ${name}: ${doubt}; decisions may differ`);
  }
  return succeed(notes);
}

/**
 * Checks that a session that was cut off would go on with the very rules that it was started with: it takes all its decisions
 * again, and its account is what they came to.
 */
export function sameRules(recorded: RecordedRules, now: RecordedRules): Result<void> {
  const changed = recorded.find(({ name, file, sha256 }) => {
    const own = now.find((each) => each.name === name);
    return file === undefined ? own?.sha256 !== undefined : sha256 === undefined || own?.sha256 !== sha256;
  });
  if (changed === undefined) return succeed(undefined);
  const file = changed.file === undefined ? "" : ` of the file "${nameOf(changed.file)}"`;
  return refuse("rule_changed", `strategy ${changed.name}${file} is not the one that it was begun with`);
}

/** Why a rule may not be the one that was recorded. */
function doubtOf(
  file: string | undefined,
  recorded: string | undefined,
  own: string | undefined,
): string | undefined {
  if (file === undefined) return "the recording ran the built-in rule of that name, this is a file";
  if (own === undefined) return "the recording ran a file, this is the built-in rule of that name";
  if (recorded === undefined) {
    return "the recording does not tell which text of the file it ran, this one is taken on trust";
  }
  if (recorded === own) return undefined;
  const [then, now] = [recorded, own].map((digest) => digest.slice(0, 12));
  return `its file, or one that it imports, is not as it was recorded (sha256 ${now}…, then ${then}…)`;
}
