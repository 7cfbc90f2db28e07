import { CornerDownLeft } from 'lucide-react';
import { useEffect, useImperativeHandle, useRef, useState, type Ref } from 'react';
import type { HeldSample } from '../../../shared/datasetContents.ts';
import { Button } from '../../ui/Button.tsx';
import { markNames } from '../names.ts';

interface TextFieldProps {
  readonly ref: Ref<HTMLTextAreaElement>;
  readonly sample: HeldSample;
  readonly onSave: (text: string) => void;
}

/** The text of the sample in hand. A page has several lines: there Shift and Enter make a new one. */
export function TextField({ ref, sample, onSave }: TextFieldProps) {
  const [draft, setDraft] = useState({ of: sample.id, text: sample.text });
  const text = draft.of === sample.id ? draft.text : sample.text;
  const area = useRef<HTMLTextAreaElement>(null);
  useImperativeHandle<HTMLTextAreaElement | null, HTMLTextAreaElement | null>(ref, () => area.current);
  useEffect(() => {
    if (document.activeElement === area.current) area.current?.select();
  }, [sample.key]);

  return (
    <div className="word-field">
      <textarea
        ref={area}
        dir="auto"
        rows={sample.level === 'page' ? 8 : 1}
        value={text}
        maxLength={100_000}
        placeholder={sample.mark === 'text' ? 'What is written?' : markNames[sample.mark]}
        aria-label="Text of the sample"
        autoComplete="off"
        autoCapitalize="off"
        autoCorrect="off"
        spellCheck={false}
        onChange={(event) => {
          setDraft({ of: sample.id, text: event.target.value });
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
            if (event.shiftKey && sample.level === 'page') return;
            event.preventDefault();
            onSave(text);
          } else if (event.key === 'Escape') {
            event.preventDefault();
            setDraft({ of: sample.id, text: sample.text });
            document.querySelector<HTMLElement>('.tile-grid [tabindex="0"]')?.focus();
          }
        }}
      />
      <Button
        kind="primary"
        icon={CornerDownLeft}
        shortcut="Enter"
        onClick={() => {
          onSave(text);
        }}
      >
        Save
      </Button>
    </div>
  );
}
