/** The Kubernetes whose behaviour is imitated. */
export const versionInfo = {
  major: '1',
  minor: '36',
  emulationMajor: '1',
  emulationMinor: '36',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '35',
  gitVersion: 'v1.36.2+kubeless-ui',
  gitCommit: '',
  gitTreeState: 'clean',
  buildDate: '2026-08-21T11:29:11Z',
  goVersion: 'go1.26.10',
  compiler: 'gc',
  platform: `${process.platform === 'win32' ? 'windows' : process.platform}/${process.arch === 'x64' ? 'amd64' : process.arch}`,
}
