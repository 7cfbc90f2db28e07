import { open } from 'node:fs/promises';

/** A text file that is written line by line, buffered in pieces of about 64 KB. */
export interface TextFile {
  append(text: string): Promise<void>;
  close(): Promise<void>;
}

const pieceLength = 64 * 1024;

/** Creates a new file. */
export async function createTextFile(path: string): Promise<TextFile> {
  const file = await open(path, 'wx');
  let waiting = '';

  async function flush(): Promise<void> {
    const text = waiting;
    waiting = '';
    if (text !== '') await file.appendFile(text, 'utf8');
  }

  return {
    async append(text) {
      waiting += text;
      if (waiting.length >= pieceLength) await flush();
    },
    async close() {
      try {
        await flush();
      } finally {
        await file.close();
      }
    },
  };
}

/** Provides text files, and closes them when the work ends or fails. */
export async function withTextFile<Value>(
  path: string,
  work: (file: TextFile) => Promise<Value>,
): Promise<Value> {
  const file = await createTextFile(path);
  let value: Value;
  try {
    value = await work(file);
  } catch (error) {
    // The first error is the one to report, not that the rest could not be written.
    await file.close().catch(() => undefined);
    throw error;
  }
  await file.close();
  return value;
}
