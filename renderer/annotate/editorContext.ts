import { createContext, use } from 'react';
import { useStore, type StoreApi } from 'zustand';
import type { EditorStates, LabelEditor } from './LabelEditor.ts';

export const EditorContext = createContext<LabelEditor | null>(null);

export function useLabelEditor(): LabelEditor {
  const editor = use(EditorContext);
  if (editor === null) throw new Error('This component must be inside an EditorContext.');
  return editor;
}

/** Follows a part of one of the editor's stores. */
export function useEditorState<Name extends keyof EditorStates, Value>(
  store: Name,
  select: (state: EditorStates[Name]) => Value,
): Value {
  const stores: { readonly [Each in keyof EditorStates]: StoreApi<EditorStates[Each]> } =
    useLabelEditor().stores;
  return useStore(stores[store], select);
}

/** Makes event handlers of commands: a handler passes its arguments on to the command. */
export function useCommands() {
  const editor = useLabelEditor();
  return <Args extends unknown[]>(command: (editor: LabelEditor, ...args: Args) => unknown) =>
    (...args: Args): void => {
      command(editor, ...args);
    };
}
