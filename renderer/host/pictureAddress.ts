import type { PictureKind } from '../../shared/contract/contract.ts';
import type { Photo } from '../../shared/contract/photo.ts';
import type { Quad } from '../../shared/geometry.ts';
import { withSecret } from './session.ts';
import { desktop } from './transport.ts';

/** Version of a photo's picture: the SHA-256 of its file and its rotation. */
export function pictureVersion({ sha256, turn }: Pick<Photo, 'sha256' | 'turn'>): string {
  return turn === 0 ? sha256 : `${sha256}-${turn}`;
}

/**
 * Version of the picture of a word, or of a run of words: the photo's version and the places of the words, so that a moved
 * word has a new one.
 */
export function cropVersion(
  photo: Pick<Photo, 'sha256' | 'turn'>,
  ...words: readonly { readonly quad: Quad }[]
): string {
  return [pictureVersion(photo), ...words.flatMap(({ quad }) => quad.flat())].join('_');
}

/** Address of the crop of a run of words of one line, for `src`. */
export function runUrl(
  photo: Pick<Photo, 'sha256' | 'turn'>,
  words: readonly { readonly word: number; readonly quad: Quad }[],
): string {
  const [first, last] = [words[0]?.word ?? 0, words.at(-1)?.word ?? 0];
  return pictureUrl('word', first === last ? first : `${first}-${last}`, cropVersion(photo, ...words));
}

/**
 * Address of a picture, for `src`.
 *
 * @param id id of a photo; of a word for the kind `word`, or of the first and last of a run; of a dataset's sample for `sample`
 * @param version see `pictureVersion` and `cropVersion`; the SHA-256 of its image for a sample. It is part of the
 *   address, so caches never go stale.
 */
export function pictureUrl(kind: PictureKind, id: number | `${number}-${number}`, version: string): string {
  const search = new URLSearchParams({ v: version });
  if (desktop !== undefined) return `photo://${kind}/${id}?${search.toString()}`;
  return `photo/${kind}/${id}?${withSecret(search).toString()}`;
}
