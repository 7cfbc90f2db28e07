import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { metricsSchema, type MetricName } from '../../../shared/contract/evaluation.ts';
import { dataFolder } from '../../../pretraining/data.ts';
import { print, printTable } from '../../../pretraining/printTable.ts';
import { unlessShort } from '../../../pretraining/unlessShort.ts';
import { runShell } from '../runShell.ts';

const definitions = `
Each older system's measure as it counts it (the command evaluate prints the definitions), on the test words of iam-like by
the strict recipe, by other writers than those trained on; CRNN_OCR_lite's by the recipe seed: lower case, no punctuation, at
least two characters. Greedy; with the decoder. Trained: the network stn-crnn from the recogniser's own layers, six epochs
on iam-like. Stated: on the system's own data: IAM lines, a random tenth of IAM's words by the same writers, printed words
of Synth90k. No row has the same data on both sides: IAM and Synth90k are not among our data.`;

/** A measure of an older system, on which dataset, and the figure that it states. */
const rows: readonly (readonly [
  system: string,
  measure: string,
  name: MetricName,
  data: Data,
  stated: string,
])[] = [
  ['attention-ocr', 'mean of 1 - min(1, distance / length)', 'clippedAccuracy', 'strict', 'none'],
  [
    'text-recognizer-pro',
    'mean of 1 - distance / length, lines there, words here',
    'unclippedAccuracy',
    'strict',
    '.60',
  ],
  ['CRNN_OCR_lite', 'mean distance of a word', 'meanEditDistance', 'seed', '.349'],
  ['CRNN_OCR_lite', 'the same divided by length', 'normalisedEditDistance', 'seed', '.0741'],
  ['CRNN_Tensorflow', 'characters at their places, over length', 'positionalPrecision', 'strict', '.974'],
  ['CRNN_Tensorflow', 'whole words', 'fullSequencePrecision', 'strict', '.933'],
];
type Data = 'strict' | 'seed';
const datasets: readonly Data[] = ['strict', 'seed'];

const evaluationSchema = z.object({ words: z.number(), greedy: metricsSchema, decoder: metricsSchema });
type Evaluation = z.infer<typeof evaluationSchema>;

/** The shipped recogniser and one trained on iam-like, by the measures of the four older systems. */
export async function measureOlderSystems(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'inkdex-older-systems-'));
  const inkdex = async (line: string): Promise<string> => {
    const command = `"${process.execPath}" main/cli.ts ${line} --library "${join(folder, 'library')}" --json`;
    const { status, output } = await runShell(command, {
      cwd: join(import.meta.dirname, '../../..'),
      env: process.env,
    });
    if (status !== 0) throw new Error(`inkdex ${line} ended with ${String(status)}:\n${output}`);
    return output;
  };
  try {
    for (const recipe of datasets) {
      await inkdex(
        `dataset import iam "${join(dataFolder, 'iam-like')}" --name ${recipe} --recipe ${recipe}`,
      );
      await inkdex(`dataset freeze ${recipe}`);
    }
    const epochs = unlessShort('6', '1');
    await inkdex(
      `train --dataset strict --network stn-crnn --set initialWeights=base --epochs ${epochs} --set evaluations=4 --set patience=0`,
    );
    const evaluate = async (model: string, dataset: Data): Promise<Evaluation> => {
      const output = await inkdex(`evaluate --model ${model} --dataset ${dataset} --split test`);
      const line = output.split('\n').find((each) => each.startsWith('{"evaluation"'));
      return evaluationSchema.parse(JSON.parse(line ?? 'null'));
    };
    const models = ['starter-recogniser', 'run-1'];
    const evaluations = new Map<string, Evaluation>();
    for (const model of models) {
      for (const dataset of datasets) evaluations.set(`${model} ${dataset}`, await evaluate(model, dataset));
    }
    const figures = (model: string, dataset: Data, name: MetricName): string => {
      const { greedy, decoder } = evaluations.get(`${model} ${dataset}`) ?? {};
      return [greedy, decoder]
        .map((metrics) => (metrics?.[name] ?? Number.NaN).toFixed(3).replace(/^0/u, ''))
        .join('; ');
    };
    const words = datasets.map((each) => `${each} ${String(evaluations.get(`run-1 ${each}`)?.words ?? 0)}`);
    print(`\nTest words of iam-like: ${words.join(', ')}`);
    printTable(
      ['system', 'measure', 'stated', 'shipped: greedy; decoder', 'trained: greedy; decoder'],
      [
        ...rows.map(([system, measure, name, data, stated]) => [
          system,
          measure,
          stated,
          ...models.map((model) => figures(model, data, name)),
        ]),
        ['', 'CER', '', ...models.map((model) => figures(model, 'strict', 'cer'))],
      ],
    );
    print(definitions);
  } finally {
    await rm(folder, { recursive: true });
  }
}
