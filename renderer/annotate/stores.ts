import { followRotations, rotatePhotosBack } from '../common/rotating.ts';
import { host } from '../host/transport.ts';
import { writeClipboard } from '../state/messages.ts';
import { navigation, toasts } from '../state/stores.ts';
import { LabelEditor } from './LabelEditor.ts';

/** The label editor of this window. */
export const labelEditor = new LabelEditor({
  host: host,
  navigation,
  toasts,
  rotatePhotosBack,
  writeClipboard,
});

followRotations((photos, by) => {
  labelEditor.session.noteRotation(photos, by);
});
