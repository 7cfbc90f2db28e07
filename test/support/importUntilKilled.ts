import { openServices } from '../../main/services.ts';

/** Imports a folder into a library, printing a line for each file: made to be killed meanwhile. */
const [library = '', photos = ''] = process.argv.slice(2);
const services = await openServices({ library, announce: () => undefined });
services.start();
const job = await services.library.importPaths({ paths: [photos], read: false }, ({ path }) => {
  console.log(path);
});
await services.jobs.finished(job.id);
await services.close();
