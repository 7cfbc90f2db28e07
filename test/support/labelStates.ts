import type { WritableDatabase } from '../../main/store/database.ts';
import { rebuildIndex } from '../../main/store/index/rebuildIndex.ts';
import type { PhotoLabels } from '../../shared/contract/label.ts';

/**
 * All that is stored of photos' words, row by row: what undo has to bring back bit for bit. Only
 * revisions, which count changes and are never taken back, are left out.
 */
export function storedState(db: WritableDatabase): unknown {
  const words = db.prepare('SELECT * FROM word ORDER BY id').all();
  return {
    words: words.map((word) => ({ ...Object(word), revision: undefined }) as unknown),
    alternatives: db.prepare('SELECT * FROM alternative ORDER BY word, rank').all(),
    lattices: db.prepare('SELECT * FROM lattice ORDER BY word').all(),
    tombstones: db.prepare('SELECT * FROM tombstone ORDER BY word').all(),
    counts: db.prepare('SELECT id, word_count FROM photo ORDER BY id').all(),
    index: indexState(db),
  };
}

/** The search index, row by row and byte by byte. */
export function indexState(db: WritableDatabase): unknown {
  return {
    posting: db.prepare('SELECT * FROM posting ORDER BY term, block').all(),
    fragment: db.prepare('SELECT * FROM fragment ORDER BY gram, block').all(),
    vocabulary: db.prepare('SELECT * FROM vocabulary ORDER BY term').all(),
    neighbour: db.prepare('SELECT * FROM neighbour ORDER BY key, term').all(),
    text: textState(db),
  };
}

/** Every token of the text index with its photo, column and place. */
function textState(db: WritableDatabase): unknown {
  db.exec('CREATE VIRTUAL TABLE IF NOT EXISTS temp.token USING fts5vocab (main, photo_fts, instance)');
  return db.prepare('SELECT term, doc, col, "offset" FROM temp.token ORDER BY doc, col, "offset"').all();
}

/** The index of the same words, made from nothing; the library is left as it was. */
export function indexFromScratch(db: WritableDatabase): unknown {
  db.exec('SAVEPOINT scratch');
  try {
    rebuildIndex(db);
    return indexState(db);
  } finally {
    db.exec('ROLLBACK TO scratch; RELEASE scratch;');
  }
}

/** What a window sees of a photo, revisions apart. */
export function labelState({ words }: PhotoLabels): string {
  return JSON.stringify(words.map((word) => ({ ...word, revision: undefined })));
}
