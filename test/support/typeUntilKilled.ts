import { createBackups } from '../../main/store/library/backups.ts';
import { createHostLock } from '../../main/store/library/hostLock.ts';
import { openLibrary } from '../../main/store/library/open.ts';
import { libraryPaths } from '../../main/store/library/libraryPaths.ts';
import { listPhotoIds } from '../../main/store/photos/photos.ts';
import { findDamage, repairLibrary } from '../../main/store/repair/repairLibrary.ts';
import { labelsOf, typeOver } from './labels.ts';

/**
 * Prints "open", repairs a library if it is damaged, then types a number into one word of its first photos
 * after the other, printing each as soon as it is
 * confirmed, while backups are made all the time: made to be killed meanwhile.
 */
const [library = '', start = '', photoCount = ''] = process.argv.slice(2);
process.stdout.write('open\n');
if (findDamage(library, true) !== null) repairLibrary(library);
const db = openLibrary(library);
const paths = libraryPaths(library);
const lock = createHostLock(paths.lock);
createBackups(
  { ...paths, lock },
  { checkMs: 20, firstMs: 20, workMs: 3_600_000, workEntries: 8, retryMs: 20 },
).start();
const labels = labelsOf(db, { lock });
const photos = listPhotoIds(db)
  .sort((a, b) => a - b)
  .slice(0, Number(photoCount));
for (let number = Number(start); ; number += 1) {
  const photo = photos[number % photos.length];
  if (photo === undefined) throw new Error('The library has lost its photos.');
  const { words } = labels.calls.getLabels({ photo });
  const word = words.sort((a, b) => a.box[0] - b.box[0])[Math.floor(number / photos.length) % words.length];
  if (word === undefined) throw new Error('The photo has lost its words.');
  typeOver(labels, photo, `n${number}`, word);
  await new Promise((said) => {
    process.stdout.write(`${number}\n`, said);
  });
  // Lets the backups go on.
  await new Promise(setImmediate);
}
