/** Where the thread starts that opens pages ahead. */
import type { PhotoSource } from '../../imaging/photoFile.ts';
import { answerRequests, type Answer } from './answerRequests.ts';
import { openInkPage, type InkPage } from './inkPage.ts';

await answerRequests(async (photo: PhotoSource): Promise<Answer<InkPage>> => {
  const page = await openInkPage(photo);
  return { value: page, transferred: [page.ink.data.buffer as ArrayBuffer] };
});
