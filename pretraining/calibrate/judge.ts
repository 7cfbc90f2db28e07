import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  boxArea,
  boxOfQuad,
  intersectionArea,
  intersectionOverUnion,
  scaleQuad,
} from '../../shared/geometry.ts';
import { decoderFile, decoderSettingsSchema } from '../../main/ml/decoding/wordDecoder.ts';
import { fitChoices } from '../fitting/calibration.ts';
import {
  holdsNoText,
  textEvidence,
  type JudgedBox,
  type TextJudge,
} from '../../main/ml/decoding/textJudge.ts';
import { boards, boards2, boards3, type LabelledPage } from '../data.ts';
import { judgedBoxes } from '../../main/reader/boxesWithoutText.ts';
import { openInkPage } from '../../main/imaging/ink/inkPage.ts';
import { readBoxes } from '../../main/reader/readBoxes.ts';
import type { ReadingModels } from '../../main/reader/models/sessions.ts';
import { languageFolder } from '../../main/reader/models/wordDecoders.ts';
import { openModels, printModels } from '../shippedModels.ts';
import { print, printTable, share } from '../printTable.ts';

const definitions = `
word: a found box with IoU of at least .5 with a true word; no text: one of which less than a tenth lies on true words. Other
boxes, pieces and pairs of words, and those that lie half or more on ignore regions teach nothing and are not counted.`;

/** So many of the words on the training pages may be taken for boxes without text. */
const lostShare = 0.0015;

interface Known {
  readonly box: JudgedBox;
  readonly isText: boolean;
}

/**
 * Fits the judge of boxes without text, beside the decoder's settings: `npm --prefix pretraining run judge`. Logistic
 * regression on the boxes that the shipped models find on the training boards. The other sets are only judged.
 */
const models = await openModels(2);
printModels(models);
const sets: Readonly<Record<string, readonly LabelledPage[]>> = {
  'boards train': await boards('train'),
  'boards2 and boards3 train': [...(await boards2('train')), ...(await boards3('train'))],
  'boards dev': await boards('dev'),
  'boards2 and boards3 dev2': [...(await boards2('dev2')), ...(await boards3('dev2'))],
};
const known = new Map<string, Known[]>();
for (const [name, pages] of Object.entries(sets)) {
  const boxes: Known[] = [];
  for (const page of pages) boxes.push(...(await knownBoxes(page, models)));
  known.set(name, boxes);
}
const fitted = ['boards train', 'boards2 and boards3 train'];
const judge = fit(fitted.flatMap((name) => known.get(name) ?? []));
const path = join(languageFolder, decoderFile);
const settings = decoderSettingsSchema.parse(JSON.parse(await readFile(path, 'utf8')));
await writeFile(path, `${JSON.stringify({ ...settings, judge }, null, 2)}\n`);
print(`Written: ${path}`);

const rows = Array.from(known, ([name, boxes]) => {
  const judged = (isText: boolean) => boxes.filter((each) => each.isText === isText);
  const leftOut = (isText: boolean) => judged(isText).filter(({ box }) => holdsNoText(box, judge)).length;
  const [words, others] = [judged(true).length, judged(false).length];
  return [
    name,
    String(words),
    String(leftOut(true)),
    share(leftOut(true) / words),
    String(others),
    String(leftOut(false)),
    share(leftOut(false) / others),
  ];
});
printTable(['', 'words', 'left out', 'share', 'no text', 'left out', 'share'], rows);
print(definitions);

async function knownBoxes(
  { path: photo, words, ignore }: LabelledPage,
  using: ReadingModels,
): Promise<Known[]> {
  const page = await openInkPage(photo, () => undefined);
  const { text } = await readBoxes(page, using, { alternatives: 10, typed: [], finish: () => undefined });
  return Array.from(judgedBoxes(text.read)).flatMap(([{ word }, box]): Known[] => {
    const place = boxOfQuad(scaleQuad(word.quad, 1 / page.scale));
    const covered = (other: LabelledPage['words'][number]['box']) =>
      intersectionArea(place, other) / boxArea(place);
    if (ignore.some((region) => covered(region) >= 0.5)) return [];
    if (words.some((truth) => intersectionOverUnion(truth.box, place) >= 0.5)) return [{ box, isText: true }];
    const onWords = words.reduce((sum, truth) => sum + covered(truth.box), 0);
    return onWords < 0.1 ? [{ box, isText: false }] : [];
  });
}

function fit(boxes: readonly Known[]): TextJudge {
  const choices = boxes.map(({ box, isText }) => {
    const evidence = textEvidence(box);
    return { rows: [evidence, evidence.map(() => 0)], right: isText ? 1 : 0 };
  });
  const weights = [...fitChoices(choices, choices[0]?.rows[0]?.length ?? 0)];
  const ofWords = boxes
    .filter(({ isText }) => isText)
    .map(({ box }) => textEvidence(box).reduce((sum, value, index) => sum + value * (weights[index] ?? 0), 0))
    .sort((a, b) => b - a);
  const limit = ofWords[Math.floor(lostShare * ofWords.length)] ?? 0;
  return { weights, limit, words: fitted.join(', ') };
}
