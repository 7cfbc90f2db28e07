import { useStore } from 'zustand';
import { libraryView } from '../state/stores.ts';
import { CheckField } from '../ui/Field.tsx';

export const onlyWritingLabel = 'Read only photos with writing';

/** Whether the next imports and watched folders read only photos with writing; remembered. */
export function OnlyWriting({ label = onlyWritingLabel }: { readonly label?: string }) {
  const { onlyWriting, change } = useStore(libraryView);
  return (
    <CheckField
      label={label}
      hint="The others are added, too: they are listed under No writing."
      isChecked={onlyWriting}
      onChange={(isChecked) => {
        change({ onlyWriting: isChecked });
      }}
    />
  );
}
