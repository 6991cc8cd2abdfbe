/**
 * From the flags of a command to what a live session needs: the journal of the account, and a person's word.
 *
 * @module
 */
import { Journal } from "../../journal/journal.ts";
import { accountPlace } from "../../journal/place.ts";
import type { Environment } from "../../kalshi/environment.ts";
import type { Signer } from "../../kalshi/signing/sign.ts";
import type { LiveOptions } from "../../session/live/live_options.ts";
import type { Setup } from "../../session/setup/setup.ts";
import { proxyNamed } from "../no_proxy.ts";
import { orFail, type Output } from "../program.ts";
import { type Asker, askForConfirmation } from "./confirm.ts";

/** What is to be traded live. */
export interface LiveWish {
  readonly environment: Environment;
  /** On screens and in the names of files: `prod`, `demo`, `sim`, or the host of another exchange. */
  readonly environmentName: string;
  readonly signer: Signer;
  readonly words: readonly string[];
  readonly setup: Setup;
  /** The folder of journals. */
  readonly state: string;
}

/**
 * Opens the journal, asks, and runs a live session with both; the journal is closed after it.
 *
 * @throws {CliError} with exit code 1 where it was not confirmed, or the journal cannot be used: nothing was sent
 */
export async function withConfirmation(
  wish: LiveWish,
  output: Output,
  session: (live: LiveOptions) => Promise<number>,
  asker?: Asker,
): Promise<number> {
  const { environmentName, signer, state } = wish;
  using journal = orFail(Journal.open({
    place: accountPlace(state, environmentName, signer.keyId),
    environment: environmentName,
    account: signer.keyId,
    now: Date.now,
  }));
  for (const notice of journal.notices) output.note(notice);
  const confirmation = await askForConfirmation({ ...wish, journal }, output, asker);
  return await session({
    journal,
    confirmation,
    process: `kalshi-live ${wish.words.join(" ")}`,
    proxied: proxyNamed(),
  });
}
