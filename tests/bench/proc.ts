/**
 * What the Linux kernel knows of a process.
 *
 * @module
 */

/** The kernel tells times in hundredths of a second, whatever its own clock (`USER_HZ`). */
const TICKS_PER_SECOND = 100;
const BYTES_PER_KB = 1_024;
/** Places of `utime` and `stime` after the name, proc_pid_stat(5). */
const USER_TIME = 11;
const SYSTEM_TIME = 12;

/** Why a benchmark that reads `/proc` is skipped; `undefined` where there is one. */
export function whyNoProc(): string | undefined {
  try {
    Deno.statSync("/proc/self/stat");
    return undefined;
  } catch {
    return "no /proc on this system";
  }
}

/**
 * The processor time of a process so far, of all its threads, in seconds.
 *
 * @throws if the process has ended
 */
export async function cpuSeconds(pid: number): Promise<number> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
  // The name stands in brackets and may hold blanks and brackets.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[USER_TIME]) + Number(fields[SYSTEM_TIME])) / TICKS_PER_SECOND;
}

/**
 * How long a thread that wants to run has waited for a processor so far, ms: the second field of `schedstat`.
 *
 * @param pid of a process, of whose first thread it is; this thread where left out
 * @returns `undefined` where the kernel does not count it
 */
export function waitedForProcessorMs(pid?: number): number | undefined {
  try {
    const stat = Deno.readTextFileSync(
      pid === undefined ? "/proc/thread-self/schedstat" : `/proc/${pid}/schedstat`,
    );
    return Number(stat.split(" ")[1]) / 1e6;
  } catch {
    return undefined;
  }
}

/** Resident memory in bytes. */
export interface ResidentMemory {
  readonly now: number;
  readonly peak: number;
  /** What of it is files that all processes of a program share: the runtime's own code. */
  readonly files: number;
}

/** The resident memory of a process; `undefined` once it has ended. */
export async function residentMemory(pid: number): Promise<ResidentMemory | undefined> {
  let status: string;
  try {
    status = await Deno.readTextFile(`/proc/${pid}/status`);
  } catch {
    return undefined;
  }
  const bytes = (name: string) => {
    const kb = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)?.[1];
    return kb === undefined ? undefined : Number(kb) * BYTES_PER_KB;
  };
  const now = bytes("VmRSS");
  const peak = bytes("VmHWM");
  const files = bytes("RssFile");
  return now === undefined || peak === undefined || files === undefined ? undefined : { now, peak, files };
}
