import { expect, it } from 'vitest';
import { manifestLines } from '../../shared/manifest.ts';

async function linesOf(...pieces: string[]): Promise<string[]> {
  async function* text(): AsyncGenerator<string> {
    for (const piece of pieces) yield await Promise.resolve(piece);
  }
  const lines: string[] = [];
  for await (const line of manifestLines(text(), 'version.jsonl')) lines.push(line);
  return lines;
}

it.each([
  ['however their text is cut', ['a', 'b\nc', '\n', 'd\n'], ['ab', 'c', 'd']],
  ['with a last one that lacks its end', ['a\nb'], ['a', 'b']],
  ['none in an empty text', [''], []],
  ['parted by line feeds alone', ['a\u2028b\u2029c\rd\n'], ['a\u2028b\u2029c\rd']],
])('a manifest gives its lines, %s', async (_how, pieces, lines) => {
  expect(await linesOf(...pieces)).toEqual(lines);
});
