import {
  ChevronRight,
  CopyPlus,
  GitBranchPlus,
  GitCompareArrows,
  History,
  Pencil,
  Redo2,
  Trash2,
  Undo2,
} from 'lucide-react';
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import {
  Button,
  Collection,
  Input,
  ListLayout,
  TextField,
  Tree,
  TreeItem,
  TreeItemContent,
  Virtualizer,
} from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { TreeRow } from '../../../document/tree';
import { CommandButton } from '../../components/CommandButton';
import { usePerform } from '../../components/ServicesContext';
import { scenarioStore } from '../../stores/scenario';

/** Height of a row and most rows seen at once, rem and rows. */
const ROW_REM = 2.3;
const ROWS_SEEN = 7;

interface Branch extends TreeRow {
  readonly below: readonly Branch[];
}

/** The scenario tree: what is looked at is chosen here, and new scenarios branch off. */
export function ScenarioTree(): ReactNode {
  const { t } = useTranslation();
  return (
    <section className="scenario-tree" aria-labelledby="scenario-tree-title">
      <header className="scenario-head">
        <h2 id="scenario-tree-title">{t('tree.title')}</h2>
        <Saving />
        <CommandButton id="edit.undo" icon={Undo2} />
        <CommandButton id="edit.redo" icon={Redo2} />
        <CommandButton id="document.versions" icon={History} />
      </header>
      <Rows />
      <div className="tree-actions">
        <CommandButton id="scenario.branch" icon={GitBranchPlus}>
          {t('tree.branch')}
        </CommandButton>
        <CommandButton id="compare.open" icon={GitCompareArrows}>
          {t('compare.button')}
        </CommandButton>
        <CommandButton id="scenario.duplicate" icon={CopyPlus} />
        <CommandButton id="scenario.remove" icon={Trash2} />
      </div>
    </section>
  );
}

/** Says so while the newest edits are not on disk. */
function Saving(): ReactNode {
  const { t } = useTranslation();
  const kept = useStore(scenarioStore, (s) => s.kept);
  const isTrouble = kept === 'unsaved' || kept === 'off';
  return (
    <span className={`kept ${isTrouble ? 'kept-trouble' : ''}`} role="status">
      {isTrouble && t(`tree.kept.${kept}`)}
    </span>
  );
}

function Rows(): ReactNode {
  const { t } = useTranslation();
  const perform = usePerform();
  const rows = useStore(scenarioStore, (s) => s.rows);
  const current = useStore(scenarioStore, (s) => s.current);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [renaming, setRenaming] = useState<string | null>(null);
  const rowPx = useRowHeight();
  const root = useMemo(() => nest(rows), [rows]);
  const expanded = useMemo(
    () => rows.filter((r) => !closed.has(r.id)).map((r) => r.id),
    [rows, closed],
  );
  const seen = Math.min(ROWS_SEEN, Math.max(2, countOpen(root, closed)));
  const layoutOptions = useMemo(() => ({ rowHeight: rowPx }), [rowPx]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target instanceof HTMLInputElement) return;
    if (event.key === 'F2') setRenaming(current);
    else if (event.key === 'Delete') perform('scenario.remove');
    else return;
    event.preventDefault();
  };
  if (!root) return null;
  return (
    <div onKeyDown={onKeyDown}>
      <Virtualizer layout={ListLayout} layoutOptions={layoutOptions}>
        <Tree
          className="tree"
          aria-label={t('tree.title')}
          style={{ height: seen * rowPx }}
          items={[root]}
          dependencies={[renaming, rows]}
          selectionMode="single"
          selectionBehavior="replace"
          disallowEmptySelection
          selectedKeys={[current]}
          onSelectionChange={(keys) => {
            const [id] = keys;
            if (typeof id === 'string' && id !== current) perform('scenario.select', id);
          }}
          expandedKeys={expanded}
          onExpandedChange={(keys) => {
            setClosed(new Set(rows.filter((r) => !keys.has(r.id)).map((r) => r.id)));
          }}
        >
          {(branch) => <Row branch={branch} renaming={renaming} onRename={setRenaming} />}
        </Tree>
      </Virtualizer>
    </div>
  );
}

