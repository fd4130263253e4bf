import { useEffect, useId, useRef } from 'react'
import type { ReactNode } from 'react'
import { Split } from '../../ui/split.tsx'
import { TabList, TabPanel } from '../../ui/tabs.tsx'
import { VisuallyHidden } from '../../ui/visually-hidden.tsx'
import styles from './function-layout.module.css'
import type { FunctionTab } from './use-function-tab.ts'

export interface FunctionLayoutProps {
  parts: Record<'code' | 'settings' | 'triggers' | 'request' | 'response' | 'logs', ReactNode>
  tab: FunctionTab
  onTab: (tab: FunctionTab) => void
  /** Which tabs hold something that is not deployed. */
  changed: { code: boolean; settings: boolean }
  /** When the call that is under way was made. */
  runningSince: number | undefined
}

/** Code over logs, request over response beside them; every bar can be moved and stays where it was left. */
export function WideLayout({ parts, tab, onTab, changed }: FunctionLayoutProps) {
  const id = useId()
  const shown = tab === 'settings' || tab === 'triggers' ? tab : 'code'
  const work = (
    <div className={styles.card}>
      <TabList
        id={id}
        label="Parts of the function"
        className={styles.tabs}
        tabs={tabsOf(['code', 'settings', 'triggers'], changed)}
        value={shown}
        onChange={onTab}
      />
      <TabPanel id={id} value="code" isActive={shown === 'code'} isKept className={styles.panel}>
        {parts.code}
      </TabPanel>
      <TabPanel id={id} value="settings" isActive={shown === 'settings'} className={styles.scroller}>
        {parts.settings}
      </TabPanel>
      <TabPanel id={id} value="triggers" isActive={shown === 'triggers'} className={styles.scroller}>
        {parts.triggers}
      </TabPanel>
    </div>
  )
  return (
    <div className={styles.wide}>
      <Split
        name="sides"
        orientation="horizontal"
        label="Width of the code"
        firstShare={62}
        firstMin={360}
        secondMin={320}
        first={
          <Split
            name="code-logs"
            orientation="vertical"
            label="Height of the code"
            firstShare={66}
            firstMin={160}
            secondMin={96}
            first={work}
            second={<div className={styles.card}>{parts.logs}</div>}
          />
        }
        second={
          <Split
            name="request-response"
            orientation="vertical"
            label="Height of the request"
            firstShare={38}
            firstMin={160}
            secondMin={120}
            first={<div className={styles.card}>{parts.request}</div>}
            second={<div className={styles.card}>{parts.response}</div>}
          />
        }
      />
    </div>
  )
}

/** On a phone: one part at a time. */
export function NarrowLayout({ parts, tab, onTab, changed, runningSince }: FunctionLayoutProps) {
  const id = useId()
  const response = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (runningSince !== undefined) response.current?.scrollIntoView({ block: 'nearest', behavior: 'smooth' })
  }, [runningSince])
  return (
    <div className={styles.narrow}>
      <TabList
        id={id}
        label="Parts of the function"
        className={styles.tabs}
        tabs={tabsOf(['code', 'request', 'logs', 'settings', 'triggers'], changed)}
        value={tab}
        onChange={onTab}
      />
      <TabPanel id={id} value="code" isActive={tab === 'code'} isKept className={styles.tall}>
        {parts.code}
      </TabPanel>
      <TabPanel id={id} value="request" isActive={tab === 'request'} isKept className={styles.stack}>
        {parts.request}
        <div ref={response} className={styles.response}>
          {parts.response}
        </div>
      </TabPanel>
      <TabPanel id={id} value="logs" isActive={tab === 'logs'} className={styles.tall}>
        {parts.logs}
      </TabPanel>
      <TabPanel id={id} value="settings" isActive={tab === 'settings'} className={styles.stack}>
        {parts.settings}
      </TabPanel>
      <TabPanel id={id} value="triggers" isActive={tab === 'triggers'} className={styles.stack}>
        {parts.triggers}
      </TabPanel>
    </div>
  )
}

const labels: Record<FunctionTab, string> = {
  code: 'Code',
  settings: 'Settings',
  triggers: 'Triggers',
  request: 'Request',
  logs: 'Logs',
}

function tabsOf(tabs: FunctionTab[], changed: FunctionLayoutProps['changed']) {
  return tabs.map((value) => ({
    value,
    label: (
      <>
        {labels[value]}
        {(value === 'code' || value === 'settings') && changed[value] && (
          <span className={styles.changed} title="Not deployed">
            <VisuallyHidden>, not deployed</VisuallyHidden>
          </span>
        )}
      </>
    ),
  }))
}
