import { join } from 'node:path';
import { expect, it } from 'vitest';
import { allFormats } from '../../support/allFormats.ts';
import { folderOf, readAll } from '../../support/exchange.ts';

it.each(allFormats.filter(({ read }) => read !== null).map((format) => [format.name, format] as const))(
  'a file that is no %s is named in the message, and not its folder alone',
  async (_name, format) => {
    const path = join(folderOf({ 'notes.txt': 'some text of mine\nmore\n' }), 'notes.txt');
    const records = await readAll(format, path).catch((thrown: unknown) => [
      { kind: 'invalid', message: String(thrown) },
    ]);
    const messages = records.flatMap((record) => ('message' in record ? record.message : []));
    expect(messages.length).toBeGreaterThan(0);
    for (const message of messages) {
      expect(message).toMatch(/notes\.txt(?!\/)/u);
      expect(message).not.toContain('Invalid input');
    }
  },
);
