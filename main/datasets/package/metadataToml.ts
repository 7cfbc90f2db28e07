import { parse, stringify } from 'smol-toml';
import { prettifyError, z } from 'zod';
import { sha256Schema } from '../../../shared/contract/photo.ts';
import { failureOf, InkdexError } from '../../../shared/result.ts';

/**
 * What a dataset is known by, as `metadata.toml` has it: exactly these three keys, all strings. `sha256`
 * is that of the file `filename`, which is found at `url`.
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
 * @param path what messages call it
 * @throws InkdexError `data-invalid`
 */
export function parseMetadataToml(text: string, path: string): DatasetMetadata {
  const expected = 'expected url, filename and sha256, each once, as strings, and nothing else';
  let found: unknown;
  try {
    found = parse(text);
  } catch (thrown) {
    const { message } = failureOf(thrown);
    throw new InkdexError('data-invalid', `${path} is no TOML (${message}): ${expected}.`, { cause: thrown });
  }
  const parsed = datasetMetadataSchema.safeParse(found);
  if (parsed.success) return parsed.data;
  throw new InkdexError('data-invalid', `${path}: ${expected}. ${prettifyError(parsed.error)}`);
}
