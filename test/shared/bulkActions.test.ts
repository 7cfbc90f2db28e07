import type { Command } from 'commander';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createProgram } from '../../main/commands/program.ts';
import { calls } from '../../shared/contract/contract.ts';

const root = join(import.meta.dirname, '../..');

interface Action {
  readonly name: string;
  readonly calls: readonly string[];
  readonly commands: readonly string[];
  readonly right: string;
  readonly undo: string;
}

const codes = (cell: string | undefined): string[] =>
  [...(cell ?? '').matchAll(/`([^`]+)`/gu)].map(([, code = '']) => code);

/** The rows of the tables. */
const actions = readFileSync(join(root, 'shared/contract/BULK.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('|') && !/^\| (?:-|action)/u.test(line))
  .map((line): Action => {
    const [, name = '', of, commands, , , right = '', undo = ''] = line.split('|').map((cell) => cell.trim());
    return { name, calls: codes(of), commands: codes(commands), right, undo };
  });

/** Writing calls without a list that change one thing, or none of the library's words, photos, samples and files beside them. */
const single: readonly string[] = [
  ...[
    'libraryStorage',
    'showLog',
    'choosePaths',
    'listFolder',
    'previewFile',
    'listRemoved',
    'notesFolder',
    'sidecars',
  ],
  ...[
    'updates',
    'setDailyUpdates',
    'findUpdate',
    'downloadUpdate',
    'cancelUpdate',
    'installUpdate',
    'showUpdate',
  ],
  ...[
    'listTokens',
    'createToken',
    'revokeToken',
    'broker',
    'setBroker',
    'pauseJob',
    'resumeJob',
    'cancelJob',
  ],
  ...[
    'exportLibrary',
    'downloadModel',
    'exportVersion',
    'exportModel',
    'importModel',
    'removeModel',
    'removeRun',
  ],
  ...['chooseLanguage', 'chooseKind', 'setProgress', 'leaseWordIds', 'reopenChangedWords', 'unwatchFolder'],
  ...[
    'saveSearch',
    'removeSavedSearch',
    'renameDataset',
    'freezeDataset',
    'verifyVersion',
    'comparePictures',
  ],
  ...['readSamples', 'recogniseFormat', 'previewTable', 'previewImport', 'previewDrawing', 'evaluateModel'],
  ...[
    'measureEngines',
    'chooseEngine',
    'chooseReadingEngine',
    'chooseSecondOpinion',
    'chooseThreads',
    'installEngine',
  ],
];

/** Commands with a list or a choice of many that change nothing of the library. */
const reading: readonly string[] = [
  ...['read', 'search', 'photos', 'label list', 'saved save', 'dataset freeze', 'train', 'complete'],
  ...['pdf', 'typed-pdf', 'docx', 'markdown', 'text', 'png'].map((format) => `export ${format}`),
];

const fields = z.record(z.string(), z.unknown());

/** Whether the JSON schema of arguments has a list of ids, of things with ids, or of paths. */
function takesMany(node: unknown, key = ''): boolean {
  if (Array.isArray(node)) return node.some((each) => takesMany(each, key));
  const parsed = fields.safeParse(node);
  if (!parsed.success) return false;
  const { type, items } = parsed.data;
  const isList = type === 'array' && (JSON.stringify(items).includes('"type":"integer"') || key === 'paths');
  return isList || Object.entries(parsed.data).some(([name, each]) => takesMany(each, name));
}

const writing = Object.entries(calls).filter(([, { role }]) => role !== 'read');
const withLists = writing
  .filter(([, { args }]) => takesMany(z.toJSONSchema(args, { unrepresentable: 'any', io: 'input' })))
  .map(([name]) => name);

function everyCommand(command: Command, path: readonly string[] = []): [name: string, command: Command][] {
  return [
    [path.join(' '), command],
    ...command.commands.flatMap((sub) => everyCommand(sub, [...path, sub.name()])),
  ];
}

const ofMany = new Set(['--photo', '--from', '--search', '--all']);
const commands = everyCommand(await createProgram());
const bulkCommands = commands
  .filter(
    ([, { registeredArguments, options }]) =>
      registeredArguments.some(({ variadic }) => variadic) ||
      options.some(({ long }) => ofMany.has(long ?? '')),
  )
  .map(([name]) => name);

describe('The table of actions on many things', () => {
  it('has each call that takes many ids, and each other writing call is in it or changes one thing', () => {
    const listed = new Set(actions.flatMap((action) => action.calls));
    expect(withLists.length).toBeGreaterThan(20);
    expect(withLists.filter((name) => !listed.has(name))).toEqual([]);
    expect(
      writing.map(([name]) => name).filter((name) => !listed.has(name) && !single.includes(name)),
    ).toEqual([]);
    const known = writing.map(([name]) => name);
    expect([...listed, ...single].filter((name) => !known.includes(name))).toEqual([]);
  });

  it('has each command that takes many words, photos or samples', () => {
    const listed = actions.flatMap((action) => action.commands);
    expect(bulkCommands.filter((name) => !listed.includes(name) && !reading.includes(name))).toEqual([]);
    const known = commands.map(([name]) => name);
    expect([...listed, ...reading].filter((name) => !known.includes(name))).toEqual([]);
  });

  it('says of each how often it is right, or why it needs no figure, and how it is undone', () => {
    for (const { name, right, undo } of actions) {
      expect(right, name).toMatch(/^exact$|^none: .|\.\d{3}, \.\d{3}/u);
      expect(undo, name).toMatch(/^(?!none$)./u);
    }
  });

  it('has no action as a primary button that is right for fewer than 95 of 100', () => {
    const buttons = globSync('renderer/**/*.tsx', { cwd: root }).flatMap((file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(/<\w*Button\b[^<]*?kind="primary"[^<]*/gu)].map(
        ([button]) => button,
      ),
    );
    const primary = buttons.flatMap((button) => /changes="(\w+)"/u.exec(button)?.[1] ?? []);
    expect(primary).toContain('confirmWords');
    const isSure = ({ right }: Action): boolean => {
      const figures = [...right.matchAll(/\.\d{3}/gu)].map(([figure]) => Number(figure));
      return right === 'exact' || (figures.length > 0 && figures.every((figure) => figure >= 0.95));
    };
    const doubtful = actions.filter((action) => !isSure(action)).flatMap((action) => action.calls);
    expect(doubtful).toContain('judgeBoxes');
    expect(primary.filter((name) => doubtful.includes(name))).toEqual([]);
  });
});
