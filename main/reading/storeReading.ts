import { boxArea, intersectionArea, type Box } from '../../shared/geometry.ts';
import type { PhotoId } from '../../shared/photo.ts';
import type { PageReading, ReadWord, Word } from '../../shared/word.ts';
import { transaction, type Database } from '../store/database.ts';
import { insertPostings, replacePhotoText } from '../store/photoIndex.ts';
import { replacePhotoReading } from '../store/photos.ts';
import { insertWord, listWords, removeModelWords, replaceWordPlace } from '../store/words.ts';

/** From this share of the smaller of two boxes on, they are taken for the same word. */
const sameWordOverlap = 0.5;

/** A word in its place: as a model read it, or as a person made it. */
type PlacedWord =
  | { readonly kind: 'model'; readonly word: ReadWord }
  | { readonly kind: 'human'; readonly word: Word; readonly line: number };

/**
 * Puts a reading in the place of the one before, with its index, in one transaction. Words that a
 * person made or confirmed stay as they are, and a model's word that covers one is left out. Gives
 * how many words the photo now has.
 */
export function storeReading(db: Database, photo: PhotoId, reading: PageReading, readAt: string): number {
  return transaction(db, () => {
    const humanWords = listWords(db, photo).filter(({ source }) => source === 'human');
    removeModelWords(db, photo);
    const placed = placeWords(reading.words, humanWords);
    for (const [position, place] of placed.entries()) {
      if (place.kind === 'human') {
        replaceWordPlace(db, place.word.id, { position, line: place.line });
      } else {
        const id = insertWord(db, photo, { ...place.word, position, source: 'model' });
        insertPostings(db, photo, id, readingsOf(place.word));
      }
    }
    replacePhotoText(
      db,
      photo,
      placed.map(({ word }) => word),
    );
    replacePhotoReading(db, photo, { ...reading, wordCount: placed.length, readAt });
    return placed.length;
  });
}

/** A reader that gives no alternatives still gives its one reading. */
function readingsOf(word: ReadWord): ReadWord['alternatives'] {
  return word.alternatives.length > 0
    ? word.alternatives
    : [{ text: word.text, confidence: word.confidence }];
}

/**
 * Reading order of both: a person's word takes the place of the model's words that it covers; one
 * that covers none goes behind the last word of the nearest line.
 */
function placeWords(read: readonly ReadWord[], humanWords: readonly Word[]): PlacedWord[] {
  const placed: PlacedWord[] = [];
  const done = new Set<Word>();
  for (const word of read) {
    const covering = humanWords.find((human) => isSameWord(human.box, word.box));
    if (covering === undefined) {
      placed.push({ kind: 'model', word });
    } else if (!done.has(covering)) {
      done.add(covering);
      placed.push({ kind: 'human', word: covering, line: word.line });
    }
  }
  for (const word of humanWords.filter((human) => !done.has(human))) {
    const nearest = nearestLine(placed, word.box);
    const last = placed.findLastIndex((other) => lineOf(other) === nearest);
    placed.splice(last + 1, 0, { kind: 'human', word, line: nearest });
  }
  return placed;
}

function isSameWord(a: Box, b: Box): boolean {
  return intersectionArea(a, b) >= sameWordOverlap * Math.min(boxArea(a), boxArea(b));
}

/** The line of the word whose middle is nearest in height. */
function nearestLine(placed: readonly PlacedWord[], box: Box): number {
  let nearest = { line: 0, distance: Infinity };
  for (const other of placed) {
    const distance = Math.abs(middle(other.word.box) - middle(box));
    if (distance < nearest.distance) nearest = { line: lineOf(other), distance };
  }
  return nearest.line;
}

function middle([, y, , height]: Box): number {
  return y + height / 2;
}

function lineOf(place: PlacedWord): number {
  return place.kind === 'human' ? place.line : place.word.line;
}
