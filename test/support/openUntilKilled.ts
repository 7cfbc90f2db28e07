import { openServices } from '../../main/services.ts';

/** Opens a library of an earlier version, which migrates it, and closes it again: made to be killed meanwhile. */
const [library = ''] = process.argv.slice(2);
process.stdout.write('open\n');
const services = await openServices({ library, announce: () => undefined });
process.stdout.write('migrated\n');
await services.close();
