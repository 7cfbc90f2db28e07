import { manifestHeaderSchema, sampleSchema, type Sample } from './contract/dataset.ts';
import { InkdexError } from './result.ts';

/** A manifest's first line, without its line feed. */
export const manifestHeader = JSON.stringify(
  manifestHeaderSchema.parse({ format: 'inkdex-dataset', version: 1 }),
);

const sampleKeys = Object.keys(sampleSchema.shape).sort();

/**
 * One sample as its only line of JSON: keys in alphabetical order, nothing left out, no white space, so
 * that the same sample is the same bytes everywhere. Numbers are as JSON.stringify writes them.
 */
export function canonicalSample(sample: Sample): string {
  const entries = new Map<string, unknown>(Object.entries(sample));
  return `{${sampleKeys.map((key) => `${JSON.stringify(key)}:${canonicalValue(entries.get(key))}`).join(',')}}`;
}

function canonicalValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalValue).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => compareKeys(a, b));
    return `{${entries.map(([key, part]) => `${JSON.stringify(key)}:${canonicalValue(part)}`).join(',')}}`;
  }
  return JSON.stringify(value ?? null);
}

/** The order of a manifest's samples: by UTF-16 code units, the same in every locale. */
export function compareKeys(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** No sample comes near: a longer line is another kind of file. */
const longestLine = 64e6;

/**
 * The lines of a manifest, parted by line feeds alone: Node's readline takes U+2028, which JSON leaves
 * as it is, for the end of a line as well.
 *
 * @param text in pieces of any length
 * @param path of its file, for people
 * @throws InkdexError `data-invalid` for a text that has no lines
 */
export async function* manifestLines(text: AsyncIterable<string>, path: string): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of text) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > longestLine) {
      throw new InkdexError('data-invalid', `${path} has a line of more than ${longestLine} characters.`);
    }
    yield* lines;
  }
  if (rest !== '') yield rest;
}

/**
 * One line of a manifest.
 *
 * @throws InkdexError `data-invalid` naming the line and what is wrong with it
 */
export function parseManifestLine(line: string, number: number): Sample {
  const place = `Line ${number} of the manifest`;
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    throw new InkdexError('data-invalid', `${place} is not JSON: it was changed or cut short.`);
  }
  const parsed = sampleSchema.safeParse(json);
  if (!parsed.success) {
    throw new InkdexError('data-invalid', `${place} is no sample: ${parsed.error.message}`);
  }
  return parsed.data;
}
