import { join } from 'node:path';
import { formatCount } from '../../shared/text.ts';
import { log } from '../run.ts';
import type { HeldBack } from './heldBack.ts';
import { openSnapshot } from './mirror.ts';
import { addPages } from './pageSource.ts';
import type { WordReader } from './reader.ts';
import type { BankSource } from './source.ts';
import { openBank, type Bank } from './wordFolder.ts';
import { addWriters } from './writerSource.ts';

/** What a source gave. */
export interface SourceCounts {
  /** Pages, or images of words. */
  readonly images: number;
  readonly lines: number;
  readonly words: number;
  /** Surely cut. */
  readonly kept: number;
  readonly held: number;
  readonly hands: number;
}

/**
 * Makes the folders `french`, `german` and so on in `out`, each with `labels.tsv` (file, text, source, hand,
 * errorRate), a folder of images for each source, and `held` for words of writers who are only measured on. The same
 * snapshots, recogniser and machine give the same bytes.
 *
 * @param mirror folder of git repositories (`openSnapshot`)
 * @throws InkdexError `file-missing` for a repository that the mirror lacks
 */
export async function makeBanks(
  sources: readonly BankSource[],
  {
    mirror,
    out,
    reader,
    heldBack,
  }: {
    readonly mirror: string;
    readonly out: string;
    readonly reader: WordReader;
    readonly heldBack: Pick<HeldBack, 'hasOwner'>;
  },
): Promise<Map<string, SourceCounts>> {
  const counts = new Map<string, SourceCounts>();
  const banks = new Map<string, Bank>();
  for (const source of sources) {
    const started = Date.now();
    if (heldBack.hasOwner(source.repository)) {
      log(`${source.name}: left out, its owner is held back`);
      continue;
    }
    const snapshot = await openSnapshot(mirror, source.repository, source.commit);
    const bank = banks.get(source.bank) ?? openBank(join(out, source.bank));
    banks.set(source.bank, bank);
    const add = source.kind === 'pages' ? addPages : addWriters;
    const found = await add(source, snapshot, reader, bank);
    await bank.save();
    counts.set(source.name, found);
    log(`${source.name}: ${described(found)}, ${Math.round((Date.now() - started) / 1000)} s`);
  }
  return counts;
}

function described(counts: SourceCounts): string {
  return Object.entries(counts)
    .map(([name, count]: [string, number]) => `${formatCount(count)} ${name}`)
    .join(', ');
}
