/** One page of each table of a library in turn is overwritten: what can be read is there after a repair, the rest is named. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { linesOf, listTables } from '../../main/store/export/tables.ts';
import { libraryPaths } from '../../main/store/library/libraryPaths.ts';
import { openLibrary } from '../../main/store/library/open.ts';
import { listPhotos } from '../../main/store/photos/photos.ts';
import { isTableOfPhoto } from '../../main/store/photos/removedPhotos.ts';
import { describeRepair } from '../../main/store/repair/describeRepair.ts';
import { repairLibrary } from '../../main/store/repair/repairLibrary.ts';
import { withDatabase } from '../../main/store/repair/damage.ts';
import { listWords } from '../../main/store/words/words.ts';
import { overwritePage } from '../support/damage.ts';
import { randomBytes } from '../support/pageDamage.ts';
import { everything } from '../support/services.ts';
import { missingIn, readableRowsOf, referencesOf, rowsOf } from '../support/readableRows.ts';
import { fillLibrary } from '../support/filledLibrary.ts';

/** Of a table: its root, which costs the whole table, and pages with rows. */
const pagesOfTable = 4;
/** Prints what it tried. @returns the number of damages after which something was wrong */
export async function tortureRepairs(): Promise<number> {
  let problems = 0;
  const root = mkdtempSync(join(tmpdir(), 'inkdex-repairs-'));
  for (const hasCopy of [false, true]) {
    const name = hasCopy ? 'with a backup' : 'without a backup';
    const template = join(root, name);
    await fillLibrary(template, { hasCopy, rows: 60 });
    // Without a backup, a repair is to have the database alone.
    if (!hasCopy) rmSync(libraryPaths(template).journal);
    const before = contentsOf(template);
    const pages = pagesOf(libraryPaths(template).database);
    const whole = rowsOf(libraryPaths(template).database);
    const references = referencesOf(libraryPaths(template).database);
    const outcomes: Record<string, number> = {};
    for (const page of pages) {
      const folder = join(root, 'damaged');
      cpSync(template, folder, { recursive: true });
      const { database } = libraryPaths(folder);
      overwritePage(database, page.number, randomBytes(page.number));
      const readable = hasCopy ? new Map() : readableRowsOf(database, whole);
      let found: readonly string[];
      try {
        const repair = repairLibrary(folder);
        outcomes[repair?.from ?? 'no damage'] = (outcomes[repair?.from ?? 'no damage'] ?? 0) + 1;
        const missing = missingIn(rowsOf(database), readable, references).map((row) => `${row} is gone`);
        found = [...problemsOf(before, contentsOf(folder), page, repair), ...missing];
      } catch (thrown) {
        found = [String(thrown)];
      }
      for (const problem of found) console.log(`${name}, ${page.table}, page ${page.number}: ${problem}`);
      problems += found.length;
      rmSync(folder, { recursive: true });
    }
    const tables = new Set(pages.map(({ table }) => table)).size;
    console.log(
      `${name}: ${pages.length} pages of ${tables} tables, repaired from: ${JSON.stringify(outcomes)}`,
    );
  }
  rmSync(root, { recursive: true });
  return problems;
}

/** What belongs to the index or to one running app, and is built again; counts of samples; and what is compared by photos. */
const notKept: ReadonlySet<string> = new Set([
  ...['posting', 'fragment', 'vocabulary', 'neighbour', 'index_state', 'word_lease', 'sqlite_sequence'],
  ...['sample_set', 'removed_photo'],
]);

interface Contents {
  /** Lines of each table besides those of photos. */
  readonly tables: ReadonlyMap<string, ReadonlySet<string>>;
  /** The words of each photo, sorted: a repair may arrange those of one line anew. */
  readonly photos: ReadonlyMap<number, string>;
}

function contentsOf(folder: string): Contents {
  const db = openLibrary(folder);
  const kept = listTables(db).filter(({ name }) => !notKept.has(name) && !isTableOfPhoto(name));
  const tables = new Map(kept.map((table) => [table.name, new Set(linesOf(db, table))]));
  const photos = new Map(
    listPhotos(db, everything).map(({ id }) => [
      id,
      JSON.stringify(
        listWords(db, id)
          .map(({ text }) => text)
          .sort(),
      ),
    ]),
  );
  db.close();
  return { tables, photos };
}

interface Page {
  readonly table: string;
  readonly number: number;
  readonly kind: string;
  /** Rows or entries on it. */
  readonly cells: number;
}

const pageRow = z.object({ table: z.string(), number: z.number(), kind: z.string(), cells: z.number() });

/** The first pages of each table, and its last. */
function pagesOf(database: string): Page[] {
  return withDatabase(database, { readonly: true }, (db) => {
    const all = z.array(pageRow).parse(
      db
        .prepare(
          `SELECT s.name AS "table", pageno AS number, pagetype AS kind, ncell AS cells
            FROM dbstat AS s JOIN sqlite_schema AS t ON t.name = s.name AND t.type = 'table' ORDER BY s.name, pageno`,
        )
        .all(),
    );
    const byTable = Map.groupBy(all, ({ table }) => table);
    return [...byTable.values()].flatMap((pages) =>
      pages.length <= pagesOfTable ? pages : [...pages.slice(0, pagesOfTable - 1), ...pages.slice(-1)],
    );
  });
}

/** Tables are named by nouns, so that it is enough that something is named where rows of one table are gone. */
function problemsOf(
  before: Contents,
  after: Contents,
  page: Page,
  repair: ReturnType<typeof repairLibrary>,
): string[] {
  const problems: string[] = [];
  const lost = new Set(repair?.lost.map(({ photo }) => Number(photo)));
  const named = new Set(repair?.unread);
  const text = repair === null ? '' : describeRepair(repair);
  for (const name of named) if (!text.includes(name)) problems.push(`the report does not name ${name}`);
  let silent = 0;
  for (const [table, lines] of before.tables) {
    const now = after.tables.get(table) ?? new Set();
    // The library is not where the template is.
    const missing = [...lines].filter(
      (line) => !now.has(line) && !line.startsWith('{"name":"folder"'),
    ).length;
    if (missing === 0) continue;
    silent += 1;
    if (table === page.table && page.kind === 'leaf' && missing > page.cells)
      problems.push(`${missing} rows are gone, although the page had ${page.cells}`);
  }
  const removed = repair?.ended.length ?? 0;
  if (silent > named.size + (repair?.lostRows.length ?? 0) + removed)
    problems.push(`rows of ${silent} tables are gone, but the report says: ${text}`);
  for (const line of after.tables.get('api_token') ?? [])
    if (line.includes('revoked')) problems.push('the revoked token is back');
  for (const [photo, words] of before.photos)
    if (after.photos.get(photo) !== words && !lost.has(photo))
      problems.push(`photo ${photo} has other words`);
  return problems;
}
