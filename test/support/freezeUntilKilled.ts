import { readerWith } from './worker.ts';
import { startWorker } from '../../main/workers/client.ts';
import { readdirSync } from 'node:fs';
import { createDatasets } from '../../main/datasets/service.ts';
import { createDownloads } from '../../main/jobs/downloads.ts';
import { createHostLock } from '../../main/store/library/hostLock.ts';
import { openLibrary } from '../../main/store/library/open.ts';
import { libraryPaths } from '../../main/store/library/libraryPaths.ts';
import { asSamples, formatOf, importing, incoming, unwatched } from './datasetRecords.ts';

/**
 * Imports a folder of images and freezes it, every time with another text, printing each version as soon
 * as it is there: made to be killed meanwhile.
 */
const [library = '', folder = '', start = ''] = process.argv.slice(2);
const db = openLibrary(library);
const paths = libraryPaths(library);
let round = Number(start);
const nobodyAsks = (): never => {
  throw new Error('Nobody asks.');
};
const datasets = createDatasets({
  db,
  lock: createHostLock(paths.lock),
  folders: paths,
  announce: () => undefined,
  downloads: createDownloads(db, library),
  formats: [
    formatOf('test', () =>
      asSamples(
        readdirSync(folder)
          // Another image is left out each time, so that objects become garbage too.
          .filter((_, index) => index !== round % 7)
          .map((file) => incoming(folder, file, { text: `round ${round}` })),
      ),
    ),
  ],
  // In this process: what is killed is the library's host, with all that it has under way.
  reader: startWorker({ kind: 'reader', spawn: readerWith(() => ({})) }),
  reading: { readWordFiles: nobodyAsks, readQuads: nobodyAsks },
  recogniser: nobodyAsks,
  searchPhotos: nobodyAsks,
  queue: nobodyAsks,
});
process.stdout.write('open\n');
for (; ; round += 1) {
  const name = `set ${round % 3}`;
  const { dataset } = await datasets.importNow(importing(folder, { name }), unwatched);
  const freezing = { dataset, author: 'me', note: '', tags: [] };
  const { version } = await datasets.freezeNow(freezing, unwatched);
  process.stdout.write(`${version}\n`);
  // A dataset that goes leaves versions, samples and images that nobody needs.
  if (round % 5 === 4) datasets.calls.deleteDataset({ dataset });
}
