import { prettifyError } from 'zod';
import { manifestHeaderSchema, sampleSchema, type Sample } from './contract/dataset.ts';
import { InkdexError } from './result.ts';
import { formatCount } from './text.ts';

/** A manifest's first line, without its line feed. */
export const manifestHeader = JSON.stringify(
  manifestHeaderSchema.parse({ format: 'inkdex-dataset', version: 1 }),
);

const sampleKeys = Object.keys(sampleSchema.shape).sort();

/**
 * The canonical line of a sample: JSON with all keys in alphabetical order, without white space, so that the same sample
 * has the same bytes everywhere. Numbers are those of JSON.stringify.
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

/** Longest line. A file with a longer one is not a manifest. */
const longestLine = 64e6;

/**
 * The lines of a manifest, separated only by line feeds. Node's readline would also split at U+2028, which JSON does not
 * escape.
 *
 * @param text in pieces of any length
 * @param path of its file, for messages
 * @throws InkdexError `data-invalid` for a text without lines
 */
export async function* manifestLines(text: AsyncIterable<string>, path: string): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of text) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > longestLine) {
      throw new InkdexError(
        'data-invalid',
        `${path} has a line of more than ${formatCount(longestLine)} characters; expected the manifest of a dataset version.`,
      );
    }
    yield* lines;
  }
  if (rest !== '') yield rest;
}

/**
 * One line of a manifest.
 *
 * @throws InkdexError `data-invalid` with the line and the reason
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
    throw new InkdexError('data-invalid', `${place} is not a sample: ${prettifyError(parsed.error)}`);
  }
  return parsed.data;
}
