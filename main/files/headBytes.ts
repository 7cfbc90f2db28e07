import { open } from 'node:fs/promises';

/** A file's first bytes; fewer where it has fewer. @throws what opening or reading it throws */
export async function headBytes(path: string, bytes: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
