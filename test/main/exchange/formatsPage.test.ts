import { expect, it } from 'vitest';
import { z } from 'zod';
import { allFormats } from '../../support/allFormats.ts';
import { formatCount } from '../../../shared/text.ts';
import { withoutDependencies } from '../../interop/python.ts';
import { shipped } from '../../interop/shipped.ts';
import { tools } from '../../interop/tools.ts';
import { textOf } from '../../support/exchange.ts';
import type { ExchangeFormat } from '../../../main/exchange/exchangeFormat.ts';

/** The page for people, generated from the formats' own descriptions: `npx vitest run --update` updates it. */
const page = '../../../main/exchange/FORMATS.md';

const introduction = `# Formats

The formats of \`inkdex dataset import\` and \`export\`, and of the app's dialogs. A dataset that is exported and
imported again has the same version id, except for the changes and losses listed here.

Tables (\`csv\`, \`tsv\` and others) have texts as they are. To a spreadsheet program, a cell that begins with \`=\`, \`+\`, \`-\` or
\`@\` is a formula. Do not open a table with the words of strangers there, or import its columns as text.
`;

function sectionOf({ name, title, recipes, variants = [], read, write, losses }: ExchangeFormat): string {
  const ways = [...(read === null ? [] : ['in']), ...(write === null ? [] : ['out'])].join(' and ');
  const taken = Object.entries(recipes ?? {}).map(([recipe, what]) => `- \`${recipe}\`: ${what}`);
  const choice = taken.length === 0 ? '' : `\n\nRecipes, what is imported:\n\n${taken.join('\n')}`;
  const variant = variants.length > 1 ? ` Variants on export: ${namesOf(variants)}.` : '';
  const lost = losses ?? [];
  const loses = lost.length === 0 ? '' : `\n\nChanged or lost on export:\n\n${lost.map(itemOf).join('\n')}`;
  const keeps = write !== null && lost.length === 0 ? ' Nothing is lost.' : '';
  return `## ${title}\n\n\`${name}\`: ${ways}.${variant}${keeps}${choice}${loses}\n`;
}

function namesOf(names: readonly string[]): string {
  return names.map((each) => `\`${each}\``).join(', ');
}

function itemOf(loss: string): string {
  return `- ${loss.replace(/([*_<>])/gu, '\\$1')}`;
}

const resultSchema = z.strictObject({
  format: z.string(),
  variant: z.string().optional(),
  tool: z.string(),
  compared: z.string(),
  version: z.string(),
  out: z.number(),
  back: z.number().nullable(),
});
const importSchema = z.strictObject({
  format: z.string(),
  package: z.string(),
  version: z.string(),
  counter: z.string().nullable(),
  unit: z.string(),
  files: z.number(),
  read: z.number(),
  refused: z.number(),
  reasons: z.string(),
});
const results = z
  .strictObject({ exports: z.array(resultSchema), imports: z.array(importSchema) })
  .parse(JSON.parse(textOf(import.meta.dirname, '../../interop/results.json')));

