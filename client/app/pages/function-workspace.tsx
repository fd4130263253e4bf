import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { FunctionDetails } from '#contract/functions.ts'
import { useDenial } from '../../api/access.ts'
import { useChangeFunction } from '../../api/functions.ts'
import { runtimesQuery } from '../../api/runtimes.ts'
import { AnsweredText } from '../../features/editor/answered-text.tsx'
import { languageOfFile } from '../../features/editor/archive-tree.ts'
import { ChangedElsewhere } from '../../features/editor/changed-elsewhere.tsx'
import { CodePanel } from '../../features/editor/code-panel.tsx'
import { RestoredNotice } from '../../features/editor/draft-changes.tsx'
import { DeployRefused } from '../../features/editor/deploy-refused.tsx'
import { HandlerNotice, useHandlerDoubt, warningAtHandler } from '../../features/editor/handler-notice.tsx'
import { changedFields, isDirty } from '../../features/editor/draft.ts'
import type { Draft, DraftAction, DraftFields } from '../../features/editor/draft.ts'
import { placeOf, problemsOf, stillStanding } from '../../features/editor/draft-problems.ts'
import { useDeploy } from '../../features/editor/use-deploy.ts'
import { useDeployKey } from '../../features/editor/use-deploy-key.ts'
import { DiagnosisDialog } from '../../features/diagnosis/diagnosis-dialog.tsx'
import { StatusNotice } from '../../features/functions/status-notice.tsx'
import { RequestForm } from '../../features/request/request-form.tsx'
import { Response } from '../../features/request/response.tsx'
import { useCalls } from '../../features/request/use-calls.ts'
import { useComposition } from '../../features/request/use-composition.ts'
import { CallLines } from '../../features/logs/call-lines.tsx'
import { LogPanel } from '../../features/logs/log-panel.tsx'
import { newest } from '../../features/logs/log-range.ts'
import { useLogFeed } from '../../features/logs/use-log-feed.ts'
import type { LogChoice, LogStep } from '../../features/logs/use-log-feed.ts'
import { MissingRights } from '../../features/readiness/missing-rights.tsx'
import { RolloutStrip } from '../../features/rollout/rollout-strip.tsx'
import { SettingsForm } from '../../features/settings/settings-form.tsx'
import { TriggerPanel } from '../../features/triggers/trigger-panel.tsx'
import { Button } from '../../ui/button.tsx'
import { toast } from '../../ui/toast.ts'
import { narrow, useMedia } from '../use-media.ts'
import { FunctionHead } from './function-head.tsx'
import { NarrowLayout, WideLayout } from './function-layout.tsx'
import styles from './function-page.module.css'
import { languageOf } from './shown-code.ts'
import { useFix } from './use-fix.ts'
import { useFunctionTab } from './use-function-tab.ts'
import { usePlaces } from './use-places.ts'

export interface FunctionWorkspaceProps {
  /** What the cluster says now. */
  details: FunctionDetails
  draft: Draft
  dispatch: (action: DraftAction) => void
  reload: () => Promise<FunctionDetails>
  onDelete: () => void
}

const ownOutput: LogChoice = { container: 'function', previous: false, range: newest }

