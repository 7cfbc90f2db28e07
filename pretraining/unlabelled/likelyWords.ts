import { boxOfQuad, type Box, type Quad } from '../../shared/geometry.ts';
import { foldText } from '../../shared/text.ts';

/** A word of a photo, as the shipped models read it. */
export interface OwnWord {
  readonly box: Box;
  readonly quad: Quad;
  readonly text: string;
  /** From 0 to 1: how likely the text is right. */
  readonly confidence: number;
}

/**
 * Words from here on are labels. Of the words found on 42 photos of boards dev and dev2, .57 are, and .008 of these have a wrong
 * letter; from .8 on .76 and .021, and the recogniser learned less from those (HISTORY). A second reader adds
 * little: the words from .97 on and those that RapidOCR reads alike are .64, and .011 of these are wrong; ours alone from .93 on are
 * .63, and .011 are wrong.
 */
const likely = 0.95;
/** The outline of a level word rises by no more than this share of its width: a crop of its box holds little else. */
const mostSlope = 0.15;

/** The words whose text is very likely right: decoder, lexicon and the words around know more than the network that learns from them. */
export function likelyWords(words: readonly OwnWord[]): OwnWord[] {
  return words.filter(
    (word) => word.confidence >= likely && foldText(word.text) !== '' && isLevel(word.quad),
  );
}

/** Whether a crop of the word's box shows the word as it is read: level, from left to right. */
function isLevel(quad: Quad): boolean {
  const [[left, leftTop], [right, rightTop]] = quad;
  const [, , width] = boxOfQuad(quad);
  return right > left && Math.abs(rightTop - leftTop) <= mostSlope * width;
}
