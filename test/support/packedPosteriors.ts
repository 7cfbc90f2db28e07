import { blankSymbol, packPosteriors, type LetterStep } from '../../shared/prunedPosteriors.ts';
import { characters, foldText } from '../../shared/text.ts';

/** How surely letters of made posteriors are seen. */
const sureness = 0.7;

/** Steps that see each letter of a text, and instead of it those that stand at the same place in others. */
export function stepsOf(text: string, ...others: readonly string[]): LetterStep[] {
  const rows = [text, ...others].map((each) => characters(foldText(each)));
  const [first = []] = rows;
  return first.flatMap((_, place) => {
    const letters = rows.flatMap((row) => row[place]?.codePointAt(0) ?? []);
    const step = new Map([[blankSymbol, 0.05]]);
    for (const [rank, letter] of letters.entries()) {
      if (!step.has(letter)) step.set(letter, rank === 0 ? sureness : 0.25 / Math.max(1, letters.length - 1));
    }
    return [step, new Map([[blankSymbol, 1]])];
  });
}

/** Packed posteriors in base64, as readings carry it. */
export function packedPosteriors(uncertainty: number, text: string, ...others: readonly string[]): string {
  const best = -1 - 0.4 * characters(foldText(text)).length;
  return Buffer.from(packPosteriors(stepsOf(text, ...others), { best, uncertainty })).toString('base64');
}
