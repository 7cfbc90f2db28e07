import type { Word } from '../../../shared/contract/word.ts';
import { house } from '../../host/transport.ts';
import { editor, labelling, likeness } from '../stores.ts';
import { toasts } from '../../state/stores.ts';
import { confirmText } from '../model/edits.ts';
import { labelsOf } from '../model/labels.ts';

/** Confirms the same text for a similar word, on this photo or another. */
export async function giveText({ id, photo }: Word): Promise<void> {
  const { text, settle } = likeness.getState();
  const state = editor.getState();
  if (photo === state.id) {
    const word = state.labels.words.get(id);
    if (word !== undefined) state.act(confirmText(word, text));
  } else {
    const isGiven = await toasts.getState().attempt(giveElsewhere({ id, photo }, text));
    if (isGiven === undefined) return;
  }
  settle(id);
  labelling.getState().say(`Confirmed ${text}.`);
}

async function giveElsewhere({ id, photo }: Pick<Word, 'id' | 'photo'>, text: string): Promise<true> {
  const fresh = await house.getLabels({ photo });
  const word = labelsOf(fresh).words.get(id);
  const action = word === undefined ? undefined : confirmText(word, text);
  if (action !== undefined) await house.editLabels({ photo, revision: fresh.revision, action });
  return true;
}
