import { quadOfBox, type Box } from '../../shared/geometry.ts';
import { photoIdSchema, photoSchema, type Photo, type PhotoId } from '../../shared/contract/photo.ts';
import { wordIdSchema, wordSchema, type Word, type WordId } from '../../shared/contract/word.ts';

/** Photos and words as the house would send them, for tests of what the renderer makes of them. */
export function photoFixture(id: number, changes: Partial<Photo> = {}): Photo {
  const photo = photoSchema.parse({
    id,
    path: `/photos/board ${id}.jpg`,
    name: `board ${id}.jpg`,
    sha256: id.toString(16).padStart(64, '0'),
    bytes: 1000,
    width: 800,
    height: 600,
    turn: 0,
    takenAt: null,
    addedAt: '2026-11-20T10:00:00Z',
    status: 'read',
    error: null,
    wordCount: 1,
    progress: 'read',
    revision: 1,
    collections: [],
    language: null,
    languages: null,
    kind: null,
    missing: 0,
    pictures: 1,
  });
  return { ...photo, ...changes };
}

interface Place {
  readonly line: number;
  readonly position: number;
  readonly box: Box;
}

export function wordFixture(id: number, text: string, place: Place, changes: Partial<Word> = {}): Word {
  const word = wordSchema.parse({
    id,
    photo: 1,
    ...place,
    quad: quadOfBox(place.box),
    text,
    confidence: 0.9,
    alternatives: [{ text, confidence: 0.9 }],
    source: 'model',
    boxSource: 'model',
    mark: 'text',
    madeBy: { kind: 'model', sha256: 'e'.repeat(64) },
    changedAt: '2026-11-20T10:00:00Z',
    changedBy: null,
    polygon: null,
    revision: 1,
  });
  return { ...word, ...changes };
}

/** A hit on a word, which is its own run. */
export function hitFixture(word: number, term: string, probability: number, start = word) {
  const box = [0, 0, 10, 10] as const;
  return {
    ...{ word, start, term, probability, box, text: term },
    ...{ line: 0, quad: quadOfBox(box), polygon: null, way: 'read', meant: null, isConfirmed: false },
    alternatives: [{ text: term, confidence: probability }],
  };
}

export function photoId(id: number): PhotoId {
  return photoIdSchema.parse(id);
}

export function wordId(id: number): WordId {
  return wordIdSchema.parse(id);
}
