import { openServices } from '../../main/services.ts';

/**
 * Opens a library, goes on with its jobs and prints "open". Then imports a folder, and reads it if a third argument says
 * "read", printing a line for each file: made to be killed meanwhile.
 */
const [library = '', photos = '', reading = ''] = process.argv.slice(2);
const services = await openServices({ library, announce: () => undefined });
services.start();
console.log('open');
const request = { paths: [photos], read: reading === 'read' };
const job = await services.library.importPaths(request, ({ path }) => {
  console.log(path);
});
await services.jobs.finished(job.id);
await services.close();
