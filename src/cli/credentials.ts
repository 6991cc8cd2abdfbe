/**
 * Keys from the environment and from a `.env` file in the current folder; the environment wins.
 *
 * @module
 */
import { parseEnv } from "node:util";
import { keyVariables, readCredentials, type Variables } from "../kalshi/signing/credentials.ts";
import type { Environment } from "../kalshi/environment.ts";
import type { Signer } from "../kalshi/signing/sign.ts";
import { decodeText } from "../kalshi/signing/text_file.ts";
import { describeError } from "../lib/errors.ts";
import { orFail, type Output } from "./program.ts";
import { variable } from "./granted.ts";

const FILE = ".env";

function envFile(output: Output): Variables {
  try {
    // Some systems have folders of this name.
    if (!Deno.statSync(FILE).isFile) return {};
    return parseEnv(decodeText(Deno.readFileSync(FILE)));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) {
      const why = describeError(error);
      output.note(`kalshi-live: ${FILE} is not used, it cannot be read: ${why}`);
    }
    return {};
  }
}

/** The line where a key is wanted and none is named: which variables name it. @param what cannot be done */
export function noKeyNamed(environment: Environment, what: string): string {
  const { id, path } = keyVariables(environment);
  return `${what}: no key is named for ${
    environment.name === "custom" ? environment.restUrl : environment.name
  }; ` +
    `expected ${id} and ${path} in the environment or in .env`;
}

/** The signer of an environment, or `undefined` where no key is named. */
export function readSigner(environment: Environment, output: Output): Signer | undefined {
  const file = envFile(output);
  const { id, path } = keyVariables(environment);
  const variables = Object.fromEntries([id, path].map((name) => [name, variable(name) ?? file[name]]));
  return orFail(readCredentials(environment, variables));
}
