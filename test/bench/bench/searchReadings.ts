import { rewritesByLast } from '../../../main/search/handwritingDistance.ts';
import { blankSymbol, packPosteriors, type LetterStep } from '../../../shared/prunedPosteriors.ts';
import type { Random } from '../../../shared/random.ts';
import { characters, foldText } from '../../../shared/text.ts';
import type { Alternative } from '../../../shared/contract/word.ts';

/** What a reader might make of a written word. */
export interface MadeReading {
  /** Best first. */
  readonly alternatives: readonly Alternative[];
  readonly lattice: Uint8Array | null;
}

/** As the starter reads boards: about half of all words leave uncertainty, a sixth is read wrong. */
const sureShare = 0.52;
const mostUncertainLetters = 4;
const mostAlternatives = 8;

interface Choice {
  readonly letter: string;
  readonly share: number;
}

/** Simulates the reading of a word: letters are taken for those that readers confuse them with. */
export function makeReading(text: string, random: Random): MadeReading {
  const letters = characters(text);
  if (random.chance(sureShare) || letters.length === 0) {
    const sure = random.between(0.97, 0.999);
    const other = { text: `${text}.`, confidence: (1 - sure) / 3 };
    return { alternatives: [{ text, confidence: sure }, other], lattice: null };
  }
  const doubtful = new Set(
    Array.from({ length: random.integer(1, mostUncertainLetters) }, () =>
      random.integer(0, letters.length - 1),
    ),
  );
  const slots = letters.map((letter, index): Choice[] =>
    doubtful.has(index) ? choicesFor(letter, random) : [{ letter, share: 1 }],
  );
  const uncertainty = random.between(0.03, 0.45);
  const alternatives = likeliestTexts(slots).map(({ text: reading, share }) => ({
    text: reading,
    confidence: share * (1 - uncertainty),
  }));
  return {
    alternatives,
    lattice: packPosteriors(stepsOf(slots), { best: -random.between(0.5, 6), uncertainty }),
  };
}

function choicesFor(letter: string, random: Random): Choice[] {
  const alike = (rewritesByLast().get(foldText(letter)) ?? []).filter(({ from }) => from.length === 1);
  const others = new Set(
    Array.from({ length: random.integer(1, 3) }, () =>
      alike.length > 0 && random.chance(0.8)
        ? random.pick(alike).to
        : String.fromCodePoint(random.integer(97, 122)),
    ),
  );
  others.delete(letter);
  const weights = [random.between(0.5, 3), ...Array.from(others, () => random.between(0.05, 1.4))];
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return [letter, ...others].map((each, index) => ({ letter: each, share: (weights[index] ?? 0) / sum }));
}

/** The likeliest ways through all slots, letters of different slots being independent. */
function likeliestTexts(
  slots: readonly (readonly Choice[])[],
): { readonly text: string; readonly share: number }[] {
  let texts = [{ text: '', share: 1 }];
  for (const slot of slots) {
    texts = texts
      .flatMap(({ text, share }) =>
        slot.map((choice) => ({ text: text + choice.letter, share: share * choice.share })),
      )
      .sort((a, b) => b.share - a.share)
      .slice(0, mostAlternatives);
  }
  return texts;
}

function stepsOf(slots: readonly (readonly Choice[])[]): LetterStep[] {
  return slots.flatMap((slot) => {
    const step = new Map<number, number>([[blankSymbol, 0.03]]);
    for (const { letter, share } of slot) {
      const symbol = foldText(letter).codePointAt(0);
      if (symbol !== undefined && share > 0.004) step.set(symbol, (step.get(symbol) ?? 0) + 0.97 * share);
    }
    return [step, new Map([[blankSymbol, 1]])];
  });
}
