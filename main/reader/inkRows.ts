import { join } from 'node:path';
import type { LinesMetadata } from '../../shared/contract/model.ts';
import type { Alternative } from '../../shared/contract/word.ts';
import { resourcesFolder } from '../installation.ts';
import { lettersProbablyRight } from './recogniseWords.ts';
import { createSessions, type LoadedModel } from './models/sessions.ts';

let opened: Promise<LoadedModel<LinesMetadata>> | undefined;

/** The line finder that needs no training, for pages on which the finder in use finds nothing. It is opened once a process. */
export function openInkRows(): Promise<LoadedModel<LinesMetadata>> {
  return (opened ??= createSessions().open('lines', join(resourcesFolder, 'models', 'starter-rows.onnx'), 1));
}

/** Rows of ink are text if at least so many of their letters are probably right, and this share of them. */
const leastLetters = 8;
const leastShare = 0.6;

/** Whether what was read of rows of ink is text: a page on which nothing was found is seldom one of text. */
export function isSurelyText(words: readonly (Alternative | undefined)[]): boolean {
  const letters = words.reduce((sum, word) => sum + (word?.text.length ?? 0), 0);
  const right = lettersProbablyRight(words);
  return right >= leastLetters && right >= leastShare * letters;
}
