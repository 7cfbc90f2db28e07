import { stat } from 'node:fs/promises';
import type { PhotoSource } from './photoFile.ts';

/** Gives what is made of a photo, made anew only for another photo or way, or where its file has changed. */
export type LastOfPhoto<Value> = (
  photo: PhotoSource,
  make: () => Promise<Value>,
  /** What else the value depends on. */
  way?: unknown,
) => Promise<Value>;

/** Keeps what was last made of a photo. A failure is not kept: who asks again tries again. */
export function keepLast<Value>(): LastOfPhoto<Value> {
  let kept: { readonly key: string; readonly value: Promise<Value> } | undefined;

  /** Two callers may wait for a failure: the second finds nothing kept, or another photo. */
  function forget(value: Promise<Value>): void {
    if (kept?.value === value) kept = undefined;
  }

  return async (photo, make, way = null) => {
    const found = await stat(typeof photo === 'string' ? photo : photo.path).catch(() => null);
    const key = JSON.stringify([photo, way, found?.mtimeMs, found?.size]);
    if (kept?.key !== key) kept = { key, value: make() };
    const { value } = kept;
    try {
      return await value;
    } catch (error) {
      forget(value);
      throw error;
    }
  };
}
