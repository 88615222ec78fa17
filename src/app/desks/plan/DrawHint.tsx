import { Check, Undo2, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { CommandButton } from '../../components/CommandButton';
import { formatNumber } from '../../i18n/format';
import { lineLengthM } from '../../scenario/barriers';
import { drawStore } from '../../stores/draw';

/** What the tool in hand waits for, with finish, step back and leave. */
export function DrawHint(): ReactNode {
  const { t } = useTranslation();
  const tool = useStore(drawStore, (s) => s.tool);
  const draft = useStore(drawStore, (s) => s.draft);
  if (tool === 'select') return null;
  const draws = tool !== 'probe';
  return (
    <div className="float draw-hint" role="status">
      <span>{t(`tools.hint.${tool}`)}</span>
      {draft.length >= 2 && <strong>{formatNumber(lineLengthM(draft))} m</strong>}
      {draws && draft.length > 0 && <CommandButton id="draw.back" icon={Undo2} />}
      {draws && tool !== 'cut' && (
        <CommandButton id="draw.finish" icon={Check} className="primary">
          {t('tools.finish')}
        </CommandButton>
      )}
      <CommandButton id="map.escape" icon={X} />
    </div>
  );
}
