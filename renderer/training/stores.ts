import { host } from '../host/transport.ts';
import { createRunBook } from './runLog.ts';
import { createIamDialog } from './start/iamDialog.ts';

/** The stores of the training screens. */
export const runBook = createRunBook(host);
export const iamDialog = createIamDialog(host);
