/** The entry of the thread that copies a database and checks the copy, which takes seconds for a large library. */
import Sqlite from 'better-sqlite3';
import { serveThread } from '../../rpc/thread.ts';
import { backupCalls } from './backupThread.ts';
import { translated } from '../database.ts';
import { damageOf } from '../repair/damage.ts';

/** Pages copied in one step, after each of which the thread can be ended. */
const pagesAtOnce = 4096;

await serveThread(backupCalls, {
  async copy({ database, copy }) {
    const db = new Sqlite(database, { readonly: true, fileMustExist: true });
    try {
      // A transaction keeps one moment of the database: without it, every write would start the copy again.
      db.exec('BEGIN');
      db.prepare('SELECT count(*) FROM sqlite_schema').get();
      await db.backup(copy, { progress: () => pagesAtOnce });
    } catch (thrown) {
      translated(() => {
        throw thrown;
      });
    } finally {
      db.close();
    }
    return damageOf(copy, false);
  },
});
