/**
 * The program's entry: words of the command line to a command's exit code.
 *
 * @module
 */
import { giveBack } from "./cli/granted.ts";
import { main } from "./cli/mod.ts";
import { sparesLoopback } from "./cli/no_proxy.ts";
import { STANDARD_OUTPUT } from "./cli/program.ts";

if (import.meta.main) {
  sparesLoopback();
  Deno.exit(await main(Deno.args, STANDARD_OUTPUT, giveBack));
}
