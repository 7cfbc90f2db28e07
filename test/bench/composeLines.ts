/** Writes the lines of iam-like into the folder that is given, laid out like IAM's. */
import { composeLines } from './measure/composeForms.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Give the folder to write to.');
await composeLines(folder);
