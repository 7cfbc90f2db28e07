import { editDistance, foldText } from '../../../shared/text.ts';
import type { Edit } from './alignment.ts';

/** What one edit is about. */
export type EditCause = 'capital' | 'accent' | 'punctuation' | 'digit' | 'letter' | 'missing' | 'extra';

/** What is wrong with one reading as a whole. */
export type ReadingCause =
  | 'empty'
  | 'capitals only'
  | 'accents only'
  | 'punctuation only'
  | 'form (two of these)'
  | 'one letter'
  | 'two letters'
  | 'more letters'
  | 'unlike';

/** A reading with at least this share of its folded letters wrong is no misread letter but no reading. */
const unlikeShare = 0.6;

/** Sorts an edit: case and accents first, then marks, digits, and letters changed, missing, extra. */
export function causeOfEdit({ truth, reading }: Edit): EditCause {
  if ([truth, reading].some((side) => side !== null && foldText(side) === '')) return 'punctuation';
  if (truth === null) return 'extra';
  if (reading === null) return 'missing';
  if (truth.toLowerCase() === reading.toLowerCase()) return 'capital';
  if (foldText(truth) === foldText(reading)) return 'accent';
  return /\p{N}/u.test(truth + reading) ? 'digit' : 'letter';
}

/** @param reading another text than `truth` */
export function causeOfReading(truth: string, reading: string): ReadingCause {
  if (reading === '') return 'empty';
  const [foldedTruth, foldedReading] = [foldText(truth), foldText(reading)];
  if (foldedTruth === foldedReading) return formOf(truth, reading);
  const edits = editDistance(foldedTruth, foldedReading);
  if (edits >= 2 && edits >= unlikeShare * foldedTruth.length) return 'unlike';
  if (edits <= 2) return edits === 1 ? 'one letter' : 'two letters';
  return 'more letters';
}

function formOf(truth: string, reading: string): ReadingCause {
  if (truth.toLowerCase() === reading.toLowerCase()) return 'capitals only';
  if (withoutAccents(truth) === withoutAccents(reading)) return 'accents only';
  if (withoutMarks(truth) === withoutMarks(reading)) return 'punctuation only';
  return 'form (two of these)';
}

function withoutAccents(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '');
}

function withoutMarks(text: string): string {
  return text.replace(/[^\p{L}\p{N}]/gu, '');
}
