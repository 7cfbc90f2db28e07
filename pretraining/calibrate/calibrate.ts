import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createAlphabet, type Alphabet } from '../../shared/alphabet.ts';
import { characterErrorRate } from '../../shared/text.ts';
import { createSessions } from '../../main/reader/models/sessions.ts';
import { isCertain } from '../../main/reader/recogniseWords.ts';
import { languageFolder } from '../../main/reader/models/wordDecoders.ts';
import { type Calibration, confidencesOf } from '../../main/ml/decoding/calibration.ts';
import {
  type CalibrationSample,
  expectedCalibrationError,
  fitCalibration,
  type Judgement,
} from '../fitting/calibration.ts';
import {
  createWordDecoder,
  decoderFile,
  type DecoderSettings,
  readDecoderSettings,
  decoderSettingsSchema,
  type WordDecoder,
} from '../../main/ml/decoding/wordDecoder.ts';
import { readLanguage, type Language } from '../../main/ml/language/language.ts';
import { recogniserPath } from '../shippedModels.ts';
import { reliabilityPlot } from './reliabilityPlot.ts';
import { print, share } from '../printTable.ts';
import { everyView, type LabelledViews } from './everyView.ts';
import { developmentSets, wordSets } from '../wordSets.ts';

type Weights = DecoderSettings['weights'];

/**
 * What is tried for each weight while the others stay. Fewer unknown words than a tenth serve boards dev as a
 * whole by a thousandth, at the cost of its code and of how sure other sets may be.
 */
const tried: { readonly [Name in keyof Weights]: readonly number[] } = {
  language: [0.4, 0.5, 0.6, 0.7, 0.8],
  letter: [0.5, 1, 1.5, 2, 2.5],
  unknown: [0.1, 0.2, 0.3],
};
/** What earlier recognisers were served best by. */
const begin: Weights = { language: 0.7, letter: 2, unknown: 0.1 };
/** Less of a gain in CER than this is chance, and changes nothing. */
const leastGain = 0.001;
const rounds = 2;
/** Far wider than the best reading needs: the right one stands among ten more often. Chosen on the trainset of iam-like. */
const beam: DecoderSettings['beam'] = { width: 64, leastLetter: 2e-4, range: 12 };
/** On iam-like's trainset, words in the order they were written, more helps little and on boards dev it harms. */
const neighbours = 0.5;
/** Needed to make a decoder, of no weight while its candidates are looked at. */
const noCalibration: Calibration = { sharpness: 1, bias: 0, lattice: 0, guide: 0, length: 0 };

/**
 * Chooses the decoder's weights, fits its calibration and writes both, with a reliability plot, beside
 * the language files: `npm --prefix pretraining run calibrate`. Weights: those with the lowest CER as written, one after the other, as
 * the mean over the development sets. Calibration: maximum likelihood on their words. The other sets are only judged.
 */
const { values } = parseArgs({ options: { out: { type: 'string', default: languageFolder } } });
const model = await createSessions().open('recogniser', recogniserPath, 2);
const alphabet = createAlphabet(model.metadata.characters);
const language = await readLanguage(languageFolder);
const development: LabelledViews[][] = [];
for (const name of developmentSets) development.push(await everyView(model, await wordSets[name]()));

const weights = chooseWeights(language, development);
const calibration = calibrate(samplesOf(language, weights, alphabet, development.flat()));
const settings: DecoderSettings = decoderSettingsSchema.parse({
  format: 'inkdex decoder 1',
  weights,
  neighbours,
  beam,
  calibration,
  // Fitted anew after this, with `run judge`.
  judge: (await readDecoderSettings(languageFolder)).judge,
  fitted: { words: developmentSets.join(', '), recogniser: model.sha256 },
});
await mkdir(values.out, { recursive: true });
await writeFile(join(values.out, decoderFile), `${JSON.stringify(settings, null, 2)}\n`);

const judged: [string, Judgement[]][] = [];
for (const [name, load] of Object.entries(wordSets)) {
  const known = development[developmentSets.findIndex((set) => set === name)];
  const words = known ?? (await everyView(model, await load()));
  const samples = samplesOf(language, weights, alphabet, words);
  const judgements = asRead(samples, calibration).map(({ candidates, right }) => ({
    confidence: confidencesOf(candidates, calibration)[0] ?? 0,
    isRight: right === 0,
  }));
  print(`${name}: ECE ${share(expectedCalibrationError(judgements))}`);
  judged.push([name, judgements]);
}
const plot = join(values.out, 'reliability.svg');
await writeFile(plot, reliabilityPlot(judged));
print(`Written: ${join(values.out, decoderFile)} and ${plot}`);

function chooseWeights(known: Language, sets: readonly (readonly LabelledViews[])[]): Weights {
  const rates = new Map<string, number>();
  const rateOf = (candidate: Weights): number => {
    const key = JSON.stringify(candidate);
    let rate = rates.get(key);
    if (rate === undefined) {
      const all = sets.map((words) => errorRate(known, candidate, words));
      rate = all.reduce((sum, one) => sum + one, 0) / all.length;
      rates.set(key, rate);
      print(`${key}: CER ${all.map((one) => one.toFixed(4)).join(', ')}`);
    }
    return rate;
  };
  let best = begin;
  for (let round = 0; round < rounds; round += 1) {
    for (const name of ['language', 'letter', 'unknown'] as const) {
      const candidates = tried[name].map((value): Weights => ({ ...best, [name]: value }));
      const least = candidates.reduce((one, other) => (rateOf(other) < rateOf(one) ? other : one), best);
      if (rateOf(best) - rateOf(least) >= leastGain) best = least;
    }
  }
  return best;
}

function uncalibrated(known: Language, letters: Alphabet, chosen: Weights): WordDecoder {
  return createWordDecoder(known, letters, {
    weights: chosen,
    neighbours,
    beam,
    calibration: noCalibration,
  });
}

function errorRate(known: Language, candidate: Weights, words: readonly LabelledViews[]): number {
  const decoder = uncalibrated(known, alphabet, candidate);
  return characterErrorRate(
    words.map(({ text, outputs }) => ({
      truth: text,
      reading: alphabet.decode(
        decoder.fuse(outputs.map((posteriors) => decoder.view(posteriors)))[0]?.letters ?? [],
      ),
    })),
  );
}

/** For each word, what its first view says, what the first two say, and so on. */
function samplesOf(
  known: Language,
  chosen: Weights,
  letters: Alphabet,
  words: readonly LabelledViews[],
): CalibrationSample[][] {
  const decoder = uncalibrated(known, letters, chosen);
  return words.map(({ text, outputs }) => {
    const views = outputs.map((posteriors) => decoder.view(posteriors));
    return views.map((_, last) => {
      const candidates = decoder.fuse(views.slice(0, last + 1));
      return { candidates, right: candidates.findIndex((found) => letters.decode(found.letters) === text) };
    });
  });
}

/** Fitted to as many views of each word as reading takes, which in turn depends on the calibration. */
function calibrate(samples: readonly (readonly CalibrationSample[])[]): Calibration {
  let found = fitCalibration(samples.flatMap((views) => views.slice(-1)));
  for (let round = 0; round < rounds; round += 1) found = fitCalibration(asRead(samples, found));
  return found;
}

/** What reading ends with: the first views that leave no doubt together, or all. */
function asRead(samples: readonly (readonly CalibrationSample[])[], known: Calibration): CalibrationSample[] {
  return samples.flatMap((views) => {
    const enough = views.find(({ candidates }, round) =>
      isCertain(confidencesOf(candidates, known)[0] ?? 0, round),
    );
    return enough ?? views.slice(-1);
  });
}
