import { startingJob } from './followJob.ts';
import { Argument, Option, type Command } from 'commander';
import { z } from 'zod';
import { pageLanguageSchema, pageLanguages } from '../../shared/contract/pageLanguage.ts';
import type { FailedFile } from '../../shared/contract/photo.ts';
import { rotationSchema } from '../../shared/rotation.ts';
import { InkdexError } from '../../shared/result.ts';
import { counted } from '../../shared/text.ts';
import type { Services } from '../services.ts';
import { chosenPhotos, photoNamed, photoShape, photoText, withPhotos } from './choosePhotos.ts';
import { dataCommand, idOf, printRow, tell } from './command.ts';

export function readAgainCommand(): Command {
  return startingJob(
    withPhotos(dataCommand('read', 'read photos of the library again; confirmed words stay as they are'))
      .option('--waiting', 'all photos that are not read yet')
      .option('--other-models', 'all photos that were read by other models than those in use'),
    { ...photoShape, waiting: z.boolean().default(false), otherModels: z.boolean().default(false) },
    'There is nothing to read.',
    (services, options, photos: string[], _given, command: Command) => {
      const { reading } = services;
      if (options.otherModels) return reading.readWithModelsInUse();
      if (options.waiting) return reading.readPhotos({ photos: [] });
      return reading.readPhotos({ photos: chosenPhotos(services, photos, options, command) });
    },
  );
}

export function rotateCommand(): Command {
  return startingJob(
    withPhotos(
      dataCommand('rotate', 'rotate photos clockwise with their words, and read them again'),
    ).addOption(
      new Option('--by <degrees>', 'clockwise').choices(['90', '180', '270']).makeOptionMandatory(),
    ),
    { ...photoShape, by: z.coerce.number().pipe(rotationSchema) },
    'Rotated. These photos had not been read, so they are not read again.',
    (services, options, named: string[], _given, command: Command) => {
      const photos = chosenPhotos(services, named, options, command);
      return services.library.rotatePhotos({ photos, by: options.by });
    },
  );
}

export function languageCommand(): Command {
  const languages = [...pageLanguages, 'auto'];
  return startingJob(
    dataCommand('language', 'choose the language in which a photo is read, and read it again')
      .argument('<photo>', photoText)
      .addArgument(new Argument('<language>', 'auto finds it from the words').choices(languages)),
    {},
    'Nothing is read again: the photo had not been read, or this was its language already.',
    ({ library }, _options, name: string, wanted: string) => {
      const language = wanted === 'auto' ? null : pageLanguageSchema.parse(wanted);
      return library.chooseLanguage({ photo: photoNamed(library, name), language });
    },
  );
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
        printRow(options.json, { box }, box.map((side) => side.toFixed(0)).join('\t'));
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
  return startingJob(
    dataCommand('retry', 'import failed files again').addArgument(failures()),
    {},
    'No file has failed.',
    ({ library }, _options, ids: number[]) => {
      const asked = chosenFailures(library, ids);
      return asked.length === 0 ? null : library.retryFailures({ failures: asked });
    },
  );
}

function dismissCommand(): Command {
  return dataCommand('dismiss', 'take failed files off the list')
    .addArgument(failures())
    .onLibrary({}, ({ library }, options, ids: number[]) => {
      const asked = chosenFailures(library, ids);
      if (asked.length > 0) library.dismissFailures({ failures: asked });
      tell(options.json, { dismissed: asked.length }, `${counted(asked.length, 'failed file')} dismissed.`);
    });
}

function chosenFailures({ listFailures }: Pick<Services['library'], 'listFailures'>, ids: readonly number[]) {
  return ids.length > 0 ? [...ids] : listFailures().map(({ id }) => id);
}

function printFailed({ id, path, error, failedAt }: FailedFile, json: boolean): void {
  printRow(json, { failure: id, path, error, failedAt }, `${id}\t${error.message}\t${path}`);
}
