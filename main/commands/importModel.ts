import { basename } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { type ForeignModel, foreignModelSchema } from '../../shared/contract/model.ts';
import { dataCommand, note, optionsOf, wholeNumber, withServices, fitting } from './command.ts';
import { printModel } from './printModel.ts';

const { shape } = foreignModelSchema;

/** `inkdex model import`: a model of Inkdex, or with `--alphabet` a recogniser of another program. */
export function importCommand(): Command {
  return dataCommand('import', 'import a model into the library: one of Inkdex, or any CTC recogniser')
    .argument('<path>', '.onnx file')
    .option(
      '--alphabet [file]',
      'the model is of another program: its characters, one on each line in class order (without a file: those in the ' +
        "model's metadata)",
    )
    .option(
      '--height <pixels>',
      'rows of its input (default: as the file says, else 48)',
      wholeNumber(1, 1024),
    )
    .option(
      '--width <pixels>',
      'least width of its input, or its only one (default: as the file says, else 320)',
      wholeNumber(1, 8192),
    )
    .choice(
      '--fit <how>',
      'whether pictures keep their aspect and are padded, or are stretched to the width',
      ['pad', 'stretch'],
      'pad',
    )
    .choice('--channels <order>', 'channels of its input (default: bgr, or grey if it has one)', [
      'rgb',
      'bgr',
      'grey',
    ])
    .option(
      '--mean <numbers>',
      'subtracted from values of 0 to 1: one number, or one for each channel',
      numberList,
      [0.5],
    )
    .option('--std <numbers>', 'by which the rest is divided', numberList, [0.5])
    .choice('--layout <axes>', 'axes of its input (default: as the file says)', ['nchw', 'nhwc'])
    .choice('--blank <place>', 'class of the CTC blank', ['first', 'last'], 'first')
    .choice('--reads <unit>', 'what it reads (default: line if the alphabet has a space)', ['word', 'line'])
    .action(async (path: string, _options, command: Command) => {
      const options = optionsOf(command, foreignOptions);
      const foreign = foreignOf(command, options);
      const model = await withServices(options, (services) =>
        services.models.importModel({ path, ...(foreign !== undefined && { foreign }) }),
      );
      const name = basename(path).replace(/\.onnx$/iu, '');
      if (model.id !== name) {
        note(
          `In the library, this model is called ${model.id}: it was there already, or the name ${name} is taken or is no valid id.`,
        );
      }
      printModel(model, options.json);
    });
}

const foreignOptions = {
  alphabet: z.union([z.string(), z.literal(true)]).optional(),
  ...{ height: shape.height, width: shape.width, fit: shape.fit, channels: shape.channels },
  ...{ mean: shape.mean, std: shape.std, layout: shape.layout, blank: shape.blank, reads: shape.reads },
};

/** One number, or several with commas between them. */
const numberList = fitting(
  z
    .string()
    .transform((text) => text.split(',').map(Number))
    .pipe(z.array(z.number()).min(1).max(3)),
  'Expected a number, or one for each channel, such as 0.485,0.456,0.406.',
);

/** What the options say of a model of another program; undefined for one of Inkdex. */
function foreignOf(
  command: Command,
  { alphabet, ...form }: z.infer<z.ZodObject<typeof foreignOptions>>,
): ForeignModel | undefined {
  if (alphabet !== undefined) {
    return foreignModelSchema.parse({ ...form, alphabet: alphabet === true ? null : { path: alphabet } });
  }
  const given = Object.keys(shape).find((name) => command.getOptionValueSource(name) === 'cli');
  if (given === undefined) return undefined;
  return command.error(`error: --${given} describes a model of another program: give its --alphabet, too.`, {
    exitCode: 2,
  });
}
