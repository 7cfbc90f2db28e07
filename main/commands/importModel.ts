import { basename } from 'node:path';
import { z } from 'zod';
import { type ForeignModel, foreignModelSchema } from '../../shared/contract/model.ts';
import { note, wholeNumber, fitting } from './command.ts';
import { argument, choice, option } from './parameters.ts';
import { printModel } from './printModel.ts';
import { onLibrary, type Given } from './table.ts';

/** One number, or several with commas between them. */
const numberList = fitting(
  z
    .string()
    .transform((text) => text.split(',').map(Number))
    .pipe(z.array(z.number()).min(1).max(3)),
  'Expected a number, or one for each channel, such as 0.485,0.456,0.406.',
);

const form = {
  height: option(
    '--height <pixels>',
    'rows of its input (default: as the file says, else 48)',
    wholeNumber(1, 1024),
  ),
  width: option(
    '--width <pixels>',
    'least width of its input, or its only one (default: as the file says, else 320)',
    wholeNumber(1, 8192),
  ),
  fit: choice(
    '--fit <how>',
    'whether pictures keep their aspect and are padded, or are stretched to the width',
    ['pad', 'stretch'],
    'pad',
  ),
  channels: choice('--channels <order>', 'channels of its input (default: bgr, or grey if it has one)', [
    'rgb',
    'bgr',
    'grey',
  ]),
  mean: option(
    '--mean <numbers>',
    'subtracted from values of 0 to 1: one number, or one for each channel',
    numberList,
    [0.5],
  ),
  std: option('--std <numbers>', 'by which the rest is divided', numberList, [0.5]),
  layout: choice('--layout <axes>', 'axes of its input (default: as the file says)', ['nchw', 'nhwc']),
  blank: choice('--blank <place>', 'class of the CTC blank', ['first', 'last'], 'first'),
  reads: choice('--reads <unit>', 'what it reads (default: line if the alphabet has a space)', [
    'word',
    'line',
  ]),
};

/** `inkdex model import`: a model of Inkdex, or with `--alphabet` a recogniser of another program. */
export const importModel = onLibrary(
  'import a model into the library: one of Inkdex, or any CTC recogniser',
  {
    path: argument('<path>', '.onnx file'),
    alphabet: option<string | true>(
      '--alphabet [file]',
      'the model is of another program: its characters, one on each line in class order (without a file: those in the ' +
        "model's metadata)",
    ),
    ...form,
  },
  async ({ models }, { path, ...options }) => {
    const foreign = foreignOf(options);
    const model = await models.calls.importModel({ path, ...(foreign !== undefined && { foreign }) });
    const name = basename(path).replace(/\.onnx$/iu, '');
    if (model.id !== name) {
      note(
        `In the library, this model is called ${model.id}: it was there already, or the name ${name} is taken or is no valid id.`,
      );
    }
    printModel(model, options);
  },
);

/** What the options say of a model of another program; undefined for one of Inkdex. */
function foreignOf({
  alphabet,
  command,
  ...options
}: Given<typeof form> & { readonly alphabet: string | true | undefined }): ForeignModel | undefined {
  if (alphabet !== undefined) {
    return foreignModelSchema.parse({ ...options, alphabet: alphabet === true ? null : { path: alphabet } });
  }
  const given = Object.keys(form).find((name) => command.getOptionValueSource(name) === 'cli');
  if (given === undefined) return undefined;
  return command.error(`error: --${given} describes a model of another program: give its --alphabet, too.`, {
    exitCode: 2,
  });
}
