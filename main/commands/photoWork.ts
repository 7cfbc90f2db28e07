import { Argument, Option, type Command } from 'commander';
import { z } from 'zod';
import type { Job } from '../../shared/contract/job.ts';
import { pageLanguageSchema, pageLanguages } from '../../shared/contract/pageLanguage.ts';
import type { FailedFile } from '../../shared/contract/photo.ts';
import { rotationSchema } from '../../shared/rotation.ts';
import { InkdexError } from '../../shared/result.ts';
import { counted } from '../../shared/text.ts';
import type { Services } from '../services.ts';
import { chosenPhotos, photoNamed, photoShape, photoText, withPhotos } from './choosePhotos.ts';
import {
  type Common,
  dataCommand,
  idOf,
  note,
  optionsOf,
  print,
  printJson,
  withServices,
} from './command.ts';
import { createJobEvents, runJob } from './followJob.ts';

/** Opens the library, starts a job and follows it to its end. */
async function runOne(
  options: Common,
  start: (services: Services) => Promise<Job | null>,
  nothing: string,
): Promise<void> {
  const jobEvents = createJobEvents();
  await withServices(
    options,
    async (services) => {
      const job = await start(services);
      if (job === null) note(nothing);
      else await runJob(services.jobs, jobEvents, job, options.json);
    },
    jobEvents,
  );
}

export function readAgainCommand(): Command {
  return withPhotos(dataCommand('read', 'read photos of the library again; confirmed words stay as they are'))
    .option('--waiting', 'all photos that are not read yet')
    .option('--other-models', 'all photos that were read by other models than those in use')
    .action(async (photos: string[], _options, command: Command) => {
      const flags = { waiting: z.boolean().default(false), otherModels: z.boolean().default(false) };
      const options = optionsOf(command, { ...photoShape, ...flags });
      await runOne(
        options,
        async (services) => {
          const { reading } = services;
          if (options.otherModels) return await reading.readWithModelsInUse();
          if (options.waiting) return reading.readPhotos({ photos: [] });
          return reading.readPhotos({ photos: chosenPhotos(services, photos, options, command) });
        },
        'There is nothing to read.',
      );
    });
}

export function rotateCommand(): Command {
  return withPhotos(dataCommand('rotate', 'rotate photos clockwise with their words, and read them again'))
    .addOption(new Option('--by <degrees>', 'clockwise').choices(['90', '180', '270']).makeOptionMandatory())
    .action(async (photos: string[], _options, command: Command) => {
      const options = optionsOf(command, { ...photoShape, by: z.coerce.number().pipe(rotationSchema) });
      await runOne(
        options,
        (services) =>
          services.library.rotatePhotos({
            photos: chosenPhotos(services, photos, options, command),
            by: options.by,
          }),
        'Rotated. These photos had not been read, so they are not read again.',
      );
    });
}

export function languageCommand(): Command {
  const languages = [...pageLanguages, 'auto'];
  return dataCommand('language', 'choose the language in which a photo is read, and read it again')
    .argument('<photo>', photoText)
    .addArgument(new Argument('<language>', 'auto finds it from the words').choices(languages))
    .action(async (name: string, wanted: string, _options, command: Command) => {
      const language = wanted === 'auto' ? null : pageLanguageSchema.parse(wanted);
      await runOne(
        optionsOf(command, {}),
        ({ library }) =>
          Promise.resolve(library.chooseLanguage({ photo: photoNamed(library, name), language })),
        'Nothing is read again: the photo had not been read, or this was its language already.',
      );
    });
}

export function linesCommand(): Command {
  return dataCommand('lines', 'find the lines of a photo with a trained line finder')
    .argument('<photo>', photoText)
    .onLibrary({}, async ({ library, reading }, options, name: string) => {
      const found = await reading.findLines({ photo: photoNamed(library, name) });
      if (found === null) {
        throw new InkdexError(
          'model-unknown',
          'There is no line finder yet. Train one with: inkdex train --dataset VERSION --network fcn-lines',
        );
      }
      for (const box of found.lines) {
        if (options.json) printJson({ box });
        else print(box.map((side) => side.toFixed(0)).join('\t'));
      }
    });
}

/** `inkdex photos failures`: the files that could not be imported. */
export function failuresCommand(): Command {
  return dataCommand('failures', 'list the files that could not be imported; retry or dismiss them')
    .onLibrary({}, ({ library }, options) => {
      for (const failure of library.listFailures()) printFailed(failure, options.json);
    })
    .addCommand(retryCommand())
    .addCommand(dismissCommand());
}

const failureId = idOf(z.number().int().positive(), 'a failed file', 'inkdex photos failures');
const failures = (): Argument =>
  new Argument('[failure...]', 'ids as listed by `inkdex photos failures`; without ids: all').argParser(
    (text, before: readonly number[] | undefined) => [...(before ?? []), failureId(text)],
  );

function retryCommand(): Command {
  return dataCommand('retry', 'import failed files again')
    .addArgument(failures())
    .action(async (ids: number[], _options, command: Command) => {
      await runOne(
        optionsOf(command, {}),
        async ({ library }) => {
          const asked = chosenFailures(library, ids);
          return asked.length === 0 ? null : await library.retryFailures({ failures: asked });
        },
        'No file has failed.',
      );
    });
}

function dismissCommand(): Command {
  return dataCommand('dismiss', 'take failed files off the list')
    .addArgument(failures())
    .onLibrary({}, ({ library }, options, ids: number[]) => {
      const asked = chosenFailures(library, ids);
      if (asked.length > 0) library.dismissFailures({ failures: asked });
      if (options.json) printJson({ dismissed: asked.length });
      else note(`${counted(asked.length, 'failed file')} dismissed.`);
    });
}

function chosenFailures({ listFailures }: Pick<Services['library'], 'listFailures'>, ids: readonly number[]) {
  return ids.length > 0 ? [...ids] : listFailures().map(({ id }) => id);
}

function printFailed({ id, path, error, failedAt }: FailedFile, json: boolean): void {
  if (json) printJson({ failure: id, path, error, failedAt });
  else print(`${id}\t${error.message}\t${path}`);
}
