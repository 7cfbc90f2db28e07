import { useState } from 'react';
import { ChoosePlace } from '../../common/ChoosePlace.tsx';
import { useCall } from '../../host/useCall.ts';
import { ChoiceField, Field, boundTo, TextField } from '../../ui/Field.tsx';
import { datasetInTheWay } from '../import/importDraft.ts';
import { countProblem, drawRequestOf, firstDrawDraft, seedProblem, type DrawDraft } from './drawDraft.ts';
import { DrawPreview } from './DrawPreview.tsx';
import { NewDatasetDialog } from './NewDatasetDialog.tsx';

/** Draws texts with handwriting fonts as a dataset. */
export function DrawDialog({ onClose }: { readonly onClose: () => void }) {
  const [draft, setDraft] = useState<DrawDraft>(firstDrawDraft);
  const { answer: datasets } = useCall('listDatasets', {});
  const existing = datasetInTheWay(draft, datasets);
  const ask = drawRequestOf(draft, existing !== undefined);
  const change = (changes: Partial<DrawDraft>) => {
    setDraft((before) => ({ ...before, ...changes }));
  };

  return (
    <NewDatasetDialog
      title="Draw a dataset"
      submitLabel="Draw dataset"
      draft={draft}
      change={change}
      existing={existing}
      task={ask === null ? null : { work: 'draw', ask }}
      onClose={onClose}
    >
      <TextFields draft={draft} change={change} />
      <FontsField draft={draft} change={change} />
      <NumberFields draft={draft} change={change} />
      <DrawPreview draft={draft} />
    </NewDatasetDialog>
  );
}

interface FieldsProps {
  readonly draft: DrawDraft;
  readonly change: (changes: Partial<DrawDraft>) => void;
}

function TextFields({ draft, change }: FieldsProps) {
  const bound = boundTo(draft, change);
  return (
    <>
      <div className="fields-beside">
        <ChoiceField
          label="Samples"
          options={[
            ['word', 'Words'],
            ['line', 'Lines'],
          ]}
          {...bound('level')}
        />
        <ChoiceField
          label="Texts from"
          value={draft.isFile ? 'file' : 'pasted'}
          options={[
            ['pasted', 'Pasted text'],
            ['file', 'A text file'],
          ]}
          onChange={(source) => {
            change({ isFile: source === 'file' });
          }}
        />
      </div>
      {draft.isFile ? (
        <>
          <TextField
            label="Text file"
            hint="UTF-8. Every word or every line is a text."
            spellCheck={false}
            placeholder="/data/words.txt"
            {...bound('path')}
          />
          <ChoosePlace title="Choose a text file" isFileWelcome onChoose={bound('path').onChange} />
        </>
      ) : (
        <Field label="Text" hint="Every word or every line is a text.">
          <textarea
            value={draft.text}
            rows={4}
            maxLength={1_000_000}
            spellCheck={false}
            onChange={(event) => {
              change({ text: event.target.value });
            }}
          />
        </Field>
      )}
    </>
  );
}

function FontsField({ draft, change }: FieldsProps) {
  const fonts = boundTo(draft, change)('fonts');
  return (
    <>
      <TextField
        label="Folder of fonts"
        hint=".ttf, .otf, .woff or .woff2 files. Empty: ten handwriting fonts of Inkdex."
        spellCheck={false}
        placeholder="Fonts of Inkdex"
        {...fonts}
      />
      <ChoosePlace title="Choose a folder of fonts" isFileWelcome={false} onChoose={fonts.onChange} />
    </>
  );
}

function NumberFields({ draft, change }: FieldsProps) {
  const bound = boundTo(draft, change);
  return (
    <div className="fields-beside">
      <TextField
        label="Number of samples"
        problem={countProblem(draft)}
        inputMode="numeric"
        {...bound('count')}
      />
      <TextField
        label="Seed"
        hint="The same seed draws the same samples."
        problem={seedProblem(draft)}
        inputMode="numeric"
        {...bound('seed')}
      />
    </div>
  );
}
