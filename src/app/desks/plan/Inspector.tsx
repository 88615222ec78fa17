import { LocateFixed, MousePointerClick } from 'lucide-react';
import { useMemo, type ReactNode } from 'react';
import { Button, Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { usePerform, useServices } from '../../components/ServicesContext';
import { formatNumber } from '../../i18n/format';
import { selectionStore } from '../../stores/selection';
import { uiStore } from '../../stores/ui';
import { factsOf, type Fact } from './facts';
import { ElementChart, ProbeChart } from './ProbeChart';
import { ScenarioPanel } from './ScenarioPanel';

type TabId = 'scenario' | 'inspect';

/** The right panel: what will be run, and what was picked. */
export function Inspector(): ReactNode {
  const { t } = useTranslation();
  const tab = useStore(uiStore, (s) => s.inspectorTab);
  return (
    <Tabs
      className="panel tabs"
      selectedKey={tab}
      onSelectionChange={(key) => uiStore.setState({ inspectorTab: key as TabId })}
    >
      <TabList className="tab-list" aria-label={t('inspector.title')}>
        <Tab className="tab" id="scenario">
          {t('scenario.tab')}
        </Tab>
        <Tab className="tab" id="inspect" data-tour="inspect">
          {t('inspector.tab')}
        </Tab>
      </TabList>
      <TabPanel className="tab-panel" id="scenario">
        <ScenarioPanel />
      </TabPanel>
      <TabPanel className="tab-panel" id="inspect">
        <Picked />
      </TabPanel>
    </Tabs>
  );
}

function Picked(): ReactNode {
  const { t, i18n } = useTranslation();
  const { cities } = useServices();
  const perform = usePerform();
  const pick = useStore(selectionStore, (s) => s.pick);
  const probe = useStore(selectionStore, (s) => s.probe);
  const { language } = i18n;
  const facts = useMemo(
    () => (pick && cities.handle ? factsOf(cities.handle, pick, t) : null),
    // The texts depend on the language too.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [pick, cities, t, language],
  );
  if (!pick || !facts) {
    return (
      <div className="empty">
        <MousePointerClick aria-hidden size="1.8em" strokeWidth={1.4} />
        <p>{t('inspector.empty')}</p>
        <p className="muted">{t('inspector.emptyHint')}</p>
      </div>
    );
  }
  return (
    <div className="panel-scroll inspect">
      <header className="inspect-head">
        <div>
          <p className="kind">{facts.kind}</p>
          <h2>{facts.title}</h2>
          {facts.otherTitle && (
            <p className="muted" lang={language === 'zh' ? 'en' : 'zh-Hans'}>
              {facts.otherTitle}
            </p>
          )}
        </div>
        {!probe && (
          <Button
            className="button icon-button"
            aria-label={t('inspector.look')}
            onPress={() => perform('view.goTo', pick.id)}
          >
            <LocateFixed aria-hidden size="1.15em" />
          </Button>
        )}
      </header>
      {probe && <ProbeChart x={probe[0]} y={probe[1]} />}
      {(pick.kind === 'node' || pick.kind === 'link') && <ElementChart id={pick.id} />}
      <FactList facts={facts.facts} />
      <p className="muted place">
        x {formatNumber(pick.point[0], 1)} · y {formatNumber(pick.point[1], 1)} · z{' '}
        {formatNumber(pick.point[2], 2)} m
      </p>
    </div>
  );
}

function FactList({ facts }: { readonly facts: readonly Fact[] }): ReactNode {
  return (
    <dl className="facts">
      {facts.map((f) => (
        <div key={f.label}>
          <dt>{f.label}</dt>
          <dd>
            {f.value}
            {f.note && <small className="muted"> {f.note}</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
