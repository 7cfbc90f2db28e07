import { createPictures } from '../../main/library/pictures.ts';
import { createRenderPicture } from '../../main/pictures/renderPicture.ts';
import { libraryPaths } from '../../main/store/library/libraryPaths.ts';
import { openLibrary } from '../../main/store/library/open.ts';

/** Draws the pictures of all photos and words of a library into its cache, where the app finds them. */
export async function drawPictures(library: string): Promise<void> {
  const db = openLibrary(library);
  const renderPicture = createRenderPicture();
  const pictures = createPictures(db, libraryPaths(library), async ({ destination, picture, ...photo }) => {
    await renderPicture(photo, destination, picture);
  });
  const ids = (table: 'photo' | 'word') => db.prepare<[], number>(`SELECT id FROM ${table}`).pluck().all();
  for (const id of ids('photo')) await pictures.find('display', id);
  for (const id of ids('word')) await pictures.find('word', id);
  db.close();
}
