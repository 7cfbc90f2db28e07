/**
 * Keeps what Node makes of our sources, their types stripped, from one start to the next: half of what a start takes.
 * Imported before all else, since it serves what is loaded after it.
 */
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// Beside the sources and not among everybody's temporary files: what lies there is run.
const folder = join(import.meta.dirname, '../.cache/compiled');
const asked = process.env.NODE_COMPILE_CACHE ?? '';
// Engines and their threads find it by this name.
process.env.NODE_COMPILE_CACHE = asked === '' ? folder : asked;
enableCompileCache(process.env.NODE_COMPILE_CACHE);
