import type { PictureKind } from '../../shared/contract/contract.ts';
import type { Photo } from '../../shared/contract/photo.ts';
import type { Quad } from '../../shared/geometry.ts';
import { withSecret } from './session.ts';
import { desktop } from './transport.ts';

/** Version of a photo's picture: the SHA-256 of its file and its rotation. */
export function pictureVersion({ sha256, turn }: Pick<Photo, 'sha256' | 'turn'>): string {
  return turn === 0 ? sha256 : `${sha256}-${turn}`;
}

/** Version of a word's picture: the photo's version and the word's position, so that a moved word has a new one. */
export function cropVersion(
  photo: Pick<Photo, 'sha256' | 'turn'>,
  { quad }: { readonly quad: Quad },
): string {
  return [pictureVersion(photo), ...quad.flat()].join('_');
}

/**
 * Address of a picture, for `src`.
 *
 * @param id id of a photo; of a word for the kind `word`; of a dataset's sample for `sample`
 * @param version see `pictureVersion` and `cropVersion`; the SHA-256 of its image for a sample. It is part of the
 *   address, so caches never go stale.
 */
export function pictureUrl(
  kind: PictureKind,
  id: number,
  version: string,
  query: Record<string, string> = {},
): string {
  const search = new URLSearchParams({ ...query, v: version });
  if (desktop !== undefined) return `photo://${kind}/${id}?${search.toString()}`;
  return `/photo/${kind}/${id}?${withSecret(search).toString()}`;
}
