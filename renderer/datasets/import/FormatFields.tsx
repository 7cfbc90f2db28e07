import { useStore } from 'zustand';
import type { Format } from '../../../shared/contract/datasetCalls.ts';
import { importFlow } from '../stores.ts';
import { ChoiceField, Field } from '../../ui/Field.tsx';
import { orderFormats, type ImportDraft } from './importDraft.ts';

/** Explains the recipes of formats. */
const recipeHints: Readonly<Record<string, string>> = {
  strict: 'Only correctly segmented words, official splits without shared writers, text as written.',
  seed: 'The exact filter of CRNN_OCR_lite, so that results can be compared.',
};

/** The format of the files: recognised, or chosen by the person. */
export function FormatFields({ draft }: { readonly draft: ImportDraft }) {
  const { formats, guesses, change } = useStore(importFlow);
  const { likely, others } = orderFormats(formats, guesses);
  const chosen = formats.find(({ name }) => name === draft.format);
  const recipes = chosen?.recipes ?? [];
  return (
    <div className="fields-beside">
      <Field label="Format" hint={hintOf(draft.format, likely)}>
        <select
          value={draft.format}
          onChange={(event) => {
            change({ format: event.target.value });
          }}
        >
          {likely.length > 0 && (
            <optgroup label="Recognised">
              <Options formats={likely} />
            </optgroup>
          )}
          <optgroup label="Other formats">
            <Options formats={others} />
          </optgroup>
        </select>
      </Field>
      {recipes.length > 1 && (
        <ChoiceField
          label="Recipe"
          {...(recipeHints[draft.recipe] === undefined ? {} : { hint: recipeHints[draft.recipe] })}
          value={draft.recipe}
          options={recipes.map((recipe) => [recipe, recipe] as const)}
          onChange={(recipe) => {
            change({ recipe });
          }}
        />
      )}
    </div>
  );
}

function Options({ formats }: { readonly formats: readonly Format[] }) {
  return formats.map(({ name, title }) => (
    <option key={name} value={name}>
      {title}
    </option>
  ));
}

function hintOf(format: string, likely: readonly Format[]): string {
  if (likely.length === 0) return 'Format not recognised. Choose one.';
  return likely[0]?.name === format ? 'Recognised from the files.' : 'Another format is more likely.';
}
