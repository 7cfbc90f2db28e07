import { expect, it } from 'vitest';
import { exportEnding, photoExportFormatSchema } from '../../../shared/page/exportFormats.ts';

it.each([
  ['one photo', { isOne: true, each: false }, ['.pdf', '.pdf', '.docx', null, '.txt', '.png']],
  ['several', { isOne: false, each: false }, ['.pdf', '.pdf', '.docx', null, '.txt', null]],
  ['a document for each', { isOne: false, each: true }, ['.pdf', null, null, null, '.txt', null]],
])('of %s, some formats are a file, others a folder or an archive', (_of, asked, endings) => {
  expect(photoExportFormatSchema.options.map((format) => exportEnding(format, asked))).toEqual(endings);
});
