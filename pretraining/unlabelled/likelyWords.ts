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
 * Words from here on are labels. Of the words found on boards dev and dev2, .40 are, and .025 of these are cut or misread; from .9 on
 * .48 and .034. The recogniser learned less from labels of which more were wrong (HISTORY).
 */
const likely = 0.93;
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
