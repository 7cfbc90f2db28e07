import { open } from 'node:fs/promises';

/** JPEG, PNG, GIF, WebP, TIFF, and the container of HEIC and AVIF. */
const heads = /^(?:\xff\xd8\xff|\x89PNG\r\n|GIF8|RIFF....WEBP|II\*\0|MM\0\*|....ftyp(?:he[iv]|mif|avi))/su;

/**
 * Whether a file without an ending in its name begins like a photo: messengers, browsers and rescued cards leave endings out.
 * False for any other name, and for a file that cannot be opened.
 */
export async function isUnnamedPhoto(name: string, path: string): Promise<boolean> {
  if (name.includes('.')) return false;
  const file = await open(path, 'r').catch(() => null);
  if (file === null) return false;
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(16) });
    return heads.test(buffer.toString('latin1', 0, bytesRead));
  } catch {
    return false;
  } finally {
    await file.close();
  }
}
