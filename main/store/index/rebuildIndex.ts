import { z } from 'zod';
import { transaction, sql, type WritableDatabase } from '../database.ts';
import { deletionKeys, backwards, likelyShare } from './vocabulary.ts';
import { listIndexedWordsOfPhotos, entriesOf, isTerm, type Entries } from './wordEntries.ts';
import { blockOf, packBlock, photosPerBlock } from './postingBlock.ts';
import { rebuildTextIndex, requireTextIndex } from './photoText.ts';
import { PostingList } from './places.ts';

/** Format of the index. Increase it with every change of the index for the same words. */
export const indexFormat = 9;

/** Builds the index if there is none, or if it has another format. */
export function requireIndex(db: WritableDatabase): void {
  if (db.value(z.number(), sql`SELECT format FROM index_state`) === indexFormat) requireTextIndex(db);
  else rebuildIndex(db);
}

/**
 * Builds the index from the words. Collects rows block by block and sorts them once, which is much faster than indexing one
 * photo after another.
 */
export function rebuildIndex(db: WritableDatabase): void {
  transaction(db, () => {
    db.exec(`
      DELETE FROM posting; DELETE FROM fragment; DELETE FROM vocabulary; DELETE FROM neighbour;
      DELETE FROM index_state;
      CREATE TEMP TABLE new_posting (term TEXT, block INTEGER, places BLOB);
      CREATE TEMP TABLE new_fragment (gram TEXT, block INTEGER, places BLOB);
      CREATE TEMP TABLE new_neighbour (key INTEGER, term TEXT);
    `);
    const words = gatherBlocks(db);
    gatherVocabulary(db, words);
    db.exec(`
      INSERT INTO posting SELECT term, block, places FROM new_posting ORDER BY term, block;
      INSERT INTO fragment SELECT gram, block, places FROM new_fragment ORDER BY gram, block;
      INSERT INTO neighbour SELECT key, term FROM new_neighbour ORDER BY key, term;
      DROP TABLE new_posting; DROP TABLE new_fragment; DROP TABLE new_neighbour;
    `);
    rebuildTextIndex(db);
    db.run(sql`INSERT INTO index_state (format) VALUES (${indexFormat})`);
  });
}

/** Counts the words of each term by their best reading. */
function gatherBlocks(db: WritableDatabase): Map<string, number> {
  const words = new Map<string, number>();
  const [[last = 0] = []] = db.numbers(sql`SELECT coalesce(max(photo), 0) FROM word`);
  for (let block = 0; block <= blockOf(last); block += 1) {
    const lists = { posting: new Map<string, PostingList>(), fragment: new Map<string, PostingList>() };
    gatherBlock(db, block, lists);
    for (const [term, list] of lists.posting) {
      db.run(
        sql`INSERT INTO new_posting (term, block, places) VALUES (${term}, ${block}, ${packBlock(list)})`,
      );
      let likely = 0;
      for (const share of list.shares.subarray(0, list.length)) if (share >= likelyShare) likely += 1;
      if (likely > 0 && isTerm(term)) words.set(term, (words.get(term) ?? 0) + likely);
    }
    for (const [gram, list] of lists.fragment) {
      db.run(
        sql`INSERT INTO new_fragment (gram, block, places) VALUES (${gram}, ${block}, ${packBlock(list)})`,
      );
    }
  }
  return words;
}

/** Photos loaded together: few enough to keep all their words in memory. */
const photosAtOnce = 128;

interface BlockLists {
  readonly posting: Map<string, PostingList>;
  readonly fragment: Map<string, PostingList>;
}

function gatherBlock(db: WritableDatabase, block: number, lists: BlockLists): void {
  const end = (block + 1) * photosPerBlock;
  for (let from = block * photosPerBlock; from < end; from += photosAtOnce) {
    const found = listIndexedWordsOfPhotos(db, from, from + photosAtOnce);
    for (const [photo, words] of Map.groupBy(found, (word) => word.photo)) {
      const { posting, fragment } = entriesOf(words);
      append(lists.posting, photo, posting);
      append(lists.fragment, photo, fragment);
    }
  }
}

function append(lists: Map<string, PostingList>, photo: number, entries: Entries): void {
  for (const [key, places] of entries) {
    let list = lists.get(key);
    if (list === undefined) {
      list = new PostingList();
      lists.set(key, list);
    }
    // Words are in reading order, so their positions are sorted.
    for (const [position, share] of places) list.push(photo, position, share);
  }
}

function gatherVocabulary(db: WritableDatabase, words: ReadonlyMap<string, number>): void {
  for (const [term, count] of [...words].sort(([a], [b]) => (a < b ? -1 : 1))) {
    db.run(sql`INSERT INTO vocabulary (term, words, backwards)
        VALUES (${term}, ${count}, ${backwards(term)})`);
    for (const key of deletionKeys(term)) {
      db.run(sql`INSERT INTO new_neighbour (key, term) VALUES (${key}, ${term})`);
    }
  }
}
