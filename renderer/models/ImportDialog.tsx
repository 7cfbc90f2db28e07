import { useState } from 'react';
import type { CallArgs } from '../../shared/contract/contract.ts';
import { ChoosePlace } from '../common/ChoosePlace.tsx';
import { host } from '../host/transport.ts';
import { attempt, navigation, show } from '../state/stores.ts';
import { Dialog, useClosing } from '../ui/Dialog.tsx';
import { ChoiceField, boundTo, TextField } from '../ui/Field.tsx';

type Foreign = NonNullable<CallArgs<'importModel'>['foreign']>;

/** What a person says of a recogniser of another program, as it is typed. */
interface ForeignForm {
  readonly alphabet: string;
  readonly height: string;
  readonly width: string;
  readonly fit: 'pad' | 'stretch';
  readonly channels: 'file' | 'rgb' | 'bgr' | 'grey';
  readonly mean: string;
  readonly std: string;
  readonly blank: 'first' | 'last';
}

const asPpOcr: ForeignForm = {
  alphabet: '',
  height: '',
  width: '',
  fit: 'pad',
  channels: 'file',
  mean: '0.5',
  std: '0.5',
  blank: 'first',
};

const origins = [
  ['inkdex', 'Inkdex'],
  ['other', 'Another program'],
] as const;

/** Imports a model of Inkdex, or a CTC recogniser of another program with its alphabet and preprocessing. */
export function ImportDialog({ onClose }: { readonly onClose: () => void }) {
  const [isBusy, setBusy] = useState(false);
  const [origin, setOrigin] = useState<'inkdex' | 'other'>('inkdex');
  const [form, setForm] = useState(asPpOcr);
  const { isClosed, close } = useClosing(onClose);
  const take = async (path: string) => {
    setBusy(true);
    const { route, navigateFrom } = navigation.getState();
    const asked = origin === 'inkdex' ? { path } : { path, foreign: foreignOf(form) };
    const model = await attempt(host.importModel(asked));
    setBusy(false);
    if (model === undefined) return;
    show('notice', `${model.id} imported. To use it, choose “Use this model”.`);
    if (isClosed.current) return;
    onClose();
    navigateFrom(route, { screen: 'model', model: model.id });
  };
  return (
    <Dialog title="Import model" size={origin === 'inkdex' ? 'small' : 'large'} onClose={close}>
      <div className="fields">
        <ChoiceField label="Made by" value={origin} options={origins} onChange={setOrigin} />
        <p className="dialog-text">
          {origin === 'inkdex'
            ? 'Choose an .onnx file exported by Inkdex. It includes the alphabet and the preprocessing.'
            : 'Choose the .onnx file of a CTC recogniser, such as PP-OCR’s. It reads photos and is evaluated like others, without a language model; it cannot be trained further.'}
        </p>
        {origin === 'other' && <ForeignFields form={form} onChange={setForm} />}
      </div>
      <footer className="dialog-footer">
        {isBusy && (
          <span className="hint" role="status">
            Testing the model…
          </span>
        )}
        <ChoosePlace title="Choose a model" isFileWelcome onChoose={(path) => void take(path)} />
      </footer>
    </Dialog>
  );
}

const channelOptions = [
  ['file', 'As the file says; of three: B, G, R'],
  ['rgb', 'R, G, B'],
  ['bgr', 'B, G, R'],
  ['grey', 'Grey'],
] as const;
const fitOptions = [
  ['pad', 'Keep the aspect, pad on the right'],
  ['stretch', 'Stretch to the width'],
] as const;
const blankOptions = [
  ['first', 'First class'],
  ['last', 'Last class'],
] as const;

interface ForeignFieldsProps {
  readonly form: ForeignForm;
  readonly onChange: (form: ForeignForm) => void;
}

function ForeignFields({ form, onChange }: ForeignFieldsProps) {
  const bound = boundTo(form, (changes) => {
    onChange({ ...form, ...changes });
  });
  const number = (name: 'height' | 'width' | 'mean' | 'std', label: string, hint: string) => (
    <TextField label={label} hint={hint} inputMode="decimal" {...bound(name)} />
  );
  return (
    <>
      <div className="place-field">
        <TextField
          label="Alphabet"
          hint="A text file with a character on each line, in class order. Empty: the model’s metadata."
          spellCheck={false}
          {...bound('alphabet')}
        />
        <ChoosePlace title="Choose an alphabet" isFileWelcome onChoose={bound('alphabet').onChange} />
      </div>
      <ChoiceField label="Channels" options={channelOptions} {...bound('channels')} />
      {number('height', 'Height', 'Rows of its input. Empty: as the file says, else 48.')}
      {number('width', 'Width', 'The least width of its input. Empty: as the file says.')}
      <ChoiceField label="Fit" options={fitOptions} {...bound('fit')} />
      {number('mean', 'Mean', 'Subtracted from values of 0 to 1: one number, or one for each channel.')}
      {number('std', 'Standard deviation', 'By which the rest is divided.')}
      <ChoiceField label="CTC blank" options={blankOptions} {...bound('blank')} />
    </>
  );
}

/** What is not a number is refused by the call. */
function foreignOf({ alphabet, height, width, channels, mean, std, ...form }: ForeignForm): Foreign {
  const size = (text: string): number | null => (text.trim() === '' ? null : Number(text));
  const numbers = (text: string): number[] => text.split(',').map(Number);
  return {
    ...form,
    layout: null,
    reads: null,
    alphabet: alphabet.trim() === '' ? null : { path: alphabet.trim() },
    height: size(height),
    width: size(width),
    channels: channels === 'file' ? null : channels,
    mean: numbers(mean),
    std: numbers(std),
  };
}
