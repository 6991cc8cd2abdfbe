/**
 * The worker's side of a sweep: keeps the tapes it is given and runs tasks over them.
 *
 * @module
 */
import type { Registry } from "../../core/strategy/strategy.ts";
import { describeError } from "../../lib/errors.ts";
import { Tape } from "../../recording/tape/tape.ts";
import { withStrategyTexts } from "../../session/strategy_source/strategy_file.ts";
import type { GamePlan } from "../game_setup.ts";
import type { FromWorker, ToWorker } from "./messages.ts";
import { type GameOfRecording, runTask } from "./task.ts";

/** Works off messages. */
export class SweepWorkerSide {
  readonly #shipped: Registry;
  readonly #tell: (message: FromWorker) => void;
  readonly #games = new Map<number, { readonly recording: GameOfRecording; readonly tape: Tape }>();
  #started: { readonly plan: GamePlan; readonly registry: Registry } | undefined;

  /** @param shipped the strategies that ship with the program */
  constructor(shipped: Registry, tell: (message: FromWorker) => void) {
    this.#shipped = shipped;
    this.#tell = tell;
  }

  /** Takes a message; answers `begin` and every task. */
  async take(message: ToWorker): Promise<void> {
    try {
      await this.#take(message);
    } catch (error) {
      this.#tell({
        kind: "failed",
        code: "worker_failed",
        message: `A worker of the sweep failed: ${describeError(error)}`,
      });
    }
  }

  async #take(message: ToWorker): Promise<void> {
    switch (message.kind) {
      case "begin": {
        const loaded = await withStrategyTexts(this.#shipped, message.plan.texts ?? []);
        if (!loaded.ok) return this.#tell({ kind: "failed", ...loaded.reason });
        this.#started = { plan: message.plan, registry: loaded.value.registry };
        return this.#tell({ kind: "ready" });
      }
      case "game":
        return void this.#games.set(message.game, {
          recording: message.recording,
          tape: new Tape(message.tape),
        });
      case "forget":
        return void this.#games.delete(message.game);
      case "task":
        return this.#run(message);
    }
  }

  #run({ game, first, sets }: ToWorker & { readonly kind: "task" }): void {
    const known = this.#games.get(game);
    if (known === undefined || this.#started === undefined) {
      throw new TypeError(`Cannot run game ${game}: expected its tape before its sets`);
    }
    const { plan, registry } = this.#started;
    const done = runTask(known.tape, known.recording, plan, sets, registry);
    this.#tell(
      done.ok ? { kind: "done", game, first, ...done.value } : { kind: "failed", ...done.reason },
    );
  }
}
