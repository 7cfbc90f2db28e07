import type { JobId } from '../../shared/contract/job.ts';
import type { Photo } from '../../shared/contract/photo.ts';
import { InkdexError } from '../../shared/result.ts';
import { downloadPath, secretHeader } from '../../shared/contract/wire.ts';
import { pictureUrl, pictureVersion } from './pictureAddress.ts';
import { addressOf, redeemToken, sessionSecret } from './session.ts';
import { connectionLost } from './transport.ts';

/**
 * Saves the file of a finished export with the browser. The secret is in a header, so that the address in the browser's
 * list of downloads does not contain it.
 *
 * @throws InkdexError `not-found` if the file is no longer there, `connection-lost`
 */
export async function downloadExport(job: JobId): Promise<void> {
  await redeemToken();
  const asked = fetch(addressOf(`${downloadPath}/${job}`), { headers: { [secretHeader]: sessionSecret() } });
  const response = await asked.catch(() => {
    throw connectionLost();
  });
  if (!response.ok) throw new InkdexError('not-found', await response.text());
  saveBlob(await response.blob(), nameOf(response));
}

/** The picture of a photo as large as the window shows it, a JPEG; null if it cannot be loaded. */
export async function loadPhoto(photo: Pick<Photo, 'id' | 'sha256' | 'turn'>): Promise<Blob | null> {
  const address = pictureUrl('display', photo.id, pictureVersion(photo));
  const response = await fetch(address).catch(() => null);
  return response?.ok === true ? await response.blob() : null;
}

/** Saves a file as the browser saves a download. */
export function saveBlob(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has not opened the address yet.
  setTimeout(() => {
    URL.revokeObjectURL(address);
  }, 60_000);
}

/** The file's name in a header of RFC 6266. */
function nameOf({ headers }: Response): string {
  const encoded = /filename\*=UTF-8''(\S+)/u.exec(headers.get('content-disposition') ?? '')?.[1];
  return encoded === undefined ? 'export' : decodeURIComponent(encoded);
}
