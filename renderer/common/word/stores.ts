import { host } from '../../host/transport.ts';
import { answers } from '../../host/useCall.ts';
import { photo, show, toasts } from '../../state/stores.ts';
import { createCorrecting } from './correcting.ts';
import { createLookAlikes } from './lookAlikes.ts';
import { createSayStored } from './sayStored.ts';

const onChange = () => {
  void photo.getState().refresh();
  void answers.askAgain('changedWords');
  void answers.askAgain('unlikelyWords');
};
/** Says what was stored, and offers to undo it. */
export const say = createSayStored({ host, toasts, onChange });

/** Corrections of words, made on any screen, and the words that look like them. */
export const lookAlikes = createLookAlikes({ host, toasts, say, onChange });
export const correcting = createCorrecting({ host, lookAlikes, say, onChange });

// Reading again, or another person, may remove a word while text is typed for it.
photo.subscribe(({ photo: shown, words }, before) => {
  if (shown === null || words === before.words) return;
  for (const text of correcting.getState().dropLost(shown.id, words)) {
    show('warning', `“${text}” was not stored: its word is no longer on the photo.`);
  }
});
