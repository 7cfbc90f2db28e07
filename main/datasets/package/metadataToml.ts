import { parse, stringify } from 'smol-toml';
import { prettifyError, z } from 'zod';
import { sha256Schema } from '../../../shared/contract/photo.ts';
import { failureOf, InkdexError } from '../../../shared/result.ts';

/**
 * The contents of `metadata.toml`: exactly these three keys, all strings. `sha256` is the hash of the file
 * `filename`, which can be downloaded from `url`.
 */
export const datasetMetadataSchema = z.strictObject({
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
