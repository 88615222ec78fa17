import {
  Compass,
  Crosshair,
  Fence,
  House,
  MapPin,
  Minus,
  MousePointer2,
  Plus,
  Spline,
  SquareDashedMousePointer,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { Toolbar } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { CommandButton } from '../../components/CommandButton';

/** Tools at the left of the map, camera at the right. */
export function ToolPalette(): ReactNode {
  const { t } = useTranslation();
  return (
    <>
      <Toolbar
        className="float toolbar tools"
        orientation="vertical"
        aria-label={t('tools.title')}
        data-tour="tools"
      >
        <CommandButton id="tool.select" icon={MousePointer2} placement="right" />
        <CommandButton id="tool.probe" icon={MapPin} placement="right" />
        <CommandButton id="tool.section" icon={Spline} placement="right" />
        <CommandButton id="tool.barrier" icon={Fence} placement="right" />
        <CommandButton id="tool.cut" icon={SquareDashedMousePointer} placement="right" />
      </Toolbar>
      <Toolbar
        className="float toolbar camera"
        orientation="vertical"
        aria-label={t('tools.camera')}
      >
        <CommandButton id="view.zoomIn" icon={Plus} placement="left" />
        <CommandButton id="view.zoomOut" icon={Minus} placement="left" />
        <CommandButton id="view.north" icon={Compass} placement="left" />
        <CommandButton id="view.top" icon={Crosshair} placement="left" />
        <CommandButton id="view.home" icon={House} placement="left" />
      </Toolbar>
    </>
  );
}
