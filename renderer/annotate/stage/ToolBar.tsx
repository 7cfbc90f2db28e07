import {
  Hand,
  Maximize,
  MousePointer2,
  PenTool,
  RotateCw,
  Scissors,
  SquareDashed,
  SquarePlus,
  ZoomIn,
  ZoomOut,
  type LucideIcon,
} from 'lucide-react';
import { zoomStep } from '../../ui/viewport.ts';
import { useEditorState, useLabelEditor } from '../editorContext.ts';
import { IconButton } from '../../ui/Button.tsx';
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
  const percent = useEditorState('view', (state) => Math.round(state.view.scale * 100));
  const { zoomBy, fit, zoomToScale } = editor.view;
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
      <IconButton
        label="Zoom in"
        icon={ZoomIn}
        shortcut="+"
        onClick={() => {
          zoomBy(zoomStep);
        }}
      />
      <button
        type="button"
        className="stage-scale"
        title="Actual size"
        aria-label={`Zoom ${percent} percent; show actual size`}
        onClick={() => {
          zoomToScale(1);
        }}
      >
        {percent}%
      </button>
      <IconButton
        label="Zoom out"
        icon={ZoomOut}
        shortcut="-"
        onClick={() => {
          zoomBy(1 / zoomStep);
        }}
      />
      <IconButton label="Fit photo" icon={Maximize} shortcut="F" onClick={fit} />
    </div>
  );
}
