import {
  Building2,
  CircleQuestionMark,
  FolderOpen,
  Languages,
  Layers2,
  Moon,
  Search,
  Sun,
} from 'lucide-react';
import type { ReactNode } from 'react';
import {
  Button,
  Header,
  Menu,
  MenuItem,
  MenuSection,
  MenuTrigger,
  Popover,
  ToggleButton,
  ToggleButtonGroup,
} from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { keyHint } from '../../commands/keys';
import { commandOf, type PlainCommandId } from '../../commands/registry';
import { Mark } from '../../components/Mark';
import { usePerform } from '../../components/ServicesContext';
import { Tip } from '../../components/Tip';
import { formatNumber, textOf } from '../../i18n/format';
import { currentLanguage } from '../../i18n/i18n';
import { cityStore } from '../../stores/city';
import { preferencesStore } from '../../stores/ui';
import { viewStore } from '../../stores/view';
import { currentTheme } from '../../theme';
import type { SceneKind } from '../../ports';

const HELP_ITEMS: readonly PlainCommandId[] = ['help.tour', 'help.shortcuts', 'help.about'];

/** Mark, city, scene, palette, language, theme and help. */
export function TopBar(): ReactNode {
  const { t } = useTranslation();
  const perform = usePerform();
  const summary = useStore(cityStore, (s) => s.summary);
  return (
    <header className="topbar">
      <div className="topbar-start">
        <h1 className="brand">
          <Mark /> Dryrun
        </h1>
        <Tip text={t('command.cityOpen')} keys={keyHint('city.open')}>
          <Button className="button city-button" onPress={() => perform('city.open')}>
            <FolderOpen aria-hidden size="1.1em" />
            {summary ? (
              <>
                <span className="city-name">{textOf(summary.name)}</span>
                <span className="muted">{formatNumber(summary.areaKm2, 1)} km²</span>
              </>
            ) : (
              t('city.none')
            )}
          </Button>
        </Tip>
      </div>
      <SceneSwitch />
      <div className="topbar-end">
        <Button className="button search-button" onPress={() => perform('palette.open')}>
          <Search aria-hidden size="1.05em" />
          <span>{t('palette.button')}</span>
          <kbd>{keyHint('palette.open')}</kbd>
        </Button>
        <LanguageButton />
        <ThemeButton />
        <HelpMenu />
      </div>
    </header>
  );
}

function SceneSwitch(): ReactNode {
  const { t } = useTranslation();
  const perform = usePerform();
  const scene = useStore(viewStore, (s) => s.scene);
  const isOpen = useStore(cityStore, (s) => s.phase === 'open');
  return (
    <ToggleButtonGroup
      className="segments"
      aria-label={t('scene.switch')}
      selectionMode="single"
      disallowEmptySelection
      isDisabled={!isOpen}
      selectedKeys={[scene]}
      onSelectionChange={(keys) => {
        const [kind] = keys;
        perform(`scene.${kind as SceneKind}`);
      }}
    >
      <ToggleButton className="segment" id="city">
        <Building2 aria-hidden size="1.1em" /> {t('scene.city')}
      </ToggleButton>
      <ToggleButton className="segment" id="underground">
        <Layers2 aria-hidden size="1.1em" /> {t('scene.underground')}
      </ToggleButton>
    </ToggleButtonGroup>
  );
}

function LanguageButton(): ReactNode {
  const { t } = useTranslation();
  const perform = usePerform();
  const other = currentLanguage() === 'zh' ? 'English' : '中文';
  return (
    <Tip text={t('command.languageToggle')}>
      <Button
        className="button"
        aria-label={`${t('command.languageToggle')}: ${other}`}
        onPress={() => perform('language.toggle')}
      >
        <Languages aria-hidden size="1.15em" />
        <span lang={currentLanguage() === 'zh' ? 'en' : 'zh-Hans'}>{other}</span>
      </Button>
    </Tip>
  );
}

function ThemeButton(): ReactNode {
  const { t } = useTranslation();
  const perform = usePerform();
  useStore(preferencesStore, (s) => s.theme);
  const Icon = currentTheme() === 'dark' ? Sun : Moon;
  return (
    <Tip text={t('command.themeToggle')} keys={keyHint('theme.toggle')}>
      <Button
        className="button icon-button"
        aria-label={t('command.themeToggle')}
        onPress={() => perform('theme.toggle')}
      >
        <Icon aria-hidden size="1.15em" />
      </Button>
    </Tip>
  );
}

function HelpMenu(): ReactNode {
  const { t } = useTranslation();
  const perform = usePerform();
  return (
    <MenuTrigger>
      <Button className="button icon-button" aria-label={t('ui.help')}>
        <CircleQuestionMark aria-hidden size="1.15em" />
      </Button>
      <Popover className="popover" placement="bottom end">
        <Menu className="list" onAction={(id) => perform(id as PlainCommandId)}>
          <MenuSection>
            <Header className="list-head">{t('ui.help')}</Header>
            {HELP_ITEMS.map((id) => (
              <MenuItem className="list-item" key={id} id={id} textValue={t(commandOf(id).title)}>
                <span>{t(commandOf(id).title)}</span>
                {keyHint(id) && <kbd>{keyHint(id)}</kbd>}
              </MenuItem>
            ))}
          </MenuSection>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
