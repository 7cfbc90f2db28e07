import { join } from 'node:path';
import { InkdexError } from '../../../shared/result.ts';
import { readLanguageFile } from '../language/language.ts';
import { decoderSettingsSchema, type DecoderSettings } from './wordDecoder.ts';

export const decoderFile = 'decoder.json';

/** @throws InkdexError `file-missing`, `data-invalid` */
export async function readDecoderSettings(folder: string): Promise<DecoderSettings> {
  const path = join(folder, decoderFile);
  const text = (await readLanguageFile(path)).toString('utf8');
  try {
    return decoderSettingsSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new InkdexError(
      'data-invalid',
      `${JSON.stringify(path)} is not what the reader expects: ${error instanceof Error ? error.message : String(error)}. ` +
        'Make it anew with "npm run calibrate".',
      { cause: error },
    );
  }
}
