import type { RehearsalGroup } from '../../main/ml/finetune/rehearsalFile.ts';
import { writeRehearsal } from '../../pretraining/files/rehearsalFile.ts';

/** Writes a file of rehearsal words, as pretraining makes the shipped one. */
export async function writeRehearsalFile(path: string, groups: readonly RehearsalGroup[]): Promise<number> {
  return await writeRehearsal(path, groups);
}
