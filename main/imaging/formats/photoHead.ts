import { open } from 'node:fs/promises';

/** What a file's first bytes announce; `tiff` may also be a camera's raw photo or a DNG, as its directories say. */
export type FileHead =
  | 'jpeg'
  | 'png'
  | 'gif'
  | 'webp'
  | 'tiff'
  | 'raw'
  | 'avif'
  | 'heic'
  | 'bmp'
  | 'jp2'
  | 'jxl'
  | 'pdf';

/** Some programs write a line of their own before the mark of a PDF. */
const searchedBytes = 1024;

/** RAF, RW2 and ORF; CR2. Those of other cameras begin as a TIFF. */
const raw = /^(?:FUJIFILMCCD-RAW |IIU\0|IIR[OS]|MMOR|.{8}CR)/su;
/** Also BigTIFF. */
const tiff = /^(?:II[*+]\0|MM\0[*+])/u;
/** Each: the codestream alone, or the box with which a file begins. */
const jp2 = ['\xff\x4f\xff\x51', '\0\0\0\x0cjP  \r\n\x87\n'];
const jxl = ['\xff\x0a', '\0\0\0\x0cJXL \r\n\x87\n'];

/** The format that a file's first bytes announce, whatever its name says; null for any other. */
export function headOf(bytes: Uint8Array): FileHead | null {
  const head = Buffer.from(bytes.subarray(0, searchedBytes)).toString('latin1');
  if (head.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (head.startsWith('GIF8')) return 'gif';
  if (head.startsWith('RIFF') && head.startsWith('WEBP', 8)) return 'webp';
  if (raw.test(head)) return 'raw';
  if (tiff.test(head)) return 'tiff';
  if (isBmp(bytes)) return 'bmp';
  if (jp2.some((start) => head.startsWith(start))) return 'jp2';
  if (jxl.some((start) => head.startsWith(start))) return 'jxl';
  if (head.startsWith('ftyp', 4)) return heifFormatOf(bytes);
  return head.includes('%PDF-') ? 'pdf' : null;
}

/** Texts begin with "BM", too: the size of its header tells a bitmap. */
function isBmp(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, 18));
  return (
    head.length === 18 && head.toString('latin1', 0, 2) === 'BM' && bmpHeaders.has(head.readUInt32LE(14))
  );
}

/** OS/2 1 and 2, Windows 3, with masks for colours or for transparency, 4 and 5. */
const bmpHeaders: ReadonlySet<number> = new Set([12, 16, 40, 52, 56, 64, 108, 124]);

/** AVIF and HEIC share a container; its list of brands tells them apart (ISO/IEC 23008-12). */
function heifFormatOf(bytes: Uint8Array): 'avif' | 'heic' | null {
  const header = Buffer.from(bytes.subarray(0, 64));
  const length = Math.min(header.readUInt32BE(0), header.length);
  const brands = header.toString('latin1', 8, length).match(/.{4}/gsu) ?? [];
  if (brands.some((brand) => brand === 'avif' || brand === 'avis')) return 'avif';
  return brands.some((brand) => /^(?:he[iv][cmxs]|mif1|msf1)$/u.test(brand)) ? 'heic' : null;
}

/**
 * The name of a file with the ending that its first bytes announce, where it has none: messengers, browsers and rescued cards
 * leave endings out. Unchanged for any other name, and for a file that cannot be opened.
 */
export async function nameByHead(name: string, path: string): Promise<string> {
  if (name.includes('.')) return name;
  const file = await open(path, 'r').catch(() => null);
  if (file === null) return name;
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(searchedBytes) });
    const head = headOf(buffer.subarray(0, bytesRead));
    return head === null ? name : `${name}.${head}`;
  } catch {
    return name;
  } finally {
    await file.close();
  }
}
