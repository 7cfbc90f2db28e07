import {
  Hand,
  MousePointer2,
  PenTool,
  RotateCw,
  Scissors,
  SquareDashed,
  SquarePlus,
  type LucideIcon,
} from 'lucide-react';
import { useEditorState, useLabelEditor } from '../editorContext.ts';
import { IconButton } from '../../ui/Button.tsx';
import { ZoomButtons } from '../../ui/ZoomButtons.tsx';
import type { ToolName } from '../tools/tools.ts';

const toolButtons: readonly (readonly [ToolName, string, LucideIcon, string])[] = [
  ['select', 'Select and move', MousePointer2, 'V'],
  ['draw', 'Draw a word', SquarePlus, 'D'],
  ['outline', 'Draw an outline', PenTool, 'P'],
  ['split', 'Split a word', Scissors, 'C'],
  ['rotate', 'Rotate a word', RotateCw, 'R'],
  ['pan', 'Pan', Hand, 'H'],
];

export function ToolBar() {
  const editor = useLabelEditor();
  const inHand = useEditorState('hand', (state) => state.tool);
  const areBoxesShown = useEditorState('labelling', (state) => state.areBoxesShown);
  const scale = useEditorState('view', (state) => state.view.scale);
  return (
    <div className="tool-bar" role="toolbar" aria-label="Tools">
      {toolButtons.map(([name, label, icon, shortcut]) => (
        <IconButton
          key={name}
          label={label}
          icon={icon}
          shortcut={shortcut}
          aria-pressed={inHand === name}
          onClick={() => {
            editor.hand.take(name);
          }}
        />
      ))}
      <span className="tool-bar-gap" />
      <IconButton
        label="Word boxes"
        icon={SquareDashed}
        shortcut="B"
        aria-pressed={areBoxesShown}
        onClick={editor.labelling.toggleBoxes}
      />
      <ZoomButtons {...editor.view} scale={scale} fitKey="F" actualSize="Actual size" />
    </div>
  );
}