interface RowProps {
  readonly branch: Branch;
  readonly renaming: string | null;
  readonly onRename: (id: string | null) => void;
}

function Row({ branch, renaming, onRename }: RowProps): ReactNode {
  const { t } = useTranslation();
  const { id, parent, changes, below } = branch;
  const name = branch.name || t(parent === null ? 'tree.baseline' : 'tree.unnamed');
  return (
    <TreeItem id={id} textValue={name} className="tree-row">
      <TreeItemContent>
        {({ level, hasChildItems }) => (
          <div className="tree-cell" style={{ paddingInlineStart: `${(level - 1) * 0.95}rem` }}>
            {hasChildItems ? (
              <Button slot="chevron" className="tree-chevron">
                <ChevronRight aria-hidden size="1.05em" />
              </Button>
            ) : (
              <span className="tree-chevron" />
            )}
            {renaming === id ? (
              <NameInput id={id} name={branch.name} onDone={() => onRename(null)} />
            ) : (
              <>
                <span className="tree-name" onDoubleClick={() => onRename(id)}>
                  {name}
                </span>
                {changes > 0 && parent !== null && (
                  <small
                    className="tree-changes"
                    title={t('tree.changes', { n: changes, count: changes })}
                  >
                    {changes}
                  </small>
                )}
                <Button
                  className="button icon-button tree-rename"
                  aria-label={t('tree.rename', { name })}
                  onPress={() => onRename(id)}
                >
                  <Pencil aria-hidden size="0.95em" />
                </Button>
              </>
            )}
          </div>
        )}
      </TreeItemContent>
      <Collection items={below}>
        {(child) => <Row branch={child} renaming={renaming} onRename={onRename} />}
      </Collection>
    </TreeItem>
  );
}

/** The name while it is being written: Enter keeps it, Escape leaves it as it was. */
function NameInput(props: {
  readonly id: string;
  readonly name: string;
  readonly onDone: () => void;
}): ReactNode {
  const { t } = useTranslation();
  const perform = usePerform();
  const { id, name, onDone } = props;
  const [text, setText] = useState(name);
  const isDone = useRef(false);
  const input = useRef<HTMLInputElement>(null);
  const done = (keep: boolean): void => {
    if (isDone.current) return;
    isDone.current = true;
    if (keep) perform('scenario.rename', { id, name: text });
    const row = input.current?.closest<HTMLElement>('[role="row"]');
    const hadFocus = document.activeElement === input.current;
    onDone();
    // The keyboard goes on in the tree, not at the top of the page.
    if (hadFocus) requestAnimationFrame(() => row?.focus());
  };
  return (
    <TextField
      className="tree-input"
      aria-label={t('tree.name')}
      value={text}
      onChange={setText}
      autoFocus
      onBlur={() => done(true)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') done(true);
        if (event.key === 'Escape') done(false);
      }}
    >
      <Input ref={input} className="number-input" onFocus={(event) => event.target.select()} />
    </TextField>
  );
}

function nest(rows: readonly TreeRow[]): Branch | null {
  const branches = new Map<string, Branch & { below: Branch[] }>();
  for (const row of rows) {
    const branch = { ...row, below: [] };
    branches.set(row.id, branch);
    if (row.parent !== null) branches.get(row.parent)?.below.push(branch);
  }
  return rows[0] ? branches.get(rows[0].id)! : null;
}

function countOpen(branch: Branch | null, closed: ReadonlySet<string>): number {
  if (!branch) return 0;
  let count = 0;
  const stack: Branch[] = [branch];
  for (let next = stack.pop(); next; next = stack.pop()) {
    count++;
    if (!closed.has(next.id)) stack.push(...next.below);
  }
  return count;
}

/** Rows grow with the root font, which grows on a wall; the virtual list needs pixels. */
function useRowHeight(): number {
  const [px, setPx] = useState(rowHeightPx);
  useEffect(() => {
    const measure = (): void => setPx(rowHeightPx());
    window.addEventListener('resize', measure);
    return () => window.removeEventListener('resize', measure);
  }, []);
  return px;
}

function rowHeightPx(): number {
  return Math.round(ROW_REM * parseFloat(getComputedStyle(document.documentElement).fontSize));
}
