import { resolve } from 'node:path';
import { Argument, type Command } from 'commander';
import { z } from 'zod';
import { readingEngineNameSchema, trainingEngineNameSchema } from '../../shared/contract/model.ts';
import { modelCalls } from '../../shared/contract/modelCalls.ts';
import { InkdexError } from '../../shared/result.ts';
import type { Services } from '../services.ts';
import { type Common, dataCommand, printRow } from './command.ts';

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
      models.chooseEngine({ engine: parsed(trainingEngineNameSchema.nullable(), value) }),
  },
  'reading-engine': {
    description: `engine that reads: ${readingEngineNameSchema.options.join(', ')}; ${automatic}: the faster`,
    get: ({ models }) => models.chosen().reading,
    set: async ({ models }, value) =>
      models.chooseReadingEngine({ engine: parsed(readingEngineNameSchema.nullable(), value) }),
  },
  'second-opinion': {
    description: `whether a second reader is asked for words in doubt, and for Chinese and Japanese pages: on, off; ${automatic}: on`,
    get: ({ models }) => (models.secondOpinion() ? 'on' : 'off'),
    set: ({ models }, value) => {
      const asked = parsed(z.enum(['on', 'off']), value ?? 'on') === 'on';
      return Promise.resolve(models.chooseSecondOpinion({ asked }));
    },
  },
  threads: {
    description: `threads that read and train, from the next start; ${automatic}: one for each processor`,
    get: ({ models }) => models.chosen().threads,
    set: async ({ models }, value) =>
      models.chooseThreads(
        parsed(modelCalls.chooseThreads.args, { threads: value === null ? null : Number(value) }),
      ),
  },
  notes: {
    description: `folder with a Markdown note of every photo; ${automatic}: none`,
    get: ({ library }) => library.notesFolder().path,
    set: async ({ library }, value) =>
      library.setNotesFolder({ path: value === null ? null : resolve(value) }),
  },
  sidecars: {
    description: `photos with an XMP file beside them: all, or those below a folder; ${automatic}: none`,
    get({ library }) {
      const { all, path } = library.sidecars();
      return all ? 'all' : path;
    },
    set: async ({ library }, value) =>
      library.setSidecars({
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

/** `inkdex settings`: the settings of a library. */
export function settingsCommand(): Command {
  return dataCommand('settings', 'list the settings of the library; get or set one')
    .onLibrary({}, (services, options) => {
      for (const [name, setting] of Object.entries(settings)) {
        printSetting(services, name, setting, options);
      }
    })
    .addCommand(getCommand())
    .addCommand(setCommand());
}

function nameArgument(): Argument {
  const names = Object.entries(settings).map(([name, { description }]) => `${name}: ${description}`);
  return new Argument('<setting>', names.join('. ')).choices(Object.keys(settings));
}

function getCommand(): Command {
  return dataCommand('get', 'show a setting')
    .addArgument(nameArgument())
    .onLibrary({}, (services, options, name: string) => {
      printSetting(services, name, settingNamed(name), options);
    });
}

function setCommand(): Command {
  return dataCommand('set', 'change a setting')
    .addArgument(nameArgument())
    .argument('<value>', `new value; ${automatic} for the usual one`)
    .onLibrary({}, async (services, options, name: string, value: string) => {
      const setting = settingNamed(name);
      await setting.set(services, value === automatic ? null : value);
      printSetting(services, name, setting, options);
    });
}

/** Commander has checked the name. */
function settingNamed(name: string): Setting {
  const setting = settings[name];
  if (setting === undefined) throw new InkdexError('bad-arguments', `There is no setting ${name}.`);
  return setting;
}

function printSetting(services: Services, name: string, setting: Setting, { json }: Common): void {
  const value = setting.get(services);
  printRow(json, { setting: name, value }, `${name}\t${value ?? automatic}`);
}