function exportTable(): string {
  const rows = results.exports.map(({ format, variant, tool, version, compared, out, back }) => {
    const losses = allFormats.find(({ name }) => name === format)?.losses ?? [];
    return [
      `\`${format}\`${variant === undefined ? '' : `, \`${variant}\``}`,
      `${tool} ${version}`,
      ...[formatCount(out), back === null ? '-' : formatCount(back), compared],
      losses.length === 0 ? 'nothing' : 'see below',
    ];
  });
  return tableOf(['format', 'tool', 'opened', 'imported again', 'compared, and the order', 'lost'], rows);
}

function importTable(): string {
  const rows = results.imports.map(({ format, version, counter, unit, files, read, reasons, ...named }) => [
    `\`${format}\``,
    `${named.package} ${version}`,
    String(files),
    read === 0 ? '-' : `${formatCount(read)} ${unit}`,
    counter ?? '-',
    reasons === '' ? 'none' : reasons.replaceAll('|', '\\|'),
  ]);
  return tableOf(
    ['format', 'package', 'files', 'read', 'counted by', 'refused, with this in the message'],
    rows,
  );
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((cell, at) =>
    Math.max(...[head, ...rows].map((row) => row[at]?.length ?? 0), cell.length),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

const tableIntroduction = `## Opened by other programs

\`npm run interop\` exports 1,000 words in each of these formats, opens the export with a Python package from PyPI that
is made for the format, and imports the export again. Boxes may differ by a pixel. Documents of words of 32 scripts, emoji and
non-characters are opened by python-docx (Word), and by pdf.js and pdftotext (typed and searchable PDF): each character is there, or
marked where a typed PDF has no font for it.
`;

const importIntroduction = `## Files of other programs

The same command imports files that packages on PyPI ship in their tests. Each file that is read gives as many samples as a
library of others counts in it; images that a package does not ship are blank. The others are damaged on purpose, or hold no
text or no image that Inkdex could find. No package was found that ships files of Label Studio, PPOCRLabel, image folders or
TFRecords with texts.
`;

const sidecars = `## Sidecars

\`inkdex sidecars --all\` keeps \`photo.jpg.xmp\` beside each photo:

| field              | what Inkdex writes                                       | what others wrote there                        |
| ------------------ | -------------------------------------------------------- | ---------------------------------------------- |
| \`dc:description\`   | the text, a line for each line                           | stays, and the text follows after a blank line |
| \`exif:UserComment\` | the text                                                 | stays; then the text is not written            |
| \`dc:language\`      | the languages of the page                                | stays; then they are not written               |
| \`mwg-rs:Regions\`   | a region for each word, with the word as its description | stays; words are added to the list             |
| \`inkdex:*\`         | what marks the text and the regions as those of Inkdex   | -                                              |

Regions of words have no name and no type, so that programs that collect faces leave them out. What a person changes or deletes
in a field stays so. When a photo is removed from the library, its words leave the sidecar. \`npm run interop\` has ExifTool (which
Immich uses) and Exiv2 (digiKam, darktable) read a sidecar and write it again, and compares all words and boxes.
`;

const models = `## Models for other programs

\`inkdex model export ID FOLDER --format ...\`, or the button Export of a model. Without \`--format\` the export is the model's
own .onnx file, which Inkdex imports again. \`npm run interop\` and \`npm test\` run what other programs would run.

| format       | what it is                                                                                                                          | run with                                                                          | compared                           |
| ------------ | ----------------------------------------------------------------------------------------------------------------------------------- | --------------------------------------------------------------------------------- | ---------------------------------- |
| \`onnx\`       | \`model.onnx\` from the pixels of a crop to logits, flattening and fitting as operators; readers \`read.py\`, \`read.ts\`, \`read.html\`    | onnxruntime 1.32 (Python), onnxruntime-node 1.30, onnxruntime-web 1.30 (Chromium) | greedy text of 100 crops: the same |
| \`triton\`     | network with dynamic batching, preprocessing, decoder (Python backend) and an ensemble of them                                      | tritonclient 2.73 (configurations), onnxruntime 1.32                              | greedy text of 100 crops: the same |
| \`savedmodel\` | SavedModels \`pictures/1\` (as attention-ocr's) and \`pixels/1\` (as CRNN_Tensorflow's), from a crop to its text, and \`frozen_graph.pb\` | tensorflow-cpu 2.21                                                               | greedy text of 100 crops: the same |

All are for recognisers; a detector or line finder is exported as its .onnx file. Lost: the language model and the calibrated
confidence; texts are greedy. Triton itself was not run: its configurations are parsed by Triton's own schema, and the models
are run as they say, the decoder with a stand-in for \`triton_python_backend_utils\`. TensorFlow Serving was not run either:
\`docker run -p 9001:8501 -v $PWD/FOLDER/pictures:/models/aocr -e MODEL_NAME=aocr tensorflow/serving\` should answer the
requests of attention-ocr's README, and \`FOLDER/pixels\` under the name \`crnn\` those of CRNN_Tensorflow. The numbers that it
answers are Unicode code points. Networks with layers of GRUs have no form in TensorFlow.

\`inkdex model import FILE.onnx --alphabet FILE\`, or Models > Import model, takes a CTC recogniser of another program: one
float32 picture as input, one output with a class for each time step. Options say its height, width, fit, channels, mean,
deviation, layout and blank; what they leave out is taken from the file and from running it once. Its readings are greedy,
one for each word, without a language model. PP-OCRv6 (small) of rapidocr 3.10.0 reads 200 of 200 crops as rapidocr does.
Not taken: several inputs, float16, weights in a second file, attention decoders, characters of several code points.
`;

it('the results of `npm run interop` are those of the tools and versions that it installs', () => {
  expect(results.exports.map(({ format }) => format)).toEqual(tools.map(({ format }) => format));
  const wanted = textOf(import.meta.dirname, '../../interop/requirements.txt').split('\n');
  for (const { tool, version } of results.exports)
    expect([...wanted, withoutDependencies]).toContain(`${tool}==${version}`);
  expect(results.imports.map(({ reasons: _messages, ...known }) => known)).toEqual(
    shipped.map(({ files, sha256: _pin, isNameless: _beside, ...known }) => {
      const expected = Object.values(files);
      const counts = expected.filter((each) => typeof each === 'number');
      return {
        ...known,
        files: expected.length,
        read: counts.reduce((sum, count) => sum + count, 0),
        refused: expected.length - counts.length,
      };
    }),
  );
});

it('the page of formats lists every format and its losses', async () => {
  const parts = [
    introduction,
    tableIntroduction,
    `${exportTable()}\n`,
    importIntroduction,
    `${importTable()}\n`,
    sidecars,
    models,
    ...allFormats.map(sectionOf),
  ];
  await expect(parts.join('\n')).toMatchFileSnapshot(page);
});
