import { parse, stringify } from 'smol-toml';
import { prettifyError, z } from 'zod';
import { sha256Schema } from '../../../shared/contract/photo.ts';
import { failureOf, InkdexError } from '../../../shared/result.ts';

/** File names in a package, a folder that contains a whole version. */
export const packageFiles = {
  /** The version's manifest, byte for byte; its SHA-256 is the version's id. */
  manifest: 'manifest.jsonl',
  metadata: 'metadata.toml',
  croissant: 'croissant.json',
  /** Author, date and reason of the version. */
  record: 'version.json',
  /** The labels again, as a table that any program can read. */
  table: 'samples.csv',
} as const;

const extensions: Readonly<Record<string, string>> = { jpeg: 'jpg', tiff: 'tif' };
const types: Readonly<Record<string, string>> = { heic: 'image/heic', avif: 'image/avif' };

/** Path of an image in a package, from its hash and format: "images/ab12....png". */
export function packagedImage(sha256: string, format: string): string {
  return `images/${sha256}.${extensions[format] ?? format}`;
}

/** File extension for images of a format. */
export function packagedEnding(format: string): string {
  return extensions[format] ?? format;
}

export function mimeType(format: string): string {
  return types[format] ?? `image/${format}`;
}

/**
 * The contents of `metadata.toml`: exactly these three keys, all strings. `sha256` is the hash of the file
 * `filename`, which can be downloaded from `url`.
 */
const datasetMetadataSchema = z.strictObject({
  url: z.string(),
  filename: z.string().min(1),
  sha256: sha256Schema,
});
export type DatasetMetadata = z.infer<typeof datasetMetadataSchema>;

export function metadataToml({ url, filename, sha256 }: DatasetMetadata): string {
  return stringify({ url, filename, sha256 });
}

/**
 * @param path the path for error messages
 * @throws InkdexError `data-invalid`
 */
export function parseMetadataToml(text: string, path: string): DatasetMetadata {
  const expected = 'expected exactly the keys url, filename and sha256, each a string';
  let found: unknown;
  try {
    found = parse(text);
  } catch (thrown) {
    const { message } = failureOf(thrown);
    throw new InkdexError('data-invalid', `${path} is not valid TOML (${message}): ${expected}.`, {
      cause: thrown,
    });
  }
  const parsed = datasetMetadataSchema.safeParse(found);
  if (parsed.success) return parsed.data;
  throw new InkdexError('data-invalid', `${path}: ${expected}. ${prettifyError(parsed.error)}`);
}
