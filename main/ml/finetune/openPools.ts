import { wordShape } from '../networks/input.ts';
import { openPoolStream, type PoolStream } from '../training/poolStream.ts';
import { batchesPerPool } from '../training/recogniserTask.ts';
import { packWords, type LabelledInk } from '../training/wordBank.ts';
import type { WordSource } from '../training/wordPools.ts';
import type { PreparedWords, PrepareOptions } from './prepareWords.ts';
import type { RehearsalGroup } from './rehearsalFile.ts';

/** Share of pseudo-labels in a batch, without rehearsal words: as many as words labelled by people. */
const mostRead = 0.5;

/**
 * Opens the stream from which batches are drawn: words labelled by people, pseudo-labels, and rehearsal words with
 * the share in the settings; within each kind, sources are drawn in proportion to their size. Also returns the
 * check words whose characters the model knows; none without rehearsal.
 */
export function openPools(
  { sources: own, readSources: read }: Pick<PreparedWords, 'sources' | 'readSources'>,
  rehearsal: readonly RehearsalGroup[],
  { alphabet: known, config, settings }: Pick<PrepareOptions, 'alphabet' | 'config' | 'settings'>,
): { pools: PoolStream; check: LabelledInk[] } {
  const readable = rehearsal.map((group) => ({
    ...group,
    words: group.words.filter(({ text }) => known.has(text)),
  }));
  const rehearsed = readable
    .filter(({ use, words }) => use === 'rehearse' && words.length > 0)
    .map((group): WordSource => ({ ...group, bank: packWords(group.words) }));
  const share = rehearsed.length === 0 ? 0 : settings.rehearsal;
  const readPart = readShare(read);
  const sources = [...own, ...read, ...(share === 0 ? [] : rehearsed)];
  const shares = [
    ...sharesOf(own, (1 - share) * (1 - readPart)),
    ...sharesOf(read, (1 - share) * readPart),
    ...(share === 0 ? [] : sharesOf(rehearsed, share)),
  ];
  const pools = openPoolStream(
    {
      sources: sources.map(({ name, bank, margin, strength }) => ({ name, bank, margin, strength })),
      seed: settings.seed,
      size: settings.batch * batchesPerPool,
      shape: wordShape(config),
    },
    () => shares,
  );
  const checked = share === 0 ? [] : readable.filter(({ use }) => use === 'check');
  return { pools, check: checked.flatMap(({ words }) => words) };
}

/**
 * The share of pseudo-labels among the words that are drawn from a version. They teach the network what the decoder
 * with its language model has read of the same writer (Lee, "Pseudo-label: the simple and efficient semi-supervised
 * learning method for deep neural networks", 2013).
 */
export function readShare(read: readonly WordSource[]): number {
  return read.length === 0 ? 0 : mostRead;
}

function sharesOf(sources: readonly WordSource[], total: number): number[] {
  const words = sources.reduce((sum, { bank }) => sum + bank.texts.length, 0);
  return sources.map(({ bank }) => (total * bank.texts.length) / words);
}
