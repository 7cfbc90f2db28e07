import { readdir } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';

const pause = 50;

/** Waits while a folder holds so many files that a reader has not removed. */
export async function untilRoom(folder: string, most: number): Promise<void> {
  while ((await readdir(folder)).length >= most) await setTimeout(pause);
}
