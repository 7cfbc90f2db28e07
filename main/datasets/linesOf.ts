import { createReadStream } from 'node:fs';
import { InkdexError } from '../../shared/result.ts';

/** No sample comes near: a longer line is another kind of file. */
const longestLine = 64e6;

/**
 * The lines of a text file, parted by line feeds alone: Node's readline takes U+2028, which JSON leaves
 * as it is, for the end of a line as well.
 *
 * @throws InkdexError `data-invalid` for a file that has no lines
 */
export async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = '';
  const chunks: AsyncIterable<string> = createReadStream(path, { encoding: 'utf8', highWaterMark: 1 << 18 });
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > longestLine) {
      throw new InkdexError(
        'data-invalid',
        `${path} has a line of more than ${String(longestLine)} characters.`,
      );
    }
    yield* lines;
  }
  if (rest !== '') yield rest;
}
