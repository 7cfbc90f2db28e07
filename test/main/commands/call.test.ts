import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { askedOf, callable, fieldsOf } from '../../../main/commands/call.ts';
import { exchangeFormats } from '../../../main/exchange/formats.ts';
import { commandTables } from '../../../main/commands/program.ts';
import { commandLine } from '../../../main/commands/table.ts';
import { handlers } from '../../../main/ipc/handlers.ts';
import { serve } from '../../../main/ipc/serve.ts';
import { owner } from '../../../shared/contract/account.ts';
import { calls } from '../../../shared/contract/contract.ts';
import { windowCalls } from '../../../shared/contract/library.ts';
import { updateCalls } from '../../../shared/contract/update.ts';
import { inkdex, jsonLines, type Ended } from '../../support/commandLine.ts';
import { blankPng } from '../../support/images.ts';
import { openTestServices } from '../../support/services.ts';
import { folderForAll } from '../../support/folders.ts';

const folder = folderForAll();
const call = (...args: readonly string[]): Promise<Ended> =>
  inkdex(['call', ...args], { INKDEX_LIBRARY: join(folder, 'library') });

const schemaSchema = z.looseObject({
  /** Of several, the last: usually null. */
  type: z.union([z.string(), z.array(z.string()).transform((types) => types.at(-1))]).optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  get anyOf() {
    return z.array(schemaSchema).optional();
  },
  get oneOf() {
    return z.array(schemaSchema).optional();
  },
  get items() {
    return schemaSchema.optional();
  },
  get properties() {
    return z.record(z.string(), schemaSchema).optional();
  },
  required: z.array(z.string()).default([]),
  minItems: z.number().default(0),
  pattern: z.string().optional(),
});

/** A small value that a JSON schema allows. */
function exampleOf(given: unknown): unknown {
  const schema = schemaSchema.parse(given);
  const [first] = schema.anyOf ?? schema.oneOf ?? [];
  if (first !== undefined) return exampleOf(first);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.type === 'object') {
    const { properties = {}, required } = schema;
    return Object.fromEntries(required.map((name) => [name, exampleOf(properties[name] ?? {})]));
  }
  if (schema.type === 'array') return Array.from({ length: schema.minItems }, () => exampleOf(schema.items));
  if (schema.type === 'string') return schema.pattern === undefined ? 'text' : '0'.repeat(64);
  if (schema.type === 'integer' || schema.type === 'number') return 1;
  return schema.type === 'boolean' ? false : null;
}

describe('A call by its name', () => {
  it('answers on an empty library, or says why not, whatever looks only', async () => {
    const { services } = await openTestServices();
    const faults: string[] = [];
    const answer = serve(handlers(services, commandLine), (fault) => faults.push(fault));
    const codes = new Map<string, string>();
    for (const [name, { role, args }] of callable) {
      // The workers of tests have no engines.
      if (role !== 'read' || ['listEngines', 'engineChoice'].includes(name)) continue;
      const example = exampleOf(z.toJSONSchema(args, { unrepresentable: 'any', io: 'input' }));
      const asked = askedOf(name, JSON.stringify(example));
      expect(asked, name).toBeTypeOf('object');
      const answered = await answer(name, asked, owner);
      codes.set(name, answered.ok ? 'ok' : answered.error.code);
    }
    expect(faults).toEqual([]);
    expect(codes.size).toBeGreaterThan(50);
    expect([...codes.values()].filter((code) => code === 'ok').length).toBeGreaterThan(30);
    const refused = [...codes].filter(([, code]) => !['ok', 'not-found', 'model-unknown'].includes(code));
    expect(refused).toEqual([]);
  });

  it('is listed with the role that it needs and its fields, unless it needs a window', async () => {
    const listed = jsonLines(await call('--json'));
    const expected = Object.entries(calls)
      .filter(([name]) => !(name in windowCalls) && !(name in updateCalls))
      .map(([name, { role }]) => ({ call: name, role }));
    expect(listed.map(({ call: name, role }) => ({ call: name, role }))).toEqual(expected);
    expect((await call()).stdout).toContain(
      'listPhotos\tread\toffset, limit, status, collection?, folder?, sort?\n',
    );
  });

  it('prints its result as one line of JSON, or indented', async () => {
    const fields = '{"offset": 0, "limit": 5, "status": null}';
    expect((await call('listPhotos', fields, '--json')).stdout).toBe('{"total":0,"photos":[]}\n');
    expect((await call('listPhotos', fields)).stdout).toBe('{\n  "total": 0,\n  "photos": []\n}\n');
    expect(jsonLines(await call('libraryInfo', '--json'))).toMatchObject([{ entryPoint: 'command-line' }]);
  });

  it('follows a job that it starts to its end', async () => {
    const board = join(folder, 'board.png');
    writeFileSync(board, blankPng(320, 200));
    const ended = await call('importPaths', JSON.stringify({ paths: [board], read: false }), '--json');
    expect(jsonLines(ended)).toMatchObject([{ kind: 'import', state: 'done', done: 1 }]);
    expect(jsonLines(await call('listPhotoIds', '{"status": null}', '--json'))).toEqual([[1]]);
  });

  it.each([
    [['listPhoto'], 'there is no call "listPhoto". Did you mean listPhotos?'],
    [['choosePaths', '{"what": "file"}'], 'there is no call "choosePaths".'],
    [['toString'], 'there is no call "toString".'],
    [['getPhoto', '{photo: 1}'], 'this is not JSON: {photo: 1}. getPhoto takes {photo}.'],
    [['getPhoto', '[1]'], 'expected object, received array'],
    [['getPhoto'], 'expected number, received undefined\n  → at photo\ngetPhoto takes {photo}.'],
    [['getPhoto', '{"photo": "1"}'], 'expected number, received string'],
    [['getPhoto', '{"photo": 1, "words": true}'], 'there is no field "words". getPhoto takes {photo}.'],
    [['countLibrary', '{"query": {}}'], 'expected string, received undefined\n  → at query.folder'],
    [
      ['undoEdits', '{"edits": [{"photo": 1, "revision": 2, "by": 3}]}'],
      'there is no field "edits.0.by". undoEdits takes {edits}.',
    ],
  ])('%j is wrong usage and says what was expected', async (args, message) => {
    const { status, stdout, stderr } = await call(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  it('fails with the error of the library', async () => {
    const { status, stderr } = await call('getPhoto', '{"photo": 99}');
    expect(status).toBe(1);
    expect(stderr).toMatch(/^inkdex: .*99.* \[not-found\]\n$/u);
  });
});

describe('A command that passes a call on', () => {
  const entries = Object.values(commandTables(exchangeFormats([]))).flatMap((table) => Object.entries(table));
  const passing = entries.flatMap(([name, entry]) =>
    typeof entry === 'object' && entry.passes !== undefined ? [{ name, ...entry.passes }] : [],
  );

  it('names a call of the contract, only its fields, and all that are needed', () => {
    expect(passing.length).toBeGreaterThan(35);
    const wrong = passing.filter(({ call: name, fields }) => {
      const known = fieldsOf(calls[name].args);
      const names = known.map((field) => field.replace('?', ''));
      const needed = known.filter((field) => !field.endsWith('?'));
      return (
        [...fields].some((field) => !names.includes(field)) || needed.some((field) => !fields.has(field))
      );
    });
    expect(wrong).toEqual([]);
  });
});