/** Everything about one function side by side: the features meet here and nowhere else. */
export function FunctionWorkspace({ details, draft, dispatch, reload, onDelete }: FunctionWorkspaceProps) {
  const { data: runtimes = [] } = useQuery(runtimesQuery)
  const { mutateAsync: store } = useChangeFunction()
  const [tab, setTab] = useFunctionTab()
  const [logChoice, setLogChoice] = useState(ownOutput)
  const isNarrow = useMedia(narrow)

  const runtimeNames = useMemo(() => runtimes.map(({ name }) => name), [runtimes])
  const deployment = useDeploy({
    ...{ draft, dispatch, store, reload },
    runtimes: runtimes.length > 0 ? runtimeNames : undefined,
    onProblems: ([first]) => first && setTab(placeOf(first)),
  })
  const hasChanges = isDirty(draft)
  const denial = useDenial(details.namespace, 'change')
  const deploy = () => {
    if (denial) toast(denial.reason)
    else if (hasChanges) deployment.deploy()
    else if (!draft.sent) toast('Nothing to deploy: nothing has been changed.')
  }
  useDeployKey(deploy)
  const edit = (changes: Partial<DraftFields>) => dispatch({ type: 'edited', changes })
  const doubt = useHandlerDoubt(draft, deployment.state)

  const composition = useComposition(details)
  const calls = useCalls(details, deployment.whenStored)
  const ownFeed = useLogFeed(details, ownOutput)
  const otherFeed = useLogFeed(details, logChoice)
  const isOwnOutput =
    logChoice.container === 'function' && !logChoice.previous && logChoice.range.kind === 'newest'

  const places = usePlaces(details, draft, () => setTab('code'))
  const { status } = details
  const applyFix = useFix({ details, draft, dispatch, deploy: deployment.deploy, store })
  const [isDiagnosing, setIsDiagnosing] = useState(false)
  const why = (
    <Button size="small" onClick={() => setIsDiagnosing(true)}>
      Why is it not working?
    </Button>
  )
  const isTold = status.state === 'failing' || status.state === 'stopped'
  const showLog = (container: string) => {
    const known = logContainerOf(container, details.name)
    if (known === undefined) return undefined
    return () => {
      setLogChoice({ container: known, previous: false, range: newest })
      if (isNarrow) setTab('logs')
    }
  }
  const refusal = deployment.state.phase === 'refused' ? deployment.state : undefined
  const problems = [
    ...problemsOf(draft, runtimes.length > 0 ? runtimeNames : undefined),
    ...(refusal ? stillStanding(refusal.problems, refusal.of, draft.fields) : []),
  ]

  const language = languageOf(draft.fields.runtime, runtimes)
  const suffix = runtimes.find(({ name }) => name === draft.fields.runtime)?.fileNameSuffix ?? ''

  const parts = {
    code: (
      <CodePanel
        draft={draft}
        language={language}
        suffix={suffix}
        onChange={edit}
        mark={places.mark}
        goTo={places.goTo}
      />
    ),
    settings: (
      <SettingsForm
        details={draft.base}
        settings={draft.fields}
        onChange={edit}
        runtimes={runtimes}
        bar={denial}
        problems={problems}
        handlerWarning={warningAtHandler(doubt, edit)}
        showsAll={refusal !== undefined}
      />
    ),
    triggers: <TriggerPanel functionRef={{ namespace: details.namespace, name: details.name }} />,
    request: (
      <RequestForm called={details} composition={composition} calls={calls} hasUnsavedChanges={hasChanges} />
    ),
    response: (
      <Response
        state={calls.state}
        functionName={details.name}
        stored={details}
        isRollingOut={status.state === 'starting' || status.state === 'deploying' || draft.sent !== undefined}
        linesOf={({ answeredBy, startedAt, durationMs }) => (
          <CallLines
            feed={ownFeed}
            call={{ pod: answeredBy.pod, startedAt, durationMs }}
            {...places.inCall(answeredBy)}
          />
        )}
      />
    ),
    logs: (
      <LogPanel
        feed={isOwnOutput ? ownFeed : otherFeed}
        choice={logChoice}
        onChoice={setLogChoice}
        steps={logSteps(details)}
        functionName={details.name}
        linked={places.inLog}
      />
    ),
  }
  const Layout = isNarrow ? NarrowLayout : WideLayout
  const changed = changedFields(draft)
  return (
    <div className={styles.page}>
      <FunctionHead
        {...{ details, draft, dispatch, language, onDelete }}
        deployment={{ ...deployment, deploy }}
      />
      <RolloutStrip rollout={details.rollout} onLog={showLog} action={isTold ? undefined : why} />
      <div className={styles.notices}>
        <MissingRights namespace={details.namespace} />
        <StatusNotice
          status={status}
          files={places.stored.files}
          onPlace={(location) => places.stored.onPlace(location, status.reason)}
          action={why}
        />
        <ChangedElsewhere {...{ draft, dispatch, language }} />
        <RestoredNotice {...{ draft, dispatch }} />
        <DeployRefused state={deployment.state} draft={draft} />
        <HandlerNotice {...{ doubt, draft, deployment }} onMend={edit} />
      </div>
      <Layout
        parts={parts}
        tab={tab}
        onTab={setTab}
        changed={{
          code: changed.some(isOfCode),
          settings: changed.some((field) => !isOfCode(field)),
        }}
        runningSince={calls.state.phase === 'running' ? calls.state.since : undefined}
      />
      <DiagnosisDialog
        functionRef={{ namespace: details.namespace, name: details.name }}
        isOpen={isDiagnosing}
        onClose={() => setIsDiagnosing(false)}
        files={places.stored.files}
        onPlace={(location) => places.stored.onPlace(location, status.reason)}
        onFix={applyFix}
        hasChanges={hasChanges}
      />
      {places.beside && (
        <AnsweredText
          place={places.beside}
          language={languageOfFile(places.beside.file, { language, suffix })}
          onClose={places.closeBeside}
        />
      )}
    </div>
  )
}

/** What the log panel calls a container of the function's pod; undefined for one it does not show. */
function logContainerOf(container: string, functionName: string): LogChoice['container'] | undefined {
  if (container === functionName) return 'function'
  return logStepNames.find((name) => name === container)
}

const logStepNames = ['prepare', 'install', 'compile'] as const

/** The steps that pods of this function have. */
function logSteps({ rollout }: FunctionDetails): LogStep[] {
  return logStepNames.flatMap((name) => {
    const step = rollout.steps.find((known) => known.name === name)
    return step && step.state !== 'skipped' ? [{ name, hasFailed: step.state === 'failed' }] : []
  })
}

function isOfCode(field: keyof DraftFields): boolean {
  return ['code', 'contentType', 'files', 'deps'].includes(field)
}
