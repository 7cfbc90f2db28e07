import { open } from 'node:fs/promises';

/** A text file that grows line by line, written in pieces of some 64 KB. */
export interface TextFile {
  append(text: string): Promise<void>;
  close(): Promise<void>;
}

const pieceLength = 64 * 1024;

/** Makes a file that is not there yet. */
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

/** Text files that are closed when the work ends, however it ends. */
export async function withTextFile<Value>(
  path: string,
  work: (file: TextFile) => Promise<Value>,
): Promise<Value> {
  const file = await createTextFile(path);
  let value: Value;
  try {
    value = await work(file);
  } catch (error) {
    // What failed first is what matters: that the rest could not be written then is no news.
    await file.close().catch(() => undefined);
    throw error;
  }
  await file.close();
  return value;
}
