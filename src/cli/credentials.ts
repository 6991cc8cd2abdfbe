/**
 * Keys from the environment and from a `.env` file in the current folder; the environment wins.
 *
 * @module
 */
import { parseEnv } from "node:util";
import { keyVariables, readCredentials, type Variables } from "../kalshi/credentials.ts";
import type { Environment } from "../kalshi/environment.ts";
import type { Signer } from "../kalshi/sign.ts";
import { orFail } from "./common.ts";
import type { Output } from "./output.ts";

function envFile(): Variables {
  try {
    return parseEnv(Deno.readTextFileSync(".env"));
  } catch {
    // No such file, or not for us to read: then the environment alone counts.
    return {};
  }
}

/** The signer of an environment, or `undefined` where no key is named. Warnings go to stderr. */
export function readSigner(environment: Environment, output: Output): Signer | undefined {
  const file = envFile();
  const { id, path } = keyVariables(environment);
  const variables = Object.fromEntries([id, path].map((name) => [name, Deno.env.get(name) ?? file[name]]));
  const { signer, warnings } = orFail(readCredentials(environment, variables));
  for (const warning of warnings) output.note(`kalshi-live: ${warning}`);
  return signer;
}
