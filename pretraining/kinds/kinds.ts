import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type PhotoKind, photoKindSchema } from '../../shared/contract/photo.ts';
import { decodePhoto, renderPhoto } from '../../main/imaging/formats/decode.ts';
import { fitChoices } from '../fitting/calibration.ts';
import {
  kindOf,
  type KindRules,
  type KindEvidence,
  standardized,
} from '../../main/ml/detection/photoKind.ts';
import {
  kindRulesFile,
  evidenceOfPhoto,
  kindSide,
  openStarterDetector,
} from '../../main/reader/kindOfPhoto.ts';
import { kindPhotos } from './kindPhotos.ts';
import { print, printTable, share } from '../printTable.ts';

const definitions = `
right: given the kind that a person gave it; "writing" is a cleaned photo of a board or a sketched note, which may be called
board or note. In vain: read although there is no writing on it. Missed: left out although there is.`;

/**
 * Fits by what the kind of a photo is told: `npm --prefix pretraining run kinds -- --mirror DIR`. DIR has the repositories of
 * `pretraining/kinds/sources.tsv` as bare git folders or clones named OWNER+NAME, at their commits. Multinomial logistic
 * regression on one half of `photos.tsv`; the other half, of other owners, is only judged.
 */
const { values } = parseArgs({ options: { mirror: { type: 'string' } } });
interface Seen {
  readonly kind: string;
  readonly half: string;
  readonly evidence: KindEvidence;
}

/** A weaker one fits the half by heart. */
const ridge = 2;
const kinds = photoKindSchema.options;
const detector = await openStarterDetector();
const seen = await evidenceOfAll();
const rules = fit(seen.filter(({ kind, half }) => half === 'fit' && photoKindSchema.safeParse(kind).success));
await writeFile(kindRulesFile, `${JSON.stringify(rules)}\n`);
print(`Written: ${kindRulesFile}`);
for (const half of ['fit', 'measure']) judge(half);
print(definitions);

async function evidenceOfAll(): Promise<Seen[]> {
  const found: Seen[] = [];
  for (const { kind, half, read } of await kindPhotos(values.mirror)) {
    const { jpeg } = await renderPhoto(await read(), { maxSide: kindSide, quality: 80 });
    const { image } = await decodePhoto(jpeg, { maxPixels: kindSide ** 2 });
    found.push({ kind, half, evidence: await evidenceOfPhoto(detector, image) });
  }
  return found;
}

function fit(photos: readonly Seen[]): KindRules {
  const columns = (photos[0]?.evidence.asItStands ?? []).map((_, at) =>
    photos.map(({ evidence }) => evidence.asItStands[at] ?? 0),
  );
  const means = columns.map((column) => mean(column));
  const spreads = columns.map((column, at) =>
    Math.sqrt(mean(column.map((value) => (value - (means[at] ?? 0)) ** 2))),
  );
  const width = columns.length + 1;
  const choices = photos.map(({ kind, evidence }) => {
    const row = [1, ...standardized(evidence.asItStands, { means, spreads })];
    const rows = kinds.map((_, index) =>
      kinds.flatMap((__, other) => row.map((value) => (index === other ? value : 0))),
    );
    return { rows, right: kinds.findIndex((each) => each === kind) };
  });
  const weights = fitChoices(choices, kinds.length * width, ridge);
  const ofKind = (kind: PhotoKind): number[] => {
    const start = kinds.indexOf(kind) * width;
    return rounded(weights.slice(start, start + width));
  };
  return {
    detector: detector.sha256,
    means: rounded(means),
    spreads: rounded(spreads),
    weights: {
      board: ofKind('board'),
      note: ofKind('note'),
      document: ofKind('document'),
      none: ofKind('none'),
    },
  };
}

function judge(half: string): void {
  const photos = seen
    .filter((photo) => photo.half === half)
    .map(({ kind, evidence }) => ({ kind, taken: kindOf(evidence, rules) }));
  const isRight = ({ kind, taken }: (typeof photos)[number]): boolean =>
    kind === taken || (kind === 'writing' && (taken === 'board' || taken === 'note'));
  const rows = [...kinds, 'writing'].map((kind) => {
    const ofKind = photos.filter((photo) => photo.kind === kind);
    const right = ofKind.filter(isRight).length;
    const taken = photos.filter((photo) => photo.taken === kind);
    const counts = kinds.map((each) => String(ofKind.filter((photo) => photo.taken === each).length));
    return [
      kind,
      String(ofKind.length),
      ...counts,
      share(right / ofKind.length),
      share(taken.filter(isRight).length / taken.length),
    ];
  });
  print(`\n${half === 'fit' ? 'The half that was fitted' : 'The other half'}`);
  printTable(['', 'photos', ...kinds, 'recall', 'precision'], rows);
  const written = photos.filter(({ kind }) => kind !== 'none');
  const others = photos.filter(({ kind }) => kind === 'none');
  const missed = written.filter(({ taken }) => taken === 'none').length;
  const vain = others.filter(({ taken }) => taken !== 'none').length;
  print(`missed ${missed} of ${written.length}, in vain ${vain} of ${others.length}`);
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}

function rounded(numbers: readonly number[]): number[] {
  return numbers.map((value) => Number(value.toPrecision(6)));
}
