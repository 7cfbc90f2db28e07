import { host } from '../../host/transport.ts';
import { answers } from '../../host/useCall.ts';
import { photo, toasts } from '../../state/stores.ts';
import { createCorrecting } from './correcting.ts';
import { createLookAlikes } from './lookAlikes.ts';
import { createSayStored } from './sayStored.ts';

const onChange = () => {
  void photo.getState().refresh();
  void answers.askAgain('changedWords');
};
const say = createSayStored({ host, toasts, onChange });

/** Corrections of single words, made on any screen, and the words that look like them. */
export const lookAlikes = createLookAlikes({ host, toasts, say, onChange });
export const correcting = createCorrecting({ host, lookAlikes, say, onChange });
