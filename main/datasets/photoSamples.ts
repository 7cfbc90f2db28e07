import type { SampleLabel } from '../../shared/contract/dataset.ts';
import type { LibraryQuery } from '../../shared/contract/datasetContents.ts';
import type { Photo } from '../../shared/contract/photo.ts';
import type { MadeBy, Word, WordMark } from '../../shared/contract/word.ts';
import { boxOnGrid, mapQuad, pointOnGrid, quadAround, type Point } from '../../shared/geometry.ts';
import { inverseRotation, rotateBox, rotatePoint, rotateQuad } from '../../shared/rotation.ts';
import { linesOfWords, textOfLines } from '../../shared/page/page.ts';

/** A sample of a photo, before its image is stored as an object. */
export interface PhotoSample {
  readonly label: SampleLabel;
  readonly source: MadeBy;
}

/**
 * Returns the samples of a photo of the library. Keys begin with the photo's hash, so they stay the same when the
 * photo is moved.
 *
 * @param words in reading order, in the coordinates of the photo's file
 */
export function samplesOfPhoto(
  photo: Photo,
  words: readonly Word[],
  { level, writer, ...wanted }: Pick<LibraryQuery, 'level' | 'confirmedOnly' | 'leastConfidence' | 'writer'>,
  language: string | null,
): PhotoSample[] {
  const place = photo.sha256.slice(0, 16);
  const common = {
    file: `${place}/${photo.name}`,
    split: null,
    writer,
    page: place,
    language,
  } as const;
  const isWanted = (group: readonly Word[]): boolean =>
    group.length > 0 && group.every((word) => isTaken(word, wanted));

  if (level === 'word') {
    const starts = new Map<number, number>();
    for (const { line, position } of words) if (!starts.has(line)) starts.set(line, position);
    return words
      .filter((word) => isWanted([word]))
      .map((word): PhotoSample => {
        const { id, quad, polygon, text, mark, line } = word;
        const position = word.position - (starts.get(line) ?? 0);
        const alternatives = word.source === 'human' ? [] : word.alternatives;
        const label = {
          ...common,
          level,
          key: `${place}/${String(id)}`,
          quad,
          polygon,
          mark,
          line,
          position,
        };
        return {
          label: { ...label, text: mark === 'text' ? text : '', alternatives },
          source: sourceOf([word]),
        };
      });
  }

  const written = words.filter(({ mark }) => mark !== 'not-text');
  const lines = linesOfWords(written);
  if (level === 'line') {
    return lines.filter(isWanted).map((line): PhotoSample => {
      const number = line[0]?.line ?? 0;
      const label = { ...common, level, key: `${place}/line-${number}`, polygon: null, line: number };
      return {
        label: {
          ...label,
          quad: mapQuad(quadAround(line.map((word) => word.quad)), pointOnTenth),
          position: null,
          alternatives: [],
          ...joined([line]),
        },
        source: sourceOf(line),
      };
    });
  }
  if (!isWanted(written)) return [];
  const label = { ...common, level, key: place, quad: null, polygon: null, line: null, position: null };
  return [{ label: { ...label, alternatives: [], ...joined(lines) }, source: sourceOf(written) }];
}

/** A person's box without a text is not a sample yet. */
function isTaken(
  { source, confidence, mark, text }: Word,
  { confirmedOnly, leastConfidence }: Pick<LibraryQuery, 'confirmedOnly' | 'leastConfidence'>,
): boolean {
  if (mark === 'text' && text === '') return false;
  return source === 'human' || (!confirmedOnly && confidence >= (leastConfidence ?? 0));
}

/** One illegible word makes the whole line or page useless for training. */
function joined(lines: readonly (readonly Word[])[]): { text: string; mark: WordMark } {
  const isReadable = lines.every((line) => line.every(({ mark }) => mark === 'text'));
  if (!isReadable) return { text: '', mark: 'illegible' };
  return { text: textOfLines(lines), mark: 'text' };
}

/**
 * The source is a person only if it is for all words; otherwise it is the model of the least certain word. A reading
 * that a person confirmed counts as the person's.
 */
function sourceOf(words: readonly Word[]): MadeBy {
  const made = words.map(({ source, madeBy }): MadeBy => (source === 'human' ? { kind: 'person' } : madeBy));
  return (
    made.find(({ kind }) => kind === 'model') ??
    made.find(({ kind }) => kind === 'import') ?? { kind: 'person' }
  );
}

/** Rounds a point to tenths of a pixel. */
function pointOnTenth([x, y]: Point): Point {
  return [Math.round(x * 10) / 10, Math.round(y * 10) / 10];
}

/**
 * A word of a photo, in the coordinates of the photo's file: a dataset keeps the file and knows no rotation beyond
 * EXIF's. The quad keeps the direction of the writing. The result is exactly the same for every rotation of the
 * photo, so rotating a photo does not change the version.
 */
export function inFileCoordinates(word: Word, photo: Pick<Photo, 'width' | 'height' | 'turn'>): Word {
  const back = inverseRotation(photo.turn);
  return {
    ...word,
    box: boxOnGrid(rotateBox(word.box, photo, back)),
    quad: mapQuad(rotateQuad(word.quad, photo, back), pointOnGrid),
    polygon: word.polygon?.map((point) => pointOnGrid(rotatePoint(point, photo, back))) ?? null,
  };
}
