import { house } from '../host/transport.ts';
import { createRunBook } from './runLog.ts';
import { createIamDialog } from './start/iamDialog.ts';

/** The stores of the training screens. */
export const runBook = createRunBook(house);
export const iamDialog = createIamDialog(house);
