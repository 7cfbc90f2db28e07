import type { JobId } from '../../shared/contract/job.ts';
import { InkdexError } from '../../shared/result.ts';
import { downloadPath, secretHeader } from '../../shared/contract/wire.ts';
import { redeemToken, sessionSecret } from './session.ts';
import { connectionLost } from './transport.ts';

/**
 * Saves the file of a finished export with the browser. The secret is in a header, so that the address in the browser's
 * list of downloads does not contain it.
 *
 * @throws InkdexError `not-found` if the file is no longer there, `connection-lost`
 */
export async function downloadExport(job: JobId): Promise<void> {
  await redeemToken();
  const asked = fetch(`${downloadPath}/${job}`, { headers: { [secretHeader]: sessionSecret() } });
  const response = await asked.catch(() => {
    throw connectionLost();
  });
  if (!response.ok) throw new InkdexError('not-found', await response.text());
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = address;
  link.download = nameOf(response);
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
