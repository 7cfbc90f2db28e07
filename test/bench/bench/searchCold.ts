/** A process that opens a library and answers one query: prints the milliseconds since its start. Arguments: folder, query. */
import { openLibrary } from '../../../main/store/library/open.ts';
import { search } from '../../../main/search/service.ts';

const [, , folder = '', query = ''] = process.argv;
const db = openLibrary(folder);
const opened = process.uptime();
search(db, { query, offset: 0, limit: 24 });
process.stdout.write(`${JSON.stringify({ opened: opened * 1000, answered: process.uptime() * 1000 })}\n`);
db.close();
