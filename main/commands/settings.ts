import { resolve } from 'node:path';
import { Argument } from 'commander';
import { z } from 'zod';
import { readingEngineNameSchema, trainingEngineNameSchema } from '../../shared/contract/model.ts';
import { modelCalls } from '../../shared/contract/modelCalls.ts';
import { InkdexError } from '../../shared/result.ts';
import type { Services } from '../services.ts';
import { printRow } from './command.ts';
import { argument, asGiven } from './parameters.ts';
import { onLibrary, type CommandTable } from './table.ts';

/** The value of a setting that has not been chosen. */
const automatic = 'auto';

interface Setting {
  /** For help. */
  readonly description: string;
  get(services: Services): string | number | null;
  /** @param value null for the usual one */
  set(services: Services, value: string | null): Promise<unknown>;
}

/** The settings of the window that are kept in the library. */
const settings: Readonly<Record<string, Setting>> = {
  'training-engine': {
    description: `engine that trains: ${trainingEngineNameSchema.options.join(', ')}; ${automatic}: the fastest`,
    get: ({ models }) => models.chosen().training,
    set: async ({ models }, value) =>
      models.calls.chooseEngine({ engine: parsed(trainingEngineNameSchema.nullable(), value) }),
  },
  'reading-engine': {
    description: `engine that reads: ${readingEngineNameSchema.options.join(', ')}; ${automatic}: the faster`,
    get: ({ models }) => models.chosen().reading,
    set: async ({ models }, value) =>
      models.calls.chooseReadingEngine({ engine: parsed(readingEngineNameSchema.nullable(), value) }),
  },
  'second-opinion': {
    description: `whether a second reader is asked for words in doubt, and for Chinese and Japanese pages: on, off; ${automatic}: on`,
    get: ({ models }) => (models.chosen().second ? 'on' : 'off'),
    set: ({ models }, value) => {
      const asked = parsed(z.enum(['on', 'off']), value ?? 'on') === 'on';
      return Promise.resolve(models.calls.chooseSecondOpinion({ asked }));
    },
  },
  threads: {
    description: `threads that read and train, from the next start; ${automatic}: one for each processor`,
    get: ({ models }) => models.chosen().threads,
    set: async ({ models }, value) =>
      models.calls.chooseThreads(
        parsed(modelCalls.chooseThreads.args, { threads: value === null ? null : Number(value) }),
      ),
  },
  notes: {
    description: `folder with a Markdown note of every photo; ${automatic}: none`,
    get: ({ library }) => library.calls.notesFolder().path,
    set: async ({ library }, value) =>
      library.calls.setNotesFolder({ path: value === null ? null : resolve(value) }),
  },
  sidecars: {
    description: `photos with an XMP file beside them: all, or those below a folder; ${automatic}: none`,
    get({ library }) {
      const { all, path } = library.calls.sidecars();
      return all ? 'all' : path;
    },
    set: async ({ library }, value) =>
      library.calls.setSidecars({
        all: value === 'all',
        path: value === null || value === 'all' ? null : resolve(value),
      }),
  },
};

/** @throws InkdexError `bad-arguments` */
function parsed<Value>(schema: z.ZodType<Value>, value: unknown): Value {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new InkdexError('bad-arguments', `This is no value of the setting: ${issue?.message ?? ''}.`);
}

const name = asGiven<string>(
  new Argument(
    '<setting>',
    Object.entries(settings)
      .map(([each, { description }]) => `${each}: ${description}`)
      .join('. '),
  ).choices(Object.keys(settings)),
);

/** `inkdex settings`: the settings of a library. */
export const settingCommands: CommandTable = {
  settings: onLibrary('list the settings of the library; get or set one', {}, (services, { json }) => {
    for (const each of Object.keys(settings)) printSetting(services, each, json);
  }),
  'settings get': onLibrary('show a setting', { name }, (services, given) => {
    printSetting(services, given.name, given.json);
  }),
  'settings set': onLibrary(
    'change a setting',
    { name, value: argument('<value>', `new value; ${automatic} for the usual one`) },
    async (services, { value, ...given }) => {
      await settings[given.name]?.set(services, value === automatic ? null : value);
      printSetting(services, given.name, given.json);
    },
  ),
};

/** @param setting a name that commander has checked */
function printSetting(services: Services, setting: string, json: boolean): void {
  const value = settings[setting]?.get(services) ?? null;
  printRow(json, { setting, value }, `${setting}\t${value ?? automatic}`);
}
