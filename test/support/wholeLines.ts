import { z } from 'zod';

/**
 * Hears every line that a process said to its end: what it had begun to say when it was killed is none. Comes to an
 * end with the stream.
 */
export async function hearWholeLines(
  stream: NodeJS.ReadableStream,
  heard: (line: string) => void,
): Promise<void> {
  let begun = '';
  stream.setEncoding('utf8');
  for await (const part of stream) {
    const lines = (begun + z.string().parse(part)).split('\n');
    begun = lines.pop() ?? '';
    for (const line of lines) heard(line);
  }
}
