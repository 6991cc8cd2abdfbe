/**
 * A disk that fails in the middle of a file.
 */

/**
 * Runs something while files whose path matches take a few bytes each, and then fail as a full disk does.
 *
 * @param message what the operating system says
 */
export async function withFailingDisk<T>(path: RegExp, message: string, run: () => Promise<T>): Promise<T> {
  const { open } = Deno;
  Deno.open = async (name, options) => {
    const file = await open(name, options);
    if (!path.test(String(name))) return file;
    const write = file.write.bind(file);
    let room = 3;
    file.write = async (bytes) => {
      if (room === 0) throw new Error(message);
      const count = await write(bytes.subarray(0, room));
      room -= count;
      return count;
    };
    return file;
  };
  try {
    return await run();
  } finally {
    Deno.open = open;
  }
}
