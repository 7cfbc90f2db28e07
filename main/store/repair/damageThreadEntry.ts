/** The entry of the thread that checks a database for damage, which takes seconds for a large library. */
import { serveThread } from '../../rpc/thread.ts';
import { damageOf } from './damage.ts';
import { damageCalls } from './damageBeside.ts';

await serveThread(damageCalls, { damage: (path) => Promise.resolve(damageOf(path, false)) });
