import { editDistance, characters } from '../../shared/text.ts';
import type { InkImage } from '../../main/imaging/pixels.ts';
import { alignSpans, possibleSpans, type Span } from './alignWords.ts';
import type { TextLine } from './altoLines.ts';
import { levelLine, type LevelLine } from './levelLine.ts';
import { cutAtGaps, wordInk, type CutLine } from './linePieces.ts';
import type { Question, Reading, WordReader } from './reader.ts';

/** A word that is surely cut. */
export interface CutWord {
  readonly ink: InkImage;
  readonly text: string;
  /** Which word of the line's text it is, from 0. */
  readonly place: number;
  /** Character error rate of what the recogniser reads on it. */
  readonly errorRate: number;
}

/** A cut is sure when so much of the line's alignments agree on it, and the word alone is read nearly as labelled. */
const surest = { posterior: 0.9, errorRate: 0.3 };
/** Signs of transcribers for what is crossed out, unreadable or raised: such words are none to learn from. */
const notWritten = /[<>^¬[\]{}|_~⟦⟧]|\.\.\.\.|xxx/u;
/** Lines with more words are none. */
const mostWords = 40;

interface Line {
  readonly cut: CutLine;
  readonly words: readonly string[];
  readonly spans: readonly Span[];
}

/**
 * Words of a page's lines, cut at gaps by forced alignment: of all ways to lay a line's words over the pieces between
 * its gaps, the likely ones by what the recogniser reads on the pieces (segmental alignment; the likelihood of a word
 * on its pieces is CTC's).
 *
 * @param page flattened
 * @returns for each line its sure words
 */
export async function cutWords(
  page: InkImage,
  lines: readonly TextLine[],
  reader: WordReader,
): Promise<CutWord[][]> {
  return await cutLines(
    lines.map((line) => lineOf(levelLine(page, line), line.text, reader)),
    reader,
  );
}

/** Share of the height of an image of one line that is above its baseline. */
const usualBase = 0.7;

/** The same for images of one level line each. */
export async function cutImages(
  images: readonly { readonly ink: InkImage; readonly text: string }[],
  reader: WordReader,
): Promise<CutWord[][]> {
  return await cutLines(
    images.map(({ ink, text }) => lineOf({ ink, base: Math.round(usualBase * ink.height) }, text, reader)),
    reader,
  );
}

async function cutLines(lines: readonly (Line | null)[], reader: WordReader): Promise<CutWord[][]> {
  const questions = lines.map((line) => (line === null ? [] : questionsOf(line)));
  const readings = await reader.ask(questions.flat());
  let at = 0;
  return lines.map((line, index) => {
    const count = questions[index]?.length ?? 0;
    const answers = readings.slice(at, at + count);
    at += count;
    return line === null ? [] : sureWords(line, answers);
  });
}

function lineOf(level: LevelLine | null, text: string, reader: WordReader): Line | null {
  if (level === null) return null;
  const words = text.split(/\s+/u);
  if (words.length > mostWords || !words.some((word) => isLearnable(word, reader))) return null;
  const cut = cutAtGaps(level, words.length - 1);
  const spans = possibleSpans(cut.pieces, words).filter(({ word }) => isLearnable(words[word] ?? '', reader));
  return spans.length === 0 ? null : { cut, words, spans };
}

function isLearnable(word: string, { alphabet }: WordReader): boolean {
  return alphabet.has(word) && !notWritten.test(word);
}

/** Spans over the same pieces are one image to read. */
function spansByPieces(spans: readonly Span[]): Map<string, Span[]> {
  return Map.groupBy(spans, ({ first, end }) => `${first}-${end}`);
}

function questionsOf({ cut, words, spans }: Line): Question[] {
  return [...spansByPieces(spans).values()].map((group) => ({
    ink: wordInk(cut, cut.unruled, group[0]?.first ?? 0, group[0]?.end ?? 1),
    texts: group.map(({ word }) => words[word] ?? ''),
  }));
}

function sureWords({ cut, words, spans }: Line, readings: readonly Reading[]): CutWord[] {
  const scored = [...spansByPieces(spans).values()].flatMap((group, index) =>
    group.map((span, place) => ({
      ...span,
      reading: readings[index]?.text ?? '',
      likelihood: readings[index]?.likelihoods[place] ?? -Infinity,
    })),
  );
  return alignSpans(cut.pieces.length, words, scored).flatMap(({ first, end, word, posterior, reading }) => {
    const text = words[word] ?? '';
    const errorRate = editDistance(reading, text) / characters(text).length;
    if (posterior < surest.posterior || errorRate > surest.errorRate) return [];
    if (hasStraySign(reading, text)) return [];
    return [{ ink: wordInk(cut, cut.line.ink, first, end), text, place: word, errorRate }];
  });
}

const signFirst = /^[\p{P}\p{S}]/u;
const signLast = /[\p{P}\p{S}]$/u;

/** Whether a sign is read where the word has none: the comma of the word before, or a stain. */
function hasStraySign(reading: string, text: string): boolean {
  return [signFirst, signLast].some((sign) => sign.test(reading) && !sign.test(text));
}
